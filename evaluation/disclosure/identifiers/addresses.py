"""Addresses: houses and streets, corners, highways, flats, boxes and postal codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evaluation.disclosure.identifiers.identifier import Identifier, IdentifierClass, Strength, identifier
from evaluation.disclosure.identifiers.locations import follows_place_preposition
from evaluation.disclosure.identifiers.proper import Proper
from evaluation.disclosure.identifiers.spoken_numbers import CARDINAL, ORDINAL
from evaluation.disclosure.identifiers.vocabulary import is_function_word
from evaluation.disclosure.identifiers.word_lists import listed
from evaluation.disclosure.identifiers.words import Word

_NUMBER = rf"(?:\d{{1,5}}[a-z]?(?:-\d+)?(?:\s1/2)?|{CARDINAL}(?:[\s-]+{CARDINAL}){{0,2}})"
_TYPE = (
    "street|st|avenue|ave|boulevard|blvd|road|rd|lane|ln|drive|dr|court|ct|place|pl|way|circle|cir|square|terrace|ter|trail|"
    "highway|hwy|parkway|pkwy|turnpike|pike|alley|row|plaza|loop|run|path|crossing|heights|park"
)
_HOUSE = re.compile(
    rf"(?<!\w)(?:{_NUMBER})\s+(?:(?:north|south|east|west|n|s|e|w|old|new)\.?\s+)?(?:[^\W\d_][\w'’-]*\s+"
    rf"|\d+(?:st|nd|rd|th)\s+){{1,3}}?"
    rf"(?:{_TYPE})\b\.?(?:,?\s*(?:apt|apartment|unit|suite|ste|floor|#)\.?\s*#?\s*\w{{1,4}}\b)?"
)
_NUMBERED = re.compile(
    rf"(?<!\w)(?:(?:north|south|east|west|n|s|e|w)\.?\s+)?(?:\d{{1,3}}(?:st|nd|rd|th)"
    rf"|{ORDINAL})\s+(?:street|st|avenue|ave|road|rd|blvd|boulevard)\b"
)
_PARTS = re.compile(
    r"\b(?:apt|apartment|apto|apartamento|suite|ste|unit|lote?|trailer|edificio|edif|building|bldg"
    r"|bloque)\.?\s*(?:number|numero|no\.?|#)?\s*#?\s*(?=[\w-]*\d)\w[\w-]*"
    r"|\bp\.?\s?o\.?\s+box\s+\w+|\b(?:apartado|box|buzon)\s+(?:postal\s+)?\d+"
    r"|\b(?:(?:state|us|u\.s\.|county|old|business|farm to market|forest|tribal|bia|indian)\s+)?(?:interstate|route|rte|highway|hwy|exit|"
    r"salida|ruta|autopista|mile marker|km|kilometro|carretera|road|rd|corridor|loop|spur|beltway|freeway)"
    rf"\s*#?(?:numero\s+|number\s+)?(?:\d+\w?|{CARDINAL}|[a-z](?=\s*(?:[.,;!?]|$|(?:and|for|to|in|with|by|on)\b)))\b(?!\s+(?:trip|times|miles|minutes|hours|days|people|blocks|of us)\b)"
    r"|(?<!\w)(?:us|u\.s\.)\s\d{1,3}\b(?!\s+(?:people|of|days|dollars|times))"
    r"|(?<!\w)(?:i|us|sr|pr)-\d{1,3}\b"
    r"|\b(?:zip(?: ?code)?|postal code|codigo postal)(?:\s+(?:is|es|was|era|de))?\s*:?\s*\d{4,6}"
    rf"|\b(?:calle|avenida|ave|carretera) (?!un[ao]?\b)(?:numero )?(?:\d{{1,4}}"
    rf"|{CARDINAL})(?!\w)(?:,?\s*(?:numero|num\.?|#)\s*(?:\d+|{CARDINAL}))?"
    rf"|\b(?:exit|salida|route|ruta)\s+{CARDINAL}\b"
)
_NUMBER_AFTER = re.compile(
    r",?\s*(?:(?:numero|num\.?|no\.?|#|nro\.?)\s*)?#?\d{1,5}[a-z]?(?:-\w+)?\b|,?\s*numero\s+" + CARDINAL
)
_STREET = r"(?:(?:calle|avenida|la|el|las|los)\s+)?[\w'’-]+(?:\s+(?!(?:and|con|y)\b)[^\W\d_][\w'’-]*){0,3}?"
_CORNER = re.compile(
    rf"\b(?:corner of|intersection of|esquina de(?: la)?|esquina(?: entre)?(?: la)?)\s+(?P<streets>{_STREET}\s+(?:and|con|y)\s+{_STREET})"
    r"(?=\s*(?:[.,;:!?…\"”]|$)|\s(?P<after>[a-z]+))"
)
_KIND = "calle|avenida|ave|av|carretera|callejon|paseo|bulevar|calzada|camino|privada|cerrada|andador|prolongacion|pasaje|boulevard|blvd"
_PART = r"(?:interior|int|departamento|depto|dpto|apartamento|apto|piso|local|lote|casa|unidad|puerta|edificio|edif|bloque|manzana|torre|cuarto)"
_SPANISH_HOUSE = re.compile(
    rf"\b(?:{_KIND})\.?\s+(?:(?!(?:donde|que|cuando|y|con|en|por|para|se|me|nos|le|lo|a|ahi|como|pero|hay|es|era|fue|esta)\s)[^\W\d_][\w'’.-]*\s+){{1,5}}?"
    rf"(?:numero\s+|num\.?\s*|no\.?\s*|nro\.?\s*|#\s*)?(?:\d{{1,5}}(?:-?[a-z])?|(?<=numero\s){CARDINAL}(?:\s+{CARDINAL})*)\b"
    rf"(?:,?\s*{_PART}\.?\s*(?:numero\s*|#\s*)?(?:\w{{1,4}}\b))?"
)
_MOST = 3


def written_addresses(text: str) -> Iterator[Identifier]:
    """Yield houses with their streets, numbered streets, flats, boxes, exits, postal codes and corners.

    Parameters
    ----------
    text : str
        In lower case and without accents.
    """
    for pattern, evidence in (
        (_HOUSE, "a house and its street"),
        (_SPANISH_HOUSE, "a street and its house"),
        (_NUMBERED, "a numbered street"),
        (_PARTS, "a part of an address"),
    ):
        for found in pattern.finditer(text):
            if pattern is _HOUSE and any(
                is_function_word(word)
                for word in found[0].split()[1:-1]
                if not word[0].isdigit() and word not in _KEPT
            ):
                continue
            yield _address(found.span(), evidence)
    for found in _CORNER.finditer(text):
        streets = found["streets"].split()
        if found["after"] and not is_function_word(found["after"]):
            continue
        if not any(word in listed("addresses_no_street") for word in (streets[0], streets[-1])):
            yield _address(found.span("streets"), "a corner of two streets", Strength.LIKELY)


def streets(text: str, words: Sequence[Word], proper: Sequence[Proper | None]) -> Iterator[Identifier]:
    """Yield streets without houses by their type: ``Elm Street``, ``calle Luna 12``."""
    for place, word in enumerate(words):
        if word.folded in listed("addresses_sure") or word.folded in listed("addresses_unsure"):
            first = _first_of_name(words, proper, place)
            if first is not None:
                yield _address((words[first].start, word.end), "a name before a kind of street", Strength.LIKELY)
        if word.folded in listed("addresses_spanish"):
            last = _last_of_name(words, proper, place)
            if last is not None:
                number = _NUMBER_AFTER.match(text, words[last].end)
                end = number.end() if number else words[last].end
                yield _address((word.start, end), "a kind of street before a name", Strength.LIKELY)


def _first_of_name(words: Sequence[Word], proper: Sequence[Proper | None], place: int) -> int | None:
    here = place
    while here and words[here].is_joined and place - here < _MOST and words[here - 1].is_word:
        before = words[here - 1]
        if is_function_word(before.folded) and proper[here - 1] is None:
            break
        here -= 1
    name = range(here, place)
    if not name:
        return None
    named = [each for each in name if proper[each] is not None]
    if named:
        return named[0]
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
        if plain or linked or verb:
            return None
    while here + 1 < len(words) and words[here + 1].is_joined and proper[here + 1] is not None:
        here += 1
    return here


def _address(span: tuple[int, int], evidence: str, strength: Strength = Strength.CERTAIN) -> Identifier:
    return identifier(*span, IdentifierClass.ADDRESS, evidence, strength)


_KEPT = frozenset(
    ["old", "new", "north", "south", "east", "west", "little", "big", "good", "first", "second", "third"]
)
