"""Texts that must not be in any released file: places on this machine, columns that name people, and their names."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evaluation.disclosure.ledger_rows import THEME
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.errors import DisclosureError, Problem

_ABSOLUTE_PATH = re.compile(
    r"(?:^|[\s\"'(=,;:])(/[A-Za-z0-9._-]+(?:/[^\s\"',;)]+)+|[A-Za-z]:\\[^\s\"',;)]+|~/[^\s\"',;)]+)"
)
_HIDDEN_COLUMNS = frozenset(
    {"person_id", "death_id", "source", "source_id", "quote_source", "coder", "consent", "consent_date"}
)
_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
_NAME_COLUMNS = {"names": ("name",), "quotes": ("quote_id", "source")}
_SHORTEST_NAME = 3


def scan(folder: Path, run: FinishedRun) -> int:
    """Look through every file of a release, and return how many there are.

    Raises
    ------
    DisclosureError
        If a path of this machine, a path of a restricted source, a column that names people, or the name of an
        interviewee, an interview or a coder stands in one.
    """
    paths = {source.path for source in run.evaluation.sources.values()} | {str(run.folder), str(Path.home()) + "/"}
    names = _names(run, json.loads((folder / "about.json").read_text(encoding="utf-8")))
    problems = []
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files:
        file = path.relative_to(folder).as_posix()
        text = path.read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), start=1):
            found = _ABSOLUTE_PATH.search(line)
            known = next((each for each in sorted(paths) if len(each) > 2 and each in line), "")
            if found or known:
                problems.append(Problem(f"{file}:{number}", "holds a path", known or found[1], "no path"))
        for number, words in _texts(path, text):
            name = names.search(_plain(words)) if names else None
            if name:
                wrong = "holds the name of an interviewee, an interview or a coder"
                problems.append(Problem(f"{file}:{number}", wrong, repr(name[0]), "another word, or another name"))
        if path.suffix == ".csv":
            columns = next(csv.reader(text.splitlines()), [])
            problems += [
                Problem(file, "has a column that names people", column, "no such column")
                for column in sorted(_HIDDEN_COLUMNS & set(columns))
            ]
    if problems:
        raise DisclosureError("Nothing is released: restricted texts would become public.", problems)
    return len(files)


def _texts(path: Path, text: str) -> Iterator[tuple[int, str]]:
    """Yield every text of a CSV or JSON file as a reader sees it, with a line of the file."""
    if path.suffix == ".csv":
        reader = csv.reader(io.StringIO(text, newline=""))
        for row in reader:
            yield from ((reader.line_num, cell) for cell in row)
        return
    waiting = [json.loads(text)]
    while waiting:
        content = waiting.pop()
        if isinstance(content, str):
            yield 1, content
        elif isinstance(content, dict):
            waiting += [*content, *content.values()]
        elif isinstance(content, list):
            waiting += content


def _plain(words: str) -> str:
    """Return words as they are compared: composed letters, single spaces, straight quotation marks, lower case."""
    straight = unicodedata.normalize("NFKC", words).translate(_STRAIGHT)
    return " ".join(straight.casefold().split())


def _names(run: FinishedRun, about: Mapping[str, Any]) -> re.Pattern[str] | None:
    """Return a pattern of the names in the run's restricted tables, but for words of code lists and of the plan."""
    groups = [about["arms"], about["communities"]]
    public = {word for group in groups for key, each in group.items() for word in (key, each["name"])}
    public |= {label for name, labels in about["labels"].items() if name != THEME for label in labels.values()}
    found = {
        _plain(row[table.columns.index(column)])
        for table in run.tables
        for column in _NAME_COLUMNS.get(table.name, ())
        for row in table.rows
    }
    known = {_plain(word) for word in public}
    hidden = [name for name in found if len(name) >= _SHORTEST_NAME and name not in known]
    words = "|".join(re.escape(name) for name in sorted(hidden) if not name.isdecimal())
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)") if words else None
