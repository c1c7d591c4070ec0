"""Prepositions of place, and phrases that say that somebody lives somewhere, before a name."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.disclosure.identifiers.phrases import is_after
from evaluation.disclosure.identifiers.word_lists import listed
from evaluation.disclosure.identifiers.words import Word


def follows_place_preposition(words: Sequence[Word], place: int) -> bool:
    """Tell whether a preposition of place stands before a word."""
    before = word_before(words, place)
    return before is not None and before.folded in listed("place_prepositions")


def is_placed(words: Sequence[Word], place: int) -> bool:
    """Tell whether a preposition of place, a phrase of living there or a verb of seeing stands before a word."""
    before = word_before(words, place)
    if before is not None and before.folded == "of" and place > 1 and words[place - 2].folded == "out":
        return True
    seen = before is not None and before.folded in listed("verbs_of_places") | listed("on_places")
    return seen or follows_place_preposition(words, place) or is_lived_in(words, place)


def is_lived_in(words: Sequence[Word], place: int) -> bool:
    """Tell whether the words before one say that somebody lives in it, comes from it or moves to it."""
    return is_after(words, place, "lived_in_phrases")


def word_before(words: Sequence[Word], place: int) -> Word | None:
    """Return the word that is joined with one from before, over the full stop of a short title; None if none is."""
    if not place or not words[place].is_joined:
        return None
    if words[place - 1].text == ".":
        return words[place - 2]
    return words[place - 1]
