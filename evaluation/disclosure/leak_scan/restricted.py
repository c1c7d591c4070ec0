"""What must not stand in anything public: places on a machine, users, and the names and words of people."""

from __future__ import annotations

import getpass
import re
import socket
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.disclosure.leak_scan.numerals import INVISIBLE
from evaluation.disclosure.leak_scan.program_words import ProgramWords, is_in_lower_case, is_ordinary
from evaluation.disclosure.ledger_rows import THEME
from evaluation.disclosure.run_folder import FinishedRun

HIDDEN_COLUMNS = frozenset(
    {"person_id", "death_id", "source", "source_id", "quote_source", "coder", "consent", "consent_date"}
)
"""Columns that name people."""

_PART = r"[^\s\"',;)\]`|<>]"
_ABSOLUTE_PATH = re.compile(
    r"(?<![^\W_])(?<![/.)\]}%~\\])"
    rf"(/[A-Za-z0-9._-]+(?:/{_PART}+)+|[A-Za-z]:\\{_PART}+|~(?:[A-Za-z][\w.-]*)?/{_PART}+|file:/+{_PART}+"
    rf"|\\\\[\w.$-]+\\[\w$]{_PART}*|\\\\\\\\[\w.$-]+\\\\[\w$]{_PART}*)"
)
"""Of Unix and of Windows, of a home, and of a share; a share also with its strokes doubled, as in code."""

_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'} | dict.fromkeys(INVISIBLE))
_JOINED = re.compile(r"(?:[_+-]|%20)+")
_ANOTHER_NAME = "another word; or, of an ordinary word, the whole name where it was entered (Coder May Smith)"
_NAME_COLUMNS = {"names": ("name",), "quotes": ("quote_id", "source")}
_SHORTEST_NAME = 3
_QUOTES, _TEXT = "quotes", "text"
_SHORTEST_PASSAGE = 5
_OF_EVERY_MACHINE = frozenset({"root", "user", "users", "admin", "administrator", "localhost", "local", "home"})


@dataclass(frozen=True)
class Restricted:
    """What to look for.

    Parameters
    ----------
    paths : tuple of str
        Of the run, of its sources, of the home of the user.
    names : re.Pattern or None
        Interviewees, interviews and coders.
    short_names : re.Pattern or None
        The same of two letters, as they are written.
    machine : re.Pattern or None
        The user and the computer.
    passages : re.Pattern or None
        What people said and did not let out.
    program : ProgramWords
        Whose ordinary words are no names.
    """

    paths: tuple[str, ...]
    names: re.Pattern[str] | None
    short_names: re.Pattern[str] | None
    machine: re.Pattern[str] | None
    passages: re.Pattern[str] | None
    program: ProgramWords

    @classmethod
    def of(
        cls, run: FinishedRun, about: Mapping[str, Any], released: Iterable[str], words: Iterable[str] | None
    ) -> Restricted:
        """Return what a run holds back.

        Parameters
        ----------
        run : FinishedRun
        about : mapping
            ``about.json`` of the release: its words of places and code lists are no names.
        released : iterable of str
            The quotes that are let out.
        words : iterable of str or None
            Texts that have ordinary words; without them, no name of a user or a computer is looked for.
        """
        named = _names(run, about)
        paths = {source.path for source in run.evaluation.sources.values()} | {str(run.folder), f"{Path.home()}/"}
        return cls(
            tuple(sorted(path for path in paths if len(path) > 2)),
            _pattern(name for name in named if len(name) >= _SHORTEST_NAME),
            _pattern(name.title() for name in named if _is_short_name(name)),
            None if words is None else _pattern(_of_machine() - _public(about) - _ordinary(words)),
            _pattern(_passages(run, [plain(quote) for quote in released])),
            ProgramWords(words or ()),
        )

    def paths_in(self, words: str) -> Iterator[tuple[str, str, str]]:
        """Yield what is wrong with a text, what was found, and what would be right, where it holds a path."""
        absolute = _ABSOLUTE_PATH.search(words)
        known = next((path for path in self.paths if path in words), "")
        if absolute or known:
            yield "holds a path", known or absolute[1], "no path"

    def names_in(self, words: str, *, by_author: bool = False) -> Iterator[tuple[str, str, str]]:
        """Yield the same where a text holds a name, or words that are held back.

        A name that is an ordinary word is none in a sentence of the program (what authors wrote is compared more
        closely), nor in any sentence where it stands in lower case.
        """
        spellings = _spellings(words)
        short = self.short_names.search(_composed(words)) if self.short_names else None
        named = short[0] if short else self._named(words, spellings, by_author=by_author)
        if named:
            yield "holds the name of an interviewee, an interview or a coder", repr(named), _ANOTHER_NAME
        for pattern, wrong in (
            (self.machine, "holds the name of a user or a computer"),
            (self.passages, "holds words of somebody who has not let them out"),
        ):
            found = next(filter(None, map(pattern.search, spellings)), None) if pattern else None
            if found:
                yield wrong, repr(found[0]), "another word, or another name"

    def _named(self, words: str, spellings: Iterable[str], *, by_author: bool) -> str:
        """Return the first name in a text that is no ordinary word there, or blank."""
        written = _composed(words)
        for text in spellings if self.names else ():
            for found in self.names.finditer(text):
                is_ordinary = text == written.casefold() and is_in_lower_case(written, *found.span())
                if not (is_ordinary or self.program.has(text, *found.span(), whole=by_author)):
                    return found[0]
        return ""


