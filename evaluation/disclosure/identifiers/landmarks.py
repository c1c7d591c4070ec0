"""Whether nouns before a word for a landmark name it, or describe it: ``harvest depot``, not ``the old depot``."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.disclosure.identifiers.clauses import begins_clause, does
from evaluation.disclosure.identifiers.locations import is_placed
from evaluation.disclosure.identifiers.vocabulary import is_function_word
from evaluation.disclosure.identifiers.word_lists import listed
from evaluation.disclosure.identifiers.words import Word

_SHORTEST = 3
_DESCRIBING = ("y", "ed", "ing", "en", "er", "est", "ful", "less", "al", "ic")
_FEWEST_AFTER_THE = 2
_IN_NAMES = frozenset(["memorial", "veterans", "state"])


def is_bare_landmark(words: Sequence[Word], first: int, noun: int) -> bool:
    """Tell whether the words from one to a noun for a landmark name it.

    A noun that can be counted has no article before it only where it is named. After an article two nouns are needed
    that do not only describe, or one before a river or a road.

    Parameters
    ----------
    words : sequence of Word
    first, noun : int
        The first of the nouns before it, and the noun for a landmark.
    """
    placed = is_placed(words, first)
    modifiers = [each for each in words[first:noun] if each.is_word and each.folded != "'s"]
    telling = [each for each in modifiers if not _is_plain(each, without_article=placed)]
    if not telling or is_function_word(words[noun - 1].folded) or len(modifiers[-1].folded) < _SHORTEST:
        return False
    if words[noun].folded in listed("toponyms_sure") or placed:
        return True
    if begins_clause(words, first):
        own = words[noun - 1].folded == "'s" and words[first].folded not in listed("kin") | listed("spoken")
        return own or does(words, noun)
    after_the = first > 0 and words[first - 1].folded == "the"
    if not after_the or any(each.folded == "'s" for each in words[first:noun]):
        return False
    long = [each for each in telling if not each.folded.endswith(_DESCRIBING)]
    enough = _FEWEST_AFTER_THE if words[noun].folded not in listed("toponyms_after_the") else 1
    return bool(long) and len(modifiers) >= enough


def _is_plain(word: Word, *, without_article: bool) -> bool:
    if word.folded in listed("toponyms_plain") or is_function_word(word.folded):
        return True
    described = listed("facilities_generic") - _IN_NAMES | listed("addresses_plain_before")
    return not without_article and word.folded in described
