"""Clinics, shelters, churches, schools, jails and employers: a noun for them and what tells one from another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluation.disclosure.identifiers.clauses import begins_clause
from evaluation.disclosure.identifiers.identifier import Identifier, IdentifierClass, Strength, identifier
from evaluation.disclosure.identifiers.proper import Proper
from evaluation.disclosure.identifiers.spanish_facilities import end_of_spanish_facility, is_shop
from evaluation.disclosure.identifiers.spoken_numbers import value_of
from evaluation.disclosure.identifiers.vocabulary import (
    Vocabulary,
    calendar_words,
    is_function_word,
    is_ordinary_in,
)
from evaluation.disclosure.identifiers.word_lists import listed
from evaluation.disclosure.identifiers.words import Word

_LABELS = {
    "english": ("clinic", "shelter", "church", "jail", "school", "facility"),
    "unsure": ("clinic", "church", "facility"),
    "spanish": ("clinic", "shelter", "church", "jail", "school", "facility"),
}
_PLAIN_ENDINGS = ("ing", "ous", "ful", "less", "able", "ible", "ish", "est", "ly", "ed")
_OWNER = frozenset(("'s", "’s"))
_MOST = 4
_PAIRS = (["head", "start"], ["career", "tech"], ["voc", "tech"], ["early", "learning"])
"""Schools of two words."""

_BEFORE_ENGLISH = frozenset(["a", "al", "el", "la", "del"])


def facilities(
    words: Sequence[Word], proper: Sequence[Proper | None], known: Sequence[Vocabulary]
) -> Iterator[Identifier]:
    """Yield facilities that are named, not only mentioned: ``harbor light shelter``, not ``the women's shelter``."""
    for place, word in enumerate(words):
        for nouns, is_sure in (("english", True), ("unsure", False)):
            label = _label(word.folded, nouns) or _label(word.folded.removesuffix("s"), nouns)
            if [each.folded for each in words[max(place - 1, 0) : place + 1]] in _PAIRS and nouns == "english":
                label = "school"
            if label and ("en" in known[place].languages or word.is_capital or not is_ordinary_in(word.folded, "es")):
                span = _before_noun(words, proper, place, is_sure=is_sure) or _of(words, proper, place)
                if span:
                    yield _facility(words, span, label, "a noun for a facility with what tells it from others")
        label = _label(word.folded, "spanish") or ("facility" if is_shop(word.folded) else "")
        if label and ("es" in known[place].languages or not _is_english(word.folded)):
            last = end_of_spanish_facility(words, proper, place)
            if last is not None:
                yield _facility(words, (place, last), label, "a noun for a facility with its name after it")


def _is_english(word: str) -> bool:
    return word in listed("ordinary_en")


def _label(word: str, nouns: str) -> str:
    return next((label for label in _LABELS[nouns] if word in listed(f"facilities_{nouns}_{label}")), "")


def _facility(words: Sequence[Word], span: tuple[int, int], label: str, evidence: str) -> Identifier:
    first, last = span
    start, end = words[first].start, words[last].end
    return identifier(start, end, IdentifierClass.FACILITY, evidence, Strength.LIKELY, label)


def _before_noun(
    words: Sequence[Word], proper: Sequence[Proper | None], noun: int, *, is_sure: bool
) -> tuple[int, int] | None:
    first = _leftmost(words, proper, noun)
    modifiers = [each for each in range(first, noun) if words[each].is_word]
    named = [
        each
        for each in modifiers
        if proper[each] is not None and words[each].folded not in listed("facilities_generic")
    ]
    if named:
        owned = any(words[each].text in _OWNER for each in range(named[-1], noun))
        if owned and words[noun].folded in listed("homes") and not words[noun].is_capital:
            return None
        leftmost, first = first, named[0]
        while first > leftmost and words[first - 1].folded in listed("facilities_kept"):
            first -= 1
        while (
            first > 1
            and words[first - 1].folded in ("of", "de")
            and words[first - 2].is_capital
            and words[noun].is_capital
        ):
            first -= 2
        while first and words[noun].is_capital and words[first - 1].is_capital and words[first].is_joined:
            if words[first - 1].starts_sentence and words[first - 1].folded in listed("facilities_openers"):
                break
            first -= 1
        return first, noun
    telling = [each for each in modifiers if not _is_generic(words[each])]
    if not telling:
        return (noun - 1, noun) if _is_numbered_church(words, noun) else None
    before = words[first - 1] if first else None
    begins = begins_clause(words, first)
    if _label(words[noun].folded, "unsure") == "church":
        led = before is not None and before.folded in listed("facilities_at")
        dedicated = any(words[each].folded in listed("names_like_words") for each in telling)
        return (modifiers[0], noun) if led and dedicated else None
    bare = begins or (before is not None and before.folded in listed("facilities_at") | _BEFORE_ENGLISH)
    if is_sure or bare or len(telling) > 1:
        return modifiers[0], noun
    return None


