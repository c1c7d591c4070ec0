"""How far the ledger has come, noted beside the key of the project: a ledger that lost its end is found out.

The note is written after the line. Killed between them, a release leaves a ledger that is longer than the note says,
which the next one accepts and notes; never one that is shorter.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from evaluation.disclosure.publications.beside_the_key import read_beside_the_key
from evaluation.disclosure.publications.lines import DEFINED_IN, LEDGER, RESTORE, Line
from evaluation.disclosure.publications.withdrawn import fewer_than_noted, read_marks
from evaluation.errors import Problem

END_FILE = ".ledger_end"
_WITHDRAWN = "withdrawn"
_DAMAGED = "the file as a release wrote it: restore it, or remove it if the ledger is known to be whole"


def end_problems(outputs: Path, lines: Sequence[Line]) -> Iterator[Problem]:
    """Yield why a ledger is not the one that was noted, or an older copy of it.

    Parameters
    ----------
    outputs : Path
        The folder of all evaluations, where the note and the key are.
    lines : sequence of Publication or Countersignature
    """
    said = read_beside_the_key(outputs, END_FILE)
    if said == {}:
        return
    said = said or {}
    n, digest, n_marks = said.get("lines"), said.get("sha256"), said.get(_WITHDRAWN, 0)
    if type(n) is not int or n < 1 or not isinstance(digest, str) or type(n_marks) is not int:
        yield Problem(END_FILE, "is not what a release wrote", "", _DAMAGED, DEFINED_IN)
    elif len(lines) < n:
        yield Problem(LEDGER, f"is shorter than {END_FILE} says", f"{len(lines)} of {n} lines", RESTORE, DEFINED_IN)
    elif lines[n - 1].sha256 != digest:
        found = f"line {n} with the hash {lines[n - 1].sha256[:12]}, not {digest[:12]}"
        yield Problem(LEDGER, f"is not the ledger that {END_FILE} says", found, RESTORE, DEFINED_IN)
    elif lost := fewer_than_noted(outputs, n_marks):
        yield lost


def note_end(outputs: Path, lines: Sequence[Line]) -> None:
    """Note how many lines there are, the hash of the last, and how much was withdrawn; on the disk on return."""
    path, new = outputs / END_FILE, outputs / f"{END_FILE}.new"
    n_marks = len(read_marks(outputs))
    withdrawn = {_WITHDRAWN: n_marks} if n_marks else {}
    text = json.dumps({"lines": len(lines), "sha256": lines[-1].sha256, **withdrawn}) + "\n" if lines else ""
    if not text or (path.exists() and path.read_text(encoding="utf-8") == text):
        return
    outputs.mkdir(parents=True, exist_ok=True)
    new.unlink(missing_ok=True)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    folder = os.open(outputs, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
