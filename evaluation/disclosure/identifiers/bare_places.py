"""Places that only their place in the sentence names: before a state, after ``down in the``, after a Spanish noun."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluation.disclosure.identifiers.clauses import is_closed
from evaluation.disclosure.identifiers.identifier import Identifier, IdentifierClass, Strength, identifier
from evaluation.disclosure.identifiers.locations import follows_place_preposition
from evaluation.disclosure.identifiers.phrases import is_after
from evaluation.disclosure.identifiers.vocabulary import is_function_word, is_spanish_verb, place_names
from evaluation.disclosure.identifiers.word_lists import listed
from evaluation.disclosure.identifiers.words import Word

_ARTICLES = frozenset(["el", "la", "los", "las", "al", "del"])
_BEFORE_NOUN = _ARTICLES | {"en", "por", "de", "hasta", "desde", "hacia"}
_LINKS = frozenset(["or", "of", "and", "de", "del", "la", "el", "los", "las", "y"])
_DISTANCES = frozenset(["km", "kilometro", "kilometros"])
_MOST = 4
_PARTICIPLES = ("ado", "ada", "ido", "ida", "ados", "adas", "idos", "idas")


def bare_places(words: Sequence[Word]) -> Iterator[Identifier]:
    """Yield places of ordinary words: ``in salt lick, ohio``, ``down in the hollows``, ``el arroyo seco``."""
    for place, word in enumerate(words):
        if not word.is_word:
            continue
        first = _before_state(words, place)
        if first is not None:
            yield _place(words, first, place, "stands between a preposition of place and a state")
        if _is_bare_street(words, place):
            yield _place(words, place, place, "is a street without its kind")
        if word.folded in listed("quarters") and is_after(words, place, "quarter_phrases"):
            yield _place(words, place - 1, place, "is a part of a town that people are down in")
        if word.folded in listed("geographic_spanish") and place and words[place - 1].folded in _BEFORE_NOUN:
            after = _after_spanish_noun(words, place)
            if after is not None:
                yield _place(words, place, after, "follows a Spanish noun for a place")


def _before_state(words: Sequence[Word], place: int) -> int | None:
    """Return the first word of a town before the state in which it lies."""
    if not (_is_state(words, place) or _is_state(words, place, length=2)):
        return None
    here = place - 1 if place and words[place - 1].text == "," else place
    end = here
    towns: list[int] = []
    while here and end - here < _MOST and words[here - 1].is_word and _may_be_of_town(words[here - 1]):
        here -= 1
        if words[here].folded not in _LINKS - _ARTICLES and follows_place_preposition(words, here):
            towns.append(here)
        if words[here].folded in listed("things_of_places"):
            return None
    wide = [each for each in towns if words[each - 1].folded not in ("de", "of")]
    return (wide or towns or [None])[0]


def _is_bare_street(words: Sequence[Word], place: int) -> bool:
    """Tell whether a noun without article ends its clause after words for being on a street: ``over on X``."""
    word = words[place]
    if not (word.is_joined and _is_noun(word)) or word.folded in listed("no_streets") | listed("lived_in"):
        return False
    ends = is_closed(words, place) or is_function_word(words[place + 1].folded)
    if is_after(words, place, "street_phrases"):
        return ends
    usual = word.folded in listed("trees") | listed("streets") | listed("names_like_words")
    return usual and ends and is_after(words, place, "unsure_street_phrases")


def _is_state(words: Sequence[Word], place: int, length: int = 1) -> bool:
    return " ".join(each.folded for each in words[place : place + length]).replace(
        " ", "_" if length > 1 else " "
    ) in (place_names())


def _may_be_of_town(word: Word) -> bool:
    return not is_function_word(word.folded) or word.folded in _LINKS or word.folded in listed("facilities_kept")


def _after_spanish_noun(words: Sequence[Word], noun: int) -> int | None:
    """Return the last word of a name after a noun: ``la colonia el mirador``, ``el arroyo seco grande``."""
    here = noun + 1
    if here + 1 < len(words) and words[here].folded == "de" and words[here + 1].folded in listed("names_like_words"):
        return here + 1 if _ends(words, here + 1) else None
    if here + 1 < len(words) and words[here].folded == "de" and words[here + 1].folded in _ARTICLES:
        here += 1
    if here < len(words) and words[here].folded in _ARTICLES and words[here].is_joined:
        here += 1
        named = here < len(words) and _is_noun(words[here]) and words[here].folded not in listed("things_of_places")
        return here if named and _ends(words, here) else None
    while here < len(words) and here - noun <= _MOST and _is_name(words, here):
        here += 1
    telling = [
        each for each in range(noun + 1, here) if words[each].folded not in listed("facilities_generic_spanish")
    ]
    described = here == noun + 2 and not words[noun + 1].is_capital and words[noun + 1].folded.endswith(_PARTICIPLES)
    described = described and not is_closed(words, here - 1)
    return here - 1 if telling and not described and _ends(words, here - 1) else None


def _ends(words: Sequence[Word], place: int) -> bool:
    return is_closed(words, place) or _may_follow(words[place + 1].folded)


def _may_follow(word: str) -> bool:
    return is_function_word(word) or is_spanish_verb(word) or word in _DISTANCES


def _is_noun(word: Word) -> bool:
    return (
        word.is_word and word.is_joined and not is_function_word(word.folded) and word.folded not in listed("spoken")
    )


def _is_name(words: Sequence[Word], place: int) -> bool:
    word = words[place]
    if not _is_noun(word):
        return False
    finite = not word.is_capital and is_spanish_verb(word.folded) and word.folded not in listed("ordinary_es")
    return not finite and not word.folded.endswith(("ando", "iendo", "mente")) and not word.text.endswith(("ó", "é"))


def _place(words: Sequence[Word], first: int, last: int, evidence: str) -> Identifier:
    span = (words[first].start, words[last].end)
    return identifier(*span, IdentifierClass.PLACE, evidence, Strength.LIKELY)