def _is_numbered_church(words: Sequence[Word], noun: int) -> bool:
    """Tell whether a church is the first or second of its kind: ``first presbyterian``, not ``the first church``."""
    if not noun or words[noun - 1].folded not in ("first", "second", "third", "fourth"):
        return False
    bare = noun < 2 or words[noun - 2].folded not in listed("articles")
    church = "church" in (_label(words[noun].folded, "english"), _label(words[noun].folded, "unsure"))
    return bare and church and words[noun].folded not in ("church", "chapel", "mosque", "temple")


def _leftmost(words: Sequence[Word], proper: Sequence[Proper | None], noun: int) -> int:
    here = noun
    while here and noun - here < _MOST and words[here].is_joined | (words[here].text in _OWNER):
        before = words[here - 1]
        if before.text in _OWNER and here > 1:
            here -= 1
            continue
        if not before.is_word or before.folded in listed("facilities_determiners"):
            break
        if is_function_word(before.folded) and proper[here - 1] is None and not _is_kept(words, here - 1):
            break
        here -= 1
    return here


def _is_kept(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word of grammar is a part of a name: ``new hope clinic``."""
    return words[place].folded in listed("facilities_kept")


def _is_generic(word: Word) -> bool:
    return (
        word.folded in listed("facilities_generic")
        or word.folded in calendar_words()
        or value_of(word.folded.split("-")[0]) is not None
        or word.folded.endswith(_PLAIN_ENDINGS)
        or is_function_word(word.folded)
        or (bool(_label(word.folded, "english") or _label(word.folded, "unsure")))
    )


def _of(words: Sequence[Word], proper: Sequence[Proper | None], noun: int) -> tuple[int, int] | None:
    """Return the span of ``church of the nazarene``, ``university of X``."""
    here = noun + 1
    if here >= len(words) or words[here].folded not in ("of", "at", "in", "on"):
        return None
    is_of = words[here].folded == "of"
    here += 1
    if here < len(words) and words[here].folded in ("the", "our", "saint", "st"):
        here += 1
    if is_of and _is_dedicated(words, noun, here):
        return noun, _end_of_dedication(words, here)
    if here < len(words) and proper[here] is not None and (is_of or words[noun].is_capital):
        while here + 1 < len(words) and words[here + 1].is_joined and proper[here + 1] is not None:
            here += 1
        return noun, here
    return None


def _is_dedicated(words: Sequence[Word], noun: int, place: int) -> bool:
    """Tell whether a church or academy is of what may be its name: ``academy of the holy names``."""
    church = words[noun].folded in listed("of_a_dedication")
    last = _end_of_dedication(words, place)
    plain = listed("things_of_places") | listed("lived_in") | listed("kin") | listed("facilities_determiners")
    return church and last >= place and not any(words[each].folded in plain for each in range(place, last + 1))


def _end_of_dedication(words: Sequence[Word], place: int) -> int:
    last = place - 1
    while last + 1 < len(words) and last + 1 - place < _MOST - 1 and words[last + 1].is_joined:
        word = words[last + 1]
        if not word.is_word or (is_function_word(word.folded) and not _is_kept(words, last + 1)):
            break
        last += 1
    return last
