"""Places whose names are made of ordinary words: ``cedar falls``, ``puerto real``, ``santa rosa``, ``new hope``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from evaluation.disclosure.identifiers.clauses import is_closed
from evaluation.disclosure.identifiers.homonyms import is_grammar, is_plain, names_nobody
from evaluation.disclosure.identifiers.identifier import Identifier, IdentifierClass, Strength, identifier
from evaluation.disclosure.identifiers.landmarks import is_bare_landmark
from evaluation.disclosure.identifiers.locations import is_lived_in, is_placed
from evaluation.disclosure.identifiers.phrases import is_after, is_within
from evaluation.disclosure.identifiers.proper import Proper
from evaluation.disclosure.identifiers.spoken_numbers import value_of
from evaluation.disclosure.identifiers.vocabulary import calendar_words, is_function_word, is_spoken, place_names
from evaluation.disclosure.identifiers.word_lists import listed
from evaluation.disclosure.identifiers.words import Word

_PLAIN_FIRST = frozenset(["north", "south", "east", "west", "upper", "lower", "new", "point", "lake", "port", "camp"])
_SHORTEST = 3
_LONGEST = 4
_INFINITIVE = ("ar", "er", "ir", "arme", "erme", "irme", "arse", "erse", "irse", "arlo", "erlo", "irlo")
_NO_PLACE = ("s", "ing", "ion", "ment", "ness", "ty", "dad", "ly")


def toponyms(text: str, words: Sequence[Word], proper: Sequence[Proper | None]) -> Iterator[Identifier]:
    """Yield names of places that no single word gives away.

    Parameters
    ----------
    text : str
        In lower case and without accents.
    words : sequence of Word
    proper : sequence of Proper or None
        Of each word, why it is taken for a name.
    """
    for found in _of_several_words().finditer(text):
        if _is_phrase(words, found.start()):
            continue
        yield _place(found.span(), "is the name of a place", Strength.CERTAIN)
    for place, word in enumerate(words):
        if not word.is_word:
            continue
        first = _before_last(words, proper, place)
        if first is not None:
            yield _place((words[first].start, word.end), "ends as a name of a place does", Strength.LIKELY)
        last = _after_first(words, proper, place)
        if last is not None:
            yield _place((word.start, words[last].end), "begins as a name of a place does", Strength.LIKELY)
        if _is_bare(words, proper, place):
            last = _last_noun(words, place)
            yield _place((word.start, words[last].end), "somebody lives there or comes from there", Strength.POSSIBLE)


def _is_phrase(words: Sequence[Word], start: int) -> bool:
    """Tell whether a Spanish article and noun are no name of a place: ``el paso más duro``, ``el Paso 4``."""
    place = next(each for each, word in enumerate(words) if word.start == start)
    if words[place].folded not in ("el", "la", "los", "las"):
        return False
    after = words[place + 2] if place + 2 < len(words) else None
    if after is not None and (after.text.isdecimal() or value_of(after.folded) is not None):
        return True
    named = words[place].is_capital and not words[place].starts_sentence
    return not named and (words[place + 1].is_capital or not is_placed(words, place))


@cache
def _of_several_words() -> re.Pattern[str]:
    several = {each.replace("_", " ") for each in place_names() if " " in each or "_" in each}
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, several), key=len, reverse=True))})(?!\w)")


def _before_last(words: Sequence[Word], proper: Sequence[Proper | None], place: int) -> int | None:
    if is_within(words, place, "nobody_phrases"):
        return None
    if words[place].folded not in listed("toponyms_last") or not place or not words[place].is_joined:
        return None
    here = place
    while here and words[here].is_joined and place - here < _LONGEST and _goes_before(words, here - 1):
        here -= 1
    if here == place:
        return None
    named = [each for each in range(here, place) if proper[each] is not None]
    if named and words[place].is_capital == words[place - 1].is_capital:
        return here if all(words[each].is_capital for each in range(here, place)) else named[0]
    if named:
        return named[0] if words[place].is_capital or not words[place - 1].is_capital else None
    return here if is_bare_landmark(words, here, place) else None


def _goes_before(words: Sequence[Word], place: int) -> bool:
    return _is_noun(words[place]) or words[place].folded == "'s" or words[place].folded in listed("facilities_kept")


def _after_first(words: Sequence[Word], proper: Sequence[Proper | None], place: int) -> int | None:
    word = words[place]
    if place + 1 >= len(words) or not words[place + 1].is_joined or not words[place + 1].is_word:
        return None
    after = words[place + 1]
    if after.folded in listed("capitals"):
        return None
    if is_within(words, place, "nobody_phrases"):
        return None
    if word.folded in ("san", "santo", "fort", "saint"):
        return place + 1 if not is_function_word(after.folded) and word.folded != "santo" else None
    placed = is_placed(words, place)
    if word.folded in listed("toponyms_first_english"):
        if proper[place + 1] is not None:
            return place + 1
        known = (
            word.folded not in _PLAIN_FIRST
            or after.folded in listed("names_like_words")
            or after.folded in listed("toponyms_last")
            or (word.folded in listed("toponyms_bare") and is_closed(words, place + 1))
        )
        return (
            place + 1
            if placed and known and _is_noun(after) and after.folded not in listed("toponyms_no_name")
            else None
        )
    if word.folded in listed("toponyms_first_spanish"):
        if proper[place + 1] is not None:
            return place + 1 if placed or word.folded not in listed("toponyms_spanish_plain") else None
        if after.folded in ("de", "del", "la", "los"):
            return _end_of_quarter(words, place) if placed and word.folded in listed("quarters_spanish") else None
        named = after.folded not in listed("toponyms_no_name") or word.folded not in listed("toponyms_spanish_plain")
        return place + 1 if placed and named and _is_noun(after) else None
    return None


def _end_of_quarter(words: Sequence[Word], place: int) -> int | None:
    """Return the last word of a quarter that is named as those of builders are: ``lomas del sol``."""
    here = place + 1
    while here < len(words) and words[here].folded in ("de", "del", "la", "las", "los", "san", "santa"):
        here += 1
    return here if here < len(words) and words[here].is_joined and _is_noun(words[here]) else None


def _is_bare(words: Sequence[Word], proper: Sequence[Proper | None], place: int) -> bool:
    """Tell whether somebody lives in what may be a name, or a word follows ``town of``."""
    word = words[place]
    if proper[place] is not None:
        return False
    if (
        _is_noun(word)
        and not is_spoken(word.folded)
        and word.folded not in listed("lived_in")
        and is_after(words, place, "place_noun_phrases")
    ):
        return True
    if not is_lived_in(words, place):
        return _is_in(words, place)
    last = _last_noun(words, place)
    if word.folded in calendar_words():
        return False
    if words[last].folded in listed("lived_in") or words[last].folded in listed("kin"):
        return False
    if word.folded in listed("names_like_words"):
        return word.folded not in listed("not_lived_in") and (not is_plain(word) or is_closed(words, last))
    if words[place - 1].folded == "a" and word.folded.endswith(_INFINITIVE):
        return False
    if is_spoken(word.folded) or word.folded in calendar_words() or word.folded.endswith(_NO_PLACE):
        return False
    at = words[place - 1].folded in ("in", "en", "to", "from", "a", "para", "pa")
    ends = is_closed(words, last) or words[last + 1].folded in listed("clause_goes_on")
    return at and _is_noun(word) and word.folded not in listed("lived_in") and ends


def _is_in(words: Sequence[Word], place: int) -> bool:
    """Tell whether a name that is a word stands bare after a preposition of place: ``in hope``, ``en palomas``."""
    word = words[place]
    if word.folded not in listed("names_like_words") or is_plain(word) or is_grammar(word) or names_nobody(word):
        return False
    before = words[place - 1] if place and word.is_joined else None
    if before is None or before.folded not in listed("towns_follow") or word.folded in listed("lived_in"):
        return False
    return is_closed(words, place) or is_function_word(words[place + 1].folded)


def _last_noun(words: Sequence[Word], place: int) -> int:
    """Return the place of the noun that ends a name of two or three: ``soy de agua prieta``."""
    last = place
    while last + 1 < len(words) and last - place < 2 and words[last + 1].is_joined and _is_noun(words[last + 1]):
        last += 1
    return last if last + 1 >= len(words) or not _is_noun(words[last + 1]) else place


def _is_noun(word: Word) -> bool:
    return word.is_word and not is_function_word(word.folded) and len(word.folded) >= _SHORTEST


def _place(span: tuple[int, int], evidence: str, strength: Strength) -> Identifier:
    return identifier(*span, IdentifierClass.PLACE, evidence, strength)
