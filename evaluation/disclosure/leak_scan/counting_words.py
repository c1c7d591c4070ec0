"""Words that count in what authors write: ``both``, ``a single``, ``half of``.

In other texts they are too ordinary to be looked at: pages say ``both arms`` and ``a single dose``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from evaluation.disclosure.leak_scan.numerals import Numeral

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
    """Yield the words of a text that count; ``text`` as ``straight`` returns it."""
    for value, words in _COUNTS.items():
        for found in re.finditer(rf"(?<![\w-])(?:{words})(?![\w-])", text):
            yield Numeral(found[0], ((float(value), 0),))


def parts_in_words(text: str) -> Iterator[Part]:
    """Yield the shares that a text has in words; ``text`` as ``straight`` returns it."""
    for share, words in _PARTS.items():
        for found in re.finditer(rf"(?<![\w-])(?:{words})(?![\w-])", text):
            yield Part(found[0], share)
