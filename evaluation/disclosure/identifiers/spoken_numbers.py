"""Numbers in words, English and Spanish, without accents: parts of patterns, and how many digits they stand for."""

from __future__ import annotations

_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = [
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
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_UNOS = ["uno", "una", "un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"]
_DIECES = [
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
    "veinte",
    "veintiuno",
    "veintiun",
    "veintiuna",
    "veintidos",
    "veintitres",
    "veinticuatro",
    "veinticinco",
    "veintiseis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
]
_DECENAS = ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
_CIENTOS = [f"{each}cientos" for each in ("dos", "tres", "cuatro", "seis", "sete", "ocho", "nove")] + [
    "quinientos",
    "ciento",
]
_FIRST = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
_TENTH = [
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
    "twentieth",
    "thirtieth",
]


def _any(*lists: list[str]) -> str:
    return "|".join(sorted({each for words in lists for each in words}, key=len, reverse=True))


ONES = _any(_ONES)
UNOS = _any(_UNOS)
"""Numbers from one to nine, in English and Spanish; part of a pattern."""

CARDINAL = (
    rf"(?:(?:{_any(_TENS)})(?:[-\s](?:{ONES}))?|{_any(_TEENS)}|{_any(_DIECES)}"
    rf"|(?:{_any(_DECENAS)})(?:\s+y\s+(?:{UNOS}))?|{ONES}|{UNOS})"
)
"""A number from 1 to 99; part of a pattern."""

ORDINAL = rf"(?:(?:twenty|thirty)[-\s](?:{_any(_FIRST)})|{_any(_TENTH)}|{_any(_FIRST)}|primero|primer)"
"""A day of a month in words."""

YEAR = (
    rf"(?:(?:nineteen|twenty)[-\s](?:oh[-\s](?:{ONES})|(?:{_any(_TENS)})(?:[-\s](?:{ONES}))?"
    rf"|{_any(_TEENS)})"
    rf"|two thousand(?:\s+and)?(?:[-\s]{CARDINAL})?|dos mil(?:\s+{CARDINAL})?|mil novecientos(?:\s+{CARDINAL})?)"
)
"""A year in words."""

DIGITS = (
    dict.fromkeys(["zero", "oh", "o", "cero", *_ONES, *_UNOS], 1)
    | dict.fromkeys([*_TEENS, *_TENS, *_DIECES, *_DECENAS], 2)
    | dict.fromkeys(["hundred", "thousand", "double", "triple", "cien", "doble"], 1)
    | dict.fromkeys(_CIENTOS, 3)
)
"""How many digits a word says when it is dictated."""
