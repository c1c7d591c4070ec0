"""Words that count in what authors write: ``both``, ``half of``, ``the seventh death``, ``more than six``.

In other texts they are too ordinary to be looked at: pages say ``both arms`` and ``a single dose``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from evaluation.disclosure.leak_scan.numerals import COUNT, Numeral, count_of

_COUNTS = {
    1: r"single|sole|lone|only\sone|[uú]nic[oa]",
    2: r"both|pair|couple|duo|twosome|amb[oa]s|par|pareja|d[uú]o|l[oa]s\sdos",
    3: r"trio|threesome|tr[ií]o",
    4: r"quartet|cuarteto",
    5: r"quintet|quinteto",
    6: r"sextet",
}
_PARTS = {
    Fraction(1, 2): r"half(?!(?:\s|-)a)|(?:la\s)?mitad",
    Fraction(1, 3): r"(?:a|one|un)(?:\s|-)(?:third|tercio)|la\stercera\sparte",
    Fraction(2, 3): r"(?:two|dos)(?:\s|-)(?:thirds|tercios)",
    Fraction(1, 4): r"(?:a|one|un)(?:\s|-)(?:quarter|fourth|cuarto)|la\scuarta\sparte",
    Fraction(3, 4): r"(?:three|tres)(?:\s|-)(?:quarters|fourths|cuartos)",
    Fraction(1, 5): r"(?:a|one|un)(?:\s|-)(?:fifth|quinto)|la\squinta\sparte",
}
_ORDINALS = (
    ("second", r"segund[oa]"),
    ("third", r"tercer[oa]?"),
    ("fourth", r"cuart[oa]"),
    ("fifth", r"quint[oa]"),
    ("sixth", r"sext[oa]"),
    ("seventh", r"s[eé]ptim[oa]"),
    ("eighth", r"octav[oa]"),
    ("ninth", r"noven[oa]"),
    ("tenth", r"d[eé]cim[oa]"),
    ("eleventh", r"und[eé]cim[oa]"),
    ("twelfth", r"duod[eé]cim[oa]"),
)
_COUNTED = (
    r"(?:deaths?|fatalit\w+|dead|victims?|overdoses?|persons?|people|patients?|participants?|clients?|cases?"
    r"|interview\w*|m[ae]n|wom[ae]n|muert\w+|v[ií]ctimas?|sobredosis|personas?|pacientes?|participantes?|casos?"
    r"|entrevist\w+|hombres?|mujer(?:es)?)(?!\w)"
)
_NUMBERED = re.compile(rf"(?<![\w.,])(\d{{1,3}})(?:st|nd|rd|th|\.?[ªº°]|[ao])[\s-]+(?:[\w-]+\s+)?{_COUNTED}")
_GLUED = re.compile(r"(?<![\w.,'-])0*(\d{1,3})(?!(?:st|nd|rd|th)(?!\w))[^\W\d_]{3,}")
_WHOLE = re.compile(r"(?<![\w.,])(\d{1,3})[.,]0+(?![\d%]|[.,]\d|\s?%)")
_ABOVE = re.compile(rf"(?<!\w)(?:more|greater|m[aá]s)\s(?:than|de|que)\s({COUNT})")
_BELOW = re.compile(rf"(?<!\w)(?:fewer|less|menos)\s(?:than|de|que)\s({COUNT})")
_SUM = re.compile(
    rf"(?<![\w.,])({COUNT})\s?(?:\+\s?({COUNT})|(?:plus|m[aá]s)\s({COUNT})|(?:and|y)\s({COUNT})\s(?:more|m[aá]s)(?!\w))"
)
_RANGE = re.compile(rf"(?<![\w.,-])({COUNT})(?:-|\s(?:-\s|to\s|and\s|or\s|a\s|y\s|o\s))({COUNT})")
_WIDEST = 4


@dataclass(frozen=True)
class Part:
    """A share in words.

    Parameters
    ----------
    written : str
    share : Fraction
    """

    written: str
    share: Fraction


def counting_words(text: str) -> Iterator[Numeral]:
    """Yield the words of a text that count; ``text`` as ``straight`` returns it.

    Ordinals do where somebody is counted by them: the second week counts nobody. Of a narrow range, and of what is
    more or fewer than a number, the numbers in it or next to it are told.
    """
    for value, words in _COUNTS.items():
        for found in re.finditer(rf"(?<![\w-])(?:{words})(?![\w-])", text):
            yield _numeral(found[0], value)
    for value, words in enumerate(map("|".join, _ORDINALS), start=2):
        for found in re.finditer(rf"(?<!\w)(?:{words})[\s-]+(?:[\w-]+\s+)?{_COUNTED}", text):
            yield _numeral(found[0], value)
    for pattern in (_NUMBERED, _GLUED, _WHOLE):
        for found in pattern.finditer(text):
            yield _numeral(found[0], int(found[1]))
    yield from _compared(text)


def _compared(text: str) -> Iterator[Numeral]:
    for pattern, step in ((_ABOVE, 1), (_BELOW, -1)):
        for found in pattern.finditer(text):
            yield _numeral(found[0], count_of(found[1]) + step)
    for found in _SUM.finditer(text):
        yield _numeral(found[0], sum(count_of(each) for each in found.groups() if each))
    for found in _RANGE.finditer(text):
        least, most = count_of(found[1]), count_of(found[2])
        if most - least <= _WIDEST:
            yield from (_numeral(found[0], value) for value in range(least + 1, most))


def _numeral(written: str, value: int) -> Numeral:
    return Numeral(written, ((float(value), 0),))


def parts_in_words(text: str) -> Iterator[Part]:
    """Yield the shares that a text has in words; ``text`` as ``straight`` returns it."""
    for share, words in _PARTS.items():
        for found in re.finditer(rf"(?<![\w-])(?:{words})(?![\w-])", text):
            yield Part(found[0], share)
