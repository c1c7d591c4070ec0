"""The numbers in a text, in digits and in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_STRAIGHT = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys(INVISIBLE))
_PLAIN = re.compile(r"(?:0|[1-9]\d*)(?:\.\d+)?")
_NUMBERED = re.compile(r"0\d+")
_THOUSANDS = re.compile(r"\d{1,3}(?:([,.'’])\d{3})(?:\1\d{3})*")
_PERCENT = re.compile(r"\s?(?:%|percent\b|per cent\b|por ciento\b)")
_SPACE_OF_THOUSANDS = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))")

_UNITS = (
    ("zero", "cero"),
    ("one", "uno", "una"),
    ("two", "dos"),
    ("three", "tres"),
    ("four", "cuatro"),
    ("five", "cinco"),
    ("six", "seis"),
    ("seven", "siete"),
    ("eight", "ocho"),
    ("nine", "nueve"),
    ("ten", "diez"),
    ("eleven", "once"),
    ("twelve", "doce"),
    ("thirteen", "trece"),
    ("fourteen", "catorce"),
    ("fifteen", "quince"),
    ("sixteen", "dieciséis"),
    ("seventeen", "diecisiete"),
    ("eighteen", "dieciocho"),
    ("nineteen", "diecinueve"),
)
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "veinte": 20,
    "treinta": 30,
    "cuarenta": 40,
    "cincuenta": 50,
    "sesenta": 60,
    "setenta": 70,
    "ochenta": 80,
    "noventa": 90,
}
_TWENTIES = ("uno", "dós", "trés", "cuatro", "cinco", "séis", "siete", "ocho", "nueve")
_MORE = {f"veinti{unit}": number for number, unit in enumerate(_TWENTIES, start=21)} | {
    "veintiún": 21,
    "veintiuna": 21,
    "dozen": 12,
    "docena": 12,
    "half a dozen": 6,
    "half dozen": 6,
    "media docena": 6,
    "hundred": 100,
    "cien": 100,
    "ciento": 100,
}
_ACCENTS = str.maketrans("áéíóú", "aeiou")
_WRITTEN = {word: number for number, words in enumerate(_UNITS) for word in words} | _TENS | _MORE
_IN_WORDS = _WRITTEN | {word.translate(_ACCENTS): number for word, number in _WRITTEN.items()}
_JOINED = re.compile(r"[\s-]+(?:y[\s-]+)?")
_BELOW_TEN = "|".join(word for words in _UNITS[1:10] for word in words)
_TOKEN = re.compile(
    r"([^\W_]*\d(?:[^\W_]|[.,'’](?=\d))*)"
    r"|half(?:\s|-)(?:a\s)?dozen(?!\w)|media\sdocena(?!\w)"
    rf"|(?<!\w)(?:{'|'.join(_TENS)})(?:-|\s(?:y\s)?)(?:{_BELOW_TEN})(?!\w)"
    r"|[^\W\d_]+(?:-[^\W\d_]+)?"
)
_ALSO_NO_NUMBER = frozenset({"once"})
_UNITS_SAID = "|".join(word for word, number in _IN_WORDS.items() if 0 < number < 10)
_SAID = "|".join(sorted(_IN_WORDS.keys() - _ALSO_NO_NUMBER, key=len, reverse=True))
COUNT = (
    r"\d{1,3}(?![\d.,]*\d)"
    rf"|(?:{'|'.join(_TENS)})(?:-|\s(?:y\s)?)(?:{_UNITS_SAID})(?!\w)"
    rf"|(?:half\sa\s|a\s)?dozen|(?:{_SAID})(?!\w)"
)
"""Finds a whole number up to 999 in digits, or up to a hundred in words, in a text as :func:`straight` returns it."""


@dataclass(frozen=True)
class Numeral:
    """A number as it is written.

    Parameters
    ----------
    written : str
        In lower case; ``"3,696"``, ``"seven"``, ``"q7"``.
    values : tuple of (float, int)
        What it may mean, with its decimals: ``1,234`` may be 1234, or 1.234 where a comma is a decimal mark. Empty
        for a name with digits in it, and for a number with zeros before it, which numbers something.
    is_percent : bool
    """

    written: str
    values: tuple[tuple[float, int], ...]
    is_percent: bool = False

    @property
    def counts(self) -> frozenset[int]:
        """The numbers of people that it may tell: also that of ``07``, which is no value of anything released."""
        numbered = {int(self.written)} if _NUMBERED.fullmatch(self.written) else set()
        return frozenset({int(value) for value, decimals in self.values if not decimals} | numbered)


@lru_cache(maxsize=65536)
def straight(text: str) -> str:
    """Return a text with one kind of dash, of space and of mark of thousands, in composed letters and lower case."""
    marked = _SPACE_OF_THOUSANDS.sub(",", text)
    return unicodedata.normalize("NFKC", marked).translate(_STRAIGHT).casefold()


@lru_cache(maxsize=65536)
def numerals(text: str) -> tuple[Numeral, ...]:
    """Return the numbers in a text and the names with digits in them, in their order.

    Parameters
    ----------
    text : str
        As :func:`straight` returns it.
    """
    return tuple(_numerals(text))


def _numerals(text: str) -> Iterator[Numeral]:
    for token in _TOKEN.finditer(text):
        written = token[0]
        is_percent = _PERCENT.match(text, token.end()) is not None
        if token[1] is None:
            for said in (written,) if _in_words(written) is not None else written.split("-"):
                value = _in_words(said)
                if value is not None and not (said == "ciento" and text[: token.start()].endswith("por ")):
                    yield Numeral(said, ((float(value), 0),), is_percent)
            continue
        values = _values(written)
        if values or _NUMBERED.fullmatch(written) or re.search(r"[^\W\d_]", written):
            yield Numeral(written, values, is_percent)
        else:
            yield from (Numeral(part, ((float(part), 0),)) for part in re.findall(r"\d+", written))


def _values(written: str) -> tuple[tuple[float, int], ...]:
    found = []
    if _PLAIN.fullmatch(written):
        found.append((float(written), len(written.partition(".")[2])))
    elif decimal := re.fullmatch(r"(\d+),(\d+)", written):
        found.append((float(f"{decimal[1]}.{decimal[2]}"), len(decimal[2])))
    if _THOUSANDS.fullmatch(written):
        found.append((float(re.sub(r"\D", "", written)), 0))
    elif long := re.fullmatch(r"(\d{1,3}(?:,\d{3})+)\.(\d+)|(\d{1,3}(?:\.\d{3})+),(\d+)", written):
        whole, part = re.sub(r"\D", "", long[1] or long[3]), long[2] or long[4]
        found.append((float(f"{whole}.{part}"), len(part)))
    return tuple(found)


def count_of(written: str) -> int:
    """Return the number that :data:`COUNT` found."""
    if written.isdecimal():
        return int(written)
    return _in_words(written.removeprefix("a ")) or 0


def _in_words(word: str) -> int | None:
    if word in _ALSO_NO_NUMBER:
        return None
    plain = " ".join(word.replace("-", " ").split())
    if plain in _IN_WORDS:
        return _IN_WORDS[plain]
    parts = _JOINED.split(word)
    if len(parts) == 2 and parts[0] in _TENS and parts[1] in _IN_WORDS:
        return _TENS[parts[0]] + _IN_WORDS[parts[1]]
    return None
