"""Where the words of a quote stand in an interview, but for what the quote marks as left out or replaced."""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

Span = tuple[int, int]
"""Half-open, in code points."""

_LEFT_OUT = re.compile(r"\[[\W_]*\]|\.\.\.|…")
_REPLACED = re.compile(r"\[[^\]]*\]")
_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " "})
_LONGEST_REPLACED = 12
"""Words that brackets may stand for; with more between them, two pieces are two passages."""


def stands_in(quote: str, text: str) -> bool:
    """Tell whether a quote, but for what it marks as left out, stands in a text."""
    return _is_placed(quote, _Squeezed(text), lambda pieces: True)


def stands_within(quote: str, text: str, passages: Sequence[Span]) -> bool:
    """Tell whether a quote stands in a text, with some of each of its passages in one of those given.

    What brackets replace does not part a passage of the quote; what is left out between two stretches does. Where
    the words stand in several places, one that fits is enough.
    """
    said = _Squeezed(text)

    def is_covered(pieces: Sequence[Span]) -> bool:
        return all(
            any(_overlap(said.place_of(piece), passage) for piece in run for passage in passages)
            for run in said.runs(pieces)
        )

    return _is_placed(quote, said, is_covered)


def touches(quote: str, text: str, passages: Sequence[Span]) -> bool:
    """Tell whether any words of a quote may stand in one of some passages, in whichever place they were said."""
    said = _Squeezed(text)
    places = (place for pieces in _stretches(quote) for found in _places(pieces, said.text, 0) for place in found)
    return any(_overlap(said.place_of(place), passage) for place in places for passage in passages)


class _Squeezed:
    """A text in which spaces, the shape of quotation marks and characters that nobody sees make no difference."""

    def __init__(self, text: str) -> None:
        found = [(_squeezed(match[0]), match.span()) for match in re.finditer(r"\S+", text)]
        words = [(word, span) for word, span in found if word]
        self.text = " ".join(word for word, _ in words)
        self._spans = [span for _, span in words]
        self._starts = []
        here = 0
        for word, _ in words:
            self._starts.append(here)
            here += len(word) + 1

    def place_of(self, piece: Span) -> Span:
        """Return where the words of a piece stand in the text as it was."""
        return self._spans[self._word_at(piece[0])][0], self._spans[self._word_at(piece[1] - 1)][1]

    def runs(self, pieces: Sequence[Span]) -> Iterator[list[Span]]:
        """Yield the pieces in runs with no more words between them than brackets stand for."""
        run = [pieces[0]]
        for piece in pieces[1:]:
            if self._word_at(piece[0]) - self._word_at(run[-1][1] - 1) > _LONGEST_REPLACED + 1:
                yield run
                run = []
            run.append(piece)
        yield run

    def _word_at(self, place: int) -> int:
        return bisect.bisect_right(self._starts, place) - 1


def _is_placed(quote: str, said: _Squeezed, fits: Callable[[Sequence[Span]], bool]) -> bool:
    """Tell whether the stretches of a quote follow in a text, each in a place that fits."""
    stretches = _stretches(quote)
    here = 0
    for pieces in stretches:
        found = next((spans for spans in _places(pieces, said.text, here) if fits(spans)), None)
        if found is None:
            return False
        here = found[-1][1]
    return bool(stretches)


def _places(pieces: Sequence[str], text: str, here: int) -> Iterator[list[Span]]:
    """Yield where the first of some pieces stands, each time with the others in the next places behind it."""
    while (start := text.find(pieces[0], here)) >= 0:
        spans = [(start, start + len(pieces[0]))]
        for piece in pieces[1:]:
            found = text.find(piece, spans[-1][1])
            if found < 0:
                return
            spans.append((found, found + len(piece)))
        yield spans
        here = start + 1


def _stretches(quote: str) -> list[list[str]]:
    """Return the stretches between what is left out, each in the pieces between what is replaced."""
    return [pieces for stretch in _LEFT_OUT.split(quote) if (pieces := _pieces(stretch))]


def _pieces(stretch: str) -> list[str]:
    pieces = (_squeezed(piece) for piece in _REPLACED.split(stretch))
    return [piece for piece in pieces if any(map(str.isalnum, piece))]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _squeezed(text: str) -> str:
    seen = (each for each in unicodedata.normalize("NFC", text) if unicodedata.category(each) != "Cf")
    return " ".join("".join(seen).translate(_STRAIGHT).split())
