"""Employers and others without a noun for what they are: ``at golden corral``, ``carver and sons``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluation.disclosure.identifiers.bare_nouns import is_adverb
from evaluation.disclosure.identifiers.clauses import begins_clause, is_closed
from evaluation.disclosure.identifiers.identifier import Identifier, IdentifierClass, Strength, identifier
from evaluation.disclosure.identifiers.phrases import is_after
from evaluation.disclosure.identifiers.spoken_numbers import value_of
from evaluation.disclosure.identifiers.vocabulary import calendar_words, is_function_word
from evaluation.disclosure.identifiers.word_lists import lines_of, listed
from evaluation.disclosure.identifiers.words import Word

_AND = frozenset(["and", "&", "y", "e"])
_BEFORE_DEDICATION = frozenset(["greater", "new", "first", "second", "old", "little", "upper", "lower"])
_WHERE = frozenset(["out", "over", "up", "down", "off", "back", "lives", "live", "stays", "stay", "camp"])
_MOST_NOUNS = 2
_KINDS = ("clinic", "shelter", "church", "jail", "school", "facility")
_PLAIN_ENDINGS = ("ing", "ous", "ful", "less", "able", "ible", "ish", "est", "ly", "ed")


def employers(words: Sequence[Word]) -> Iterator[Identifier]:
    """Yield them by a firm's form, by nouns without article after ``at`` or ``fired from``, and by dedications."""
    for place, word in enumerate(words):
        if not word.is_word:
            continue
        if (
            word.folded in listed("firms")
            and place > 1
            and words[place - 1].folded in _AND
            and _is_noun(words[place - 2])
        ):
            yield _facility(words, place - 2, _end_of_firm(words, place), "is written as a firm is")
        for count in (2, 3):
            if _is_bare_name(words, place, count):
                yield _facility(words, place - count + 1, place, "nouns stand without article after at")
        if _is_admitted_to(words, place):
            yield _facility(words, place, place, "a noun without article after words for being taken in")
        if _is_worked_at(words, place):
            yield _facility(words, place, place, "a noun without article after words for work")
        if _takes_in(words, place) or _is_gone_to(words, place):
            yield _facility(words, place - 1, place, "nouns without article that take somebody in")
        dedicated = _of_mary(words, place)
        if dedicated is not None:
            first = place - 1 if place and words[place - 1].folded in _BEFORE_DEDICATION else place
            yield _facility(words, first, dedicated, "is dedicated as churches are")
        linked = next((each for each in (place, place + 1) if _is_linked(words, each)), None)
        if linked is not None and is_after(words, place, "employer_phrases") and _is_noun(word):
            yield _facility(words, place, linked + 2, "a noun without article, of another, after words for work")


def _end_of_firm(words: Sequence[Word], place: int) -> int:
    """Return the last noun of what a firm does: ``carver and sons towing``."""
    last = place
    while (
        last + 1 < len(words)
        and last - place < _MOST_NOUNS
        and words[last + 1].is_joined
        and _is_noun(words[last + 1])
    ):
        last += 1
    return last if is_closed(words, last) or last == place or is_function_word(words[last + 1].folded) else place


def _is_bare_name(words: Sequence[Word], last: int, count: int) -> bool:
    """Tell whether a word ends some that stand without article after ``at``: ``at holy redeemer for a week``."""
    first = last - count + 1
    if first < 1 or not all(each.is_joined for each in words[first : last + 1]):
        return False
    if not _is_beside(words, first) and not is_after(words, first, "employer_phrases"):
        return False
    nouns = words[first : last + 1]
    if any(not _is_noun(each) or each.folded in listed("spoken") for each in nouns):
        return False
    if nouns[-1].folded.endswith("s") or all(_is_generic(each) for each in nouns) or nouns[-1].folded == "bottom":
        return False
    return is_closed(words, last) or is_function_word(words[last + 1].folded)


def _is_beside(words: Sequence[Word], first: int) -> bool:
    """Tell whether words say that somebody is at or past what follows: ``at X``, ``out past X``, ``over by X``."""
    before, ahead = words[first - 1].folded, words[first - 2].folded if first > 1 else ""
    return before == "at" or (before in ("past", "by") and ahead in _WHERE)


def _is_admitted_to(words: Sequence[Word], place: int) -> bool:
    """Tell whether a noun without article ends its clause after words for being taken in: ``sent me to pathways``."""
    word = words[place]
    if not is_after(words, place, "admitted_phrases") or not _is_noun(word) or not is_closed(words, place):
        return False
    plain = listed("spoken") | listed("lived_in") | listed("kin") | listed("things") | calendar_words()
    return word.folded not in plain and not _is_generic(word)


