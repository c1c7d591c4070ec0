"""Where a word stands in its clause, and whether somebody's telling or doing follows it."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.disclosure.identifiers.homonyms import is_plain
from evaluation.disclosure.identifiers.vocabulary import is_spanish_verb
from evaluation.disclosure.identifiers.word_lists import listed
from evaluation.disclosure.identifiers.words import Word

_OBJECTS = frozenset(["me", "nos", "te", "se", "le", "lo", "la"])
_DID = frozenset(
    [
        "hizo",
        "puso",
        "quiso",
        "pudo",
        "tuvo",
        "estuvo",
        "anduvo",
        "supo",
        "dio",
        "fue",
        "vino",
        "hace",
        "pone",
        "iba",
        "va",
    ]
)
_IS = frozenset(["is", "was", "era", "es", "has", "had"])
_SOMEBODYS = frozenset(
    ["my", "our", "his", "her", "there", "always", "with", "at", "from", "mi", "nuestra", "nuestro", "su", "mia"]
)


def is_closed(words: Sequence[Word], place: int) -> bool:
    """Tell whether nothing that a word could describe follows it."""
    if place + 1 >= len(words):
        return True
    after = words[place + 1]
    relative = after.folded in ("el", "la") and words[place + 2 : place + 3] and words[place + 2].folded == "que"
    return bool(
        not after.is_word or relative or after.folded in listed("clause") or after.folded in listed("after_a_noun")
    )


def tells(words: Sequence[Word], place: int, *, begun: bool = False) -> bool:
    """Tell whether a word begins a clause, or has ``begun``, and somebody's telling follows: ``and X told me``."""
    after = [each.folded for each in words[place + 1 : place + 3]]
    if after and after[0] in _OBJECTS:
        return (begun or begins_clause(words, place)) and _is_told(words, place)
    if not after or not (after[0] in listed("says") or (after[0] in _IS and after[1:] and after[1] in _SOMEBODYS)):
        return False
    return begins_clause(words, place)


def _is_told(words: Sequence[Word], place: int) -> bool:
    """Tell whether a verb, not of the speaker, follows a pronoun: ``X me llamó``, not ``X le llevé``."""
    verb = words[place + 2] if place + 2 < len(words) else None
    if verb is None or verb.folded in listed("says"):
        return verb is not None
    if verb.folded in _DID:
        return True
    others = is_spanish_verb(verb.folded) and not verb.text.endswith(("é", "í", "o"))
    return verb.text.endswith("ó") or (others and not words[place].folded.endswith("s"))


def begins_clause(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word begins a sentence or a clause."""
    before = words[place - 1] if place else None
    if before is not None and before.folded == "that" and before.starts_sentence:
        return False
    return before is None or words[place].starts_sentence or not before.is_word or before.folded in listed("clause")


def tells_me(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word is followed by a verb of telling, giving or dying."""
    return (
        place + 1 < len(words)
        and words[place + 1].folded in listed("says")
        and words[place + 1].folded not in ("me", "nos")
    )


def does(words: Sequence[Word], place: int) -> bool:
    """Tell whether what follows a word is said of persons."""
    return place + 1 < len(words) and words[place + 1].folded in listed("tells")


def did(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word begins a clause and a verb in the past follows it: ``X cried``."""
    if place + 1 >= len(words) or words[place].folded in listed("things") or not words[place + 1].is_word:
        return False
    begins = begins_clause(words, place) or words[place - 1].folded in listed("nights")
    return begins and is_before_past(words, place)


def is_before_past(words: Sequence[Word], place: int) -> bool:
    """Tell whether a verb in the past follows a word."""
    if place + 1 >= len(words):
        return False
    verb = words[place + 1].folded
    said = verb in listed("past") or verb in listed("past_en") - listed("of_things_too")
    return said or (verb.endswith("ed") and len(verb) > 4) or words[place + 1].text.endswith("ó")


def is_subject(words: Sequence[Word], place: int) -> bool:
    """Tell whether a noun that begins a clause without article has a verb or a pronoun after it: ``X, she's``."""
    if is_plain(words[place]) or not begins_clause(words, place) or place + 1 >= len(words):
        return False
    after = words[place + 1 : place + 3]
    if after[0].folded in listed("subject_verbs") or after[0].folded in listed("third_en"):
        return True
    return next((each.folded for each in after if each.is_word), "") in ("she", "he", "ella")


def is_with_speaker(words: Sequence[Word], place: int) -> bool:
    """Tell whether a noun without article begins a clause and is joined with the speaker: ``X y yo``."""
    after = [each.folded for each in words[place + 1 : place + 3]]
    counted = words[place].folded.endswith("s") or (place > 0 and words[place - 1].text.isdecimal())
    return begins_clause(words, place) and not counted and after == ["y", "yo"]


def is_with_me(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word is joined with the speaker: ``X and i``, ``X y yo``."""
    after = [each.folded for each in words[place + 1 : place + 3]]
    before = words[place - 1] if place else None
    if place > 1 and words[place - 1].text == "," and words[place - 2].folded in ("me", "yo"):
        return bool(after) and after[0] in ("and", "y", ",")
    led = begins_clause(words, place) or before.folded in listed("leads_to_persons")
    named = words[place].is_capital or words[place].folded not in listed("things")
    beside_kin = after in (["and", "her"], ["and", "his"], ["y", "su"], ["and", "my"], ["y", "mi"])
    kin = words[place + 3].folded if place + 3 < len(words) else ""
    if (
        led
        and beside_kin
        and kin in listed("kin")
        and words[place].folded not in listed("kin") | listed("spoken")
        and not is_plain(words[place])
    ):
        return True
    return led and named and after in (["and", "i"], ["and", "me"], ["y", "yo"], ["and", "him"], ["and", "her"])
