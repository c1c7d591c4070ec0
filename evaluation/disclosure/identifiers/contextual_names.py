"""Words that what stands around them makes names: introductions, titles, kin, telling, a name beside them."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.disclosure.identifiers.bare_nouns import is_adverb, is_of_bare_noun
from evaluation.disclosure.identifiers.clauses import (
    did,
    does,
    is_before_past,
    is_closed,
    is_subject,
    is_with_me,
    is_with_speaker,
    tells,
    tells_me,
)
from evaluation.disclosure.identifiers.homonyms import is_grammar, is_plain, may_be_done, may_be_name, names_nobody
from evaluation.disclosure.identifiers.identifier import Strength
from evaluation.disclosure.identifiers.introductions import (
    is_called_by_looks,
    is_called_out,
    is_introduced,
    is_named,
    is_nicknamed,
    is_personal_object,
    is_who,
    is_wished,
)
from evaluation.disclosure.identifiers.proper import Proper
from evaluation.disclosure.identifiers.relations import (
    follows_bare_title,
    follows_kin,
    follows_saint,
    has_short_title,
    has_spanish_title,
    has_title,
    is_apposition,
    is_kin,
    is_title,
    is_titled_particle,
    owns,
)
from evaluation.disclosure.identifiers.strong_frames import (
    is_beside_person,
    is_in_strong_frame,
    is_named_kin,
    is_teller,
    is_who_did,
)
from evaluation.disclosure.identifiers.vocabulary import (
    Vocabulary,
    is_function_word,
    is_spanish_verb,
    is_spoken,
    place_names,
)
from evaluation.disclosure.identifiers.word_lists import listed
from evaluation.disclosure.identifiers.words import Word

_NICKNAMES = frozenset(["big", "old", "lil"])
_NO_NOUN = ("ly", "ing", "ed", "mente")
_NO_NAME = (*_NO_NOUN, "s", "ness", "ment", "tion", "cion", "dad")
_AND = frozenset(["and", "y", "&"])
_OBJECTS = frozenset(["me", "him", "her", "us", "them", "it", "you", "up", "down", "out", "over"])
_QUOTES = frozenset("\"“”«»'‘’(")


def by_surroundings(words: Sequence[Word], place: int, vocabulary: Vocabulary) -> Proper | None:
    """Return why what stands around a word makes it a name, None if nothing does."""
    word = words[place]
    if is_titled_particle(words, place):
        return Proper("begins a surname after a title", Strength.LIKELY, is_person=True)
    if is_grammar(word) and not word.is_capital:
        return None
    found = _of_grammar(words, place) if is_grammar(word) else _of_any_word(words, place)
    rare = vocabulary.is_rare(word.folded) and not is_spoken(word.folded) and not _ends_as_no_name(word.folded)
    rare = rare or word.folded in place_names()
    if found is not None or not (may_be_name(word) or rare):
        return found
    if is_in_strong_frame(words, place):
        return Proper("stands where somebody nearly always does", Strength.LIKELY, is_person=True)
    plainly = not may_be_done(word) or is_closed(words, place) or does(words, place) or is_before_past(words, place)
    if has_title(words, place) and (word.is_capital or (plainly and words[place - 1].folded not in _NICKNAMES)):
        return Proper("follows a title", Strength.LIKELY, is_person=True)
    if follows_kin(words, place) and plainly:
        return Proper("follows a word for kin or a helper", Strength.LIKELY, is_person=True)
    if is_wished(words, place) and not is_plain(word):
        return Proper("is wished or told something", Strength.LIKELY, is_person=True)
    if is_introduced(words, place):
        return Proper("somebody is met, greeted or presented", Strength.LIKELY, is_person=True)
    if is_personal_object(words, place) and "en" not in vocabulary.languages and not names_nobody(word):
        return Proper("follows the a of persons", Strength.LIKELY, is_person=True)
    if owns(words, place):
        return Proper("somebody or something is of it", Strength.LIKELY, is_person=True)
    if is_spoken(word.folded) and (word.starts_sentence or not word.is_capital):
        return None
    return _of_subject(words, place)


def _ends_as_no_name(word: str) -> bool:
    return is_adverb(word) or (word.endswith(_NO_NAME) and not word.endswith("ly"))


def beside_names(words: Sequence[Word], proper: Sequence[Proper | None], place: int) -> Proper | None:
    """Return why a name that a word is joined with makes it one, too: ``ana and X``; None if none does."""
    word = words[place]
    if not word.is_word or is_grammar(word) or names_nobody(word) or word.folded.endswith(_NO_NAME):
        return None
    if not may_be_name(word) and (is_spanish_verb(word.folded) or is_before_past(words, place - 1)):
        return None
    if _leads_to_name(words, proper, place):
        return Proper("is joined with a name", Strength.POSSIBLE, is_person=True)
    if word.folded in listed("things") | listed("tells") or place < 2 or words[place - 1].folded not in _AND:
        return None
    named = proper[place - 2]
    after = words[place + 1] if place + 1 < len(words) else None
    ends = after is None or not after.is_word or is_function_word(after.folded)
    if ends and named is not None and (not named.is_place or may_be_name(word)):
        return Proper("is joined with a name", Strength.POSSIBLE, is_person=True)
    return None


def _is_done_to(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word after a title is what is done to somebody: ``nurse hands me a cup``."""
    after = words[place + 1].folded if place + 1 < len(words) else ""
    return words[place].folded in listed("third_en") and after in listed("articles") | _OBJECTS


