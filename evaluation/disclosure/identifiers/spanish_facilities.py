"""Facilities whose noun stands before their name: ``clínica nueva vida``, ``parroquia de la luz``."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.disclosure.identifiers.clauses import is_closed
from evaluation.disclosure.identifiers.proper import Proper
from evaluation.disclosure.identifiers.vocabulary import calendar_words, is_function_word, is_spanish_verb
from evaluation.disclosure.identifiers.word_lists import listed
from evaluation.disclosure.identifiers.words import Word

_UNSURE = frozenset(
    [
        "casa",
        "tienda",
        "taller",
        "bar",
        "programa",
        "bodega",
        "mercado",
        "comedor",
        "centro",
        "cafe",
    ]
)
_VERB_ENDINGS = ("aba", "aban", "aron", "ieron", "ando", "iendo", "ria", "rian", "aste", "iste", "mente")
_LINKS = frozenset(["de", "del", "la", "las", "los", "el", "san", "santa", "santo"])
_ADJECTIVES = (
    *(
        "al",
        "ales",
        "ico",
        "ica",
        "ivo",
        "iva",
        "ario",
        "aria",
        "oso",
        "osa",
        "ado",
        "ada",
        "ido",
        "ida",
        "ante",
        "ente",
    ),
    *("ble", "il", "nuevo", "nueva", "entero", "lleno", "llena", "vacio", "oscuro", "piloto", "gratis"),
)
_MOST = 4


def is_shop(word: str) -> bool:
    """Tell whether a folded Spanish word is for a shop or workshop, by its ending: ``lecheria``, ``llanterias``."""
    return word.removesuffix("s").endswith("eria") and word.removesuffix("s") not in listed("no_shops")


def end_of_spanish_facility(words: Sequence[Word], proper: Sequence[Proper | None], noun: int) -> int | None:
    """Return the place of the last word of a facility that is named after its noun, None where it is not named."""
    if words[noun].folded == "casa":
        return _end_of_house(words, noun)
    if _is_the_hospital(words, noun):
        return noun + 1
    here, last, linked, steps = noun + 1, None, False, 0
    while here < len(words) and words[here].is_joined and words[here].is_word and steps < _MOST + 2:
        word = words[here]
        if word.folded in calendar_words() or _is_past_name(words, proper, last, here):
            break
        if proper[here] is not None and word.folded not in listed("facilities_generic_spanish"):
            last, linked = here, False
        elif word.folded in _LINKS:
            linked = linked or word.folded in ("de", "del")
        elif word.folded in listed("facilities_generic_spanish") and not (
            last is not None or _begins_name(words, here)
        ):
            linked = False
        elif (
            (is_function_word(word.folded) and not (word.is_capital and not word.starts_sentence))
            or word.folded.endswith(_VERB_ENDINGS)
            or _has_past_accent(word)
            or (
                word.folded not in listed("ordinary_es")
                and is_spanish_verb(word.folded)
                and not (word.is_capital and not word.starts_sentence)
            )
            or (
                last is None
                and words[noun].folded in _UNSURE
                and not (
                    word.is_capital or word.folded.endswith(("ar", "er", "ir")) or _is_apposed(words, noun, here)
                )
            )
            or (linked and not _may_be_linked(words, noun, here))
        ):
            break
        else:
            last, linked = here, False
        here += 1
        steps += 1
    if here < len(words) and last in (None, here - 1) and _is_numbered(words, here):
        return here
    return last


def _is_the_hospital(words: Sequence[Word], noun: int) -> bool:
    """Tell whether an article and its kind name the hospital of a town: ``en el hospital civil``."""
    if words[noun].folded != "hospital" or not noun or words[noun - 1].folded not in ("el", "al", "del"):
        return False
    return noun + 1 < len(words) and words[noun + 1].folded in listed("hospitals_spanish")


def _is_apposed(words: Sequence[Word], noun: int, place: int) -> bool:
    """Tell whether a noun, no adjective, ends its clause right after another: ``el centro semilla``."""
    word = words[place]
    if place != noun + 1 or not noun or words[noun - 1].folded not in ("el", "la", "al", "del"):
        return False
    return is_closed(words, place) and word.folded in listed("ordinary_es") and not word.folded.endswith(_ADJECTIVES)


def _is_numbered(words: Sequence[Word], place: int) -> bool:
    """Tell whether a number tells a facility from others: ``la clínica 14``, not ``la clínica el 14``."""
    unit = words[place + 1].folded if place + 1 < len(words) else ""
    noun = not is_function_word(words[place - 1].folded) and words[place - 1].is_word
    return words[place].text.isdecimal() and noun and unit not in listed("units")


def _is_past_name(words: Sequence[Word], proper: Sequence[Proper | None], last: int | None, place: int) -> bool:
    """Tell whether an ordinary word with something after it follows a name: ``la iglesia de X tiene camas``."""
    if last is None or last != place - 1 or proper[place] is not None:
        return False
    if proper[last] is None and words[last - 1].folded not in listed("saints"):
        return False
    return not is_closed(words, place) and words[place].folded not in _LINKS and not words[place].is_capital


def _begins_name(words: Sequence[Word], place: int) -> bool:
    """Tell whether an adjective is followed by a noun, as in ``nueva vida``, so that both make a name."""
    word = words[place]
    if word.folded not in ("nueva", "nuevo", "buena", "buen", "santa", "gran", "mayor") or place + 1 >= len(words):
        return False
    after = words[place + 1]
    return (
        after.is_joined
        and after.is_word
        and not is_function_word(after.folded)
        and (after.folded not in listed("facilities_generic_spanish") and not after.folded.endswith(_VERB_ENDINGS))
    )


def _may_be_linked(words: Sequence[Word], noun: int, place: int) -> bool:
    """Tell whether what follows ``de`` may be a name: of a saint, of a church, or a word that is one."""
    word = words[place]
    if word.folded in listed("weather"):
        return False
    if words[place - 1].folded in ("san", "santa", "santo") or word.folded in listed("names_like_words"):
        return True
    noun_of = words[noun].folded
    is_church = noun_of in listed("facilities_spanish_church") and words[place - 1].folded in ("la", "las", "los")
    is_jail = noun_of in listed("facilities_spanish_jail") and words[place - 1].folded == "de"
    generic = word.folded in listed("things_of_places") or word.folded in listed("facilities_generic_spanish")
    is_firm = noun_of in listed("facilities_spanish_facility") and words[place - 1].folded == "del"
    ends = (
        is_closed(words, place)
        or is_function_word(words[place + 1].folded)
        or is_spanish_verb(words[place + 1].folded)
    )
    return (is_church or is_jail or is_firm) and not generic and (is_jail or ends)


def _end_of_house(words: Sequence[Word], noun: int) -> int | None:
    """Return the last word of ``casa X Y``, a house of help; ``la casa de Ana`` is somebody's home."""
    here = noun
    while here + 1 < len(words) and words[here + 1].is_joined and here - noun < _MOST - 1:
        word = words[here + 1]
        if (
            word.folded == "del"
            and here == noun
            and here + 2 < len(words)
            and words[here + 2].folded not in listed("kin")
        ):
            here += 1
            continue
        if not word.is_word or is_function_word(word.folded) or word.folded in calendar_words():
            break
        if word.folded.endswith(("ando", "iendo", "mente", *_VERB_ENDINGS)) or _has_past_accent(word):
            break
        here += 1
    if here == noun or all(
        words[each].folded in listed("facilities_generic_spanish") for each in range(noun + 1, here + 1)
    ):
        return None
    named = words[noun].is_capital or words[noun + 1].is_capital
    bare = (
        noun
        and words[noun - 1].folded in listed("facilities_at")
        and (here - noun > 1 or words[here].folded.endswith("s"))
    )
    return here if named or bare else None


def _has_past_accent(word: Word) -> bool:
    return word.text.endswith(("ó", "é", "í", "á")) or word.folded.endswith(("ieron", "aron"))
