"""Addresses: houses and streets, corners, highways, flats, boxes and postal codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from evaluation.disclosure.identifiers.address_patterns import (
    BEFORE_STREET,
    BETWEEN,
    DIRECTED,
    HOUSE,
    NUMBER_AFTER,
    NUMBERED,
    PARTS,
    POSITIONED,
    SPANISH_BARE,
    SPANISH_HOUSE,
    STREET_LETTER,
    UNITS,
)
from evaluation.disclosure.identifiers.clauses import is_closed
from evaluation.disclosure.identifiers.identifier import Identifier, IdentifierClass, Strength, identifier
from evaluation.disclosure.identifiers.locations import follows_place_preposition
from evaluation.disclosure.identifiers.proper import Proper
from evaluation.disclosure.identifiers.vocabulary import calendar_words, is_function_word, is_spanish_verb
from evaluation.disclosure.identifiers.word_lists import alternatives, listed
from evaluation.disclosure.identifiers.words import Word

_SPENT = re.compile(r"\b(?:gast|cuest|cost|pag|cobr|gan|deb|vend|prest|spen|paid|cost|owe)")
_NEAR = 40
_MOST = 3
_SHORTEST = 2
_LONGEST = 5
_ARTICLES = frozenset(["la", "el", "los", "las", "de", "del"])
_OWNER = frozenset(["'s", "’s"])


def addresses(text: str, words: Sequence[Word], proper: Sequence[Proper | None]) -> Iterator[Identifier]:
    """Yield addresses with all of their parts: house, direction, street, flat; boxes, roads and postal codes.

    Parameters
    ----------
    text : str
        In lower case and without accents.
    words : sequence of Word
    proper : sequence of Proper or None
        Of each word, why it is taken for a name.
    """
    for each in (*_written(text), *_streets(words, proper)):
        yield replace(each, start=_start(text, each), end=_end(text, each))


def _written(text: str) -> Iterator[Identifier]:
    """Yield houses with their streets, numbered streets, flats, boxes, exits and postal codes."""
    for pattern, evidence in (
        (HOUSE, "a house and its street"),
        (SPANISH_HOUSE, "a street and its house"),
        (DIRECTED, "a house and its street"),
        (NUMBERED, "a numbered street"),
        (STREET_LETTER, "a numbered street"),
        (PARTS, "a part of an address"),
    ):
        for found in pattern.finditer(text):
            if pattern is HOUSE and any(
                word in listed("function_en")
                for word in re.split(r"[\s,]+", found["name"])
                if word and not word[0].isdigit() and word not in _KEPT
            ):
                continue
            yield _address(found.span(), evidence)
    for pattern, span in ((POSITIONED, 0), (SPANISH_BARE, "house")):
        for found in pattern.finditer(text):
            spent = _SPENT.search(text, max(found.start() - _NEAR, 0), found.start())
            if not spent and not any(_names_no_street(word) for word in found["name"].split()):
                yield _address(found.span(span), "a street without its kind, and its house", Strength.LIKELY)


def _names_no_street(word: str) -> bool:
    """Tell whether a word before the number of a house would make it a count, a date or the number of a thing."""
    counted = word in listed("units") or word in calendar_words() or word.removesuffix("s") in listed("persons")
    numbered = word in re.split("[|]", f"{alternatives('numbered_spanish')}|{alternatives('roads')}")
    return counted or numbered or (is_function_word(word) and word not in _ARTICLES) or is_spanish_verb(word)


def _streets(words: Sequence[Word], proper: Sequence[Proper | None]) -> Iterator[Identifier]:
    """Yield streets without houses by their type: ``Elm Street``, ``calle Luna``."""
    for place, word in enumerate(words):
        is_verb = place + 1 < len(words) and words[place + 1].folded in listed("articles")
        if word.folded in listed("addresses_sure") or (word.folded in listed("addresses_unsure") and not is_verb):
            first = _first_of_name(words, proper, place)
            if first is not None:
                yield _address((words[first].start, word.end), "a name before a kind of street", Strength.LIKELY)
        if _is_house_of_bare_street(words, proper, place):
            yield _address(
                (words[place - 1].start, word.end), "a street without its kind, and its house", Strength.LIKELY
            )
        if word.folded in listed("addresses_spanish"):
            last = _last_of_name(words, proper, place)
            if last is not None:
                yield _address((word.start, words[last].end), "a kind of street before a name", Strength.LIKELY)


def _is_house_of_bare_street(words: Sequence[Word], proper: Sequence[Proper | None], place: int) -> bool:
    """Tell whether a number follows a name after ``en``: ``en Guerrero 114``."""
    if place < 2 or not words[place].text.isdecimal() or not _SHORTEST <= len(words[place].text) <= _LONGEST:
        return False
    name = proper[place - 1] is not None or words[place - 1].folded in listed("trees")
    after = words[place + 1] if place + 1 < len(words) else None
    closed = after is None or not after.is_word or is_function_word(after.folded)
    return name and closed and any(each.folded == "en" for each in words[max(place - 4, 0) : place - 1])


def _start(text: str, each: Identifier) -> int:
    """Return where an address begins with the number of its house and a direction before it."""
    found = BEFORE_STREET.search(text, 0, each.start)
    return found.start() if found else each.start


def _end(text: str, each: Identifier) -> int:
    """Return where an address ends with the number of its house and parts of it after it."""
    end = each.end
    if text[end - 2 : end] in ("st", "rd", "dr", "ln", "ct", "av") and text[end : end + 1] == ".":
        end += 1
    number = NUMBER_AFTER.match(text, end)
    if number and not _is_counted(text, number.end()):
        end = number.end()
    units = UNITS.match(text, end)
    end = units.end() if units else max(end, each.end) if number else each.end
    between = BETWEEN.match(text, end)
    return between.end() if between else end


def _is_counted(text: str, end: int) -> bool:
    """Tell whether a noun follows that a number counts: ``on vine street 3 times``."""
    found = re.match(r"\s+(\w+)", text[end:])
    return found is not None and not (is_function_word(found[1]) or is_spanish_verb(found[1]))


def _first_of_name(words: Sequence[Word], proper: Sequence[Proper | None], place: int) -> int | None:
    here = place
    while here and place - here < _MOST and (words[here].is_joined or words[here].text in _OWNER):
        before = words[here - 1]
        if before.text in _OWNER and (words[place].is_capital or words[place].folded in listed("addresses_sure")):
            here -= 1
            continue
        if not before.is_word:
            break
        is_grammar = is_function_word(before.folded) and before.folded not in listed("trees") | _ARTICLES
        if (is_grammar and proper[here - 1] is None) or (here == place and before.folded in _ARTICLES):
            break
        here -= 1
    while here and here < place and words[here].is_joined and words[here - 1].folded in _KEPT:
        here -= 1
    name = range(here, place)
    if not name:
        return None
    named = [each for each in name if proper[each] is not None]
    if named:
        return here if here and words[here - 1].folded in ("the", "on", "off") else named[0]
    if words[place].folded in listed("addresses_unsure"):
        return None
    kept = [each for each in name if words[each].folded not in listed("addresses_plain_before")]
    main = words[place - 1].folded == "main" and here and follows_place_preposition(words, here)
    return here if main or (words[place - 1].folded not in listed("addresses_plain_before") and kept) else None


def _last_of_name(words: Sequence[Word], proper: Sequence[Proper | None], place: int) -> int | None:
    here = place + 1
    while (
        here < len(words) and words[here].folded in ("de", "la", "las", "los", "el", "del") and words[here].is_joined
    ):
        here += 1
    if here >= len(words) or not words[here].is_joined:
        return None
    word = words[here]
    if proper[here] is None:
        linked = here > place + 1
        plain = is_function_word(word.folded) or word.folded in listed("addresses_plain_after") or not word.is_word
        verb = word.folded.endswith(("aba", "ando", "iendo", "aron", "ieron")) or word.text.endswith(tuple("áéíó"))
        verb = verb or (is_spanish_verb(word.folded) and word.folded not in listed("names_like_words"))
        if linked and not (plain or verb) and _is_named_with_article(words, place, here):
            return here
        if plain or linked or verb:
            return None
    while here + 1 < len(words) and words[here + 1].is_joined and proper[here + 1] is not None:
        here += 1
    return here


def _is_named_with_article(words: Sequence[Word], kind: int, name: int) -> bool:
    """Tell whether an article and a noun name a street, as no noun follows another so: ``avenida las palmas``."""
    bare = name == kind + 2 and words[kind + 1].folded in ("el", "la", "los", "las")
    return bare and words[kind].folded in listed("named_with_article") and is_closed(words, name)


def _address(span: tuple[int, int], evidence: str, strength: Strength = Strength.CERTAIN) -> Identifier:
    return identifier(*span, IdentifierClass.ADDRESS, evidence, strength)


_KEPT = frozenset(
    ["old", "new", "north", "south", "east", "west", "little", "big", "good", "first", "second", "third"]
)
