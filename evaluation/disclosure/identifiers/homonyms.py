"""Names that are also ordinary words, and what these words most often mean."""

from __future__ import annotations

from evaluation.disclosure.identifiers.word_lists import listed
from evaluation.disclosure.identifiers.words import Word


def is_plain(word: Word) -> bool:
    """Tell whether a name that is a word is most often a word for a thing, a time or a quality."""
    return (
        word.folded in listed("adjectives") or word.folded in listed("things") or word.folded in listed("doing_words")
    )


def may_be_done(word: Word) -> bool:
    """Tell whether a name that is a word is also one for what somebody does or how somebody is."""
    return word.folded in listed("doing_words")
