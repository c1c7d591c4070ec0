"""Names that are also ordinary words, what these words most often mean, and words that name nobody."""

from __future__ import annotations

from evaluation.disclosure.identifiers.vocabulary import calendar_words, is_function_word, is_spoken
from evaluation.disclosure.identifiers.word_lists import listed
from evaluation.disclosure.identifiers.words import Word


def may_be_name(word: Word) -> bool:
    """Tell whether an ordinary word is also a name."""
    return word.folded in listed("names_like_words")


def is_plain(word: Word) -> bool:
    """Tell whether a name that is a word is most often a word for a thing, a time or a quality."""
    return (
        word.folded in listed("adjectives") or word.folded in listed("things") or word.folded in listed("doing_words")
    )


def may_be_done(word: Word) -> bool:
    """Tell whether a name that is a word is also one for what somebody does or how somebody is."""
    return word.folded in listed("doing_words")


def is_grammar(word: Word) -> bool:
    """Tell whether a word is one of grammar, and not also a name."""
    return (is_function_word(word.folded) and word.folded not in ("will", "may")) or word.folded.isdecimal()


def names_nobody(word: Word) -> bool:
    """Tell whether a word names nobody, with a capital or without one: of interviews, a day, a people, a faith."""
    is_kin = word.folded in listed("kin") and word.folded not in listed("names_like_words")
    return is_kin or word.folded in listed("capitals") or is_spoken(word.folded) or word.folded in calendar_words()
