"""What points to somebody in a text that authors wrote: less is taken for a name than in a quote.

Authors write of places, dates, ages and facilities on purpose: when an intervention began, what a program is called.
So these count only where they stand in a list of the site. Names of persons and ways to reach them always do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from evaluation.disclosure.identifiers.contacts import accounts, phones
from evaluation.disclosure.identifiers.finding import find_identifiers, same_length
from evaluation.disclosure.identifiers.identifier import Identifier, IdentifierClass, SiteLists, Strength
from evaluation.disclosure.identifiers.relations import ABBREVIATED_TITLES
from evaluation.disclosure.identifiers.site_lists import listed_identifiers
from evaluation.disclosure.identifiers.vocabulary import is_function_word, is_given_name
from evaluation.disclosure.identifiers.word_lists import folded, listed

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_METHOD = re.compile(r"(?:'s|’s)?\s(?:models?|regressions?|intervals?|tests?|curves?|estimates?)\b")
"""What is called by a name: the Cox model."""
_FEWEST_DIGITS = 5
"""Of the number of a record: shorter ones are counts, and need a source in the release."""
_MAIL, _OF_ACCOUNTS = "email", "@$"


def named_by_authors(text: str, lists: SiteLists, public: Iterable[str] = ()) -> tuple[Identifier, ...]:
    """Return what an author's text names of the site's lists, persons by name, and ways to reach somebody.

    Parameters
    ----------
    text : str
    lists : SiteLists
    public : iterable of str
        Names that may stand in it: communities and arms of the plan, and whoever signs a text.
    """
    named = [*_without(public, text, _persons(text)), *listed_in(text, lists, public)]
    found: list[Identifier] = []
    for each in sorted((*named, *_records(text), *contacts_in(text)), key=lambda each: (each.start, -each.end)):
        if not found or each.end > found[-1].end:
            found.append(each)
    return tuple(found)


def listed_in(text: str, lists: SiteLists, public: Iterable[str] = ()) -> Iterator[Identifier]:
    """Yield what a text names of the site's lists, but for names that are public."""
    yield from _without(public, text, listed_identifiers(same_length(text), lists))


def _without(public: Iterable[str], text: str, named: Iterable[Identifier]) -> Iterator[Identifier]:
    known = [frozenset(_words(name)) for name in public]
    for each in named:
        if not any(name.issuperset(_words(text[each.start : each.end])) for name in known):
            yield each


def contacts_in(text: str) -> Iterator[Identifier]:
    """Yield telephone numbers, addresses of mail, and accounts that are written as such."""
    plain = same_length(text)
    yield from (each for each in phones(plain) if each.strength is Strength.CERTAIN)
    yield from (each for each in accounts(plain) if each.label == _MAIL or plain[each.start] in _OF_ACCOUNTS)


def _persons(text: str) -> Iterator[Identifier]:
    for each in find_identifiers(text):
        words = _WORD.findall(text[each.start : each.end])
        is_method = len(words) == 1 and _METHOD.match(text, each.end)
        if each.kind is IdentifierClass.PERSON and not is_method and _is_name(words):
            yield each


def _records(text: str) -> Iterator[Identifier]:
    """Yield long numbers of records, and houses with their streets."""
    for each in find_identifiers(text):
        words = text[each.start : each.end]
        n_digits = sum(character.isdigit() for character in words)
        is_record = each.kind is IdentifierClass.NUMBER and n_digits >= _FEWEST_DIGITS
        is_house = each.kind is IdentifierClass.ADDRESS and n_digits and any(map(str.isupper, words))
        if each.strength is Strength.CERTAIN and (is_record or is_house):
            yield each


def _is_name(words: list[str]) -> bool:
    """Tell whether words that grammar takes for a person are names: a common one, two unknown, or a title and one."""
    capital = [folded(word) for word in words if word[0].isupper()]
    if any(map(is_given_name, capital)) or sum(is_given_name(folded(word)) for word in words) > 1:
        return True
    is_titled = folded(words[0]) in listed("titles") | ABBREVIATED_TITLES if words else False
    unknown = [word for word in capital if not _is_ordinary(word)]
    return len(unknown) > 1 or (is_titled and len(capital) > 1)


def _is_ordinary(word: str) -> bool:
    return word in listed("ordinary_en") or word in listed("ordinary_es") or is_function_word(word)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", folded(text))
