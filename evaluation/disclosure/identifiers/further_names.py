"""Which words go on with a name: further names, initials, surnames that are words, nouns of an employer."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.disclosure.identifiers.clauses import is_closed
from evaluation.disclosure.identifiers.homonyms import may_be_done
from evaluation.disclosure.identifiers.introductions import is_named
from evaluation.disclosure.identifiers.proper import Proper
from evaluation.disclosure.identifiers.vocabulary import is_function_word, is_spoken
from evaluation.disclosure.identifiers.word_lists import listed
from evaluation.disclosure.identifiers.words import Word

_SHORT = 2
_SUFFIXES = frozenset(["jr", "sr", "iii", "ii", "junior"])


def goes_on(words: Sequence[Word], proper: Sequence[Proper | None], place: int) -> bool:
    """Tell whether a word goes on with the name that the word before it ends."""
    word = words[place]
    if proper[place] is not None or word.folded in _SUFFIXES:
        return True
    if len(word.text) == 1 and word.is_word:
        following = words[place + 1 : place + 3]
        return (word.is_capital and word.text != "I" and bool(following)) or (
            bool(following) and following[0].text == "." and word.folded not in "aiyoe"
        )
    if word.is_word and len(word.text) == _SHORT and not is_function_word(word.folded) and not is_spoken(word.folded):
        return True
    if word.is_word and _is_surname_of_named(words, proper, place):
        return True
    return _may_be_surname(words, proper, place) or (word.is_word and _names_employer(words, proper, place))


def _is_surname_of_named(words: Sequence[Word], proper: Sequence[Proper | None], place: int) -> bool:
    """Tell whether a word ends what somebody is said to be called: ``her name is X Y and``."""
    if not is_named(words, place - 1) or is_function_word(words[place].folded) or proper[place - 1] is None:
        return False
    return is_closed(words, place) or is_function_word(words[place + 1].folded)


def _may_be_surname(words: Sequence[Word], proper: Sequence[Proper | None], place: int) -> bool:
    word, before = words[place], proper[place - 1]
    if before is None or before.is_place or is_function_word(word.folded):
        return False
    if may_be_done(word) and not is_closed(words, place):
        return False
    return word.folded in listed("names_like_words") and word.folded not in (
        "may",
        "will",
        "judge",
        "church",
        "house",
    )


def _names_employer(words: Sequence[Word], proper: Sequence[Proper | None], place: int) -> bool:
    """Tell whether nouns end what a strange word begins after ``at``: ``at pemberton freight and``."""
    first = place
    while first and proper[first - 1] is None and place - first < 2 and words[first].is_joined:
        first -= 1
    at = first - 2
    if (
        at < 0
        or words[at].folded not in ("at", "en")
        or any(is_function_word(each.folded) for each in words[first : place + 1])
    ):
        return False
    last = place
    while (
        last + 1 < len(words)
        and last - first < 2
        and words[last + 1].is_joined
        and not is_function_word(words[last + 1].folded)
    ):
        last += 1
    return last - first < 2 and (is_closed(words, last) or is_function_word(words[last + 1].folded))
