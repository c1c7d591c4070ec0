"""Phrases after which names and places come, by their last word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from evaluation.disclosure.identifiers.word_lists import lines_of
from evaluation.disclosure.identifiers.words import Word


def phrases_before(words: Sequence[Word], place: int, name: str) -> Iterator[tuple[str, ...]]:
    """Yield the phrases of a list that end right before a word."""
    if not place:
        return
    for phrase in _by_last_word(name).get(words[place - 1].folded, ()):
        first = place - len(phrase)
        if first >= 0 and all(words[first + step].folded == each for step, each in enumerate(phrase)):
            yield phrase


def is_after(words: Sequence[Word], place: int, name: str) -> bool:
    """Tell whether a phrase of a list ends right before a word."""
    return any(True for _ in phrases_before(words, place, name))


def is_within(words: Sequence[Word], place: int, name: str) -> bool:
    """Tell whether a word is part of a phrase of a list."""
    for phrase, at in _by_word(name).get(words[place].folded, ()):
        said = words[place - at : place - at + len(phrase)] if place >= at else ()
        if tuple(each.folded for each in said) == phrase:
            return True
    return False


@cache
def _by_word(name: str) -> dict[str, list[tuple[tuple[str, ...], int]]]:
    """Return for each word of phrases the phrases, and where it stands in them."""
    found: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for phrase in map(tuple, map(str.split, lines_of(name))):
        for at, word in enumerate(phrase):
            found.setdefault(word, []).append((phrase, at))
    return found


@cache
def _by_last_word(name: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    phrases = [tuple(line.split()) for line in lines_of(name)]
    return {last: tuple(each for each in phrases if each[-1] == last) for last in {each[-1] for each in phrases}}
