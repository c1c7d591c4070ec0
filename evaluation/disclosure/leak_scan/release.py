"""Texts that must not be in any released file: places on this machine, columns that name people, and their names."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from evaluation.data.whole_files import read_csv
from evaluation.disclosure.leak_scan.restricted import HIDDEN_COLUMNS, Restricted
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.errors import DisclosureError, Problem


def scan(folder: Path, run: FinishedRun) -> int:
    """Look through every file of a release, and return how many there are.

    Raises
    ------
    DisclosureError
        If a path of this machine, a path of a restricted source, a column that names people, the name of an
        interviewee, an interview or a coder, or what somebody has not let out stands in one.
    """
    restricted = restricted_of(run, folder)
    problems = []
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files:
        file = path.relative_to(folder).as_posix()
        text = path.read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), start=1):
            problems += [Problem(f"{file}:{number}", *found) for found in restricted.paths_in(line)]
        for number, words in _texts(path, text):
            problems += [Problem(f"{file}:{number}", *found) for found in restricted.names_in(words)]
        if path.suffix == ".csv":
            columns = next(csv.reader(text.splitlines()), [])
            problems += [
                Problem(file, "has a column that names people", column, "no such column")
                for column in sorted(HIDDEN_COLUMNS & set(columns))
            ]
    if problems:
        raise DisclosureError("Nothing is released: restricted texts would become public.", problems)
    return len(files)


def restricted_of(run: FinishedRun, released: Path, words: Iterable[str] | None = None) -> Restricted:
    """Return what a run holds back, beside what its released folder lets out.

    The user and the computer are looked for where ``words`` say which of their names are ordinary.
    """
    about = json.loads((released / "about.json").read_text(encoding="utf-8"))
    quotes = released / "quotes.csv"
    columns, rows = read_csv(quotes, where=quotes.name) if quotes.is_file() else (["text"], [])
    return Restricted.of(run, about, [row[columns.index("text")] for row in rows], words)


def _texts(path: Path, text: str) -> Iterator[tuple[int, str]]:
    """Yield every text of a CSV or JSON file as a reader sees it, with a line of the file."""
    if path.suffix == ".csv":
        reader = csv.reader(io.StringIO(text, newline=""))
        for row in reader:
            yield from ((reader.line_num, cell) for cell in row)
        return
    waiting: list[Any] = [json.loads(text)]
    while waiting:
        content = waiting.pop()
        if isinstance(content, str):
            yield 1, content
        elif isinstance(content, dict):
            waiting += [*content, *content.values()]
        elif isinstance(content, list):
            waiting += content
