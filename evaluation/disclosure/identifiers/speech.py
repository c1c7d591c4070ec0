"""What people say while they look for words: read over, so that a name stands where grammar puts it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from evaluation.disclosure.identifiers.spoken_numbers import DIGIT_WORDS
from evaluation.disclosure.identifiers.vocabulary import is_function_word
from evaluation.disclosure.identifiers.word_lists import alternatives, folded

_REPEATED = re.compile(r"(?<![\w'’-])(?P<said>([^\W\d_]+)\s+)(?=\2(?![\w'’-]))", re.IGNORECASE)
_SPELLED = re.compile(r"(?<!\w)\w\s+$")


@dataclass(frozen=True)
class Fluent:
    """A text without what is read over.

    Parameters
    ----------
    text : str
    places : tuple of int
        Of each character, its place in the text as it was said.
    """

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return a span of this text in the text as it was said."""
        return self.places[start], self.places[end - 1] + 1


def fluent(text: str) -> Fluent:
    """Return a text without sounds of hesitation, what fills pauses, and repeated words of grammar."""
    said = Fluent(text, tuple(range(len(text))))
    for pattern in _pauses() if "," in text else (*_pauses(), _unmarked()):
        plain = "".join(map(_unaccented, said.text))
        said = _without(said, (found.span("said") for found in pattern.finditer(plain)))
    return _without(said, _repeated(said.text))


def _unaccented(character: str) -> str:
    return unicodedata.normalize("NFD", character)[0]


def _without(said: Fluent, spans: Iterable[tuple[int, int]]) -> Fluent:
    read_over = {place for span in spans for place in range(*span)}
    if not read_over:
        return said
    kept = [place for place in range(len(said.text)) if place not in read_over]
    return Fluent("".join(said.text[place] for place in kept), tuple(said.places[place] for place in kept))


def _repeated(text: str) -> Iterator[tuple[int, int]]:
    for found in _REPEATED.finditer(text):
        word = folded(found[2])
        is_spelled = len(word) == 1 and _SPELLED.search(text, 0, found.start())
        if is_function_word(word) and word not in DIGIT_WORDS and not is_spelled:
            yield found.span("said")


@cache
def _pauses() -> tuple[re.Pattern[str], ...]:
    """Return what matches a filler between commas, one that opens a sentence, and a sound anywhere.

    One of the commas stays after what may be an age, so that it counts nothing.
    """
    filler, sound = f"(?:{alternatives('filler_phrases')})", f"(?:{alternatives('filler_sounds')})"
    several = rf"(?:{filler}|{sound})(?:\s*,\s*(?:{filler}|{sound}))*"
    opens = r"(?:^|[.!?…:\"“«¿¡])\s*"
    no_name = r"(?-i:(?!\s*[^\W\d_a-záéíóúñü]))"
    ones = "(?<=ty[ -]one)|(?<=ty[ -](?:two|six))|(?<=ty[ -](?:four|five|nine))|(?<=ty[ -](?:three|seven|eight))"
    figures = r"(?<=['’]s \d\d)|(?<=['’]m \d\d)|(?<=\bis \d\d)|(?<=\bwas \d\d)|(?<=\btiene \d\d)"
    aged = rf"(?:{figures}|(?<=teen)|{ones})"
    return (
        re.compile(rf"{aged}(?P<said>,\s*{several})(?=\s*,)", re.IGNORECASE),
        re.compile(rf"(?P<said>,\s*{several}(?:\s*,|(?=\s*[.!?…])))", re.IGNORECASE),
        re.compile(rf"{opens}(?P<said>{several}\s*,{no_name}\s*)", re.IGNORECASE),
        re.compile(rf"(?<![\w,-])(?:(?<!\d )|(?!mm\b))(?P<said>{sound}(?![\w-]),?\s*)", re.IGNORECASE),
    )


@cache
def _unmarked() -> re.Pattern[str]:
    """Return what matches the fillers that are nothing else, in a text without commas."""
    return re.compile(rf"(?<!\w)(?P<said>(?:{alternatives('filler_unmarked')})(?!\w)\s*)", re.IGNORECASE)
