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
        ("<h2", '<img alt="a" srcset="https://example.org/a.png"><h2', "loads something from another place"),
        ("<h2", "<style>@import 'https://example.org/a.css';</style><h2", "loads something from another place"),
        ("<h2", '<p style="background: url(//example.org/a)"></p><h2', "loads something from another place"),
        ('id="source-1"', 'id="source-1"><b id="source-1"></b', "an id stands more than once"),
        ("downloads/deaths_by_year.csv", "downloads/gone.csv", "a link leads nowhere"),
        ("methods_and_data.html#downloads", "methods_and_data.html#gone", "a link leads to no place on its page"),
        ('id="source-1"', "", "a link leads to no place on its page"),
    ],
)
def test_each_fault_is_found(broken, documents, old, new, wrong):
    with pytest.raises(RendererError) as caught:
        check_site(broken(old, new), documents)
    assert {problem.wrong for problem in caught.value.problems} == {wrong}


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("theme/content.css", "@font-face { src: url('https://fonts.example.org/a.woff2'); }"),
        ("figures/overdose-deaths-trend.svg", '<svg><image xlink:href="http://example.org/a.png"/></svg>'),
    ],
)
def test_stylesheets_and_figures_load_nothing_from_elsewhere(broken, documents, file, content):
    site = broken("<html", "<html")
    (site / file).write_text(content, encoding="utf-8")
    with pytest.raises(RendererError) as caught:
        check_site(site, documents)
    (problem,) = caught.value.problems
    assert (problem.where, problem.wrong) == (file, "loads something from another place")


def test_a_page_that_was_not_rendered(site, documents, tmp_path):
    with pytest.raises(RendererError, match="not complete"):
        check_site(tmp_path, documents)
