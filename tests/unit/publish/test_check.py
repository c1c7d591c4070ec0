import shutil

import pytest

from evaluation.errors import RendererError
from evaluation.publish.check import check_site


@pytest.fixture
def broken(site, tmp_path):
    """A copy of the site in which some text of the index is replaced."""
    copy = shutil.copytree(site, tmp_path / "site")

    def replace(old, new):
        index = copy / "index.html"
        html = index.read_text(encoding="utf-8")
        assert old in html
        index.write_text(html.replace(old, new), encoding="utf-8")
        return copy

    return replace


def test_a_whole_site_passes(site, documents):
    check_site(site, documents)


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ('data-result-id="retention/retained/all/d180"', "", "a result that the page quotes is missing"),
        ('alt="Deaths fell in both arms."', 'alt=" "', "an image without alt text"),
        ("theme/content.css", "https://fonts.example.org/a.css", "loads something from another place"),
        ("theme/content.css", "//fonts.example.org/a.css", "loads something from another place"),
        ("downloads/deaths_by_year.csv", "downloads/gone.csv", "a link leads nowhere"),
        ("methods_and_data.html#downloads", "methods_and_data.html#gone", "a link leads to no place on its page"),
        ('id="source-1"', "", "a link leads to no place on its page"),
    ],
)
def test_each_fault_is_found(broken, documents, old, new, wrong):
    with pytest.raises(RendererError) as caught:
        check_site(broken(old, new), documents)
    assert {problem.wrong for problem in caught.value.problems} == {wrong}


def test_a_page_that_was_not_rendered(site, documents, tmp_path):
    with pytest.raises(RendererError, match="not complete"):
        check_site(tmp_path, documents)
