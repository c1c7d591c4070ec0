"""Texts that must not be in any released file: places on this machine, names of people, counts that are not shown."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from evaluation.data.whole_files import read_csv
from evaluation.disclosure.joint_display import JOINT_DISPLAY
from evaluation.disclosure.leak_scan.restricted import HIDDEN_COLUMNS, Restricted
from evaluation.disclosure.leak_scan.text import Text, sentences, short
from evaluation.disclosure.leak_scan.told import HiddenCounts
from evaluation.disclosure.ledger_rows import is_number
from evaluation.disclosure.policy import Policy
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.errors import DisclosureError, Problem

_DEFINED_IN = "docs/methods/disclosure.md"
_TITLES = ("name", "title", "subtitle")
_BY_AUTHORS = frozenset({"checklists.csv", "tables/codebook.csv"})
_QUOTES = "quotes.csv"
_ABOUT = "about.json"
_OF_PARAMS = frozenset({"title", "subtitle", "contact", "version", "arms", "communities", "plan", "columns"})
_NAMES = frozenset({"name", "label"})
_FORMULA = re.compile(r"[=+@\t\r-]")
_OF_AUTHORS, _WRITTEN = ("text", "author"), ("question", "inference")


def scan(folder: Path, run: FinishedRun, policy: Policy, *, beside: Iterable[Problem] = ()) -> int:
    """Look through every file of a release, and return how many there are.

    Parameters
    ----------
    folder : Path
    run : FinishedRun
    policy : Policy
    beside : iterable of Problem
        What is wrong with its texts in other ways: told together with what is found.

    Raises
    ------
    DisclosureError
        If a path of this machine, a path of a restricted source, a column that names people, the name of an
        interviewee, an interview or a coder, what somebody has not let out, or a text that tells a count which the
        release does not show stands in one.
    """
    restricted, hidden = restricted_of(run, folder), HiddenCounts.of(run, folder, policy)
    problems = list(beside)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files:
        file = path.relative_to(folder).as_posix()
        text = path.read_text(encoding="utf-8")
        lines = [(f"{file}:{number}", line) for number, line in enumerate(text.splitlines(), start=1)]
        texts = list(_texts(path, text, file))
        in_lines = [Problem(where, *found) for where, line in lines for found in restricted.paths_in(line)]
        in_texts = [Problem(each.where, *found) for each in texts for found in restricted.paths_in(each.words)]
        problems += in_lines or in_texts
        for words in texts:
            was_said = words.by_author or file == _QUOTES
            named = restricted.names_in(words.words, by_author=was_said)
            problems += [Problem(words.where, *found) for found in named]
            spoken = sentences(
                words.where, words.words, words.context, by_author=words.by_author, is_name=words.is_name
            )
            for part in spoken:
                problems += [Problem(part.where, *found, _DEFINED_IN) for found in hidden.problems_in(part)]
        if path.suffix == ".csv":
            columns = next(csv.reader(text.splitlines()), [])
            problems += [
                Problem(file, "has a column that names people", column, "no such column")
                for column in sorted(HIDDEN_COLUMNS & set(columns))
            ]
            problems += [Problem(each.where, *found) for each in texts for found in formulas_in(each.words)]
    if problems:
        problems = list(dict.fromkeys(problems))
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


def _texts(path: Path, text: str, file: str) -> Iterator[Text]:
    """Yield every text of a CSV or JSON file as a reader sees it, with a line of the file."""
    if path.name == JOINT_DISPLAY:
        yield from _of_constructs(path, file)
    elif path.suffix == ".csv":
        reader = csv.reader(io.StringIO(text, newline=""))
        yield from (Text(f"{file}:1", cell) for cell in next(reader, []))
        by_author = file in _BY_AUTHORS
        for row in reader:
            yield from (Text(f"{file}:{reader.line_num}", cell, by_author=by_author) for cell in row)
    elif file == _ABOUT:
        about = json.loads(text)
        for name, content in about.items():
            yield Text(f"{file}:1", name)
            beside = [about[each] for each in _TITLES if each in about and each != name and isinstance(content, str)]
            yield from _of_json(content, f"{file}:1", (*beside, name), by_author=name in _OF_PARAMS)
    else:
        yield from _of_json(json.loads(text), f"{file}:1", ())


def formulas_in(cell: str) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with a cell of a CSV file that a spreadsheet would compute instead of showing it."""
    if _FORMULA.match(cell) and not is_number(cell):
        yield "begins like a formula of a spreadsheet", short(cell), "a letter, a digit or a quotation mark first"


def _of_constructs(path: Path, file: str) -> Iterator[Text]:
    """Yield the texts of a joint display; beside what an author wrote stands all that its construct names."""
    columns, rows = read_csv(path, where=file)
    yield from (Text(f"{file}:1", column) for column in columns)
    named = [dict(zip(columns, row, strict=True)) for row in rows]
    for place, row in enumerate(named):
        mine = [each for each in named if each["construct"] == row["construct"] and each is not row]
        beside = [each[name] for each in mine for name in ("item", *_OF_AUTHORS) if each[name]]
        context = " | ".join(each.replace("/", " | ") for each in beside)
        where = f"{file}, construct {row['construct']}, row {place + 1}"
        for name, cell in row.items():
            is_written = name in _OF_AUTHORS and row["part"] in _WRITTEN
            yield Text(where, cell, context if is_written else "", by_author=is_written)


def _of_json(content: Any, where: str, context: tuple[str, ...], *, by_author: bool = False) -> Iterator[Text]:
    """Yield the texts in JSON; beside each stand the keys that lead to it, and what the thing is called."""
    if isinstance(content, str):
        is_name = by_author and context[-1] in _NAMES
        yield Text(where, content, " | ".join(context), by_author=by_author, is_name=is_name)
    elif isinstance(content, dict):
        called = {name: content[name] for name in _TITLES if isinstance(content.get(name), str)}
        for key, value in content.items():
            yield Text(where, key)
            beside = (called[name] for name in called if name != key and isinstance(value, str))
            yield from _of_json(value, where, (*context, *beside, key), by_author=by_author)
    elif isinstance(content, list):
        for value in content:
            yield from _of_json(value, where, context, by_author=by_author)
