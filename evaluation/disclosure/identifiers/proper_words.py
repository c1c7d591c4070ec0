"""Which words of a text are names: by capitals, by what stands around them, by being no ordinary word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evaluation.disclosure.identifiers.clauses import does, is_closed, is_subject
from evaluation.disclosure.identifiers.contextual_names import beside_names, by_surroundings, quoted_nickname
from evaluation.disclosure.identifiers.homonyms import is_grammar, names_nobody
from evaluation.disclosure.identifiers.identifier import Strength
from evaluation.disclosure.identifiers.locations import follows_place_preposition, is_lived_in
from evaluation.disclosure.identifiers.phrases import is_within
from evaluation.disclosure.identifiers.proper import Proper
from evaluation.disclosure.identifiers.relations import follows_kin, has_title
from evaluation.disclosure.identifiers.spoken_numbers import value_of
from evaluation.disclosure.identifiers.strong_frames import is_pointed
from evaluation.disclosure.identifiers.vocabulary import (
    Vocabulary,
    is_function_word,
    is_given_name,
    is_spanish_verb,
    place_names,
)
from evaluation.disclosure.identifiers.word_lists import listed
from evaluation.disclosure.identifiers.words import Word

_LONGEST_ABBREVIATION = 6
_SHORTEST_STRANGE = 3
_ARTICLES_OF_OTHERS = {("en",): frozenset(["la", "el", "los", "las"]), ("es",): frozenset(["the"])}
_SPANISH_PREPOSITIONS = frozenset(["en", "de", "a", "por", "desde", "hasta", "hacia", "con", "para"])
_ROMAN = re.compile(r"[IVX]{1,4}")
_ADDRESSED = frozenset(["honor", "honour", "grace", "excellency", "majesty", "worship"])
_COMPARED = frozenset(
    ["like", "como", "than", "as", "que", "sentia", "felt", "feel", "sentí", "creia", "uncle", "tio"]
)
_FEASTS = frozenset(["christmas", "year", "years", "new", "labor", "memorial", "mother", "father", "valentine"])
_DEITY = ("of", "de")


def proper_words(words: Sequence[Word], known: Sequence[Vocabulary]) -> tuple[Proper | None, ...]:
    """Return for each word why it is taken for a name, None where it is not."""
    proper = [_judged(words, place, known[place]) for place in range(len(words))]
    for place, named in enumerate(proper):
        if named is None:
            proper[place] = quoted_nickname(words, proper, place) or beside_names(words, proper, place)
    return tuple(proper)


def _judged(words: Sequence[Word], place: int, vocabulary: Vocabulary) -> Proper | None:
    word = words[place]
    if not word.is_word or (place + 1 < len(words) and words[place + 1].folded in ("'t", "’t")):
        return None
    if len(word.folded) == 1 or _names_nobody_here(words, place):
        return None
    return (
        by_surroundings(words, place, vocabulary)
        or _by_capital(words, place, vocabulary)
        or _by_itself(words, place, vocabulary)
    )


def _names_nobody_here(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word is of a phrase, a form of address or a comparison: ``your honor``, ``like lazarus``."""
    if is_within(words, place, "nobody_phrases"):
        return True
    before = words[place - 1].folded if place else ""
    addressed = words[place].folded in _ADDRESSED and before in ("your", "his", "her", "su", "the")
    return addressed or (words[place].folded in listed("figures") and before in _COMPARED)


def _by_capital(words: Sequence[Word], place: int, vocabulary: Vocabulary) -> Proper | None:
    word = words[place]
    if not word.is_capital or word.starts_sentence or names_nobody(word):
        return None
    if (
        word.folded in ("eve", "day")
        and place
        and (words[place - 1].folded in _FEASTS or words[place - 1].text in ("'s", "’s"))
    ):
        return None
    if (
        _is_numbered(words, place)
        and vocabulary.is_ordinary(word.folded)
        and word.folded not in listed("names_like_words")
    ):
        return None
    if _opens(words, place) and vocabulary.is_ordinary(word.folded) and not vocabulary.is_rare(word.folded):
        return None
    if word.is_all_capitals and len(word.folded) <= _LONGEST_ABBREVIATION:
        if vocabulary.is_ordinary(word.folded):
            return None
        return Proper("an abbreviation that is no common one", Strength.POSSIBLE)
    if word.is_all_capitals and vocabulary.is_ordinary(word.folded):
        return None
    if _may_open(words, place) and word.folded not in listed("names_like_words"):
        return None
    if vocabulary.is_grammar(word.folded) and word.folded not in listed("names_like_words"):
        return None
    if (
        is_function_word(word.folded)
        and word.folded in ("may", "do", "little", "will")
        and not _is_subject(words, place)
    ):
        return None
    if (
        place + 1 < len(words)
        and words[place + 1].folded in _DEITY
        and words[place + 2 : place + 3]
        and (words[place + 2].folded in ("god", "dios"))
    ):
        return None
    return Proper("has a capital within a sentence", Strength.CERTAIN, is_place=_is_place(words, place, vocabulary))


