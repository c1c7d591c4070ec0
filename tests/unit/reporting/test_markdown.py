"""The oracle for what Markdown means is Pandoc itself."""

import json
import subprocess

import pypandoc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.reporting.markdown import Markdown, bullets, code, escape, fold, one_line, pipe_table

READER = "markdown-tex_math_double_backslash"  # as evaluation/publish/pandoc.py


def pandoc(text: str, to: str) -> str:
    command = [pypandoc.get_pandoc_path(), f"--from={READER}", f"--to={to}", "--wrap=none"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True, timeout=60).stdout


HOSTILE = [
    "<b>bold</b> & &amp; <script>alert(1)</script>",
    "*a* _b_ **c** `d` ~~e~~ ^f^ ~g~ $h$ [i](https://j) ![k](l) @m [^n] |o| {=html} <!-- p -->",
    "- a list",
    "+ a list",
    "1. a list",
    "(iv) a list",
    "#. a list",
    "> a quote",
    "# a heading",
    "    code",
    "~~~ fence",
    "::: {.note}",
    "---",
    "===",
    "% title",
    "%0",
    ": a definition",
    "Table: a caption",
    "| a line",
    "\"quotes\" and 'quotes' -- dashes --- dots ... don't",
    "a\\b \\(x\\) \\newcommand{\\a}{b}",
    "two\nlines\n\nand a paragraph",
    "\u202eoverride",
    "عربي <b>",
    "שלום 12. (x)",
    "w" * 400,
    "Dr. Who et al. said e.g. this",
]
PIECES = st.sampled_from([*"-+*_`#>:|~\"'. ", "1.", "a)", "(i)", "[x](y)"])
LINES = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Co", "Cn")), min_size=1, max_size=12),
    st.lists(PIECES, min_size=1, max_size=6).map("".join),
    st.sampled_from(HOSTILE),
).filter(lambda text: one_line(text))


@settings(max_examples=25, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=30))
def test_escaped_text_is_read_as_itself_wherever_it_stands(texts):
    paragraphs = [escape(text) for text in texts]
    within = [f"**{text}**, {text} and ({text})." for text in paragraphs]
    headings = [f"## {text}" for text in paragraphs]
    blocks = json.loads(pandoc("\n\n".join([*paragraphs, *within, *headings, bullets(texts)]), "json"))["blocks"]
    assert [block["t"] for block in blocks[: len(texts)]] == ["Para"] * len(texts)
    expected = [_spaced(one_line(text)) for text in texts]
    found = [_words(block["c"][2] if block["t"] == "Header" else block["c"]) for block in blocks[:-1]]
    assert found == [*expected, *(f"{text}, {text} and ({text})." for text in expected), *expected]
    assert [_words(item[0]["c"]) for item in blocks[-1]["c"]] == expected


@settings(max_examples=25, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=10))
def test_plain_text_in_a_table_is_escaped(texts):
    heads, columns = ["x", *texts], [["1"], *([text] for text in texts)]
    table = json.loads(
        pandoc(pipe_table(heads, columns, right=[False] * len(heads), caption=f"x {texts[0]}"), "json")
    )
    _, caption, _, head, bodies, _ = table["blocks"][0]["c"]
    expected = [_spaced(one_line(text)) for text in texts]
    for row, first in ((head[1][0], "x"), (bodies[0][3][0], "1")):
        assert [_words(cell[4][0]["c"]) for cell in row[1]] == [first, *expected]
    assert _words(caption[1][0]["c"]) == _spaced(one_line(f"x {texts[0]}"))


def _words(inlines) -> str:
    """Return the words of inlines that hold no more than strong words; isolates of direction are left out."""
    return _spaced("".join(map(_inline, inlines)).replace("\u2068", "").replace("\u2069", ""))


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _inline(part) -> str:
    match part["t"]:
        case "Str":
            return part["c"]
        case "Space":
            return " "
        case "Strong":
            return "".join(map(_inline, part["c"]))
    pytest.fail(f"escaped text became {part['t']}: {part}")


def test_text_that_is_markdown_is_escaped_once():
    assert escape(escape("a*b")) == "a\\*b"
    assert Markdown("**x** ") + "a*b" == "**x** a\\*b"
    assert Markdown(", ").join(["a*b", Markdown("**c**")]) == "a\\*b, **c**"
    assert isinstance(Markdown("x") + "y", Markdown)


def test_line_breaks_become_spaces():
    assert escape("one\n\ntwo") == "one two"


def test_text_from_right_to_left_is_isolated_and_cannot_override():
    assert escape("שלום") == "\u2068שלום\u2069"
    assert one_line("a\u202eb\u2066c\x07") == "abc"


def test_a_result_id_may_be_broken_after_a_slash():
    assert pandoc(code("a_b/c"), "html5") == "<p><code>a_b/<wbr>c</code></p>\n"


def test_a_table_has_head_alignment_and_caption():
    html = pandoc(pipe_table(["Who", "n"], [["A", "B"], ["1", "2"]], right=[False, True], caption="Counts"), "html5")
    assert "<caption>Counts</caption>" in html
    assert '<th style="text-align: right;">n</th>' in html
    assert html.count("<tr>") == 3


def test_columns_of_one_name_stay_apart():
    table = pipe_table(["Arm", "Arm"], [["1"], ["2"]], right=[True, True], caption="c")
    assert table.startswith("| Arm | Arm |\n| ---: | ---: |\n| 1 | 2 |")


def test_folded_markdown_stays_markdown():
    html = pandoc(fold("data", summary="Show", content=bullets([Markdown("**one**"), "two"])), "html5")
    assert '<details class="data">' in html
    assert "<li><strong>one</strong></li>" in html