def _is_worked_at(words: Sequence[Word], place: int) -> bool:
    """Tell whether somebody works or worked at what a noun without article names: ``i work nights at X``."""
    word, at = words[place], words[place - 1].folded if place else ""
    if at not in ("at", "from") or not _is_noun(word) or not word.is_joined:
        return False
    verbs = ("work", "left") if at == "at" else ("left",)
    ahead = [each.folded for each in words[max(place - 4, 0) : place - 1]]
    works = any(each in listed(f"work_{verb}") for each in ahead for verb in verbs)
    plain = listed("bare_after_at") | listed("things_of_places") | listed("lived_in") | calendar_words()
    ends = is_closed(words, place) or is_function_word(words[place + 1].folded)
    return works and ends and word.folded not in plain and not _is_generic(word) and value_of(word.folded) is None


def _takes_in(words: Sequence[Word], last: int) -> bool:
    """Tell whether two nouns without article begin a clause and take somebody in, or not: ``X Y won't take me``."""
    first = last - 1
    if first < 0 or not begins_clause(words, first) or not _are_bare(words, first, last):
        return False
    after = " ".join(each.folded for each in words[last + 1 : last + 7])
    return any(after.startswith(f"{phrase} ") or after == phrase for phrase in lines_of("takes_in_phrases"))


def _is_gone_to(words: Sequence[Word], last: int) -> bool:
    """Tell whether somebody went to what two nouns without article name: ``i went to X Y then``."""
    first = last - 1
    if first < 2 or words[first - 1].folded not in ("to", "into") or not _are_bare(words, first, last):
        return False
    if _is_generic(words[first]) and words[last].folded.endswith("s"):
        return False
    went = words[first - 2].folded in listed("went") or words[first - 3].folded in listed("sent")
    return went and (is_closed(words, last) or is_function_word(words[last + 1].folded))


def _are_bare(words: Sequence[Word], first: int, last: int) -> bool:
    """Tell whether two words are nouns that say neither what kind of place it is nor who is there."""
    two = words[first : last + 1]
    plain = listed("persons") | listed("kin") | listed("titles") | listed("spoken") | listed("numbered_words")
    plain = plain | listed("things_of_places") | listed("bare_after_at") | calendar_words()
    singular = two[-1].folded.removesuffix("s")
    begins = _is_noun(two[0]) or two[0].folded in _BEFORE_DEDICATION
    if not begins or not _is_noun(two[-1]) or not two[-1].is_joined or any(each.folded in plain for each in two):
        return False
    return not (_is_generic(two[-1]) or singular in plain or is_adverb(two[0].folded))


def _is_linked(words: Sequence[Word], place: int) -> bool:
    """Tell whether ``del`` and a noun follow a noun: ``maderas del norte``."""
    after = words[place + 1 : place + 3]
    return len(after) == 2 and after[0].folded == "del" and _is_noun(after[1]) and _is_noun(words[place])


def _of_mary(words: Sequence[Word], place: int) -> int | None:
    """Return the last word of a dedication to Mary, or another that churches have: ``our lady of sorrows``."""
    three = " ".join(each.folded for each in words[place : place + 3])
    if place + 2 < len(words) and words[place + 2].folded in ("law", "laws", "act", "statute"):
        return None
    if place + 2 < len(words) and three in lines_of("dedications"):
        return place + 2
    pair = (words[place].folded, words[place + 1].folded) if place + 1 < len(words) else ("", "")
    if " ".join(pair) in lines_of("dedications") and (not place or words[place - 1].folded not in listed("articles")):
        return place + 1
    if pair not in (("our", "lady"), ("nuestra", "senora")):
        return None
    last = place + 1
    while last + 1 < len(words) and words[last + 1].folded in ("of", "the", "de", "la", "los", "las", "del"):
        last += 1
    return last + 1 if last > place + 1 and last + 1 < len(words) and words[last + 1].is_word else place + 1


def _is_noun(word: Word) -> bool:
    return word.is_word and not is_function_word(word.folded)


def _is_generic(word: Word) -> bool:
    return (
        word.folded in listed("facilities_generic")
        or word.folded.endswith(_PLAIN_ENDINGS)
        or any(word.folded in listed(f"facilities_english_{kind}") for kind in _KINDS)
    )


def _facility(words: Sequence[Word], first: int, last: int, evidence: str) -> Identifier:
    span = (words[first].start, words[last].end)
    return identifier(*span, IdentifierClass.FACILITY, evidence, Strength.LIKELY, "facility")