def _may_open(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word that sentences begin with has its capital where a full stop is missing."""
    before = words[place - 1]
    leans = (
        before.is_capital or not before.is_word or before.folded in listed("leaning") or not words[place].is_joined
    )
    opener = words[place].folded in listed("sentence_openers") or is_spanish_verb(words[place].folded)
    return opener and not leans and not (place + 1 < len(words) and words[place + 1].is_capital)


def _is_numbered(words: Sequence[Word], place: int) -> bool:
    """Tell whether a number tells a thing from others of its kind: ``Title 19``, ``Schedule II``."""
    after = words[place + 1] if place + 1 < len(words) else None
    return after is not None and (
        after.text.isdecimal() or bool(_ROMAN.fullmatch(after.text)) or value_of(after.folded) is not None
    )


def _opens(words: Sequence[Word], place: int) -> bool:
    """Tell whether only a filler and a comma stand before a word in its sentence: ``okay, Kind, that's rare``."""
    here = place - 1
    if here < 1 or words[here].text != "," or is_subject(words, place):
        return False
    while (
        here
        and words[here - 1].is_word
        and words[here - 1].folded in listed("filler_phrases") | listed("filler_sounds")
    ):
        here -= 1
        if words[here].starts_sentence:
            return True
    return False


def _by_itself(words: Sequence[Word], place: int, vocabulary: Vocabulary) -> Proper | None:
    word = words[place]
    if is_pointed(word):
        return Proper("initials", Strength.POSSIBLE, is_person=True)
    if names_nobody(word):
        return None
    if _is_place(words, place, vocabulary):
        return Proper("is the name of a place", Strength.LIKELY, is_place=True)
    after = words[place + 1 : place + 3]
    opens = word.starts_sentence and word.is_capital and not is_grammar(word) and len(after) > 1
    if opens and after[0].folded in ("and", "y") and after[1].is_capital and not names_nobody(after[1]):
        return Proper("is joined with a name", Strength.POSSIBLE, is_person=True)
    if "." in word.text and (word.is_capital or word.folded not in listed("abbreviations")):
        return Proper("initials", Strength.POSSIBLE, is_person=True)
    if _is_of_foreign_name(words, place, vocabulary):
        return Proper("is of the other language after a preposition", Strength.POSSIBLE, is_place=True)
    if _has_foreign_article(words, place, vocabulary):
        return Proper("follows an article of the other language", Strength.POSSIBLE)
    counted = (
        place > 0 and words[place - 1].folded in ("a", "an", "every", "any", "un", "una") and not word.is_capital
    )
    if is_given_name(word.folded) and not counted and not _is_plural_of(words, place, vocabulary):
        return Proper("is a common name", Strength.LIKELY, is_person=True)
    if len(word.folded) < _SHORTEST_STRANGE or vocabulary.is_ordinary(word.folded):
        is_placed = has_title(words, place) or follows_kin(words, place) or is_lived_in(words, place)
        if not (is_placed and vocabulary.is_rare(word.folded)):
            return None
    return Proper("is no ordinary word", Strength.POSSIBLE, is_place=follows_place_preposition(words, place))


def _is_plural_of(words: Sequence[Word], place: int, vocabulary: Vocabulary) -> bool:
    """Tell whether a name is rather the plural of a thing that is of something: ``marcos de puertas``."""
    after = [each for each in words[place + 1 : place + 3] if each.is_word]
    described = len(after) == 2 and after[0].folded == "de" and not after[1].is_capital
    singular = words[place].folded.removesuffix("s")
    return (
        described
        and singular != words[place].folded
        and vocabulary.is_ordinary(after[1].folded)
        and vocabulary.is_ordinary(singular)
    )


def _is_of_foreign_name(words: Sequence[Word], place: int, vocabulary: Vocabulary) -> bool:
    """Tell whether a word is one of two of English in a Spanish sentence, after a preposition: ``en apex siding``."""
    first = place
    while first and words[first].is_joined and vocabulary.is_rare(words[first - 1].folded):
        first -= 1
    last = place
    while last + 1 < len(words) and words[last + 1].is_joined and vocabulary.is_rare(words[last + 1].folded):
        last += 1
    led = first > 0 and words[first].is_joined and words[first - 1].folded in _SPANISH_PREPOSITIONS
    foreign = any(vocabulary.is_foreign(words[each].folded) for each in range(first, last + 1))
    named = vocabulary.is_rare(words[place].folded)
    return led and vocabulary.languages == ("es",) and last > first and foreign and named


def _has_foreign_article(words: Sequence[Word], place: int, vocabulary: Vocabulary) -> bool:
    """Tell whether an article stands before a word in a sentence of the other language: ``in la loma``."""
    before = words[place - 1].folded if place and words[place].is_joined else ""
    foreign = _ARTICLES_OF_OTHERS.get(vocabulary.languages, frozenset())
    return before in foreign and not is_function_word(words[place].folded)


def _is_place(words: Sequence[Word], place: int, vocabulary: Vocabulary) -> bool:
    word = words[place]
    if word.folded not in place_names():
        return False
    if not vocabulary.is_ordinary(word.folded) or (word.is_capital and not word.starts_sentence):
        return True
    may_be_another = word.folded in listed("ordinary_en") and not is_closed(words, place)
    return not may_be_another and (follows_place_preposition(words, place) or is_lived_in(words, place))


def _is_subject(words: Sequence[Word], place: int) -> bool:
    return does(words, place) or is_closed(words, place) or not words[place].is_joined
