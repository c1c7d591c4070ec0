"""How many planted identifiers a recogniser finds, and how much else it takes away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .quotes import PlantedIdentifier, Quote

Spans = Iterable[tuple[int, int]]
STOP_WORDS = "a an and at in of on the to al de del e el en la las lo los un una y"
_STOP_WORDS = frozenset(STOP_WORDS.split())
_PART = re.compile(r"[^\W_]+")
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


@dataclass(frozen=True)
class ScoredIdentifier:
    """A planted identifier: ``found`` where each of its words is hidden, ``touched`` where any letter of it is."""

    quote: Quote
    planted: PlantedIdentifier
    found: bool
    touched: bool


@dataclass(frozen=True)
class ScoredQuote:
    """What a recogniser does to one quote: its identifiers, how many words it hides, and which outside of them."""

    quote: Quote
    identifiers: tuple[ScoredIdentifier, ...]
    n_words_outside: int
    hidden_outside: tuple[str, ...]
    n_words_hidden: int


def score(quote: Quote, find: Callable[[str], Spans]) -> ScoredQuote:
    """Return what ``find``, from text to spans that it would hide, does to a quote.

    A word outside of the identifiers is one that shares no letter with an outer span: hiding a title with a name, or
    "years old" with an age, is no fault.

    Raises
    ------
    ValueError
        If a span does not lie in the text.
    """
    hidden = [False] * len(quote.text)
    for start, end in find(quote.text):
        if not 0 <= start <= end <= len(quote.text):
            raise ValueError(f"span {start} to {end} is not in a text of {len(quote.text)} characters: {quote.text}")
        hidden[start:end] = [True] * (end - start)
    planted_letters = {at for each in quote.planted for at in range(each.outer_start, each.outer_end)}
    words = list(_WORD.finditer(quote.text))
    outside = [found for found in words if not planted_letters.intersection(range(*found.span()))]
    return ScoredQuote(
        quote=quote,
        identifiers=tuple(_scored(quote, planted, hidden) for planted in quote.planted),
        n_words_outside=len(outside),
        hidden_outside=tuple(found[0] for found in outside if any(hidden[slice(*found.span())])),
        n_words_hidden=sum(any(hidden[slice(*found.span())]) for found in words),
    )


def _scored(quote: Quote, planted: PlantedIdentifier, hidden: list[bool]) -> ScoredIdentifier:
    parts = list(_PART.finditer(quote.text, planted.start, planted.end))
    telling = [each for each in parts if each[0].lower() not in _STOP_WORDS] or parts
    return ScoredIdentifier(
        quote=quote,
        planted=planted,
        found=all(all(hidden[slice(*each.span())]) for each in telling),
        touched=any(any(hidden[slice(*each.span())]) for each in telling),
    )
