"""The file of the ledger, line by line: each is what its hash was made of, and follows the one before."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from evaluation.disclosure.publications.publication import FIRST, Countersignature, Publication, line_of
from evaluation.errors import Problem

LEDGER = "publications.jsonl"
RESTORE = "the ledger as it was written: restore it from a copy, as what was published cannot be taken back"
DEFINED_IN = "docs/methods/disclosure.md, the ledger of publications"
Line = Publication | Countersignature


def publications_of(lines: Iterable[Line]) -> tuple[Publication, ...]:
    """Return the publications among lines."""
    return tuple(line for line in lines if isinstance(line, Publication))


def signed_of(lines: Iterable[Line], number: int) -> tuple[Line, ...]:
    """Return the line of a publication, and those that sign it again."""
    return tuple(line for line in lines if number == (line.number if isinstance(line, Publication) else line.of))


def read_lines(path: Path) -> tuple[list[Line], list[Problem]]:
    """Return the lines up to the first that is damaged, and what is wrong; none where there is no file."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        found = "a link" if path.is_symlink() else "a folder"
        return [], [Problem(path.name, "is no file of its own", found, RESTORE, DEFINED_IN)]
    if not path.exists():
        return [], []
    lines: list[Line] = []
    for place, text in enumerate(path.read_bytes().splitlines(keepends=True), start=1):
        where = f"{path.name}:{place}"
        try:
            found = line_of(text.decode("utf-8"))
        except ValueError as error:
            return lines, [Problem(where, "was edited or is cut off", str(error), RESTORE, DEFINED_IN)]
        if told := _out_of_order(found, lines):
            return lines, [Problem(where, "does not follow the line before", told, RESTORE, DEFINED_IN)]
        lines.append(found)
    return lines, []


def _out_of_order(line: Line, before: list[Line]) -> str:
    """Say in which order a line stands, if it is not that in which it was written."""
    last = len(publications_of(before))
    follows = line.previous == (before[-1].sha256 if before else FIRST)
    if isinstance(line, Publication):
        is_next = follows and line.number == last + 1
        return "" if is_next else f"publication {line.number} after {last or 'none'}"
    return "" if follows and 1 <= line.of <= last else f"a signature of publication {line.of} after {last or 'none'}"
