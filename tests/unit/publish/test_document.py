import pytest

from evaluation.errors import RendererError
from evaluation.publish.document import page_document

from .executed_fixture import PNG, SVG, image, markdown, page, write_executed


@pytest.fixture
def notebook(tmp_path):
    return lambda *outputs, stem="retention": write_executed(tmp_path / f"{stem}.ipynb", *outputs)


def test_a_page_has_neither_code_nor_the_maintainers_cell(notebook):
    document = page_document(notebook(*page("Staying in treatment", "retention/retained/all/d180")))
    assert document.title == "Staying in treatment"
    assert document.body.startswith("First words.\n\n## Results\n\nTwelve.")
    assert "maintainers" not in document.body
    assert "secret code" not in document.body
    assert document.result_ids == ("retention/retained/all/d180",)


@pytest.mark.parametrize(("stem", "name"), [("summary", "index"), ("retention", "retention")])
def test_the_summary_is_the_index(notebook, stem, name):
    assert page_document(notebook(markdown("# Title"), stem=stem)).name == name


def test_figures_become_files_with_caption_and_alt_text(notebook):
    document = page_document(notebook(markdown("# T"), image(), image(name="b", kind="image/png", content=PNG)))
    assert document.figures == (("overdose-deaths-trend.svg", SVG.encode()), ("b.png", b"\x89PNG\r\n\x1a\n"))
    assert "![Deaths by year](figures/overdose-deaths-trend.svg){.plot alt=" in document.body
    assert 'alt="Deaths fell in both arms."' in document.body


def test_output_in_pieces_is_joined(notebook):
    assert page_document(notebook(markdown(["# T\n", "\nOne", " two"]))).body == "One two\n"


def test_messages_of_libraries_are_left_out(notebook):
    stream = {"output_type": "stream", "name": "stderr", "text": "Matplotlib is building the font cache"}
    assert page_document(notebook(markdown("# T\n\nWords"), stream)).body == "Words\n"


def test_everything_that_no_page_can_hold_is_listed(notebook):
    html = {"output_type": "display_data", "data": {"text/html": "<b>1</b>", "text/plain": "1"}, "metadata": {}}
    plain = {"output_type": "execute_result", "data": {"text/plain": "3"}, "metadata": {}, "execution_count": 2}
    with pytest.raises(RendererError) as caught:
        page_document(notebook(html, plain, image(alt=" ")))
    wrong = [problem.wrong for problem in caught.value.problems]
    assert wrong == [
        "shows what no page can hold",
        "shows what no page can hold",
        "an image without alt text or name",
        "no title",
    ]
    assert caught.value.exit_code == 15


def test_html_beside_markdown_is_refused_too(notebook):
    both = {"output_type": "display_data", "data": {"text/html": "<b>1</b>", "text/markdown": "1"}, "metadata": {}}
    with pytest.raises(RendererError):
        page_document(notebook(markdown("# T"), both))