def quoted_nickname(words: Sequence[Word], proper: Sequence[Proper | None], place: int) -> Proper | None:
    """Return why a word in quotation marks after a name makes one, too: ``raymond "ray" skaggs``."""
    if place < 2 or place + 1 >= len(words) or not words[place].is_word or proper[place - 2] is None:
        return None
    quoted = words[place - 1].text in _QUOTES and words[place + 1].text in _QUOTES
    return Proper("stands in quotation marks after a name", Strength.LIKELY, is_person=True) if quoted else None


def _of_grammar(words: Sequence[Word], place: int) -> Proper | None:
    """Return why a word of grammar is a name: it has a capital where somebody is said to be called ``Two Tone``."""
    if is_wished(words, place) and may_be_name(words[place]) and not words[place].starts_sentence:
        return Proper("is wished or told something", Strength.LIKELY, is_person=True)
    if is_named(words, place) and not words[place].starts_sentence and not words[place].is_all_capitals:
        return Proper("follows words that say what somebody or something is called", Strength.CERTAIN)
    return None


def _leads_to_name(words: Sequence[Word], proper: Sequence[Proper | None], place: int) -> bool:
    """Tell whether a word that may be a name stands with one after a preposition of persons: ``with X and ana``."""
    led = place > 0 and words[place - 1].folded in listed("leads_to_persons")
    joined = place + 2 < len(words) and words[place + 1].folded in _AND and proper[place + 2] is not None
    plain = words[place].folded in listed("adjectives") | listed("things")
    return led and joined and may_be_name(words[place]) and not plain


def _of_any_word(words: Sequence[Word], place: int) -> Proper | None:
    word = words[place]
    if is_named(words, place) and not (names_nobody(word) and not may_be_name(word)):
        return Proper("follows words that say what somebody or something is called", Strength.CERTAIN)
    if any(frame(words, place) for frame in (is_beside_person, is_who_did, is_teller, is_named_kin)):
        return Proper("stands where somebody nearly always does", Strength.LIKELY, is_person=True)
    if is_of_bare_noun(words, place):
        return Proper("stands without article where only somebody does", Strength.LIKELY, is_person=True)
    if is_wished(words, place) and word.is_capital and may_be_name(word):
        return Proper("is wished or told something", Strength.LIKELY, is_person=True)
    if has_short_title(words, place) and not word.folded.startswith("office"):
        return Proper("follows a title", Strength.CERTAIN, is_person=True)
    if (word.folded.endswith(_NO_NOUN) and not may_be_name(word)) or word.folded in listed("kin"):
        return None
    if follows_kin(words, place) and (tells_me(words, place) or is_before_past(words, place)):
        return Proper("follows a word for kin or a helper and tells something", Strength.POSSIBLE, is_person=True)
    if is_called_by_looks(words, place):
        return Proper("is called by how he looks", Strength.LIKELY, is_person=True)
    if is_nicknamed(words, place) and not names_nobody(word) and word.folded not in listed("titles"):
        return Proper("is how somebody is known", Strength.LIKELY, is_person=True)
    if follows_saint(words, place):
        return Proper("follows a word for a saint", Strength.LIKELY)
    if is_kin(words, place) and not names_nobody(word):
        return Proper("is said to be somebody's kin", Strength.LIKELY, is_person=True)
    if is_apposition(words, place) and not names_nobody(word):
        return Proper("stands between commas after a word for kin or a helper", Strength.LIKELY, is_person=True)
    if is_called_out(words, place) and not names_nobody(word) and word.folded not in listed("things"):
        return Proper("is called out", Strength.LIKELY, is_person=True)
    if is_with_speaker(words, place) and not names_nobody(word) and word.folded not in listed("things"):
        return Proper("is joined with the speaker", Strength.LIKELY, is_person=True)
    if is_who(words, place) and not names_nobody(word):
        return Proper("is who did something", Strength.LIKELY, is_person=True)
    if has_spanish_title(words, place) and tells(words, place, begun=True):
        return Proper("follows a title and tells something", Strength.LIKELY, is_person=True)
    if (
        follows_bare_title(words, place)
        and not is_title(word)
        and not _is_done_to(words, place)
        and (does(words, place) or is_before_past(words, place) or is_closed(words, place))
    ):
        return Proper("follows a title without article", Strength.LIKELY, is_person=True)
    return None


def _of_subject(words: Sequence[Word], place: int) -> Proper | None:
    if tells(words, place) or did(words, place):
        return Proper("tells or does something", Strength.LIKELY, is_person=True)
    if is_subject(words, place) and not names_nobody(words[place]):
        return Proper("is a noun without article of which something is said", Strength.POSSIBLE, is_person=True)
    if is_with_me(words, place):
        return Proper("is joined with the speaker", Strength.LIKELY, is_person=True)
    return None
