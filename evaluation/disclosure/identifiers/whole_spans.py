"""Identifiers grown to all of their parts: what stays visible of a name, an address or a number tells it still."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from evaluation.disclosure.identifiers.address_patterns import (
    HOUSE_AFTER_NAME,
    HOUSE_BEFORE_NAME,
    TOWN_BEFORE_STATE,
    UNITS,
)
from evaluation.disclosure.identifiers.further_parts import end_of_phrase, start_of_phrase
from evaluation.disclosure.identifiers.identifier import Identifier, IdentifierClass, identifier
from evaluation.disclosure.identifiers.words import Word

_ONLINE = r"[\w.@/+~#?=&%$:-]"
_ONLINE_BEFORE = re.compile(rf"{_ONLINE}+$")
_ONLINE_AFTER = re.compile(rf"{_ONLINE}*[\w/]")
_POSTAL_CODE = re.compile(r"\s+\d{5}")
_DIGITS_BEFORE = re.compile(r"(?<![\w$])(?:\d+[-./])+$")
_DIGITS_AFTER = re.compile(r"(?:\d|[-./,]\d)[\d]*(?:[-./]\d+)*")
_HAS_DIGITS = frozenset({IdentifierClass.ADDRESS, IdentifierClass.PHONE, IdentifierClass.NUMBER})
_NAMED = frozenset({IdentifierClass.PERSON, IdentifierClass.PLACE, IdentifierClass.FACILITY, IdentifierClass.ADDRESS})


def whole(found: Iterable[Identifier], text: str, words: Sequence[Word]) -> Iterator[Identifier]:
    """Yield identifiers with the parts of them that stand beside what was recognised.

    Parameters
    ----------
    found : iterable of Identifier
    text : str
        In lower case and without accents.
    words : sequence of Word
        The words of the text.
    """
    starts = {word.start: place for place, word in enumerate(words)}
    ends = {word.end: place for place, word in enumerate(words)}
    for each in found:
        grown = each
        if each.kind is IdentifierClass.ONLINE:
            grown = _written_on(text, each)
        elif each.kind in _HAS_DIGITS:
            grown = _all_digits(text, each)
        first, last = starts.get(grown.start), ends.get(grown.end)
        if grown.kind in _NAMED and first is not None and last is not None:
            first, last = start_of_phrase(words, first, last, grown), end_of_phrase(words, first, last, grown)
            grown = replace(grown, start=words[first].start, end=words[last].end)
        yield _with_house(text, grown)


def _written_on(text: str, each: Identifier) -> Identifier:
    """Return an account or an address of mail or the web up to the spaces around it."""
    before, after = _ONLINE_BEFORE.search(text, 0, each.start), _ONLINE_AFTER.match(text, each.end)
    start, end = (before.start() if before else each.start), (after.end() if after else each.end)
    label = "email" if "@" in text[start + 1 : end] else each.label
    return replace(each, start=start, end=end, label=label)


def _all_digits(text: str, each: Identifier) -> Identifier:
    """Return a number with the groups of digits that are joined to it."""
    start, end = each.start, each.end
    if text[start].isdecimal() and (before := _DIGITS_BEFORE.search(text, 0, start)):
        start = before.start()
    if text[end - 1].isdecimal() and (after := _DIGITS_AFTER.match(text, end)):
        end = after.end()
    return replace(each, start=start, end=end)


def _with_house(text: str, each: Identifier) -> Identifier:
    """Return a name as the address that it is of where the number of a house stands before or after it."""
    if each.kind not in (IdentifierClass.PERSON, IdentifierClass.PLACE):
        return each
    before = HOUSE_BEFORE_NAME.search(text, 0, each.start)
    after = None if before else HOUSE_AFTER_NAME.match(text, each.end)
    if not (before or after):
        return each
    start, end = (before.start() if before else each.start), (after.end() if after else each.end)
    town = TOWN_BEFORE_STATE.search(text, 0, start) if after and _POSTAL_CODE.fullmatch(after[0]) else None
    start = town.start() if town else start
    units = UNITS.match(text, end)
    return identifier(start, units.end() if units else end, IdentifierClass.ADDRESS, each.evidence, each.strength)
