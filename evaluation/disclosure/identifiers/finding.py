"""All direct identifiers of a text: what each recogniser finds, put together so that no two overlap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from evaluation.disclosure.identifiers.addresses import addresses
from evaluation.disclosure.identifiers.ages import ages
from evaluation.disclosure.identifiers.bare_places import bare_places
from evaluation.disclosure.identifiers.calendar_dates import dates
from evaluation.disclosure.identifiers.contacts import accounts, phones
from evaluation.disclosure.identifiers.corners import corners
from evaluation.disclosure.identifiers.employers import employers
from evaluation.disclosure.identifiers.facilities import facilities
from evaluation.disclosure.identifiers.identifier import Identifier, SiteLists, Strength
from evaluation.disclosure.identifiers.proper_names import proper_names
from evaluation.disclosure.identifiers.proper_words import proper_words
from evaluation.disclosure.identifiers.record_numbers import record_numbers
from evaluation.disclosure.identifiers.singled_out import singled_out
from evaluation.disclosure.identifiers.site_lists import DECLARED, listed_identifiers
from evaluation.disclosure.identifiers.speech import Fluent, fluent
from evaluation.disclosure.identifiers.toponyms import toponyms
from evaluation.disclosure.identifiers.vocabulary import vocabularies
from evaluation.disclosure.identifiers.whole_spans import whole
from evaluation.disclosure.identifiers.word_lists import folded
from evaluation.disclosure.identifiers.words import MASK, Word, words_of

_REDACTED = re.compile(r"\[[a-z]+\]")
_NO_LISTS = SiteLists()


def find_identifiers(text: str, lists: SiteLists = _NO_LISTS) -> tuple[Identifier, ...]:
    """Return the direct identifiers in a text, in order; no two overlap.

    What is already redacted, a word in lower case in brackets, is read over. What is found is masked and the rest is
    read again until nothing is found, so that redaction leaves nothing that a second reading would find.

    Parameters
    ----------
    text : str
        A quote, English or Spanish or both, with or without capitals and accents.
    lists : SiteLists
        What the site adds.
    """
    said = fluent(_REDACTED.sub(lambda found: MASK * len(found[0]), text))
    masked = said.text
    known: list[Identifier] = []
    while new := _joined(_found(masked, lists), masked):
        known.extend(new)
        for each in new:
            masked = masked[: each.start] + MASK * (each.end - each.start) + masked[each.end :]
    return tuple(sorted(_in_text(each, said) for each in known))


def _in_text(each: Identifier, said: Fluent) -> Identifier:
    start, end = said.span(each.start, each.end)
    return replace(each, start=start, end=end)


def _found(text: str, lists: SiteLists) -> Iterator[Identifier]:
    plain = same_length(text)
    words = words_of(text)
    yield from whole(_recognised(plain, words, lists), plain, words)


def _recognised(plain: str, words: Sequence[Word], lists: SiteLists) -> Iterator[Identifier]:
    known = vocabularies(words)
    proper = proper_words(words, known)
    yield from listed_identifiers(plain, lists)
    yield from accounts(plain)
    yield from phones(plain)
    yield from dates(plain)
    yield from ages(plain, words, proper)
    yield from record_numbers(plain)
    yield from addresses(plain, words, proper)
    yield from corners(words, proper)
    yield from facilities(words, proper, known)
    yield from employers(words)
    yield from toponyms(plain, words, proper)
    yield from bare_places(words)
    yield from proper_names(words, proper)
    yield from singled_out(plain)


def _joined(found: Iterable[Identifier], text: str) -> list[Identifier]:
    """Return identifiers that cover all that was found: of those that overlap, the longest grows over the others."""
    joined: list[Identifier] = []
    for each in sorted(each for each in found if MASK not in text[each.start : each.end]):
        if joined and each.start < joined[-1].end:
            last = joined[-1]
            longest = max(last, each, key=_weight)
            end = max(last.end, each.end)
            strength = min(last.strength, each.strength, key=list(Strength).index)
            joined[-1] = Identifier(last.start, end, longest.kind, longest.evidence, strength, longest.label)
        else:
            joined.append(each)
    return joined


def _weight(each: Identifier) -> tuple[int, bool, int, int]:
    return each.end - each.start, each.evidence == DECLARED, -list(Strength).index(each.strength), -each.start


def same_length(text: str) -> str:
    """Return a text in lower case and without accents, character by character, so that places in it stay."""
    return "".join(plain if len(plain := folded(character)) == 1 else character for character in text)
