"""A text as a reader or a crawler gets it, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

from evaluation.disclosure.leak_scan.named import LANGUAGES, months_in

_YEAR = r"\s+(?:(?:de|del|of)\s+)?(?:\d{1,2}(?:st|nd|rd|th)?,?\s+)?(?:\d{4}|['’]\d{2})(?!\d)"
_LONGEST = 80


class Reach(Enum):
    """Who gets a text, which decides what is looked for in it."""

    READ = auto()
    """By people, by a screen reader or by a search engine: its numbers need a source."""

    TICK = auto()
    """On the axis of a figure: its numbers are those of a scale."""

    MACHINE = auto()
    """By programs: addresses, names of places on a page, code."""


@dataclass(frozen=True)
class Text:
    """One sentence, cell, attribute or field of a file.

    Parameters
    ----------
    where : str
        File, with the line or the cell.
    words : str
    context : str
        What a reader knows beside it: headings, caption, the other cells of its row, the sentences next to it.
    reach : Reach
    around : str
        What else a drawing says: of many places, it does not tell which one a number is about.
    by_author : bool
        Somebody wrote it: ordinary words that count are looked for, too.
    is_name : bool
        It is what a level is called: its own numbers count, which in other texts are part of the name.
    """

    where: str
    words: str
    context: str = ""
    reach: Reach = Reach.READ
    around: str = ""
    by_author: bool = False
    is_name: bool = False


@dataclass(frozen=True)
class Unreadable:
    """A file, or a part of one, that cannot be searched.

    Parameters
    ----------
    where, wrong, found, expected : str
        As of a :class:`~evaluation.errors.Problem`.
    """

    where: str
    wrong: str
    found: str
    expected: str


def sentences(
    where: str, words: str, context: str = "", *, by_author: bool = False, is_name: bool = False
) -> Iterator[Text]:
    """Yield the sentences of a paragraph; the context of each is also the sentence before and after it."""
    parts = [part for part in _end_of_sentence().split(" ".join(words.split())) if part]
    for place, part in enumerate(parts):
        beside = [*parts[max(place - 1, 0) : place], *parts[place + 1 : place + 2]]
        yield Text(where, part, " | ".join([context, *beside]), by_author=by_author, is_name=is_name)


def short(words: str) -> str:
    """Return words in quotation marks, cut off where they are long."""
    return repr(words if len(words) <= _LONGEST else f"{words[: _LONGEST - 3]}...")


@cache
def _end_of_sentence() -> re.Pattern[str]:
    """Return what ends a sentence: not the full stop of a short month before its year (``Jan. 2016``)."""
    by_length: dict[int, list[str]] = {}
    for month in months_in(LANGUAGES):
        by_length.setdefault(len(month), []).append(month)
    dates = "".join(rf"(?!(?<=\b(?:{'|'.join(months)})\.){_YEAR})" for months in by_length.values())
    return re.compile(rf"(?<=[.!?]){dates}[\"”’)]*\s+", re.IGNORECASE)


def leaves(content: object) -> Iterator[str]:
    """Yield the keys, texts and numbers of what was read from JSON or YAML."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield str(key)
            yield from leaves(value)
    elif isinstance(content, list):
        for value in content:
            yield from leaves(value)
    elif isinstance(content, str):
        yield content
    elif content is not None and not isinstance(content, bool):
        yield repr(content)
