"""What a person wrote in a params file reaches the pages as the characters that it is."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
import yaml

from evaluation.publish import pandoc
from evaluation.publish.document import page_document
from evaluation.publish.project import write_project
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.markdown import escape
from evaluation.runs.project import ROOT

from .executed_fixture import image, markdown, write_executed

SHORTCODE = "{{< env HOME >}}"
INLINE = [
    "<b>Bold</b> <script>alert(1)</script>",
    "R&D &amp; 'so' \"on\"",
    "*a* _b_ `c` $d$ ~e~ ^f^ @g #h a\\b | c",
    "[x](https://example.org) ![y](z.png)",
    SHORTCODE,
    "עברית: (א) <b>",
]
TEXTS = [" ".join(INLINE), "two\nlines " + "long " * 60]


class _Text(HTMLParser):
    """The text of some elements of a page, and every element that it has."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.title = self.home = self.alt = ""
        self._open: str | None = None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.tags.append(tag)
        self._open = "title" if tag == "title" else "home" if values.get("class") == "site-title" else self._open
        self.alt = values.get("alt", self.alt)

    def handle_endtag(self, tag):
        self._open = None

    def handle_data(self, data):
        if self._open:
            setattr(self, self._open, getattr(self, self._open) + data)


def plain(text: str) -> str:
    """Return text on one line, without marks of direction and with one kind of quotation mark."""
    marks = {"‘": "'", "’": "'", "“": "'", "”": "'", '"': "'", "\u2068": "", "\u2069": ""}
    return " ".join(text.translate(str.maketrans(marks)).split())


@pytest.fixture
def write(tmp_path, released):
    def make(text: str):
        executed = tmp_path / "summary.ipynb"
        outputs = [markdown(f"# {escape(text)}\n\nWords."), image(alt=escape(text))]
        document = page_document(write_executed(executed, *outputs))
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


@pytest.mark.parametrize("text", TEXTS)
def test_with_pandoc(write, tmp_path, text):
    pandoc.render(write(text), tmp_path / "site")
    html = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    found = _Text(html)
    assert plain(found.home) == plain(text)
    assert plain(found.title) == f"{plain(text)} – {plain(text)}"
    assert plain(found.alt) == plain(text.replace("\\", ""))
    assert not {"b", "em", "script", "ol", "hr", "math"} & set(found.tags)
    assert 'https://example.org"' not in html


def test_quarto_is_given_the_same_escaped_lines(write):
    folder = write(SHORTCODE)
    configuration = yaml.safe_load((folder / "_quarto.yml").read_text(encoding="utf-8"))
    front = yaml.safe_load((folder / "index.qmd").read_text(encoding="utf-8").split("---\n")[1])
    assert configuration["website"]["title"] == front["title"] == r"\{\{\< env HOME \>\}\}"
    for file in ("_quarto.yml", "index.qmd"):
        assert "{{<" not in (folder / file).read_text(encoding="utf-8")
