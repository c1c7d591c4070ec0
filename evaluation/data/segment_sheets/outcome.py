"""What came of a spreadsheet of coded segments, for people to compare with what they know of their study."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from evaluation.data.qualitative_parts import Code, Coding, Segment
from evaluation.data.segment_sheets.layout import ColumnMap, SegmentField
from evaluation.data.segment_sheets.sheet import Sheet, Understood
from evaluation.data.strict_yaml import counted

CODES_SHOWN = 8
_LONGEST = 60
_FREE_TEXT = (None, SegmentField.LEFT_OUT, SegmentField.SEGMENT, SegmentField.COMMENT)
"""Columns in which spaces around the text tell nothing apart."""
_SEPARATORS = {";": "a semicolon", ",": "a comma", "|": "a bar", "\n": "a line end"}
_BETWEEN_PARTS = {"\\": "a backslash", ">": "an angle (>)"}


def summary(
    codes: Sequence[Code],
    codings: Sequence[Coding],
    segments: Collection[Segment],
    *,
    n_documents: int,
    n_coders: int,
) -> Iterator[str]:
    """Yield how much was read, then the first codes, each with its parts and codings.

    Parameters
    ----------
    codes : sequence of Code
        Headings too.
    codings : sequence of Coding
    segments : collection of Segment
        Each of one coder.
    n_documents, n_coders : int
    """
    excerpts = {(segment.source_id, segment.excerpt or segment.id) for segment in segments}
    by_coder = f" (marked {len(segments):,} times, by all coders)" if len(segments) > len(excerpts) else ""
    of_code = Counter(coding.code_id for coding in codings)
    coded = [code for code in codes if of_code[code.id]]
    yield (
        f"read: {counted(n_documents, 'document')}, {counted(len(excerpts), 'excerpt')}{by_coder}, "
        f"{counted(len(codings), 'coding')}, {counted(len(coded), 'code')}, {counted(n_coders, 'coder')}"
    )
    for code in coded[:CODES_SHOWN]:
        yield f"code {named(code.path)}: {counted(of_code[code.id], 'coding')}"
    if len(coded) > CODES_SHOWN:
        yield f"and {counted(len(coded) - CODES_SHOWN, 'code')} more"


def remarks(sheet: Sheet, columns: Sequence[Understood], layout: ColumnMap) -> Iterator[tuple[str, str]]:
    """Yield what to know of the columns that are used, each with one thing of which it is true."""
    for column in columns:
        if not column.is_used or column.field in (None, SegmentField.LEFT_OUT):
            continue
        for ref in sheet.filled.get(column.header, ()):
            yield f"merged cells of column '{column.header}' count as that text in each of their rows", ref
        if note := layout.note_of(column.header):
            yield f"of column '{column.header}'", note
        if column.field is SegmentField.CODES and layout.separator.strip() == ",":
            yield "codes are split at commas: a code with a comma in its name is taken for two", column.header


def spaces_in(cells: Mapping[Understood, str]) -> Iterator[str]:
    """Yield for each name or value of a row with spaces around it that they are left out, as they are of all text."""
    for column, text in cells.items():
        if column.is_used and column.field not in _FREE_TEXT and text.strip() and text != text.strip():
            yield f"spaces around text of column '{column.header}' are left out"


def marks_in(parts: Sequence[str], *, is_header: bool) -> Iterator[str]:
    """Yield, for each mark in a code that often stands between codes or parts of one, what to know of that.

    Parameters
    ----------
    parts : sequence of str
        Of the code's name, as the layout divides it.
    is_header : bool
        Whether the code is that of a column, which can be one code only.
    """
    for mark, words in _SEPARATORS.items():
        if not is_header and any(mark in part for part in parts):
            yield (
                f"codes hold {words} at which nothing is split: each is one code; if it is several, declare "
                f"`codes` and the `separator` that stands between them"
            )
    for mark, words in _BETWEEN_PARTS.items():
        if any(mark in part for part in parts):
            yield (
                f"codes hold {words} at which nothing is split: each is one name; if it is a code below another, "
                f"declare the `hierarchy` that stands between them"
            )


def named(path: Sequence[str]) -> str:
    """Return a code's name on one line, with its headings."""
    name = " > ".join(" ⏎ ".join(part.splitlines()) for part in path)
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
