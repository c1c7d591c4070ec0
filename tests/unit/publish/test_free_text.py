"""What a person wrote in a params file reaches the pages as the characters that it is."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
import yaml

from evaluation.publish import pandoc, quarto
from evaluation.publish.document import page_document
from evaluation.publish.project import write_project
from evaluation.publish.shortcodes import held, let_go
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.markdown import escape, pipe_table
from evaluation.runs.project import ROOT

from .executed_fixture import image, markdown, write_executed

SHORTCODES = [
    "{{< env HOME >}}",
    "{{{< env HOME >}}}",
    "{{< meta title >}}",
    "{{< include _quarto.yml >}}",
    ">}} */>}}",
]
INLINE = [
    "<b>Bold</b> <script>alert(1)</script> <th x=1>",
    "R&D &amp; 'so' \"on\"",
    "*a* _b_ `c` $d$ ~e~ ^f^ @g #h a\\b | c",
    "[x](https://example.org) ![y](z.png)",
    *SHORTCODES,
    "עברית: (א) <b>",
]
TEXTS = [" ".join(INLINE), "two\nlines " + "long " * 60]
VOID = {"meta", "link", "img", "br", "hr", "wbr", "input", "col"}
RENDERERS = [
    "pandoc",
    pytest.param("quarto", marks=pytest.mark.skipif(quarto.found() is None, reason="no Quarto on the PATH")),
]


class _Page(HTMLParser):
    """Every element of a page, its text by tag and by class, and the last of each attribute."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.texts: dict[str, str] = {}
        self.attributes: dict[str, str] = {}
        self._open: list[tuple[str, set[str]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        self.tags.add(tag)
        self.attributes |= values
        if tag not in VOID:
            self._open.append((tag, {tag, *(f".{name}" for name in values.get("class", "").split())}))

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        for name in set().union(*(names for _, names in self._open)):
            self.texts[name] = self.texts.get(name, "") + data


def plain(text: str) -> str:
    """Return text on one line, without marks of direction and with one kind of quotation mark."""
    marks = {"‘": "'", "’": "'", "“": "'", "”": "'", '"': "'", "\u2068": "", "\u2069": ""}
    return " ".join(text.translate(str.maketrans(marks)).split())


@pytest.fixture
def write(tmp_path, released):
    def make(text: str):
        executed = tmp_path / "summary.ipynb"
        table = pipe_table(["A", text], [["a"], [text]], right=[False, False], caption=text)
        outputs = [markdown(f"# Page {escape(text)}\n\n{escape(text)}\n\n## {escape(text)}"), markdown(table)]
        document = page_document(write_executed(executed, *outputs, image(alt=escape(text), caption=escape(text))))
        about = {**released.about, "title": text, "contact": text, "version": text}
        folder = tmp_path / "source"
        write_project(
            folder,
            template=ROOT / "report",
            documents=[document],
            released=replace(released, about=about),
            catalogue=Catalogue("en"),
            renderer="Pandoc 3.9",
        )
        return folder

    return make


@pytest.mark.parametrize("renderer", RENDERERS)
@pytest.mark.parametrize("text", TEXTS)
def test_on_a_page(write, tmp_path, text, renderer):
    {"pandoc": pandoc, "quarto": quarto}[renderer].render(write(text), tmp_path / "site")
    html = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    page, said = _Page(html), plain(text)
    texts = {name: plain(words) for name, words in page.texts.items()}
    assert texts[".site-title" if renderer == "pandoc" else ".navbar-brand"] == said
    assert texts["title"] == f"Page {said} – {said}"
    assert texts["h1"] == f"Page {said}"
    assert [texts[name] for name in ("h2", "figcaption", "caption", "td")] == [said] * 4
    assert said in texts["p"]
    assert said in texts["details"]
    assert texts["footer"].count(said) == 2
    assert plain(page.attributes["alt"]) == plain(text.replace("\\", ""))
    assert plain(page.attributes["aria-label"]) == said
    assert not {"b", "em", "script", "ol", "hr", "math"} & page.tags
    assert 'https://example.org"' not in html
    assert "\u2060" not in html


@pytest.mark.parametrize("shortcode", SHORTCODES)
def test_no_file_of_the_project_opens_a_shortcode_once_its_markdown_is_read(write, shortcode):
    folder = write(shortcode)
    front = yaml.safe_load((folder / "index.qmd").read_text(encoding="utf-8").split("---\n")[1])
    website = yaml.safe_load((folder / "_quarto.yml").read_text(encoding="utf-8"))["website"]
    body = (folder / "index.qmd").read_text(encoding="utf-8").split("---\n")[2]
    for text in (front["title"], website["title"], website["page-footer"]["left"], body):
        read = text.replace("\\", "").replace("&#123;", "{").replace("&lt;", "<")
        assert not {"{{<", ">}}"} & {read[place : place + 3] for place in range(len(read))}
        assert shortcode in let_go(read)


@pytest.mark.parametrize("text", ["a {b} < c", "{{ a }}", "{<", "\u2060<b", "{ {<", ">}", "> }}", "&lt;\u2060}"])
def test_other_brackets_stay(text):
    assert held(text) == let_go(text) == text
