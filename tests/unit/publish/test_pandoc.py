import re

import pytest

from evaluation.errors import RendererError
from evaluation.publish import pandoc


@pytest.fixture
def index(site):
    return (site / "index.html").read_text(encoding="utf-8")


def test_the_page_says_its_language_title_and_description(index):
    assert '<html lang="en">' in index
    assert "<title>Did it work? – Demonstration: a coalition initiative in two communities</title>" in index
    assert '<meta name="description" content="What the coalition did' in index


def test_synthetic_data_are_called_so_before_anything_else(site):
    for page in site.glob("*.html"):
        html = page.read_text(encoding="utf-8")
        assert html.index("Synthetic data") < html.index("<header")


def test_navigation_marks_the_current_page_and_needs_no_script(site, index):
    assert re.findall(r'<a href="([^"]+)"( aria-current="page")?>', index.split("</nav>")[0]) == [
        ("index.html", ' aria-current="page"'),
        ("methods_and_data.html", ""),
    ]
    assert not any("<script" in page.read_text(encoding="utf-8") for page in site.glob("*.html"))


def test_the_way_past_the_navigation_leads_to_the_content(index):
    target = re.search(r'class="skip-link" href="#([^"]+)"', index)[1]
    assert f'<main id="{target}"' in index


def test_tables_have_scopes_row_heads_a_caption_and_a_box_to_scroll(index):
    assert len(re.findall(r'<th [^>]*scope="col"', index)) == 2
    assert re.findall(r'<th [^>]*scope="row">([^<]+)</th>', index) == ["A", "B"]
    assert "<caption>Deaths by arm</caption>" in index
    assert re.search(
        r'<div class="table-scroll" role="region" tabindex="0" aria-label="Deaths by arm" [^>]*>\s*<table>',
        index,
    )


def test_as_many_cells_head_a_row_as_it_takes_to_tell_the_rows_apart(project_folder, tmp_path):
    table = "| Year | Arm | Deaths |\n|:--|:--|--:|\n| 2020 | A | 1 |\n| 2020 | B | 1 |\n| 2021 | A | 1 |\n"
    command = [pandoc.program(), "--from=markdown", "--to=html", "--lua-filter=filters/accessible.lua"]
    source, target = tmp_path / "table.md", tmp_path / "table.html"
    source.write_text(table, encoding="utf-8")
    pandoc.run([*command, f"--output={target}", str(source)], folder=project_folder, seconds=60, name="Pandoc")
    heads = re.findall(r'<th [^>]*scope="row">([^<]+)</th>', target.read_text(encoding="utf-8"))
    assert heads == ["2020", "A", "2020", "B", "2021", "A"]


def test_the_contents_are_on_the_page_for_narrow_screens_too(index):
    main = index[index.index("<main") : index.index("</main>")]
    assert re.search(r'<details class="contents">.*<a href="#results">Results</a>.*</details>', main, re.DOTALL)
    ids = re.findall(r'\bid="([^"]+)"', index)
    assert len(ids) == len(set(ids))


def test_every_printed_sheet_says_that_the_data_are_synthetic(index):
    head = index[: index.index("</head>")]
    assert '@page { @top-center { content: "Synthetic data.' in head


def test_a_figure_has_alt_text_a_caption_and_its_file(site, index):
    assert 'alt="Deaths fell in both arms."' in index
    assert "<figcaption>Deaths by year</figcaption>" in index
    assert "fig-alt" not in index
    assert (site / "figures" / "overdose-deaths-trend.svg").is_file()


def test_every_quoted_result_is_on_the_page(index, documents):
    assert set(re.findall(r'data-result-id="([^"]+)"', index)) == set(documents[0].result_ids)


def test_the_footer_is_on_the_page(index):
    foot = index[index.index("<footer") :]
    assert "Rendered with Pandoc 3.9" in foot
    assert '<a href="methods_and_data.html#downloads">Downloads</a>' in foot


def test_the_same_pages_give_the_same_bytes(site, project_folder, tmp_path):
    pandoc.render(project_folder, tmp_path / "again")
    for page in site.glob("*.html"):
        assert (tmp_path / "again" / page.name).read_bytes() == page.read_bytes()


def test_a_failure_carries_the_message_of_the_program(tmp_path):
    with pytest.raises(RendererError, match="could not render") as caught:
        pandoc.run([pandoc.program(), "no such file.md"], folder=tmp_path, seconds=60, name="Pandoc")
    assert "no such file.md" in caught.value.problems[0].found


def test_a_program_that_takes_too_long_is_stopped(tmp_path):
    with pytest.raises(RendererError, match="was stopped"):
        pandoc.run(["sleep", "5"], folder=tmp_path, seconds=0, name="Pandoc")


def test_a_program_that_is_not_there(tmp_path):
    with pytest.raises(RendererError, match="cannot be started"):
        pandoc.run(["no-such-program"], folder=tmp_path, seconds=1, name="Quarto")
