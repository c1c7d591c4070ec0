"""Marks of words whose speakers withdrew consent, kept beside the key of the project: older tables do not undo it.

Without the key a mark tells nothing, not even whether a guess is right; how many there are stays private, too. The
file is written before the line of the release that saw the withdrawals, and the note of the ledger's end says how
many marks there were: a file that was lost, or is an older copy, is found out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from evaluation.data.whole_files import write_json
from evaluation.disclosure.publications.beside_the_key import read_beside_the_key
from evaluation.disclosure.publications.lines import DEFINED_IN
from evaluation.errors import DisclosureError, Problem

WITHDRAWN_FILE = ".withdrawn"
_RESTORE = "the file as a release wrote it: restore it, as what was withdrawn would be published again"


def read_marks(outputs: Path) -> Mapping[str, str]:
    """Return the day of each withdrawal by its mark, none where there is no file.

    Raises
    ------
    DisclosureError
        If the file is damaged, or a link.
    """
    marks = read_beside_the_key(outputs, WITHDRAWN_FILE)
    if marks is None or not all(map(_is_day, marks.values())):
        problem = Problem(WITHDRAWN_FILE, "is not what a release wrote", "", _RESTORE, DEFINED_IN)
        raise DisclosureError("Nothing is released: nobody can tell what was withdrawn.", [problem])
    return marks


def add_marks(outputs: Path, marks: Mapping[str, str]) -> None:
    """Keep marks with those there are; of a mark that is there the later day counts."""
    known = read_marks(outputs)
    kept = {**known, **{mark: max(day, known.get(mark, "")) for mark, day in marks.items()}}
    if kept != known:
        write_json(outputs / WITHDRAWN_FILE, dict(sorted(kept.items())))


def fewer_than_noted(outputs: Path, noted: int) -> Problem | None:
    """Return that the file has fewer marks than a note says, if it has."""
    found = len(read_marks(outputs))
    if found >= noted:
        return None
    return Problem(WITHDRAWN_FILE, "is missing or shorter", f"{found} of {noted} marks", _RESTORE, DEFINED_IN)


def _is_day(text: object) -> bool:
    try:
        return isinstance(text, str) and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
