"""Titles and words for kin, friends and helpers before a name."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.disclosure.identifiers.clauses import begins_clause
from evaluation.disclosure.identifiers.locations import word_before
from evaluation.disclosure.identifiers.vocabulary import is_function_word
from evaluation.disclosure.identifiers.word_lists import listed
from evaluation.disclosure.identifiers.words import Word

ABBREVIATED_TITLES = frozenset(
    ["dr", "dra", "mr", "mrs", "ms", "sr", "sra", "srta", "mister", "lic", "prof", "rev", "sgt"]
)
_BEFORE_KIN = frozenset(["little", "big", "older", "younger", "old", "dead", "own", "whole"])
_AFTER_APPOSITION = frozenset(
    [
        *("she", "he", "who", "ella", "el", "quien", "es", "era", "fue", "esta", "estaba", "me"),
        *("don", "didn", "doesn", "can", "won", "had", "took", "came", "said", "told"),
        *("se", "le", "nos", "tiene", "tenia", "dijo", "murio"),
    ]
)
_IS = frozenset(["is", "'s", "was", "es", "era", "fue"])
_OWNERS = frozenset(
    [
        "my",
        "his",
        "her",
        "our",
        "their",
        "your",
        "mi",
        "mis",
        "su",
        "tu",
        "nuestro",
        "nuestra",
        "this",
        "s",
        "ex",
        "'s",
    ]
)


def has_title(words: Sequence[Word], place: int) -> bool:
    """Tell whether a title stands before a word."""
    before = word_before(words, place)
    return before is not None and before.folded in listed("titles") | ABBREVIATED_TITLES


def has_short_title(words: Sequence[Word], place: int) -> bool:
    """Tell whether a title stands before a word that always has a name after it."""
    before = word_before(words, place)
    return before is not None and before.folded in ABBREVIATED_TITLES


def has_spanish_title(words: Sequence[Word], place: int) -> bool:
    """Tell whether an article and a title stand before a word: ``el oficial X``."""
    titled = has_title(words, place) and place > 1 and words[place - 2].folded in ("el", "la", "al", "del")
    return titled and words[place - 1].folded in listed("titles")


def is_titled_particle(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word begins a surname after a title: ``bishop van X``, ``la jueza de la garza``."""
    if words[place].folded not in listed("particles") or not (
        has_title(words, place) or has_short_title(words, place)
    ):
        return False
    here = place
    while here < len(words) and words[here].folded in listed("particles"):
        here += 1
    if here >= len(words) or not words[here].is_word or is_function_word(words[here].folded):
        return False
    surname = words[here]
    spanish = words[place].folded in ("de", "del", "la", "las", "los", "el", "al", "san", "santa")
    telling = surname.is_capital or surname.folded in listed("names_like_words")
    return telling if spanish or not follows_bare_title(words, place) else True


def follows_bare_title(words: Sequence[Word], place: int) -> bool:
    """Tell whether a title of an office without article stands before a word: ``judge X``, not ``the judge X``."""
    before = word_before(words, place)
    if before is None or before.folded not in listed("offices") or words[place].folded in listed("of_offices"):
        return False
    ahead = words[place - 2] if place > 1 and words[place - 1].is_joined else None
    return ahead is None or (
        is_function_word(ahead.folded) and ahead.folded not in listed("determiners") - listed("place_prepositions")
    )


def is_apposition(words: Sequence[Word], place: int) -> bool:
    """Tell whether a comma and a verb or pronoun follow a word that stands beside kin: ``my roommate, X, is``."""
    if not place or words[place].folded in listed("states"):
        return False
    named_next = place > 1 and words[place - 1].text == "," and words[place - 2].folded in listed("kin")
    if not (named_next or follows_kin(words, place)):
        return False
    after = [each.folded for each in words[place + 1 : place + 3]]
    told = listed("subject_verbs") | _AFTER_APPOSITION
    if words[place].folded in listed("names_like_words"):
        told = told | listed("past")
    return after[:1] == [","] and len(after) > 1 and after[1] in told


def follows_saint(words: Sequence[Word], place: int) -> bool:
    """Tell whether a saint is meant, and no street: ``from st. X``, not ``elm st apartments``."""
    before = word_before(words, place)
    if before is None or before.folded not in ("saint", "st"):
        return False
    saint = place - (2 if words[place - 1].text == "." else 1)
    return saint == 0 or words[saint].starts_sentence or is_function_word(words[saint - 1].folded)


def is_kin(words: Sequence[Word], place: int) -> bool:
    """Tell whether a clause says whose kin or friend a word is: ``X was my cousin``, ``X era mi prima``."""
    after = [each.folded for each in words[place + 1 : place + 5]]
    said = len(after) > 2 and after[0] in _IS and after[1] in _OWNERS
    return said and not listed("kin").isdisjoint(after[2:]) and begins_clause(words, place)


def owns(words: Sequence[Word], place: int) -> bool:
    """Tell whether kin or a thing that persons have is of a word: ``X's sister``, ``la mamá de X``."""
    after = [each.folded for each in words[place + 1 : place + 4] if each.folded not in _BEFORE_KIN][:2]
    if after[:1] in (["'s"], ["'"], ["’"]) and after[1:] and after[1] in listed("kin") | listed("belongings"):
        return place == 0 or words[place - 1].folded not in listed("articles")
    before = [each.folded for each in words[max(place - 2, 0) : place]]
    return len(before) == 2 and before[1] == "de" and before[0] in listed("kin") and words[place].is_joined


def is_title(word: Word) -> bool:
    """Tell whether a word is a title."""
    return word.folded in listed("titles") | ABBREVIATED_TITLES


def follows_kin(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word follows one for kin, a friend or a helper that is somebody's: ``my sister X``."""
    here = place - 1
    if here > 0 and words[here].text == "," and words[here - 1].is_word:
        here -= 1
    if here < 0 or words[here].folded not in listed("kin"):
        return False
    return any(words[each].folded in _OWNERS for each in range(max(here - 3, 0), here))
