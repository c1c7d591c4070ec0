"""Names of persons, places and organisations: runs of words that are taken for names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluation.disclosure.identifiers.clauses import does, is_closed
from evaluation.disclosure.identifiers.further_names import goes_on
from evaluation.disclosure.identifiers.homonyms import is_plain
from evaluation.disclosure.identifiers.identifier import Identifier, IdentifierClass, Strength, identifier
from evaluation.disclosure.identifiers.introductions import is_named
from evaluation.disclosure.identifiers.locations import follows_place_preposition, is_lived_in
from evaluation.disclosure.identifiers.proper import Proper
from evaluation.disclosure.identifiers.relations import follows_kin, has_short_title, has_title, is_title
from evaluation.disclosure.identifiers.spoken_numbers import value_of
from evaluation.disclosure.identifiers.vocabulary import is_function_word, is_given_name
from evaluation.disclosure.identifiers.word_lists import listed
from evaluation.disclosure.identifiers.words import Word

_LINKS = (
    ("de",),
    ("del",),
    ("de", "la"),
    ("de", "los"),
    ("de", "las"),
    ("y",),
    ("of",),
    ("or",),
    ("of", "the"),
    ("la",),
    ("-",),
)
_SHORTEST_WORD = 3
_SURNAME_ONLY_LINKS = frozenset({"y"})
_SPANISH_PARTICLES = frozenset(["de", "del", "la", "las", "los", "el", "al"])
_KIN_TITLES = frozenset(
    [
        "auntie",
        "aunt",
        "aunty",
        "uncle",
        "unc",
        "tia",
        "tio",
        "titi",
        "big",
        "lil",
        "granny",
        "grandma",
        "grandpa",
        "nana",
        "mama",
        "papa",
    ]
)
_RESPECT = frozenset(["don", "dona", "miss"])
_NICK = frozenset(["big", "lil", "little", "old", "crazy", "young", "el", "la"]) - {"el", "la"}
_ORGANISATION = frozenset(
    ["inc", "llc", "corp", "foundation", "coalition", "association", "department", "agency", "alliance", "society"]
)


def proper_names(words: Sequence[Word], proper: Sequence[Proper | None]) -> Iterator[Identifier]:
    """Yield the names that runs of words make, each as a person, a place or an organisation by what is around it."""
    place = 0
    while place < len(words):
        if proper[place] is None:
            place += 1
            continue
        last = _last(words, proper, place)
        first = _first(words, proper, place)
        yield _named(words, proper, _with_title(words, first), last)
        place = last + 1


def _last(words: Sequence[Word], proper: Sequence[Proper | None], first: int) -> int:
    """Return the place of the last word of a run: further names, initials, surnames, and names linked by ``de``."""
    last = first
    while True:
        following = last + 1
        if following < len(words) and words[following].is_joined and goes_on(words, proper, following):
            last = following
            continue
        if following < len(words) and words[following].text == "." and len(words[last].text) == 1:
            last = following
            continue
        linked = _linked(words, proper, last) or _after_particles(words, proper, first, last)
        if linked is None:
            return last
        last = linked


def _linked(words: Sequence[Word], proper: Sequence[Proper | None], last: int) -> int | None:
    for link in _LINKS:
        after = last + 1 + len(link)
        if after >= len(words) or tuple(each.folded for each in words[last + 1 : after]) != link:
            continue
        named = proper[after] or _of_place(words, proper, last, after)
        if named is None or not all(each.is_joined or each.text == "-" for each in words[last + 1 : after]):
            continue
        if link[0] in _SURNAME_ONLY_LINKS and not _has_two_surnames(words, last, after):
            continue
        if link[0] in ("of", "or", "-") and not words[after].is_capital:
            continue
        if link == ("de",) and named.is_place and proper[last] is not None and proper[last].is_person:
            continue
        return after
    return None


def _of_place(words: Sequence[Word], proper: Sequence[Proper | None], last: int, after: int) -> Proper | None:
    """Return that a name of a place makes a name that is a word one of a place, too: ``ciénega de flores``."""
    place = proper[last]
    if place is None or not place.is_place or words[after].folded not in listed("names_like_words"):
        return None
    return place if words[last + 1].folded in ("de", "del") and is_closed(words, after) else None


def _has_two_surnames(words: Sequence[Word], last: int, after: int) -> bool:
    """Tell whether ``y`` joins the surnames of one person: ``Ana Peña y Ruiz``."""
    before = words[last - 1] if last else None
    full = before is not None and (before.is_capital or before.folded in _SPANISH_PARTICLES)
    return full and words[last].is_capital and words[after].is_capital


def _after_particles(words: Sequence[Word], proper: Sequence[Proper | None], first: int, last: int) -> int | None:
    """Return the place of a surname after particles that follow a name: ``ana r. st. X``, ``jo van der X``."""
    if not any(each is not None and not each.is_place for each in proper[first : last + 1]):
        return None
    here = last + 1
    while here < len(words) and (
        words[here].folded in listed("particles") or (words[here].text == "." and here > last + 1)
    ):
        here += 1
    if here == last + 1 or here >= len(words) or not (words[here].is_word and words[here].is_joined):
        return None
    spanish_only = all(each.folded in _SPANISH_PARTICLES for each in words[last + 1 : here])
    is_surname = words[here].is_capital or (
        not words[last].is_capital and words[here].folded in listed("names_like_words")
    )
    fits = is_surname if words[last].is_capital or spanish_only else True
    return here if fits and not is_function_word(words[here].folded) else None


def _first(words: Sequence[Word], proper: Sequence[Proper | None], place: int) -> int:
    """Return the place of the first word of a run: a name that is also a word may begin the sentence."""
    before = place - 1
    if before < 0 or not words[place].is_joined or not words[before].is_word or proper[before] is not None:
        return place
    word = words[before]
    is_grammar = is_function_word(word.folded) and value_of(word.folded) is None
    both_capital = word.is_capital and words[place].is_capital and not is_grammar
    if both_capital and not word.starts_sentence and not is_title(word) and word.folded not in listed("kin"):
        return _first(words, proper, before)
    if word.folded in listed("name_beginnings") and not _has_determiner(words, before):
        return _first(words, proper, before)
    if before and words[before - 1].folded == "en" and not is_function_word(word.folded) and not is_title(word):
        return before
    opens = word.starts_sentence and word.is_capital and words[place].is_capital and not is_function_word(word.folded)
    if opens and not is_title(word) and word.folded not in listed("kin") | listed("capitals") | listed("spoken"):
        return before
    starts = (
        word.starts_sentence and word.is_capital and word.folded in listed("names_like_words") and not is_title(word)
    )
    saint = (
        word.folded in ("san", "santa", "santo", "saint", "st", "fort", "mount", "lake", "el", "los")
        and word.is_capital
    )
    if saint and not (word.starts_sentence and word.folded in ("el", "los")):
        return before
    plain = word.folded in listed("names_like_words") and not is_function_word(word.folded) and not is_plain(word)
    if word.folded in _NICK and (before == 0 or words[before - 1].folded not in ("the", "a", "my", "that", "some")):
        return before
    short = len(word.folded) < _SHORTEST_WORD and not (
        is_function_word(word.folded) or word.folded in listed("spoken")
    )
    named = proper[place] is not None and proper[place].is_person
    if short and named and not words[place].is_capital and word.folded not in listed("ordinary_en") | listed("kin"):
        return before
    if starts or (plain and not words[place].is_capital and words[place].folded not in listed("names_like_words")):
        return before
    return place


def _has_determiner(words: Sequence[Word], place: int) -> bool:
    return place > 0 and words[place - 1].folded in listed("articles")


def _with_title(words: Sequence[Word], first: int) -> int:
    """Return the place of a short title or a capital article before a name, else of its first word."""
    before = first - 2 if first > 1 and words[first - 1].text == "." and words[first].is_joined else first - 1
    if before < 0 or not words[first].is_joined:
        return first
    word = words[before]
    is_article = (
        word.folded in ("the", "our", "la", "el", "los", "las") and word.is_capital and not word.starts_sentence
    )
    titled = has_short_title(words, first) or word.folded in _RESPECT or word.folded in listed("saints")
    owned = before > 0 and words[before - 1].folded in listed("articles")
    kin = word.folded in _KIN_TITLES and not owned
    return before if is_article or titled or kin else first


def _named(words: Sequence[Word], proper: Sequence[Proper | None], first: int, last: int) -> Identifier:
    known = [each for each in proper[first : last + 1] if each is not None]
    best = min(known, key=lambda each: list(Strength).index(each.strength))
    kind, label = _kind(words, known, first, last)
    return identifier(words[first].start, words[last].end, kind, best.evidence, best.strength, label)


def _kind(words: Sequence[Word], known: Sequence[Proper], first: int, last: int) -> tuple[IdentifierClass, str]:
    run = words[first : last + 1]
    if any(word.folded in _ORGANISATION for word in run) or (
        len(run) == 1 and run[0].is_all_capitals and "." not in run[0].text
    ):
        return IdentifierClass.FACILITY, "organisation"
    if any(each.is_person for each in known) or any(is_given_name(word.folded) for word in run[:1]):
        return IdentifierClass.PERSON, ""
    if any(each.is_place for each in known) or is_lived_in(words, first):
        return IdentifierClass.PLACE, ""
    if does(words, last) or has_title(words, first) or follows_kin(words, first) or is_named(words, first):
        return IdentifierClass.PERSON, ""
    if follows_place_preposition(words, first):
        return IdentifierClass.PLACE, ""
    return IdentifierClass.PERSON, ""
