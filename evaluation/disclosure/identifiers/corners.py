"""Corners of two streets: ``the corner of fifth and plum hill``, ``nogal con morelos``, ``between 4th and 5th``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evaluation.disclosure.identifiers.homonyms import is_plain, names_nobody
from evaluation.disclosure.identifiers.identifier import Identifier, IdentifierClass, Strength, identifier
from evaluation.disclosure.identifiers.proper import Proper
from evaluation.disclosure.identifiers.spoken_numbers import ORDINAL, value_of
from evaluation.disclosure.identifiers.vocabulary import calendar_words, is_function_word, is_spanish_verb
from evaluation.disclosure.identifiers.word_lists import listed
from evaluation.disclosure.identifiers.words import Word

_CORNERS = {
    ("corner", "of"): "en",
    ("intersection", "of"): "en",
    ("esquina", "de"): "es",
    ("esquina", "entre"): "es",
    ("cruce", "de"): "es",
}
_AND = frozenset(["and", "con", "y", "&", "at", "esquina", "esq"])
_LINKS = frozenset(["de", "del", "la", "las", "los", "el", "calle", "avenida", "first", "second", "third"])
_ARTICLES = frozenset(["la", "el", "las", "los"])
_ORDINAL_ENDINGS = frozenset(["st", "nd", "rd", "th"])
_INSIDE = _ARTICLES | _ORDINAL_ENDINGS | {"de", "del"}
_MOST = 5
_MOST_BARE = 3


def corners(words: Sequence[Word], proper: Sequence[Proper | None]) -> Iterator[Identifier]:
    """Yield the two streets of each corner.

    Parameters
    ----------
    words : sequence of Word
    proper : sequence of Proper or None
        Of each word, why it is taken for a name.
    """
    for place in range(len(words)):
        language = _CORNERS.get((words[place - 2].folded, words[place - 1].folded)) if place > 1 else None
        found = _said(words, proper, place, language) if language else _bare(words, proper, place)
        if found is not None:
            span = (words[place].start, words[found].end)
            yield identifier(*span, IdentifierClass.ADDRESS, "a corner of two streets", Strength.LIKELY)


def _said(words: Sequence[Word], proper: Sequence[Proper | None], place: int, language: str) -> int | None:
    """Return the last word of a corner that is said to be one."""
    middle = _end_of_street(words, place, language)
    if middle == place or middle >= len(words) or words[middle].folded not in _AND:
        return None
    end = _end_of_street(words, middle + 1, language)
    if end == middle + 1 or _is_described(words, proper, place, middle, end):
        return None
    return end - 1


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


def _bare(words: Sequence[Word], proper: Sequence[Proper | None], place: int) -> int | None:
    """Return the last word of a corner where two names of streets stand after a preposition or a mark.

    One of them at least is a number or a name, and the other may be one.
    """
    before = words[place - 1] if place else None
    led = before is None or not before.is_word or before.folded in listed("corners_follow")
    if not led:
        return None
    middle = _end_of_name(words, proper, place)
    if middle is None or middle >= len(words) or words[middle].folded not in _AND:
        return None
    second = middle + 1
    if second < len(words) and words[middle].folded in ("esquina", "esq") and words[second].folded in ("con", "y"):
        second += 1
    end = _end_of_name(words, proper, second)
    if end is None or (before is not None and words[middle].folded in ("and", "y", "&") and not before.is_word):
        return None
    streets = (range(place, middle), range(second, end))
    numbered = [any(_is_numbered(words, each) for each in street) for street in streets]
    named = [any(_is_named(words, proper, each) for each in street) for street in streets]
    if any(numbered) and all(one or other for one, other in zip(numbered, named, strict=True)):
        return end - 1
    crossing = words[middle].folded in ("at", "con", "esquina", "esq") or words[place - 1].folded in (
        "between",
        "entre",
    )
    placed = before is not None and before.folded in listed("corners_follow") and not _are_persons(proper, streets)
    return (
        end - 1
        if all(named) and any(_is_sure(words, proper, street) for street in streets) and (crossing or placed)
        else None
    )


def _end_of_name(words: Sequence[Word], proper: Sequence[Proper | None], first: int) -> int | None:
    """Return the word after a name of a street of a few words; None where none begins."""
    here = first
    while here < len(words) and words[here].folded in _ARTICLES:
        here += 1
    start = here
    while here < len(words) and here - start < _MOST_BARE and words[here].text[0].isalnum():
        if words[here].folded in _AND:
            break
        if here > start and words[here].folded in _INSIDE:
            here += 1
            continue
        if not (_is_numbered(words, here) or _is_named(words, proper, here)):
            break
        here += 1
    while here > start and words[here - 1].folded in _INSIDE - _ORDINAL_ENDINGS:
        here -= 1
    return here if here > start else None


def _is_numbered(words: Sequence[Word], place: int) -> bool:
    word = words[place]
    if word.text.isdecimal() and place and words[place - 1].folded in ("calle", "avenida", "la"):
        return True
    if word.text.isdecimal():
        return place + 1 < len(words) and words[place + 1].folded in ("st", "nd", "rd", "th", "ta", "va", "ma", "a")
    if word.folded == "first" and place and words[place - 1].folded == "at":
        return False
    return bool(re.fullmatch(ORDINAL, word.folded)) or (value_of(word.folded) is not None and word.is_capital)


def _is_named(words: Sequence[Word], proper: Sequence[Proper | None], place: int) -> bool:
    word = words[place]
    if word.folded in listed("trees") | listed("streets") or _is_of_date(words, place):
        return True
    if not word.is_word or names_nobody(word) or (is_function_word(word.folded) and proper[place] is None):
        return False
    is_like_name = word.folded in listed("names_like_words") and not is_plain(word)
    return (word.is_capital and not word.starts_sentence) or proper[place] is not None or is_like_name


def _is_of_date(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word is the month of a street that is named for a day: ``cinco de mayo``."""
    dated = place > 1 and words[place - 1].folded == "de" and value_of(words[place - 2].folded) is not None
    return dated and words[place].folded in calendar_words()


def _is_sure(words: Sequence[Word], proper: Sequence[Proper | None], street: range) -> bool:
    return any(proper[each] is not None or words[each].is_capital for each in street)


def _are_persons(proper: Sequence[Proper | None], streets: Sequence[range]) -> bool:
    return all(any(proper[each] is not None and proper[each].is_person for each in street) for street in streets)
