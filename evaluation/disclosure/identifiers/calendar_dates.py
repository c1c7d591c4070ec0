"""Dates: a day of a month or a month of a year, in digits or in words; no weekday, month, feast or year by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from babel.dates import get_day_names

from evaluation.disclosure.identifiers.identifier import Identifier, IdentifierClass, Strength, identifier
from evaluation.disclosure.identifiers.spoken_numbers import CARDINAL, DAY_ORDINAL, ONES, YEAR
from evaluation.disclosure.identifiers.word_lists import alternatives, folded
from evaluation.disclosure.leak_scan.named import LANGUAGES, months_in

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])"
_FIGURES = re.compile(
    rf"(?<![\d/.-])(?:{_DAY}|{_MONTH_NUMBER})(?P<mark>[/.-]){_DAY}(?P=mark)(?:\d{{4}}|\d{{2}})(?![\d/-])"
    rf"|(?<!\d)(?:19|20)\d\d([-/.]){_MONTH_NUMBER}\2{_DAY}(?!\d)|(?<![\d/-]){_MONTH_NUMBER}/(?:19|20)\d\d(?![\d/])"
    rf"|(?<![\d/.-])(?:{_MONTH_NUMBER}[/-]{_DAY}|{_DAY}[/-]{_MONTH_NUMBER}),?\s+(?:of|in|del?"
    rf"|back in)\s+(?:(?:19|20)\d\d|['’]\d\d)(?!\d)"
)
_TWO_FIGURES = re.compile(
    rf"(?<![\w/$.-])(?P<date>{_MONTH_NUMBER}/{_DAY}|{_DAY}/{_MONTH_NUMBER}|{_MONTH_NUMBER}-{_DAY}|{_DAY}-{_MONTH_NUMBER})(?![\w/%-]|[.,]\d)"
)
_DATED = re.compile(
    rf"\b(?:{alternatives('date_cues')}|(?:{alternatives('date_nouns')})(?:['’]s|\s+(?:is|was|es|era|fue)))"
    r"\s+(?:like\s+|about\s+)?$"
)
_COUNTED = re.compile(rf"\s*(?:{alternatives('date_counted')})\b")
_MEDICINE = re.compile(rf"\b(?:{alternatives('date_medicines')})\b")
_NEAR = 45
_STRENGTHS = frozenset({"2/1", "4/1", "8/2", "12/3", "16/4", "24/6"})
"""Buprenorphine and naloxone in one film, in milligrams: the doses that are sold, and those that two of them make."""

_NO_DATES = frozenset({"24/7", "9/11", "50/50", "1/2", "1/3", "2/3", "1/4", "3/4", "1/1", "4/20"})
_RATINGS = ("/10", "/5", "/12")
_RATED = re.compile(r"\b(?:an?|solid|pain|like|about|rate[ds]?|was|is|un|dolor|de)\s+(?:an?\s+)?$")
_BORN = re.compile(
    rf"\b(?:born in|class of|graduated (?:high school )?in|naci en|nacio en|nacida? en|soy (?:modelo|del)|birth(?:day"
    rf"|date)? (?:is|was)|"
    rf"dob:?|generacion (?:de|del)|me gradue en)\s+(?:el\s+|del\s+)?"
    rf"(?P<date>(?:19|20)\d\d|{YEAR}|['’]\d\d|(?<=class of )(?:(?:oh|o)[-\s](?:{ONES})|{CARDINAL})"
    r"|(?<=el )\d\d|(?<=del )\d\d)(?!\w)"
)
_FEAST = re.compile(r"(?:the )?(?:fourth|4th) of july|cinco de mayo")
_ORDINAL_FIGURE = r"(?:[2-9]|1\d|2\d|3[01])(?:st|nd|rd|th)"
_GOES_ON = r"(?=\s*(?:[.,;!?…\"”]|$)|\s+(?P<{}>[a-z]+))"
_DAY_ONLY = re.compile(
    r"\b(?:(?:date|appointment|hearing|court|birthday|release|funeral|wedding)(?:['’]s|\s+(?:is|was))|on|until|since|till|by|of|from|before|after|around|through|about|to|for|was|start|starts|started|begin|due|back|court|born|died|home)"
    r"\s+the\s+"
    rf"(?P<date>{_ORDINAL_FIGURE}|(?!first|second|third){DAY_ORDINAL})"
    rf"(?:\s+of\s+(?:this|that|last|next|the same)\s+month)?{_GOES_ON.format('next')}"
    r"|\b(?:el|del|al)\s+(?:mero\s+|mismo\s+|propio\s+)?(?:dia\s+)?(?P<other>(?:[2-9]|[12]\d|3[01])(?!\d)"
    r"|doce|trece|catorce|quince|dieci\w+|veinti?\w+|treinta(?: y un\w?)?|(?<=dia )\w+)"
    rf"(?:\s+de(?:l| este| ese)\s+(?:\w+\s+)?mes(?:\s+pasado)?)?{_GOES_ON.format('siguiente')}"
)
_SPOKEN_YEAR = rf"(?:{YEAR}|(?:19|20)\d\d|['’]\d\d|(?:oh|o)[-\s](?:{ONES})|{CARDINAL})"
_OF_MONTH = re.compile(
    rf"\bthe\s+(?P<date>\d{{1,2}}(?:st|nd|rd|th)|{DAY_ORDINAL})\s+(?:day\s+)?of\s+"
    r"(?:this|that|last|next|the same)\s+month\b"
    rf"|\b(?:el|del|al)\s+(?:dia\s+)?(?P<other>\d{{1,2}}|primero|{CARDINAL})\s+de(?:l| este| ese)\s+mes"
    r"(?:\s+(?:pasado|antepasado|anterior|proximo|que\s+(?:viene|entra|paso)))?\b"
)
"""A day of a month that is told from now; of this month, or of a month by its name, others tell."""

_AROUND_FEAST = re.compile(
    rf"(?<!\w)(?:(?:the|a|{CARDINAL})\s+)?"
    rf"(?:day|night|morning|evening|afternoon|{alternatives('weekdays')})s?\s+"
    rf"(?:right\s+|just\s+)?(?:before|after)\s+(?:the\s+)?"
    rf"(?:{alternatives('date_feasts')}|4th of july|cinco de mayo)(?!\w)"
    rf"|(?<!\w)(?:(?:el|un|una|dos|tres|{CARDINAL})\s+)?(?:dia|noche|manana)s?\s+(?:antes|despues|siguiente)\s+"
    rf"(?:del?\s+)?(?:la\s+|los\s+)?(?:{alternatives('date_feasts')})(?!\w)"
    rf"|(?<!\w)(?:the\s+)?(?:{alternatives('date_feasts')}|4th of july)\s+(?:of\s+)?(?:last year|the year before last"
    rf"|(?:{CARDINAL}|\d+)\s+years?\s+(?:ago|back))(?!\w)"
)
_SEASON = re.compile(
    rf"(?<!\w)(?:(?:spring|summer|fall|autumn|winter)\s+of|(?:primavera|verano|otono|invierno)\s+del?)\s+{_SPOKEN_YEAR}"
    r"(?!\s+(?:years|months|weeks|days|anos|meses))(?!\w)"
)
_FOLLOWS_DAY = frozenset(alternatives("date_follows").split("|"))
_DATE_IN_WORDS = re.compile(
    r"\b(?:date|birthday|dob|birthdate|fecha(?: limpia)?|cumpleanos)(?:['’]s|\s+(?:is|was|es|era))?\s*[,:]?\s*"
    rf"(?P<date>{CARDINAL}[\s,/-]+{CARDINAL}(?:[\s,/-]+{CARDINAL})+)"
)
_SLASH = r"\s+(?:slash|dash|diagonal|guion|raya)\s+"
_OF_NUMBERS = re.compile(
    rf"(?<![\w$.,/-])(?P<date>{CARDINAL}{_SLASH}{CARDINAL}(?:{_SLASH}(?:{YEAR}|{CARDINAL}|\d{{2,4}}))?"
    rf"|(?:the\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)|{DAY_ORDINAL})\s+of\s+the\s+(?:\d{{1,2}}(?:st|nd|rd|th)|{DAY_ORDINAL})"
    rf"(?:,?\s+(?:of\s+)?(?:{YEAR}|\d{{4}}|['’]\d\d))?"
    rf"|(?:{CARDINAL}|{_DAY}|primero)\s+del?\s+(?:mes\s+)?(?:{CARDINAL}|{_MONTH_NUMBER})\s+(?:del?|el)\s+"
    rf"(?:ano\s+)?(?:{YEAR}|{CARDINAL}|\d{{4}}|\d\d))(?![\w%]|[.,]\d)"
)
_FEASTS = rf"(?:{alternatives('date_feasts')})(?:\s+(?:eve|day|sunday))?"


def dates(text: str) -> Iterator[Identifier]:
    """Yield the dates in a text, in lower case and without accents."""
    for found in _FIGURES.finditer(text):
        yield _date(found.span(), "a date in figures")
    for found in _TWO_FIGURES.finditer(text):
        if _is_day_of_month(text, found):
            yield _date(found.span("date"), "a month and a day in figures", Strength.LIKELY)
    for found in _DATE_IN_WORDS.finditer(text):
        yield _date(found.span("date"), "a date in words", Strength.LIKELY)
    for found in _OF_NUMBERS.finditer(text):
        yield _date(found.span("date"), "a date in numbers for its month", Strength.LIKELY)
    for found in _with_month().finditer(text):
        if _FEAST.fullmatch(found[0]):
            continue
        yield _date(found.span(), "a month with its day or year")
    for pattern, evidence in (
        (_AROUND_FEAST, "a day told from a feast, or a feast of a year"),
        (_SEASON, "a season of a year"),
    ):
        for found in pattern.finditer(text):
            yield _date(found.span(), evidence, Strength.LIKELY)
    for found in _OF_MONTH.finditer(text):
        yield _date(
            found.span("date" if found["date"] else "other"), "a day of a month told from now", Strength.LIKELY
        )
    for found in _BORN.finditer(text):
        yield _date(found.span("date"), "the year of somebody's birth or school", Strength.LIKELY)
    for found in _DAY_ONLY.finditer(text):
        after = found["next"] or found["siguiente"]
        if after is None or after in _FOLLOWS_DAY:
            yield _date(found.span("date" if found["date"] else "other"), "a day of the month", Strength.POSSIBLE)


def _is_day_of_month(text: str, found: re.Match[str]) -> bool:
    """Tell whether two figures are a day of a month: no share, no dose of two medicines, no mark out of ten."""
    figures = found["date"]
    before, after = text[max(found.start() - _NEAR, 0) : found.start()], text[found.end() : found.end() + _NEAR]
    if figures in _NO_DATES or _COUNTED.match(after):
        return False
    dated = _DATED.search(before) is not None
    if figures in _STRENGTHS:
        return dated and not (_MEDICINE.search(before) or _MEDICINE.search(after))
    if "-" in figures or (figures.endswith(_RATINGS) and _RATED.search(before)):
        return dated
    return True


@cache
def _with_month() -> re.Pattern[str]:
    names = sorted(
        {folded(each) for each in months_in(LANGUAGES)} - {"mar", "may", "march", "sept"}, key=len, reverse=True
    )
    sure = "|".join(re.escape(each) for each in names if len(each) > 2)
    month = rf"(?:{sure}|sept|mar|may|march)\.?"
    days = {folded(each) for language in LANGUAGES for each in get_day_names("wide", locale=language).values()}
    weekday = rf"(?:(?:{'|'.join(sorted(days))}),?\s+(?:the\s+)?)?"
    just = r"(?:(?:mero|mismo|propio|dia|very)\s+)*"
    in_words = rf"{just}(?:the\s+)?(?:{DAY_ORDINAL})"
    day = rf"(?:{just}(?:the\s+)?{_DAY}(?:st|nd|rd|th|o|°|º|er)?(?![\d:]))"
    year = (
        r"(?:,?\s+(?:in\s+|of\s+|de\s+|del\s+)?(?:ano\s+)?(?:(?:19|20)\d\d(?!\d)|['’]\d\d(?!\d)|" + YEAR + r")"
        rf"|\s+del?\s+(?:\d\d(?!\d)|{CARDINAL}(?!\s+(?:anos|mil))))"
    )
    numbered = (
        rf"(?:the\s+)?(?:{_DAY}(?:st|nd|rd|th)?(?![\d:/])|{DAY_ORDINAL}|(?:dieci|veinti)\w+"
        r"|treinta(?:\s+y\s+uno?)?|doce|trece|catorce|quince)"
    )
    follows = "|".join(sorted(_FOLLOWS_DAY - {"a"}))
    patterns = (
        rf"(?:{'|'.join(sorted(days))}),?\s+{numbered}(?=\s*(?:[.,;!?…]|$)|\s+(?:{follows})\b)",
        rf"{_FEASTS}{year}",
        rf"{weekday}{month}\s+(?:{day}|{in_words})(?!\s+(?:people|persons|percent|days|months|years|times"
        rf"|of us))(?:{year})?",
        rf"{weekday}(?:(?:{day}|{in_words})\s+(?:day\s+)?of\s+(?:last\s+|this\s+|next\s+)?|{day}\s+(?:del?\s+(?:mes\s+de\s+)?)?|(?:{in_words}"
        rf"|{just}{CARDINAL})\s+del?\s+(?:mes\s+de\s+)?)"
        rf"{month}(?!\w)(?:{year})?",
        rf"{month}{year}",
        rf"{weekday}{_DAY}-(?:{sure}|mar|may)-(?:\d{{4}}|\d\d)",
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")


def _date(span: tuple[int, int], evidence: str, strength: Strength = Strength.CERTAIN) -> Identifier:
    return identifier(*span, IdentifierClass.DATE, evidence, strength)
