"""Whom and when a text names: groups and places by code or label, months, quarters and years as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from babel.dates import get_month_names

from evaluation.disclosure.leak_scan.numerals import straight

Name = tuple[str, str]
"""A dimension and a level of it; for periods ``("month", "2020-03")``, ``("quarter", "2020-Q1")`` or a year."""

MONTH, QUARTER, YEAR = "month", "quarter", "year"
PERIODS = frozenset({MONTH, QUARTER, YEAR})
_DIGITS = re.compile(r"\d{4}")
_DAY = re.compile(r"(?<!\d)\d{4}-(?:0[1-9]|1[0-2])-\d{2}(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})[-/](0[1-9]|1[0-2])(?!\d)")
_SLASH = re.compile(r"(?<!\d)(0?[1-9]|1[0-2])/(\d{4})(?!\d)")
_QUARTER = re.compile(r"(?<!\d)(\d{4})[-\s]?q([1-4])(?!\w)|\bq([1-4])[-\s,]+(\d{4})(?!\d)")
_YEAR = re.compile(r"(?<![\d.,])(\d{4})(?![\d.,]\d|\d)")
LANGUAGES = ("en", "es")
"""Of names of months that are looked for whatever the languages of a report: numbers are read in these, too."""
_ALSO_MONTHS = {"sep": 9, "sept": 9, "setiembre": 9}
_BETWEEN_MONTHS = r"\s*(?:to|through|until|till|and|-|a|y|hasta)\s*"


@dataclass(frozen=True, eq=False)
class Names:
    """What levels of dimensions are called.

    Parameters
    ----------
    called : mapping of str to frozenset of (str, str)
        A code or a label, as :func:`~evaluation.disclosure.leak_scan.numerals.straight` returns it, to the levels.
    pattern : re.Pattern
        Finds any of them, longer ones first.
    without_year : re.Pattern
        The same of those that name no time: what else they say counts nobody.
    months : mapping of str to int
        Names of months, long and short, to their numbers.
    dates : re.Pattern
        Finds a month with its year, or two with the year of the second.
    """

    called: Mapping[str, frozenset[Name]]
    pattern: re.Pattern[str]
    without_year: re.Pattern[str]
    months: Mapping[str, int]
    dates: re.Pattern[str]

    @classmethod
    def of(cls, levels: Iterable[tuple[str, str, str]], languages: Iterable[str]) -> Names:
        """Return the names of levels.

        Parameters
        ----------
        levels : iterable of (str, str, str)
            Dimension, code, and one thing that it is called.
        languages : iterable of str
            Of the names of months.
        """
        called: dict[str, set[Name]] = {}
        for dimension, code, label in levels:
            for words in {straight(label), straight(code), straight(code).replace("_", " ")}:
                if words.strip():
                    called.setdefault(words, set()).add((dimension, code))
        months = months_in(languages)
        month = "|".join(sorted(map(re.escape, months), key=len, reverse=True))
        first = rf"(?:({month})\.?{_BETWEEN_MONTHS})?"
        date = rf"(?<!\w){first}({month})\.?,?\s+(?:\d{{1,2}},\s+)?(?:de\s+|of\s+)?(\d{{4}})(?!\d)"
        return cls(
            {each: frozenset(names) for each, names in called.items()},
            _any_of(called),
            _any_of(words for words in called if not _YEAR.search(words)),
            months,
            re.compile(date),
        )

    def named(self, text: str) -> frozenset[Name]:
        """Return the levels and periods that a text names; ``text`` as :func:`straight` returns it."""
        return _named(self, text)

    def without_names(self, text: str) -> str:
        """Return a text without what it calls groups, places and periods, whose numbers count nothing."""
        return _without_names(self, text)


def months_in(languages: Iterable[str]) -> dict[str, int]:
    """Return the names of months, long and short and without a full stop, with their numbers."""
    return _ALSO_MONTHS | {
        straight(name).rstrip("."): number
        for language in sorted(languages)
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=language).items()
    }


def _any_of(called: Iterable[str]) -> re.Pattern[str]:
    words = "|".join(re.escape(each) for each in sorted(called, key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])" if words else r"(?!)")


@lru_cache(maxsize=65536)
def _named(names: Names, text: str) -> frozenset[Name]:
    levels = frozenset().union(*(names.called[found[0]] for found in names.pattern.finditer(text)))
    return levels | _periods(names, text) if _DIGITS.search(text) else levels


@lru_cache(maxsize=65536)
def _without_names(names: Names, text: str) -> str:
    periods = (names.dates, _QUARTER, _DAY, _ISO, _SLASH) if _DIGITS.search(text) else ()
    for pattern in (*periods, names.without_year):
        text = pattern.sub(lambda found: found[0] if found[0].isdecimal() else " ; ", text)
    return text


def _periods(names: Names, text: str) -> frozenset[Name]:
    found = {(MONTH, f"{year}-{month}") for year, month in _ISO.findall(text)}
    found |= {(MONTH, f"{year}-{int(month):02d}") for month, year in _SLASH.findall(text)}
    for first, last, year in names.dates.findall(text):
        found |= {(MONTH, f"{year}-{names.months[each]:02d}") for each in (first, last) if each}
    for year, quarter, other, its_year in _QUARTER.findall(text):
        found.add((QUARTER, f"{year or its_year}-Q{quarter or other}"))
    return frozenset(found | {(YEAR, year) for year in _YEAR.findall(text)})
