"""Whom and when a text names: groups and places by code or label, months, quarters and years as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from babel.dates import get_month_names

from evaluation.disclosure.leak_scan.numerals import COUNT, straight

Name = tuple[str, str]
"""A dimension and a level of it; for periods ``("month", "2020-03")``, ``("quarter", "2020-Q1")`` or a year."""

MONTH, QUARTER, YEAR = "month", "quarter", "year"
PERIODS = frozenset({MONTH, QUARTER, YEAR})
_DIGITS = re.compile(r"\d{4}|['’]\d{2}(?!\d)")
_NUMBERED = re.compile(
    r"(?:place|community|county|town|arm|group|wave|phase|stage|step|tier|region|district|zone|area|site|ward|cohort|team|unit"
    r"|comunidad|condado|pueblo|brazo|grupo|ola|fase|etapa|nivel|regi[oó]n|distrito|zona|[aá]rea|sitio|cohorte|equipo|unidad)"
    rf"[\s_-](?:{COUNT}|[ivx]{{1,4}})"
)
"""A group that is told from others by a number."""
_DAY = re.compile(r"(?<!\d)\d{4}-(?:0[1-9]|1[0-2])-\d{2}(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})[-/](0[1-9]|1[0-2])(?!\d)")
_SLASH = re.compile(r"(?<!\d)(0?[1-9]|1[0-2])/(\d{4})(?!\d)")
_THIS_AGE = r"(?:19|20)\d{2}"
_DENSE = re.compile(
    rf"(?<![\d.,/-])({_THIS_AGE})(?:\.?(0[1-9]|1[0-2])(?:\d\d)?|[-\s]?m(0?[1-9]|1[0-2]))(?!\d|[.,]\d)"
)
_MONTH_FIRST = re.compile(rf"(?<![\d.,/-])(0?[1-9]|1[0-2])[-.]({_THIS_AGE})(?!\d|[.,]\d)")
_DAY_OF_YEAR = re.compile(rf"(?<![\d.,/-])(\d{{1,2}})([-./])(\d{{1,2}})\2({_THIS_AGE})(?!\d)")
_QUARTER = re.compile(r"(?<!\d)(\d{4})[-\s]?q([1-4])(?!\w)|\bq([1-4])[-\s,]+(\d{4})(?!\d)")
_YEAR = re.compile(r"(?<![\d.,])(\d{4})(?![\d.,]\d|\d)")
LANGUAGES = ("en", "es")
"""Of names of months that are looked for whatever the languages of a report: numbers are read in these, too."""
_ALSO_MONTHS = {"sep": 9, "sept": 9, "setiembre": 9}
_NTH = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()  # noqa: SIM905
_NTH_MONTH = re.compile(
    rf"(?<!\w)(?:({'|'.join(_NTH)})|(\d{{1,2}})(?:st|nd|rd|th))\s+month\s+(?:of|in)\s+(\d{{4}})(?!\d)"
)
_BETWEEN_MONTHS = r"\s*(?:to|through|until|till|and|-|a|y|hasta)\s*"
_TO_YEAR = (
    r"\.?(?:['’]s)?,?\s+(?:\d{1,2}(?:st|nd|rd|th)?,?\s+)?"
    r"(?:(?:de|del|of|in|en|last\s+year|the\s+year|year|el\s+año),?\s+)*"
)
_SAID_YEAR = r"(?:\d{4}|['’]\d{2})(?!\d)"


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
    year_first : re.Pattern
        Finds a month behind its year.
    """

    called: Mapping[str, frozenset[Name]]
    pattern: re.Pattern[str]
    without_year: re.Pattern[str]
    months: Mapping[str, int]
    dates: re.Pattern[str]
    year_first: re.Pattern[str]

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
        dates = re.compile(rf"(?<!\w){first}({month}){_TO_YEAR}({_SAID_YEAR})")
        behind = rf"(?<!\d)(\d{{4}})(?:['’]s)?,?\s+(?:in\s+|en\s+)?({month})(?!\w)(?!{_TO_YEAR}{_SAID_YEAR})"
        return cls(
            {each: frozenset(names) for each, names in called.items()},
            _any_of(called),
            _any_of(words for words in called if not _YEAR.search(words) and not dates.search(words)),
            months,
            dates,
            re.compile(behind),
        )

    def named(self, text: str, *, is_name: bool = False) -> frozenset[Name]:
        """Return the levels and periods that a text names; ``text`` as :func:`straight` returns it.

        Of a text that is a name itself, also what only a part of it names.
        """
        parts = (text.partition(" ")[2], text.rpartition(" ")[0]) if is_name else ()
        return _named(self, text).union(*(_named(self, part) for part in parts))

    def without_names(self, text: str, *, is_name: bool = False) -> str:
        """Return a text without what it calls groups, places and periods, whose numbers count nothing.

        A text that is a name itself stays, but for the periods in it, and for groups that are numbered (``wave 2``).
        """
        return _without_names(self, text, is_name)


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
def _without_names(names: Names, text: str, is_name: bool) -> str:
    if is_name and _NUMBERED.fullmatch(text):
        return ""
    written = (_QUARTER, _DAY, _DAY_OF_YEAR, _ISO, _DENSE, _MONTH_FIRST, _SLASH, _NTH_MONTH)
    periods = (names.dates, names.year_first, *written) if _DIGITS.search(text) else ()
    for pattern in periods if is_name else (*periods, names.without_year):
        text = pattern.sub(lambda found: found[0] if found[0].isdecimal() else " ; ", text)
    return text


def _periods(names: Names, text: str) -> frozenset[Name]:
    months = [*_ISO.findall(text), *((year, month) for month, year in _SLASH.findall(text))]
    months += [(year, month or other) for year, month, other in _DENSE.findall(text)]
    months += [(year, month) for month, year in _MONTH_FIRST.findall(text)]
    for first, _, second, year in _DAY_OF_YEAR.findall(text):
        months += [(year, each) for each in (first, second) if 1 <= int(each) <= 12]
    for word, number, year in _NTH_MONTH.findall(text):
        months.append((year, _NTH.index(word) + 1 if word else number))
    for first, last, year in names.dates.findall(text):
        months += [(f"20{year[1:]}" if len(year) < 4 else year, names.months[each]) for each in (first, last) if each]
    months += [(year, names.months[month]) for year, month in names.year_first.findall(text)]
    found = {(MONTH, f"{year}-{int(month):02d}") for year, month in months}
    for year, quarter, other, its_year in _QUARTER.findall(text):
        found.add((QUARTER, f"{year or its_year}-Q{quarter or other}"))
    years = {year for year, _ in months} | set(_YEAR.findall(text))
    return frozenset(found | {(YEAR, year) for year in years})
