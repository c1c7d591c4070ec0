"""Exact ages of persons, in digits or in words; how long something lasted is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evaluation.disclosure.identifiers.identifier import Identifier, IdentifierClass, Strength, identifier
from evaluation.disclosure.identifiers.spoken_numbers import CARDINAL, ONES, UNOS

_HUNDRED = rf"(?:an?|one) hundred(?:[-\s](?:and\s)?{CARDINAL})?|cien(?:to {CARDINAL})?"
_AGE = rf"(?P<age>1[01]\d|[1-9]\d?|{_HUNDRED}|{CARDINAL})"
_OLD = (
    r"(?P<age>(?:9\d|1[01]\d)(?![\d.,:/%-]*\d|%)"
    rf"|ninety(?:[-\s](?:{ONES}))?|{_HUNDRED}|noventa(?:\s+y\s+(?:{UNOS}))?)(?![\w-])"
)
"""An age that few people have."""

_END = (
    r"(?=\s*(?:[.,;:!?)\"”…]|—|-\s|$|(?:and|but|or|so|then|when|now|with|at|because|already|back|years? old|yo|y|pero"
    r"|cuando|con|ya|in|next|this|going|that|y/o|i|he|she|we|they|my)\b))"
)
_LENGTHS = (
    r"(?:clean|sober|straight|in|into|off|on|without|limpi[oa]s?|sobri[oa]s?|sin|en|de|trabajando"
    r"|viviendo|usando|esperando|"
    r"con|fuera|aqui|juntos|casad[oa]s?|tomando|consumiendo|yendo|haciendo|luchando|siendo|clean and)"
)
_GROWN = (
    r"(?P<age>1[3-9]|[2-9]\d|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[-\s](?:one|two|three|four|five|six"
    r"|seven|eight|nine))?)"
)
"""An age that is no hour."""

_GROWN_SPANISH = (
    r"(?P<age>1[3-9]|[2-9]\d|trece|catorce|quince|dieci\w+|veint\w+|(?:treinta|cuarenta|cincuenta|sesenta"
    r"|setenta|ochenta|noventa)"
    r"(?: y \w+)?)"
)

_FORMS = (
    (rf"{_AGE}[\s-]*(?:years?|yrs?)[\s-]+old\b", Strength.CERTAIN),
    (rf"{_AGE}[\s-]+year[\s-]+old\b", Strength.CERTAIN),
    (rf"{_AGE}\s*(?:yo|y/o)\b", Strength.LIKELY),
    (rf"{_AGE} anos de edad\b", Strength.CERTAIN),
    (rf"\bde {_AGE} anos(?!\s+{_LENGTHS}\b)", Strength.LIKELY),
    (rf"\b(?:at|to) (?:the )?age (?:of )?{_AGE}\b", Strength.CERTAIN),
    (rf"\b(?:aged?|edad(?: de)?:?|age is|age was|edad es|edad era) {_AGE}\b", Strength.CERTAIN),
    (
        rf"\b(?:turned|turning|turns|cumpli|cumplio|cumplir|cumple|cumplia"
        rf"|voy a cumplir) {_AGE}\b(?! (?:me|him|her|it|of|in|tricks?)\b)",
        Strength.LIKELY,
    ),
    (rf"\ba (?:los|mis|sus) {_AGE}\b(?! (?:dias|meses|semanas|minutos|horas))(?: anos)?", Strength.LIKELY),
    (
        rf"\b(?:tengo|tiene|tenia|tenemos|teniamos|tenian|tienen|con) (?:como |apenas |solo |ya |casi "
        rf"|unos )?{_AGE} anos(?:itos)?"
        rf"(?!\s+{_LENGTHS}\b)",
        Strength.LIKELY,
    ),
    (
        rf"(?:\b(?:i|he|she|they)\s*['’]?(?:m|s|re)|\b(?:i am|he is|she is|i was|he was|she was|they were"
        rf"|we were|is|was|when i was|"
        rf"being|since i was|till i was|before i was)|\bsince|\bim) (?:only |just |like |about |maybe "
        rf"|already |barely |almost )?"
        rf"{_AGE}{_END}",
        Strength.LIKELY,
    ),
    (rf"\b(?:my|her|his|our|their|mi|su) {_AGE}[\s-]year[\s-]old\b", Strength.CERTAIN),
    (
        rf"\b(?:i|he|she) (?:am|is|was) (?:only |just |like |about )?{_GROWN}"
        r"(?![-\s]*(?:st|nd|rd|th|days?|weeks?|months?|hours?|minutes?"
        r"|miles?|pounds?|feet|dollars?|grand|times|people|percent|milligrams?|mgs?"
        r"|years?(?! old)|of|bucks|bags?|cents|\d|[.,:/%]\d|%)\b)",
        Strength.LIKELY,
    ),
    (rf"\b(?:at|age) {_GROWN}{_END}", Strength.LIKELY),
    (
        rf"\b(?:tengo|tiene|tenia|tienen) (?:como |apenas |solo |ya "
        rf"|casi )?{_GROWN_SPANISH}(?=\s*(?:[.,;!?]|$|(?:cuando|pero|y|ya|entonces)\b))",
        Strength.LIKELY,
    ),
    (rf"\bborn {_AGE} years ago\b", Strength.LIKELY),
)
_OLDEST_FORMS = (
    rf"\b[^\W\d_]+(?:['’]?s| is| was| turned| es| era)\s+(?:like |about |almost |already )?{_OLD}{_END}",
    rf"\bat {_OLD},? (?:she|he|they|her|his)\b",
    rf"{_OLD}[\s-]years?[\s-](?:young|old)\b",
    rf"\b(?:(?:a|con) sus|(?:lived|live|made it|got) to(?: be)?|vivio hasta los|llego a los) {_OLD}(?![\w-])",
    r"\b(?:senor|senora|viejit[oa]|ancian[oa]|abuel\w+|lady|woman|man|grand\w+)(?: de|,| who is|,? aged?) "
    rf"{_OLD}{_END}",
    rf"(?:[.,!?…;:]|—)\s*{_OLD}(?:,? (?:years|anos)(?: old)?)?\s*[.,!?…]",
)
_AGES = tuple((re.compile(form), strength) for form, strength in _FORMS)
_OLDEST = tuple(re.compile(form) for form in _OLDEST_FORMS)
_MEASURES = (
    "there|it|that|this|which|dose|number|count|total|cost|price|limit|pressure|sugar|weight|rate|temperature|temp|fever"
    "|level|speed|what|eso|esto|dosis|precio|numero|peso|presion|azucar|temperatura"
)
_IS_MEASURE = re.compile(rf"\b(?:{_MEASURES})(?:['’]?s|\s+(?:is|was|es|era))\s+(?:\w+\s+)?$")
_IS_COUNT = re.compile(
    rf"(?:\b(?:{_MEASURES})|\bthe (?!kid|boy|girl|guy|woman|man|baby|child|lady)\w+)\s+(?:is|was)\s+(?:\w+\s+)?$"
)
"""What counts or measures something, and gives no age."""
_OLDEST_OF_MANY = 89
_SMALL_WORDS = frozenset({"one", "uno", "una", "un"})


def ages(text: str) -> Iterator[Identifier]:
    """Yield the exact ages in a text; one over 89, which few people have, is certain wherever a form fits.

    Parameters
    ----------
    text : str
        In lower case and without accents.
    """
    for pattern, strength in _AGES:
        for found in pattern.finditer(text):
            age = found["age"]
            if _IS_COUNT.search(text, 0, found.start("age")):
                continue
            if age in _SMALL_WORDS and strength is not Strength.CERTAIN:
                continue
            if age.isdecimal() and int(age) > _OLDEST_OF_MANY:
                strength = Strength.CERTAIN
            yield identifier(*found.span("age"), IdentifierClass.AGE, "an exact age", strength)
    for pattern in _OLDEST:
        for found in pattern.finditer(text):
            if not _IS_MEASURE.search(text, 0, found.start("age")):
                yield identifier(*found.span("age"), IdentifierClass.AGE, "an age of few", Strength.CERTAIN)
