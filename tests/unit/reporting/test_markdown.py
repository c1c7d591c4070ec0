"""The oracle for what Markdown means is Pandoc itself."""

import json
import subprocess

import pypandoc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.reporting.markdown import bullets, escape, fold, pipe_table


def pandoc(text: str, to: str) -> str:
    command = [pypandoc.get_pandoc_path(), "--from=markdown", f"--to={to}", "--wrap=none"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True, timeout=60).stdout


LINES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)


@settings(max_examples=15, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=30))
def test_escaped_text_is_read_as_itself(words):
    cells = [f"x {escape(word)} x" for word in words]
    blocks = json.loads(pandoc("\n\n".join(cells), "json"))["blocks"]
    expected = [f"x {' '.join(word.split())} x" for word in words]
    typographic = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "."})
    squeezed = [text.translate(typographic).replace("-", "").replace(".", "") for text in map(_words, blocks)]
    assert squeezed == [text.translate(typographic).replace("-", "").replace(".", "") for text in expected]


def _words(block) -> str:
    return "".join(_inline(part) for part in block["c"])


def _inline(part) -> str:
    match part["t"]:
        case "Str":
            return part["c"]
        case "Space" | "SoftBreak":
            return " "
        case "Quoted":
            mark = "'" if part["c"][0]["t"] == "SingleQuote" else '"'
            return mark + "".join(map(_inline, part["c"][1])) + mark
    pytest.fail(f"escaped text became {part['t']}: {part}")


def test_line_breaks_become_spaces():
    assert escape("one\n\ntwo") == "one two"


def test_a_table_has_head_alignment_and_caption():
    html = pandoc(pipe_table({"Who": ["A", "B"], "n": ["1", "2"]}, right=[False, True], caption="Counts"), "html5")
    assert "<caption>Counts</caption>" in html
    assert '<th style="text-align: right;">n</th>' in html
    assert html.count("<tr>") == 3


def test_a_bar_in_a_cell_does_not_end_it():
    html = pandoc(pipe_table({"Who": [escape("a|b")]}, right=[False], caption="c"), "html5")
    assert '<td style="text-align: left;">a|b</td>' in html


def test_folded_markdown_stays_markdown():
    html = pandoc(fold("data", summary="Show", content=bullets(["**one**", "two"])), "html5")
    assert '<details class="data">' in html
    assert "<li><strong>one</strong></li>" in html
