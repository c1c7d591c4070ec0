"""Corners of two streets: ``the corner of fifth and plum hill``, ``la esquina de Luna y Sol``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evaluation.disclosure.identifiers.identifier import Identifier, IdentifierClass, Strength, identifier
from evaluation.disclosure.identifiers.proper import Proper
from evaluation.disclosure.identifiers.spoken_numbers import ORDINAL
from evaluation.disclosure.identifiers.vocabulary import is_spanish_verb
from evaluation.disclosure.identifiers.word_lists import listed
from evaluation.disclosure.identifiers.words import Word

_CORNERS = {
    ("corner", "of"): "en",
    ("intersection", "of"): "en",
    ("esquina", "de"): "es",
    ("esquina", "entre"): "es",
}
_AND = frozenset(["and", "con", "y", "&"])
_LINKS = frozenset(["de", "del", "la", "las", "los", "el", "calle", "avenida", "first", "second", "third"])
_ARTICLES = frozenset(["la", "el", "las", "los"])
_MOST = 5


def corners(words: Sequence[Word], proper: Sequence[Proper | None]) -> Iterator[Identifier]:
    """Yield the two streets of each corner.

    Parameters
    ----------
    words : sequence of Word
    proper : sequence of Proper or None
        Of each word, why it is taken for a name.
    """
    for place in range(2, len(words)):
        language = _CORNERS.get((words[place - 2].folded, words[place - 1].folded)) or _numbered(words, place)
        if language is None:
            continue
        middle = _end_of_street(words, place, language)
        if middle == place or middle >= len(words) or words[middle].folded not in _AND:
            continue
        end = _end_of_street(words, middle + 1, language)
        if end > middle + 1 and not _is_described(words, proper, place, middle, end):
            span = (words[place].start, words[end - 1].end)
            yield identifier(*span, IdentifierClass.ADDRESS, "a corner of two streets", Strength.LIKELY)


def _numbered(words: Sequence[Word], place: int) -> str | None:
    """Return the language where a preposition and two streets stand, one with a number: ``at magnolia and 3rd``."""
    if words[place - 1].folded not in ("at", "on", "by", "near"):
        return None
    joined = any(each.folded in ("and", "&") for each in words[place + 1 : place + 4])
    return "en" if joined and any(_is_numbered(words, each) for each in range(place, place + 4)) else None


def _is_numbered(words: Sequence[Word], place: int) -> bool:
    if place + 1 < len(words) and words[place].text.isdecimal():
        return words[place + 1].folded in ("st", "nd", "rd", "th")
    return place < len(words) and bool(re.fullmatch(ORDINAL, words[place].folded))


def _end_of_street(words: Sequence[Word], first: int, language: str) -> int:
    here = first
    while here < len(words) and here - first < _MOST and words[here].text[0].isalnum():
        word = words[here]
        grammar = word.folded in listed(f"function_{language}") and here > first
        if word.folded in _AND or (grammar and word.folded not in _LINKS):
            break
        verb = (
            language == "es"
            and here > first
            and is_spanish_verb(word.folded)
            and word.folded not in listed("ordinary_es")
        )
        if verb:
            break
        here += 1
    return here


def _is_described(words: Sequence[Word], proper: Sequence[Proper | None], first: int, middle: int, end: int) -> bool:
    """Tell whether a corner is only described: ``the corner of my street and the park``."""
    if any(words[each].folded in listed("addresses_no_street") for each in (first, middle - 1, middle + 1, end - 1)):
        return True
    articles = words[first].folded in _ARTICLES and words[middle + 1].folded in _ARTICLES
    return articles and not any(proper[each] for each in range(first, end))