def _spellings(words: str) -> tuple[str, ...]:
    """Return a text as it stands, and as it reads with the marks that stand for spaces in names of files."""
    first = plain(words)
    return tuple(dict.fromkeys((first, _JOINED.sub(" ", first))))


def plain(words: str) -> str:
    """Return words as they are compared: composed letters, single spaces, straight quotation marks, lower case."""
    return " ".join(_composed(words).casefold().split())


def _composed(words: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", words).translate(_STRAIGHT).split())


def _public(about: Mapping[str, Any]) -> set[str]:
    groups = [about["arms"], about["communities"]]
    words = {word for group in groups for key, each in group.items() for word in (key, each["name"])}
    words |= {label for name, labels in about["labels"].items() if name != THEME for label in labels.values()}
    return {plain(word) for word in words}


def _names(run: FinishedRun, about: Mapping[str, Any]) -> set[str]:
    """Return the names in the run's restricted tables, but for words of code lists and of the plan."""
    found = {
        plain(row[table.columns.index(column)])
        for table in run.tables
        for column in _NAME_COLUMNS.get(table.name, ())
        for row in table.rows
    }
    known = _public(about)
    return {name for name in found if name not in known and not name.isdecimal()}


def _is_short_name(name: str) -> bool:
    """Whether a name is of two letters and begins no sentence (``Wu``, but not ``An``)."""
    return len(name) == _SHORTEST_NAME - 1 and name.isalpha() and not is_ordinary(name)


def _of_machine() -> set[str]:
    host = socket.gethostname()
    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = ""
    names = {plain(each) for each in (user, Path.home().name, host, host.partition(".")[0])}
    return {each for each in names if len(each) >= _SHORTEST_NAME} - _OF_EVERY_MACHINE


def _ordinary(words: Iterable[str]) -> set[str]:
    return {word for text in words for word in re.findall(r"[\w.-]+", plain(text))}


def _passages(run: FinishedRun, released: list[str]) -> set[str]:
    """Return the sentences of quotes that no released quote holds."""
    table = next((each for each in run.tables if each.name == _QUOTES and _TEXT in each.columns), None)
    place = table.columns.index(_TEXT) if table else 0
    parts = {part for row in (table.rows if table else ()) for part in re.split(r"(?<=[.!?])\s+", plain(row[place]))}
    return {
        part
        for part in parts
        if len(part.split()) >= _SHORTEST_PASSAGE and not any(part in quote for quote in released)
    }


def _pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    known = set(words)
    known |= {_JOINED.sub(" ", each) for each in known if not re.search(r"\d", each)}
    alternatives = "|".join(re.escape(each) for each in sorted(known))
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)") if alternatives else None
