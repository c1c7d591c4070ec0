"""What readers decided about quotes: a file beside the params file that holds names and hashes, and no quote.

A row is for what it has the hash of: a quote that is changed, or attributed in another way, has no signature.
"""

from __future__ import annotations

import csv
import fcntl
import io
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from evaluation.data.whole_files import write_text
from evaluation.errors import DisclosureError, Problem

_HASH = re.compile(r"[0-9a-f]{64}")
_FINDING = re.compile(r"[a-z]+@\d+-\d+(?:/\d)?")
_TIME = "%Y-%m-%dT%H:%M:%SZ"
SHORTEST_REASON = 10
_RESTORE = "the file as `evaluation sign` wrote it: restore it"
_DEFINED_IN = "docs/how-to/quotes.md"


class Word(StrEnum):
    """What a reader decides."""

    PUBLISH = "publish"
    REFUSE = "refuse"
    NOT_IDENTIFYING = "not_identifying"
    """Exception: the finding is a word like others."""

    MAY_BE_SHOWN = "may_be_shown"
    """Exception: it is what it was taken for, and may be named; it counts as said of the speaker."""


EXCEPTIONS = (Word.NOT_IDENTIFYING, Word.MAY_BE_SHOWN)


@dataclass(frozen=True)
class Decision:
    """One row.

    Parameters
    ----------
    time : str
        UTC, ``YYYY-MM-DDTHH:MM:SSZ``.
    name, role : str
        The reader's.
    decision : Word
    sha256 : str
        Of the quote with its theme and attribution.
    finding, reason : str
        Of an exception: for which finding, and why.
    """

    time: str
    name: str
    role: str
    decision: Word
    sha256: str
    finding: str = ""
    reason: str = ""


COLUMNS = tuple(field.name for field in fields(Decision))


def read_decisions(path: Path) -> tuple[Decision, ...]:
    """Return the rows of a file of readers' decisions, none where there is no file yet.

    Raises
    ------
    DisclosureError
        If the file is damaged: cut off, with other columns, or with a row that is no decision. All are listed.
    """
    return _parsed(path, _text(path)) if path.exists() else ()


def append_decisions(path: Path, decisions: Sequence[Decision]) -> None:
    """Add rows in one step: the file has all of them, or is as it was.

    Raises
    ------
    DisclosureError
        If the file is damaged, or a row could not be read again.
    """
    with _alone(path.parent):
        text = _text(path) if path.exists() else ",".join(COLUMNS) + "\n"
        _parsed(path, text)
        line_end = "\r\n" if "\r\n" in text else "\n"
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator=line_end).writerows(astuple(each) for each in decisions)
        _parsed(path, text + buffer.getvalue())
        write_text(path, text + buffer.getvalue())


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until nobody else adds a row to a file of this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _damaged([Problem(path.name, "is no UTF-8 text", "", _RESTORE, _DEFINED_IN)]) from error


def _parsed(path: Path, text: str) -> tuple[Decision, ...]:
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        lines = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise _damaged([Problem(path.name, "is no CSV", str(error), _RESTORE, _DEFINED_IN)]) from error
    problems = []
    if not text.endswith("\n"):
        problems.append(Problem(path.name, "is cut off", "an end in the middle of a line", _RESTORE, _DEFINED_IN))
    if not lines or tuple(lines[0][1]) != COLUMNS:
        found = ", ".join(lines[0][1]) if lines else "nothing"
        problems.append(Problem(f"{path.name}:1", "has other columns", found, ", ".join(COLUMNS), _DEFINED_IN))
        raise _damaged(problems)
    for line, row in lines[1:]:
        wrong = (
            [f"{len(row)} fields"] if len(row) != len(COLUMNS) else list(_wrong(dict(zip(COLUMNS, row, strict=True))))
        )
        problems += [
            Problem(f"{path.name}:{line}", "is no decision", found, _RESTORE, _DEFINED_IN) for found in wrong
        ]
    if problems:
        raise _damaged(problems)
    return tuple(
        Decision(**(dict(zip(COLUMNS, row, strict=True)) | {"decision": Word(row[3])})) for _, row in lines[1:]
    )


def _wrong(row: dict[str, str]) -> Iterator[str]:
    try:
        datetime.strptime(row["time"], _TIME)
    except ValueError:
        yield f"time {row['time']!r}"
    if not any(map(str.isalnum, row["name"])):
        yield f"name {row['name']!r}"
    if not any(map(str.isalnum, row["role"])):
        yield f"role {row['role']!r}"
    if not _HASH.fullmatch(row["sha256"]):
        yield f"sha256 {row['sha256']!r}"
    if row["decision"] not in list(Word):
        yield f"decision {row['decision']!r}"
    elif row["decision"] in EXCEPTIONS:
        if not _FINDING.fullmatch(row["finding"]):
            yield f"finding {row['finding']!r}"
        if len(row["reason"].strip()) < SHORTEST_REASON:
            yield f"a reason of {len(row['reason'].strip())} characters"
    elif row["finding"]:
        yield f"finding {row['finding']!r} of a decision that is no exception"


def _damaged(problems: Sequence[Problem]) -> DisclosureError:
    return DisclosureError("The file of readers' decisions is damaged: nobody can tell who signed what.", problems)
