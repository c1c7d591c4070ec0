"""Dates: a day of a month or a month of a year, in digits or in words; no weekday, month, feast or year by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from babel.dates import get_day_names

from evaluation.disclosure.identifiers.identifier import Identifier, IdentifierClass, Strength, identifier
from evaluation.disclosure.identifiers.spoken_numbers import CARDINAL, DAY_ORDINAL, YEAR
from evaluation.disclosure.identifiers.word_lists import folded
from evaluation.disclosure.leak_scan.named import LANGUAGES, months_in

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])"
_FIGURES = re.compile(
    rf"(?<![\d/.-])(?:{_DAY}|{_MONTH_NUMBER})(?P<mark>[/.-]){_DAY}(?P=mark)(?:\d{{4}}|\d{{2}})(?![\d/-])"
    rf"|(?<!\d)(?:19|20)\d\d([-/.]){_MONTH_NUMBER}\2{_DAY}(?!\d)|(?<![\d/-]){_MONTH_NUMBER}/(?:19|20)\d\d(?![\d/])"
)
_TWO_FIGURES = re.compile(
    rf"\b(?:on|since|until|till|before|after|by|dated|from|date|court|appointment|birthday|hearing|corte|cita|fecha|el|del|desde|hasta"
    rf"|al)\s+(?P<date>{_MONTH_NUMBER}[/-]{_DAY}"
    rf"|{_DAY}[/-]{_MONTH_NUMBER})(?![\d/-]|\s*(?:of|de|hours|days|mg))"
)
_NO_DATES = frozenset({"24/7", "9/11", "50/50"})
_BORN = re.compile(
    rf"\b(?:born in|class of|graduated (?:high school )?in|naci en|nacio en|nacida? en|birth(?:day"
    rf"|date)? (?:is|was)|"
    rf"dob:?|generacion (?:de|del)|me gradue en)\s+(?:el\s+|del\s+)?"
    rf"(?P<date>(?:19|20)\d\d|{YEAR}|['’]\d\d|(?<=el )\d\d|(?<=del )\d\d)(?!\w)"
)
_FEAST = re.compile(r"(?:the )?(?:fourth|4th) of july|cinco de mayo|(?:the )?first of (?:may|january)")
_DAY_ONLY = re.compile(
    r"\b(?:on|until|since|till|by)\s+the\s+(?P<date>(?:[2-9]|[12]\d|3[01])(?:st|nd|rd"
    r"|th))(?=\s*(?:[.,;!?]|$|of\b|and\b|at\b|"
    r"when\b|we\b|i\b|they\b|he\b|she\b))|\bel (?:dia )?(?P<other>(?:[2-9]|[12]\d|3[01]))(?=\s*(?:[.,;!?]|$))"
)


def dates(text: str) -> Iterator[Identifier]:
    """Yield the dates in a text, in lower case and without accents."""
    for found in _FIGURES.finditer(text):
        yield _date(found.span(), "a date in figures")
    for found in _TWO_FIGURES.finditer(text):
        if found["date"] not in _NO_DATES:
            yield _date(found.span("date"), "a month and a day in figures", Strength.LIKELY)
    for found in _with_month().finditer(text):
        if _FEAST.fullmatch(found[0]):
            continue
        yield _date(found.span(), "a month with its day or year")
    for found in _BORN.finditer(text):
        yield _date(found.span("date"), "the year of somebody's birth or school", Strength.LIKELY)
    for found in _DAY_ONLY.finditer(text):
        yield _date(found.span("date" if found["date"] else "other"), "a day of the month", Strength.POSSIBLE)


@cache
def _with_month() -> re.Pattern[str]:
    names = sorted(
        {folded(each) for each in months_in(LANGUAGES)} - {"mar", "may", "march", "sept"}, key=len, reverse=True
    )
    sure = "|".join(re.escape(each) for each in names if len(each) > 2)
    month = rf"(?:{sure}|sept|mar|may|march)\.?"
    days = {folded(each) for language in LANGUAGES for each in get_day_names("wide", locale=language).values()}
    weekday = rf"(?:(?:{'|'.join(sorted(days))}),?\s+(?:the\s+)?)?"
    in_words = rf"(?:the\s+)?(?:{DAY_ORDINAL})"
    day = rf"(?:(?:the\s+)?{_DAY}(?:st|nd|rd|th|o|°|º|er)?(?![\d:]))"
    year = r"(?:,?\s+(?:of\s+|de\s+|del\s+)?(?:ano\s+)?(?:(?:19|20)\d\d(?!\d)|['’]\d\d(?!\d)|" + YEAR + r"))"
    patterns = (
        rf"{weekday}{month}\s+(?:{day}|{in_words})(?!\s+(?:people|persons|percent|days|months|years|times"
        rf"|of us))(?:{year})?",
        rf"{weekday}(?:(?:{day}|{in_words})\s+(?:day\s+)?of\s+|{day}\s+(?:de\s+)?|(?:{in_words}"
        rf"|{CARDINAL})\s+de\s+)"
        rf"{month}(?!\w)(?:{year})?",
        rf"{month}{year}",
        rf"{weekday}{_DAY}-(?:{sure}|mar|may)-(?:\d{{4}}|\d\d)",
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")


def _date(span: tuple[int, int], evidence: str, strength: Strength = Strength.CERTAIN) -> Identifier:
    return identifier(*span, IdentifierClass.DATE, evidence, strength)
