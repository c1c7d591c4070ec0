"""Frames that nearly always hold somebody's name, so that even an ordinary word in them is taken for one."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.disclosure.identifiers.clauses import begins_clause, is_closed
from evaluation.disclosure.identifiers.homonyms import may_be_name
from evaluation.disclosure.identifiers.phrases import is_after
from evaluation.disclosure.identifiers.spoken_numbers import value_of
from evaluation.disclosure.identifiers.vocabulary import calendar_words, is_function_word, is_spanish_verb, is_spoken
from evaluation.disclosure.identifiers.word_lists import listed
from evaluation.disclosure.identifiers.words import Word

_THERE = frozenset(["there", "here", "ahi", "alli", "alla", "aqui"])
_RESUMES = frozenset(["she", "he", "who", "ella", "el", "quien", "que", "es", "era", "fue", "was", "is"])
_WHO = frozenset(["who", "quien"])
_BE = frozenset(["is", "was", "'s", "’s", "es", "era", "fue"])
_PREDICATES = frozenset(["es", "era", "fue"])
_REACH = 6
_SHORTEST_DOING = 5
_NO_NAME = ("ed", "ing", "ly", "ado", "ada", "ando", "iendo", "mente")
_SAYS = frozenset(["said", "told", "texted", "asked"])
_OWNERS_SPANISH = frozenset(["mi", "su", "tu", "nuestra", "nuestro"])
_NO_NOUN_SPANISH = ("o", "a", "s", "or", "ar", "er", "ir", "nte", "ble", "al", "mente", "il")
_SAID = frozenset(["said", "told", "gave", "taught", "dijo"])


def is_beside_person(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word stands between commas after a noun for a person: ``there's a nurse there, X, she``."""
    word = words[place]
    after = [each.folded for each in words[place + 1 : place + 3]]
    if place < 3 or words[place - 1].text != "," or after[:1] != [","] or len(after) < 2 or after[1] not in _RESUMES:
        return False
    if not _may_be_called(word) or word.folded in listed("states") or word.folded.endswith(_NO_NAME):
        return False
    noun = place - 3 if words[place - 2].folded in _THERE else place - 2
    return words[noun].folded in listed("kin") | listed("titles") | listed("persons")


def is_who_did(words: Sequence[Word], place: int) -> bool:
    """Tell whether a name that is also of a thing is who did something: ``fue mercedes quien``."""
    after = words[place + 1].folded if place + 1 < len(words) else ""
    return place > 0 and words[place - 1].folded in _BE and after in _WHO and may_be_name(words[place])


def is_teller(words: Sequence[Word], place: int) -> bool:
    """Tell whether a noun without article begins a clause and says something: ``X said come by``, ``X goes, you``."""
    word = words[place]
    after = [each.folded for each in words[place + 1 : place + 3]]
    if not after or not (after[0] in _SAYS or (after[0] == "goes" and after[1:] == [","])):
        return False
    if not begins_clause(words, place) or not _may_be_called(word) or word.folded.endswith((*_NO_NAME, "s")):
        return _is_who_said(words, place) and word.is_capital and _may_be_called(word)
    plain = listed("persons") | listed("titles") | listed("lived_in") | listed("adjectives") | calendar_words()
    plain = plain | listed("facilities_generic") | listed("numbered_words") | listed("things_of_places")
    return word.folded not in plain


def is_named_kin(words: Sequence[Word], place: int) -> bool:
    """Tell whether a noun, no adjective, stands between kin and a Spanish verb: ``mi tia X rezaba``."""
    word = words[place]
    after = words[place + 1] if place + 1 < len(words) else None
    if after is None or not is_spanish_verb(after.folded) or not word.is_joined or not _may_be_called(word):
        return False
    if place < 2 or words[place - 1].folded not in listed("kin") or words[place - 2].folded not in _OWNERS_SPANISH:
        return False
    plain = listed("age_young_words") | listed("states")
    no_noun = is_spanish_verb(word.folded) or word.folded.endswith(_NO_NOUN_SPANISH) or word.text.endswith("ó")
    return not no_noun and word.folded not in plain


def is_pointed(word: Word) -> bool:
    """Tell whether letters with full stops are initials, though without them they are a word: ``d.j.``."""
    return word.text.count(".") > 1 and word.folded in listed("initials_too")


def is_in_strong_frame(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word that may be a name, or is a rare one, stands where somebody is remembered, given or owed.

    Parameters
    ----------
    words : sequence of Word
    place : int
        Of a word that may be a name, or is a rare one.
    """
    word = words[place]
    if not place or not words[place].is_joined or not _may_be_called(word):
        return False
    before = words[place - 1].folded
    after = words[place + 1].folded if place + 1 < len(words) else ""
    if _is_doing(after) and before in listed("perceived") and word.folded not in listed("things"):
        return True
    if before in listed("given_to") and (
        after in listed("articles") or value_of(after) is not None or after == "like"
    ):
        return word.folded not in listed("things") or after in listed("articles")
    plain = word.folded in listed("qualities") | listed("things") | listed("doing_words") | listed("adjectives")
    if before == "found" and after in listed("found_so") and not plain:
        return True
    ends = is_closed(words, place) or is_function_word(after) or is_spanish_verb(after)
    if ends and (is_after(words, place, "owed_phrases") or (before == "de" and _is_somebodys(words, place))):
        return True
    if ends and before in listed("arrived") and not plain and may_be_name(word):
        return True
    if ends and before in ("with", "con") and not plain and may_be_name(word) and after not in ("of", "de", "del"):
        return True
    return _is_predicate(words, place) or _is_who_said(words, place)


def _may_be_called(word: Word) -> bool:
    if not word.is_word or is_function_word(word.folded) or word.folded in listed("kin"):
        return False
    return not is_spoken(word.folded) or (word.is_capital and may_be_name(word))


def _is_doing(word: str) -> bool:
    return len(word) > _SHORTEST_DOING and word.endswith(("ing", "ando", "iendo"))


def _is_somebodys(words: Sequence[Word], place: int) -> bool:
    """Tell whether a thing that persons have is of a word: ``en el velorio de X``."""
    return place > 1 and words[place - 2].folded in listed("belongings_spanish")


def _is_predicate(words: Sequence[Word], place: int) -> bool:
    """Tell whether a clause says who does something: ``el que manda es X``."""
    if words[place - 1].folded not in _PREDICATES or not is_closed(words, place):
        return False
    ahead = [each.folded for each in words[max(place - _REACH, 0) : place - 1]]
    relative = any(ahead[at : at + 2] in (["el", "que"], ["la", "que"]) for at in range(len(ahead)))
    return relative and words[place].folded not in listed("adjectives") | listed("things")


def _is_who_said(words: Sequence[Word], place: int) -> bool:
    """Tell whether a clause without pronoun says what somebody said: ``the last thing X said to me``."""
    after = words[place + 1].folded if place + 1 < len(words) else ""
    return after in _SAID and words[place - 1].folded in listed("things_said")
