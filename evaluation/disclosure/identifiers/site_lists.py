"""What a site knows to be identifying, whatever the capitals and accents: its lists, and the places of its plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from evaluation.disclosure.identifiers.identifier import Identifier, IdentifierClass, SiteLists, Strength, identifier
from evaluation.disclosure.identifiers.vocabulary import is_function_word
from evaluation.disclosure.identifiers.word_lists import folded, listed

DECLARED = "is a community or an arm of the plan"
_SHORTEST_PART = 3


def listed_identifiers(text: str, lists: SiteLists) -> Iterator[Identifier]:
    """Yield what the lists of a site name in a text.

    Parameters
    ----------
    text : str
        In lower case and without accents.
    lists : SiteLists
    """
    for names, kind in (
        (lists.people, IdentifierClass.PERSON),
        (lists.facilities, IdentifierClass.FACILITY),
        (lists.places, IdentifierClass.PLACE),
        (lists.streets, IdentifierClass.ADDRESS),
    ):
        for found in where_named(text, names):
            yield identifier(*found.span(), kind, "stands in a list of the site", Strength.CERTAIN)
    for found in where_named(text, lists.declared):
        yield identifier(*found.span(), IdentifierClass.PLACE, DECLARED, Strength.CERTAIN)
    for found in where_named(text, tuple(_parts(lists.people))):
        span = found.span()
        yield identifier(*span, IdentifierClass.PERSON, "is part of a name in a list of the site", Strength.LIKELY)


def where_named(text: str, names: tuple[str, ...]) -> Iterator[re.Match[str]]:
    """Yield where names stand, however their words are parted: ``Oak-Hill``, ``oak hill``.

    Parameters
    ----------
    text : str
        In lower case and without accents.
    names : tuple of str
    """
    pattern = _pattern(names)
    if pattern:
        yield from pattern.finditer(text)


@lru_cache(maxsize=1024)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    spelled = {r"[\W_]+".join(re.findall(r"\w+", folded(name))) for name in names} - {""}
    longest_first = "|".join(sorted(spelled, key=lambda each: (-len(each), each)))
    return re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)") if spelled else None


def _is_ordinary(word: str) -> bool:
    return word in listed("ordinary_en") or word in listed("ordinary_es") or is_function_word(word)


def _parts(people: Iterable[str]) -> Iterator[str]:
    for name in people:
        for part in re.findall(r"\w+", folded(name)):
            if len(part) >= _SHORTEST_PART and not _is_ordinary(part):
                yield part
