"""Numbers in words, English and Spanish, without accents: patterns, what they are worth, digits they dictate.

What is said in tens and ones is put together in every way in which it is written: ``thirty-four``, ``thirty four``,
``treinta y cuatro``, ``treintaicuatro``, ``diez y seis``.
"""

from __future__ import annotations

import re

_ONES = {
    "en": ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
    "es": ["uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"],
}
_TEENS = {
    "en": [
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ],
    "es": [
        "diez",
        "once",
        "doce",
        "trece",
        "catorce",
        "quince",
        "dieciseis",
        "diecisiete",
        "dieciocho",
        "diecinueve",
    ],
}
_TENS = {
    "en": ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
    "es": ["veinte", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"],
}
_FIRST = {
    "en": ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"],
    "es": ["primero", "segundo", "tercero", "cuarto", "quinto", "sexto", "septimo", "octavo", "noveno"],
}
_TENTH = {
    "en": [
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
    ],
    "es": ["decimo", "undecimo", "duodecimo"],
}
_TENTHS = [f"{each.removesuffix('y')}ieth" for each in _TENS["en"]]
_HUNDREDS_ES = [
    *("cien", "doscientos", "trescientos", "cuatrocientos", "quinientos"),
    *("seiscientos", "setecientos", "ochocientos", "novecientos"),
]


def _worth() -> dict[str, int]:
    worth = {"un": 1, "una": 1, "veintiun": 21, "veintiuna": 21, "ciento": 100, "hundred": 100}
    for language in ("en", "es"):
        worth |= {word: number for number, word in enumerate(_ONES[language], start=1)}
        worth |= {word: number for number, word in enumerate(_TEENS[language], start=10)}
        worth |= {word: number * 10 for number, word in enumerate(_TENS[language], start=2)}
    worth |= {f"veinti{word}": 20 + number for number, word in enumerate(_ONES["es"], start=1)}
    return worth | {word: number * 100 for number, word in enumerate(_HUNDREDS_ES, start=1)}


_WORTH = _worth()


def _any(*lists: list[str]) -> str:
    return "|".join(sorted({each for words in lists for each in words}, key=len, reverse=True))


ONES = _any(_ONES["en"])
UNOS = _any(_ONES["es"], ["un", "una"])
"""Numbers from one to nine, in English and Spanish; parts of patterns."""

_VEINTI = _any([word for word in _WORTH if word.startswith("veinti")])
_ENGLISH = rf"(?:(?:{_any(_TENS['en'])})(?:[-\s]?(?:{ONES}))?|{_any(_TEENS['en'])}|{ONES})"
_SPANISH = (
    rf"(?:{_VEINTI}|(?:{_any(_TENS['es'])})(?:(?:\s+y\s+|\s?i\s?)(?:{UNOS}))?"
    rf"|diez y (?:seis|siete|ocho|nueve)|{_any(_TEENS['es'])}|{UNOS})"
)
CARDINAL = rf"(?:{_SPANISH}|{_ENGLISH})"
"""A number from 1 to 99; part of a pattern."""

HUNDRED = rf"(?:(?:an?|one)[-\s]hundred(?:(?:[-\s]and)?[-\s]{_ENGLISH})?|cien(?:to {_SPANISH})?)"
"""A number from 100 to 199; part of a pattern."""

ORDINAL = (
    rf"(?:(?:{_any(_TENS['en'])})[-\s]?(?:{_any(_FIRST['en'])})|{_any(_TENTHS)}|{_any(_TENTH['en'], _TENTH['es'])}"
    rf"|{_any(_FIRST['en'], _FIRST['es'])}|primera?|primer|segunda|tercera?|tercer"
    r"|cuarta|quinta|sexta|septima|octava|novena|decima)"
)
"""An ordinal number in words; part of a pattern."""

DAY_ORDINAL = (
    rf"(?:(?:twenty|thirty)[-\s]?(?:{_any(_FIRST['en'])})|twentieth|thirtieth|{_any(_TENTH['en'])}|{_any(_FIRST['en'])}"
    r"|primero|primer)"
)
"""A day of a month in words."""

YEAR = (
    rf"(?:(?:nineteen|twenty)[-\s](?:(?:oh|o)[-\s](?:{ONES})|(?:{_any(_TENS['en'])})(?:[-\s]?(?:{ONES}))?"
    rf"|{_any(_TEENS['en'])})"
    rf"|two thousand(?:\s+and)?(?:[-\s]{CARDINAL})?|dos mil(?:\s+{CARDINAL})?|mil novecientos(?:\s+{CARDINAL})?)"
)
"""A year in words."""

_DIGITS = (
    dict.fromkeys(["zero", "oh", "o", "cero", "nought", *_ONES["en"], *_ONES["es"], "un", "una"], 1)
    | dict.fromkeys([*_TEENS["en"], *_TENS["en"], *_TEENS["es"], *_TENS["es"]], 2)
    | dict.fromkeys([word for word in _WORTH if word.startswith("veinti")], 2)
    | dict.fromkeys([*_HUNDREDS_ES, "ciento"], 3)
)
_TIMES = {"double": 1, "doble": 1, "triple": 2, "hundred": 2, "thousand": 3, "mil": 3}
_REPEATING = frozenset(["double", "doble", "triple"])
DIGIT_WORDS = frozenset(_DIGITS) | frozenset(_TIMES)
"""Words that dictate digits, or say that the next one is dictated twice or three times."""


def value_of(said: str) -> int | None:
    """Return what a cardinal number from 1 to 199 is worth, in digits or in words; None if it is none."""
    if said.isdecimal():
        return int(said)
    parts = [each for each in re.split(r"[-\s]+", said) if each not in ("and", "a", "an", "y", "i")]
    total = 0
    for part in parts:
        worth = _WORTH.get(part) or _joined_worth(part)
        if worth is None:
            return None
        total = 100 if worth == 100 else total + worth
    return total or None


def n_digits(said: list[str]) -> int:
    """Return how many digits words and figures dictate: two in ``double four``, two in ``fifty-five``."""
    total = 0
    for place, word in enumerate(said):
        if word in _TIMES:
            follows_one = place > 0 and _WORTH.get(said[place - 1], 0) < 10
            total += _TIMES[word] if follows_one or word in _REPEATING else 0
            continue
        digits = _DIGITS.get(word, len(word))
        is_of_tens = place > 0 and _WORTH.get(said[place - 1], 0) in range(20, 100, 10)
        total += 0 if digits == 1 and is_of_tens and word in _WORTH else digits
    return total


def _joined_worth(word: str) -> int | None:
    """Return what tens and ones written together are worth: ``thirtyfour``, ``treintaicuatro``."""
    for tens in (*_TENS["en"], *_TENS["es"]):
        ones = word.removeprefix(tens).removeprefix("i")
        if word.startswith(tens) and 0 < _WORTH.get(ones, 0) < 10:
            return _WORTH[tens] + _WORTH[ones]
    return None
