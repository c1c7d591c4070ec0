"""Quarto itself is not needed here: a stand-in on the PATH shows what is made of its answers."""

import re

import pytest

from evaluation.errors import RendererError
from evaluation.publish import quarto
from evaluation.reporting.catalogue import Catalogue
from evaluation.runs.project import ROOT

STAND_IN = """#!/bin/sh
if [ "$1" = --version ]; then printf '\\033[1m1.8.25\\033[22m\\n'; exit 0; fi
{render}
"""


@pytest.fixture
def on_path(tmp_path, monkeypatch):
    def put(render):
        folder = tmp_path / "bin"
        folder.mkdir()
        command = folder / "quarto"
        command.write_text(STAND_IN.format(render=render), encoding="utf-8")
        command.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")

    return put


def test_the_version_is_read_without_colours(on_path):
    on_path("exit 0")
    assert quarto.version() == "Quarto 1.8.25"


def test_what_stands_before_everything_is_put_before_quartos_navigation(on_path, project_folder, tmp_path):
    on_path(
        "mkdir _site; echo '<body class=\"a\"><header>nav</header>' > _site/index.html; echo {} > _site/search.json"
    )
    quarto.render(project_folder, tmp_path / "site")
    html = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert html.index('<body class="a">') < html.index("skip-link") < html.index("Synthetic data") < html.index("nav")
    assert not (tmp_path / "site" / "search.json").exists()


def test_heads_of_tables_have_a_scope(on_path, project_folder, tmp_path):
    on_path('mkdir _site; echo \'<thead><th class="a">A</th><th scope="row">B</th></thead>\' > _site/index.html')
    quarto.render(project_folder, tmp_path / "site")
    html = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert html.strip() == '<thead><th scope="col" class="a">A</th><th scope="row">B</th></thead>'


BOX = '<div class="table-scroll" data-row-heads="{0}"><table><tr><th scope="col">A</th></tr>{1}</table></div>'


@pytest.mark.parametrize(
    ("heads", "body", "expected"),
    [
        (1, "<tr><td>a</td><td>1</td></tr>", '<tr><th scope="row">a</th><td>1</td></tr>'),
        (
            2,
            '<tr><td class="x">a</td><td>b</td></tr>',
            '<tr><th scope="row" class="x">a</th><th scope="row">b</th></tr>',
        ),
        (1, '<tr><th scope="row">a</th><td>1</td></tr>', '<tr><th scope="row">a</th><td>1</td></tr>'),
    ],
)
def test_rows_of_tables_that_quarto_rebuilds_have_their_heads_again(heads, body, expected):
    assert quarto.finished(BOX.format(heads, body), "", Catalogue("en")) == BOX.format(heads, expected)


def test_no_script_is_left_and_no_file_that_only_scripts_need(on_path, project_folder, tmp_path):
    styles = '<link href="site_libs/a/bootstrap-icons.css"><link href="site_libs/a/b.css">'
    html = f'{styles}<script src="site_libs/c/d.js"></script>'
    files = "touch _site/site_libs/a/bootstrap-icons.css _site/site_libs/a/b.css _site/site_libs/c/d.js"
    on_path(f"mkdir -p _site/site_libs/a _site/site_libs/c; {files}; echo '{html}' > _site/index.html")
    quarto.render(project_folder, tmp_path / "site")
    left = [file.relative_to(tmp_path / "site").as_posix() for file in (tmp_path / "site").rglob("*")]
    assert sorted(left) == ["index.html", "site_libs", "site_libs/a", "site_libs/a/b.css"]
    assert (tmp_path / "site" / "index.html").read_text(encoding="utf-8").strip() == '<link href="site_libs/a/b.css">'


def test_the_navigation_has_a_name():
    html = quarto.finished('<nav class="navbar navbar-expand">', "", Catalogue("en"))
    assert html == '<nav aria-label="Pages of this report" class="navbar navbar-expand">'


def test_what_the_contents_are_called_is_no_heading_and_no_line_is_marked():
    contents = (
        '<nav id="TOC" role="doc-toc"><h2 id="toc-title">On this page</h2>'
        '<ul><li><a href="#a" id="toc-a" class="nav-link active">A</a></li></ul></nav>'
    )
    assert quarto.finished(contents, "", Catalogue("en")) == (
        '<nav id="TOC" aria-labelledby="toc-title" role="doc-toc"><p id="toc-title">On this page</p>'
        '<ul><li><a href="#a" id="toc-a" class="nav-link">A</a></li></ul></nav>'
    )


def test_the_title_of_the_window_is_what_the_page_shows():
    page = (
        "<title>R&amp;D – R\\&amp;D of us</title>"
        '<span class="navbar-title">R&amp;D of <em>us</em></span><h1 class="title">R&amp;D</h1>'
    )
    assert quarto.finished(page, "", Catalogue("en")).startswith("<title>R&amp;D – R&amp;D of us</title>")


@pytest.mark.parametrize("said", ["<th onerror=alert(1) x>", "<script>alert(1)</script>", "<body>", "a > b"])
def test_what_looks_like_a_tag_in_an_attribute_is_text(said):
    html = quarto.finished(
        f"<script>1 > '<'</script><p><img alt=\"{said}\" title='<b>'></p>", "before", Catalogue("en")
    )
    escaped = said.replace("<", "&lt;").replace(">", "&gt;")
    assert html == f"<p><img alt=\"{escaped}\" title='&lt;b&gt;'></p>"


def test_no_class_of_the_pages_is_one_that_quarto_puts_words_before():
    """Divisions with these classes get a title of their own: https://quarto.org/docs/authoring/cross-references.html"""
    styles = (ROOT / "report" / "theme" / "content.css").read_text(encoding="utf-8")
    classes = set(re.findall(r"\.([a-z][\w-]*)", styles))
    assert {"checklist", "comment"} <= classes
    assert not {"proof", "remark", "solution"} & classes


def test_a_failure_carries_its_message(on_path, project_folder, tmp_path):
    on_path("echo 'ERROR: bad theme' >&2; exit 1")
    with pytest.raises(RendererError) as caught:
        quarto.render(project_folder, tmp_path / "site")
    assert "bad theme" in str(caught.value)
    assert caught.value.exit_code == 15


def test_without_quarto(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert quarto.found() is None
    with pytest.raises(RendererError, match="cannot be rendered with Quarto"):
        quarto.version()
