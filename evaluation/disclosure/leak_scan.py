"""Texts that must not be in any released file: places on this machine, and columns that name people."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from evaluation.disclosure.run_folder import FinishedRun
from evaluation.errors import DisclosureError, Problem

_ABSOLUTE_PATH = re.compile(
    r"(?:^|[\s\"'(=,;:])(/[A-Za-z0-9._-]+(?:/[^\s\"',;)]+)+|[A-Za-z]:\\[^\s\"',;)]+|~/[^\s\"',;)]+)"
)
_HIDDEN_COLUMNS = frozenset({"person_id", "source", "source_id", "quote_source", "coder", "consent", "consent_date"})


def scan(folder: Path, run: FinishedRun) -> int:
    """Look through every file of a release, and return how many there are.

    Raises
    ------
    DisclosureError
        If a path of this machine, a path of a restricted source, or a column that names people stands in one.
    """
    paths = {source.path for source in run.evaluation.sources.values()} | {str(run.folder), str(Path.home()) + "/"}
    problems = []
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files:
        name = path.relative_to(folder).as_posix()
        text = path.read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), start=1):
            found = _ABSOLUTE_PATH.search(line)
            known = next((each for each in sorted(paths) if len(each) > 2 and each in line), "")
            if found or known:
                problems.append(Problem(f"{name}:{number}", "holds a path", known or found[1], "no path"))
        if path.suffix == ".csv":
            columns = next(csv.reader(text.splitlines()), [])
            problems += [
                Problem(name, "has a column that names people", column, "no such column")
                for column in sorted(_HIDDEN_COLUMNS & set(columns))
            ]
    if problems:
        raise DisclosureError("Nothing is released: restricted texts would become public.", problems)
    return len(files)
