"""Which words beside a name are of its phrase: capitals before and after it, nouns after one in lower case."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evaluation.disclosure.identifiers.clauses import is_closed
from evaluation.disclosure.identifiers.homonyms import names_nobody
from evaluation.disclosure.identifiers.identifier import Identifier, IdentifierClass, Strength
from evaluation.disclosure.identifiers.relations import is_title
from evaluation.disclosure.identifiers.spoken_numbers import ORDINAL
from evaluation.disclosure.identifiers.vocabulary import (
    calendar_words,
    is_function_word,
    is_spanish_verb,
    is_spoken,
)
from evaluation.disclosure.identifiers.word_lists import listed
from evaluation.disclosure.identifiers.words import Word

_LINKS = (("of",), ("of", "the"), ("for",), ("and",), ("&",), ("y",), ("de",), ("del",), ("de", "la"), ("para",))
_SITUATED = [["de", "arriba"], ["de", "abajo"], ["de", "adentro"], ["de", "afuera"], ["del", "norte"], ["del", "sur"]]
_OWNER = frozenset(["'s", "’s"])
_MOST_NOUNS = 2
_LONGEST_ABBREVIATION = 4
_VERB_LISTS = ("past", "past_en", "third_en", "tells", "says", "subject_verbs", "irregular_es")
_NO_NOUN = ("ed", "ing", "ly", "ando", "iendo", "aron", "ieron", "aba", "aban", "mente")


def start_of_phrase(words: Sequence[Word], first: int, last: int, each: Identifier) -> int:
    """Return the first word of the capitals within a sentence that lead to a name: ``Third Ward``, ``Plaza X``."""
    here = first
    while here and words[here].is_joined and _leads(words, here - 1, here):
        here -= 1
    if each.kind is IdentifierClass.PERSON and last > first and here and words[here].is_joined:
        before = words[here - 1].folded
        if before in listed("names_like_words") and not is_function_word(before) and not words[here].is_capital:
            return here - 1
    return here


def end_of_phrase(words: Sequence[Word], first: int, last: int, each: Identifier) -> int:
    """Return the last word of the phrase that a name begins or is in.

    Where it is written with a capital, further capitals go on with it, over links and an owner's ``'s``; where it is
    not, and names no known person, nouns do.
    """
    if each.kind is IdentifierClass.PLACE and _is_situated(words, last):
        last += 2
    if words[last].is_capital or not words[last].is_word:
        of_two = each.kind is IdentifierClass.PERSON and last > first
        return _end_of_capitals(words, last, linked=each.kind is IdentifierClass.FACILITY or of_two)
    person = each.kind is IdentifierClass.PERSON and each.strength is not Strength.POSSIBLE
    if person or any(word.is_capital for word in words[first : last + 1]):
        return _end_of_owned(words, last)
    last = _end_of_nouns(words, last)
    signed = last + 2 < len(words) and words[last + 1].text == "&" and _is_noun(words[last + 2])
    return _end_of_nouns(words, last + 2) if signed else last


def _is_situated(words: Sequence[Word], last: int) -> bool:
    """Tell whether what tells two places of one name apart follows: ``tesoro de arriba``."""
    return [each.folded for each in words[last + 1 : last + 3]] in _SITUATED


def _leads(words: Sequence[Word], place: int, name: int) -> bool:
    word = words[place]
    if not word.is_word or is_title(word):
        return False
    if word.folded in listed("geographic_spanish"):
        return True
    ordinal = re.fullmatch(ORDINAL, word.folded) is not None
    if not words[name].is_capital:
        return ordinal and place > 0 and words[place - 1].folded in listed("articles")
    if not word.is_capital or word.starts_sentence or names_nobody(word):
        return False
    return ordinal or not is_function_word(word.folded)


def _end_of_capitals(words: Sequence[Word], last: int, *, linked: bool) -> int:
    while True:
        after = last + 1
        if after < len(words) and words[after].text in _OWNER and _is_name(words, after + 1):
            last = after + 1
        elif _goes_on(words, after):
            last = after
        elif linked and (end := _over_link(words, after)) is not None:
            last = end
        else:
            return last


def _goes_on(words: Sequence[Word], place: int) -> bool:
    if place >= len(words) or not words[place].is_joined or not words[place].is_capital:
        return False
    word = words[place]
    if word.is_all_capitals and len(word.text) <= _LONGEST_ABBREVIATION:
        return True
    if is_function_word(word.folded):
        return word.text != "I" and not word.starts_sentence and _goes_on(words, place + 1)
    return not word.starts_sentence or (words[place - 1].is_capital and not is_spanish_verb(word.folded))


def _is_name(words: Sequence[Word], place: int) -> bool:
    return place < len(words) and words[place].is_capital and not is_function_word(words[place].folded)


def _over_link(words: Sequence[Word], place: int) -> int | None:
    for link in _LINKS:
        name = place + len(link)
        linking = tuple(each.folded for each in words[place:name]) == link
        if linking and _is_name(words, name) and not words[name].starts_sentence:
            particle = words[name].folded in listed("particles")
            if particle or not names_nobody(words[name]):
                return name
    return None


def _end_of_owned(words: Sequence[Word], last: int) -> int:
    """Return the last of the nouns that are of an owner in lower case, where they name no home and no kin."""
    after = words[last + 1 : last + 3]
    if len(after) < 2 or after[0].text not in _OWNER or not _is_noun(after[1]):
        return last
    own = listed("belongings") | listed("kin") | listed("homes") | listed("spoken") | listed("persons")
    return last + 2 if after[1].folded not in own and is_closed(words, last + 2) else last


def _end_of_nouns(words: Sequence[Word], last: int) -> int:
    """Return the last of a few nouns after a name in lower case: ``greer county work release``."""
    here = last
    while here + 1 < len(words) and here - last < _MOST_NOUNS and words[here + 1].is_joined:
        if not _is_noun(words[here + 1]):
            break
        here += 1
    return here if here == last or here + 1 >= len(words) or not _is_noun(words[here + 1]) else last


def _is_noun(word: Word) -> bool:
    if word.folded in listed("facilities_tails"):
        return True
    if not word.is_word or is_function_word(word.folded) or is_spoken(word.folded):
        return False
    if word.folded in calendar_words() | listed("kin"):
        return False
    verb = any(word.folded in listed(name) for name in _VERB_LISTS) or word.folded.endswith(_NO_NOUN)
    spanish = is_spanish_verb(word.folded) and word.folded not in listed("ordinary_es") | listed("ordinary_en")
    return not (verb or spanish or word.text.endswith(("ó", "é")) or word.folded in listed("clause"))
