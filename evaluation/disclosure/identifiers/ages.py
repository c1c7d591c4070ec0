"""Exact ages of persons, in digits or in words; how long something lasted, a dose, an hour or money is none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from functools import cache

from evaluation.disclosure.identifiers.age_frames import (
    AT_HOUR,
    BIRTHDAY,
    GROWN,
    IN_DECADE,
    OF_THING,
    SUBJECT_ENDS,
    After,
    Frame,
    not_an_age,
    plain_frames,
)
from evaluation.disclosure.identifiers.english_ages import english_frames
from evaluation.disclosure.identifiers.identifier import Identifier, IdentifierClass, Strength, identifier
from evaluation.disclosure.identifiers.proper import Proper
from evaluation.disclosure.identifiers.spanish_ages import spanish_frames
from evaluation.disclosure.identifiers.spoken_numbers import CARDINAL, HUNDRED, value_of
from evaluation.disclosure.identifiers.vocabulary import is_function_word, is_spanish_verb
from evaluation.disclosure.identifiers.word_lists import alternatives, listed
from evaluation.disclosure.identifiers.words import Word

_NUMBER = re.compile(rf"(?<![\w$#€/.:%'’-])(?:1[01]\d|[1-9]\d?|{HUNDRED}|{CARDINAL})(?![\w%]|[/:.,]\d|['’]s?\b|-\d)")
_MARK = re.compile(r"\s*(?:[^\w\s%$/°+'’-]|[-–—]+\s|$)")
_NEXT = re.compile(r"\s+(?P<next>[^\W\d_]+)")
_ALSO = re.compile(
    r"\s*(?:\?\s*maybe|(?:,\s*|\s+)(?:y|and|a)\s+"
    r"(?:(?:\w+\s+){0,3}?(?:de|at|was|is|a los|tiene)|(?:mi|su|my|his|her)\s+\w+))\s+"
)
"""What stands between two ages of which the second is of another, or less sure."""

_ANOTHER = re.compile(r"\s*(?:,|\b(?:and|or|y|o|maybe|to|a)\b)?(?:\s+(?:and|or|y|maybe|like|los|de))*\s+")
_LEADS = re.compile(r"\s*(?:(?:,\s*|\s+)(?:and|or|y|o)|,)\s+(?:de\s+)?")
_INEXACT = re.compile(r"\s+(?:y (?:tantos|tantas|pico|algo|feria)|something|odd)\b|-?(?:ish|something|odd)\b")
_YEARS = re.compile(r"\s+an(?:os?|itos?|otes)\b")
_LASTED = re.compile(
    rf"\s+(?:mas\s+)?(?:{alternatives('lasted')}|en(?!\s+(?:ese|aquel|el\s+(?:19|20)))"
    r"|de(?!\s+(?:edad|nacid|vida))|con(?!\s+\d)|(?!cuando)\w+(?:ando|iendo|yendo))\b"
)
_COUNTS_OR_HOURS = re.compile(rf"\s+(?:{alternatives('counts_or_hours')})\b")
_OLDEST = 89
_DECADES = range(20, 100, 10)
_TALLEST = 7
"""Feet: ``six two`` is a height."""

_REACH = 70
_SHORTEST_DOING = 5
_SMALL = frozenset(["one", "uno", "una", "un"])


def ages(text: str, words: Sequence[Word], proper: Sequence[Proper | None]) -> Iterator[Identifier]:
    """Yield the exact ages in a text; one over 89, which few people have, is certain.

    Parameters
    ----------
    text : str
        In lower case and without accents.
    words : sequence of Word
    proper : sequence of Proper or None
        Of each word, why it is taken for a name: names have ages.
    """
    names = frozenset(word.start for word, named in zip(words, proper, strict=True) if named is not None)
    numbers = list(_NUMBER.finditer(text))
    last: re.Match[str] | None = None
    for place, number in enumerate(numbers):
        following = [each for each in numbers[place + 1 :] if each[0] not in _SMALL]
        strength = _strength(text, number, following, names)
        if strength is None and last is not None and _goes_on(text, last, number):
            strength = Strength.LIKELY if _is_free(text, number, following) else None
        last = number if strength is not None else None
        if strength is not None:
            if place and _leads_to(text, numbers[place - 1], number):
                yield _age(numbers[place - 1].span(), Strength.LIKELY)
            worth = value_of(number[0]) or 0
            yield _age(number.span(), Strength.CERTAIN if worth > _OLDEST else strength)
    for found in BIRTHDAY.finditer(text):
        yield _age(found.span("age"), Strength.LIKELY)


def _goes_on(text: str, last: re.Match[str], number: re.Match[str]) -> bool:
    """Tell whether a number is said of an age before it: ``9, 12 and 16``, ``de catorce y a él de veinte``."""
    between = last.end(), number.start()
    return bool(_ANOTHER.fullmatch(text, *between) or _ALSO.fullmatch(text, *between))


def _leads_to(text: str, before: re.Match[str], number: re.Match[str]) -> bool:
    """Tell whether a number is of another person whose age follows: ``six and 5 years old``."""
    years = _YEARS.match(text, before.end())
    joined = _LEADS.fullmatch(text, years.end() if years else before.end(), number.start())
    return joined is not None and before[0] not in _SMALL


def _strength(
    text: str, number: re.Match[str], following: Sequence[re.Match[str]], names: Set[int]
) -> Strength | None:
    worth = value_of(number[0])
    if worth is None or _INEXACT.match(text, number.end()):
        return None
    start = max(number.start() - _REACH, 0)
    before = text[start : number.start()]
    denied = not_an_age().search(before) is not None or _is_decade(text, number, before, worth)
    denied = denied or (worth < GROWN and AT_HOUR.search(before) is not None)
    if OF_THING.match(text, number.end()):
        return None
    for frame in _frames():
        certain = frame.strength is Strength.CERTAIN
        if not frame.least <= worth <= frame.most or (not certain and (denied or number[0] in _SMALL)):
            continue
        if _fits(text, number, following, frame) and frame.before.search(before):
            return frame.strength
    named = SUBJECT_ENDS.search(before)
    if named is None or denied or (start + named.start("subject") not in names and worth <= _OLDEST):
        return None
    return Strength.LIKELY if _is_free(text, number, following) else None


def _is_decade(text: str, number: re.Match[str], before: str, worth: int) -> bool:
    round_number = worth in _DECADES and _YEARS.match(text, number.end()) is None
    return round_number and IN_DECADE.search(before) is not None


@cache
def _frames() -> tuple[Frame, ...]:
    return (*plain_frames(), *english_frames(), *spanish_frames())


def _fits(text: str, number: re.Match[str], following: Sequence[re.Match[str]], frame: Frame) -> bool:
    if isinstance(frame.after, re.Pattern):
        return frame.after.match(text, number.end()) is not None
    years = _YEARS.match(text, number.end())
    lasted = years is not None and _LASTED.match(text, years.end()) is not None
    if frame.after is After.ANYTHING:
        return True
    if years is not None:
        return frame.after is not After.END and not lasted
    return frame.after is not After.YEARS and _is_free(text, number, following)


def _is_free(text: str, number: re.Match[str], following: Sequence[re.Match[str]]) -> bool:
    """Tell whether no noun follows that a number counts, nor after one that is joined with it: ``20, 30 people``."""
    if following and _ANOTHER.fullmatch(text, number.end(), following[0].start()):
        if text[number.end() : following[0].start()].isspace() and (value_of(number[0]) or 0) <= _TALLEST:
            return False
        return _is_free(text, following[0], following[1:])
    if _MARK.match(text, number.end()):
        return True
    found = _NEXT.match(text, number.end())
    if found is None:
        return False
    word = found["next"]
    if word in listed("after_counts") or _COUNTS_OR_HOURS.match(text, number.end()):
        return False
    is_verb = is_spanish_verb(word) and word not in listed("ordinary_en")
    is_doing = word.endswith("ing") and len(word) > _SHORTEST_DOING
    return is_verb or is_doing or is_function_word(word) or word in listed("after_ages")


def _age(span: tuple[int, int], strength: Strength) -> Identifier:
    return identifier(*span, IdentifierClass.AGE, "an exact age", strength)
