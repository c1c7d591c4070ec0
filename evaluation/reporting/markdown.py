"""Markdown that Pandoc, Quarto and Jupyter read alike."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$~^@&])")


def escape(text: str) -> str:
    """Return text in which no character has a meaning in Markdown or HTML; line breaks become spaces."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def path(text: str) -> str:
    """Return a result id or file name as code that may be broken after each slash."""
    return f"<code>{escape(text).replace('/', '/<wbr>')}</code>"


def box(kind: str, content: str) -> str:
    """Return Markdown in a division of a class that the stylesheet knows: ``box("note", "...")``."""
    return f'<div class="{kind}">\n\n{content}\n\n</div>'


def fold(kind: str, *, summary: str, content: str) -> str:
    """Return Markdown that a reader unfolds by its summary, without scripts."""
    return f'<details class="{kind}">\n<summary>{summary}</summary>\n\n{content}\n\n</details>'


def bullets(lines: Sequence[str]) -> str:
    """Return a bullet list of lines that are Markdown already."""
    return "\n".join(f"- {line}" for line in lines)


def pipe_table(columns: Mapping[str, Sequence[str]], *, right: Sequence[bool], caption: str) -> str:
    """Return a pipe table with a caption.

    Parameters
    ----------
    columns : mapping of str to sequence of str
        Head of each column and its cells, which are Markdown already.
    right : sequence of bool
        Which columns are set flush right.
    caption : str
    """
    rule = ["---:" if flush else ":---" for flush in right]
    rows = [list(columns), rule, *zip(*columns.values(), strict=True)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + f"\n\n: {caption}"
