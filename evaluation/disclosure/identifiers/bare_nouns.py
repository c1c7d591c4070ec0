"""Frames that only a person fits where a noun stands in them without article: common nouns would have one.

``X's mom found him``, ``a X se lo llevaron``, ``X and Y run the pantry``: so even a word of a dictionary is a name.
"""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.disclosure.identifiers.clauses import begins_clause, is_closed
from evaluation.disclosure.identifiers.homonyms import is_grammar, may_be_name, names_nobody
from evaluation.disclosure.identifiers.vocabulary import is_function_word, is_spanish_verb, is_spoken
from evaluation.disclosure.identifiers.word_lists import alternatives, listed
from evaluation.disclosure.identifiers.words import Word

_OWNS = (["'s"], ["’s"])
_CLITICS = frozenset(["lo", "la", "le", "los", "las", "les"])
_REFLEXIVE = frozenset(["se", "me", "nos"])
_AND = frozenset(["and", "y", "&"])
_ONE = (["the", "one"], ["the", "only", "one"], ["the", "first", "one"])
_STATE_ENDINGS = ("ado", "ada", "ido", "ida", "ando", "iendo", "mente", "uerto", "uerta")
_PARTICLES = frozenset(["out", "away", "dry", "low", "thin", "deep", "together", "on", "for"])
"""After a verb they say what becomes of things, such as hope, too."""

_ADVERB, _SHORTEST_STEM = "ly", 3


def is_of_bare_noun(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word, of a dictionary or not, stands where only somebody's name can."""
    word = words[place]
    if not word.is_word or is_grammar(word) or names_nobody(word) or _is_common(word):
        return False
    return (
        _has_kin(words, place)
        or _is_the_one(words, place)
        or _is_of_two_who_do(words, place)
        or _is_taken_up(words, place)
        or _is_found_so(words, place)
        or _is_who_found(words, place)
    )


def is_adverb(word: str) -> bool:
    """Tell whether a word ends as adverbs do, and is one: what stands before the ending is a word."""
    stem = word.removesuffix(_ADVERB)
    adjectives = (stem, f"{stem}y", f"{stem}e", f"{stem.removesuffix('i')}y", f"{stem}le")
    long = word.endswith(_ADVERB) and len(stem) >= _SHORTEST_STEM
    return long and any(each in listed("ordinary_en") or is_spoken(each) for each in adjectives)


def _has_kin(words: Sequence[Word], place: int) -> bool:
    """Tell whether kin is of a noun without article: ``X's mom``."""
    after = [each.folded for each in words[place + 1 : place + 3]]
    if after[:1] not in _OWNS or len(after) < 2 or after[1] not in _kin():
        return False
    before = words[place - 1].folded if place else ""
    bare = begins_clause(words, place) or (is_function_word(before) and before not in listed("determiners"))
    return bare and not _is_owned(words, place)


def _is_owned(words: Sequence[Word], place: int) -> bool:
    """Tell whether an article or a possessive stands right before a word."""
    return place > 0 and words[place - 1].folded in listed("articles")


def _is_the_one(words: Sequence[Word], place: int) -> bool:
    """Tell whether a noun is the one who did something: ``X's the one that``, ``X was the only one who``."""
    after = [each.folded for each in words[place + 1 : place + 6]]
    if after[:1] not in (["is"], ["was"], *_OWNS) or not begins_clause(words, place):
        return False
    who = {"who"} if after[0] in ("is", "was") else {"who", "that"}
    fits = any(
        after[1 : 1 + len(one)] == one and after[1 + len(one) :][:1] in [[each] for each in who] for one in _ONE
    )
    return fits and not words[place].folded.endswith("s")


def _is_of_two_who_do(words: Sequence[Word], place: int) -> bool:
    """Tell whether one of two nouns, that are both names, is joined with the other in doing what persons do."""
    for first in (place, place - 2):
        two = words[first : first + 3] if first >= 0 else ()
        if len(two) < 3 or two[1].folded not in _AND or not begins_clause(words, first):
            continue
        verb, after = [*(each.folded for each in words[first + 3 : first + 5]), "", ""][:2]
        if (
            may_be_name(two[0])
            and may_be_name(two[2])
            and verb in listed("done_by_persons")
            and after not in _PARTICLES
        ):
            return True
    return False


def _is_taken_up(words: Sequence[Word], place: int) -> bool:
    """Tell whether a pronoun takes a noun up again: ``a X se lo llevaron``, ``a la X la encontraron``."""
    here = place - 1
    has_article = here >= 0 and words[here].folded in ("la", "el")
    contracted = here >= 0 and words[here].folded == "al"
    here -= has_article
    if here < 0 or not (contracted or words[here].folded == "a") or not begins_clause(words, here):
        return False
    after = [each.folded for each in words[place + 1 : place + 4]]
    after = after[1:] if after[:1] and after[0] in _REFLEXIVE else after
    if len(after) < 2 or after[0] not in _CLITICS:
        return False
    if not (has_article or contracted):
        return is_spanish_verb(after[1])
    plain = (
        listed("facilities_generic_spanish") | listed("lived_in") | listed("things_of_places") | listed("qualities")
    )
    return after[1] in listed("done_to_persons_spanish") and words[place].folded not in plain


def _is_found_so(words: Sequence[Word], place: int) -> bool:
    """Tell whether it is said how somebody was taken or found: ``se lo llevaron a X preso``."""
    if place < 3 or words[place - 1].folded != "a" or words[place - 3].folded not in _CLITICS:
        return False
    after = words[place + 1].folded if place + 1 < len(words) else ""
    return after.endswith(("so", "sa", *_STATE_ENDINGS)) and is_spanish_verb(words[place - 2].folded)


def _is_who_found(words: Sequence[Word], place: int) -> bool:
    """Tell whether a noun without article after verb and pronoun is who did it: ``lo encontró X en el baño``."""
    if place < 2 or words[place - 2].folded not in _CLITICS | _REFLEXIVE or not words[place].is_joined:
        return False
    verb = words[place - 1].text.casefold()
    doer = verb.endswith("ó") and verb[:-1] in listed("finding_spanish")
    ends = is_closed(words, place) or words[place + 1].folded in ("en", "con", "y", "cuando")
    adjective = words[place].folded in listed("qualities") | listed("adjectives") | listed("found_so") | listed(
        "after_finding"
    )
    return doer and ends and not adjective and not words[place].folded.endswith(_STATE_ENDINGS)


def _kin() -> frozenset[str]:
    return frozenset(alternatives("family").split("|"))


def _is_common(word: Word) -> bool:
    """Tell whether a word is one for persons by what they are, or in the plural: no name, with or without article."""
    plain = listed("persons") | listed("titles") | listed("kin") | _kin() | listed("numbered_words")
    return word.folded in plain or is_function_word(word.folded) or is_adverb(word.folded)
