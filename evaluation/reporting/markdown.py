"""Markdown that Pandoc, Quarto and Jupyter read alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"""[\\`*_{}\[\]<>#|$~^@&"']|-(?=-)|(?<=-)-|\.(?=\.)|(?<=\.)\.""")
_STARTS_A_BLOCK = re.compile(
    r"[-+=](?=\s|$)|%|(?:table)?:|\(?(?:\d+|[a-z]|[ivxlcdm]+)[.)](?=\s|$)", re.ASCII | re.IGNORECASE
)
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_DIRECTION_MARKS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_ISOLATED = "\u2068{}\u2069"


class Markdown(str):
    """Text that is Markdown already, which :func:`escape` leaves alone; what is joined to it is escaped."""

    __slots__ = ()

    def __add__(self, other: str) -> Markdown:
        return Markdown(super().__add__(escape(other)))

    def join(self, parts: Iterable[str]) -> Markdown:
        """Return the parts, those that are plain text escaped, with this text between them."""
        return Markdown(super().join(map(escape, parts)))


def one_line(text: str) -> str:
    """Return text without control characters and marks of writing direction, and with spaces for line breaks."""
    spaced = "".join(" " if letter.isspace() else letter for letter in text)
    return " ".join("".join(filter(_is_shown, spaced)).split())


def _is_shown(letter: str) -> bool:
    return unicodedata.category(letter) != "Cc" and unicodedata.bidirectional(letter) not in _DIRECTION_MARKS


def escape(text: str) -> Markdown:
    """Return text that Markdown shows as it stands, also at the start of a paragraph; the door for all user text.

    No character has a meaning in Markdown or HTML, and none is turned into a typographic one. It is :func:`one_line`.
    Text with letters that are written from right to left is isolated, so that it cannot turn what stands around it.
    """
    if isinstance(text, Markdown):
        return text
    line = one_line(text)
    escaped = _SPECIAL.sub(r"\\\g<0>", line)
    if start := _STARTS_A_BLOCK.match(escaped):
        escaped = f"{start[0][:-1]}\\{start[0][-1]}{escaped[start.end() :]}"
    if any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in line):
        escaped = _ISOLATED.format(escaped)
    return Markdown(escaped)


def code(text: str) -> Markdown:
    """Return text as code that may be broken after each slash: a result id, a file name."""
    return Markdown(f"<code>{escape(text).replace('/', '/<wbr>')}</code>")


def box(kind: str, content: str) -> Markdown:
    """Return Markdown in a division of a class that the stylesheet knows: ``box("note", "...")``."""
    return Markdown(f'<div class="{kind}">\n\n{content}\n\n</div>')


def fold(kind: str, *, summary: str, content: str) -> Markdown:
    """Return Markdown that a reader unfolds by its summary, without scripts."""
    return Markdown(f'<details class="{kind}">\n<summary>{summary}</summary>\n\n{content}\n\n</details>')


def bullets(lines: Sequence[str]) -> Markdown:
    """Return a bullet list; lines that are plain text are escaped."""
    return Markdown("\n".join(f"- {escape(line)}" for line in lines))


def pipe_table(
    heads: Sequence[str], columns: Sequence[Sequence[str]], *, right: Sequence[bool], caption: str
) -> Markdown:
    """Return a pipe table with a caption; what is plain text is escaped.

    Parameters
    ----------
    heads : sequence of str
    columns : sequence of sequence of str
        The cells of each column.
    right : sequence of bool
        Which columns are set flush right.
    caption : str
    """
    rule = [Markdown("---:" if flush else ":---") for flush in right]
    rows = [list(heads), rule, *zip(*columns, strict=True)]
    lines = [f"| {Markdown(' | ').join(row)} |" for row in rows]
    return Markdown("\n".join([*lines, "", f": {escape(caption)}"]))
