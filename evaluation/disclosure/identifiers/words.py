"""The words of a text: where they stand, how they are written, and which begin a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evaluation.disclosure.identifiers.word_lists import folded, listed

MASK = "\ue000"
"""Stands for every character of what is already replaced or found."""

_TAIL = r"['’](?:s|m|d|ll|re|ve|t)(?![^\W\d_])"
_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}|(?-i:[A-Z]\. [A-Z]\.)"
    rf"|[^\W\d_]+(?:(?!{_TAIL})['’][^\W\d_]+|-[^\W\d_]+)*|{_TAIL}|\d+|{MASK}+|[^\w\s]|_",
    re.IGNORECASE,
)
_ENDS_SENTENCE = frozenset(".!?…¿¡:")
_QUOTES = frozenset("\"“”«»‘'’(-–—*")
_TITLES = ("dr", "dra", "mr", "mrs", "ms", "sr", "sra", "srta", "st", "sta", "lic", "prof", "rev", "sgt", "lt")
_MOSTLY = 0.7
_FEWEST_THAT_TELL = 8
_FEWEST_WITHOUT_MARKS = 10
_MARKS = re.compile(r"[.!?…;](?:\s|[\"”»’']|$)")


@dataclass(frozen=True)
class Word:
    """A word, a number or a mark of a text.

    Parameters
    ----------
    text : str
    start, end : int
    folded : str
        In lower case, without accents and full stops.
    is_word : bool
        It is made of letters.
    is_capital : bool
        Its first letter is one, in a text whose capitals say something.
    is_all_capitals : bool
        As ``is_capital``, of two letters or more.
    starts_sentence : bool
    is_joined : bool
        Nothing but spaces, or the full stop of a short title, stands between the word before it and it.
    """

    text: str
    start: int
    end: int
    folded: str
    is_word: bool
    is_capital: bool
    is_all_capitals: bool
    starts_sentence: bool
    is_joined: bool


def words_of(text: str) -> tuple[Word, ...]:
    """Return the words, numbers and marks of a text in order.

    In a longer text without marks any capital may begin a sentence, but for one after a word that leans on the next.
    """
    found = list(_TOKEN.finditer(text))
    unmarked = len(found) >= _FEWEST_WITHOUT_MARKS and not _MARKS.search(text)
    tells = _capitals_tell([each[0] for each in found])
    words: list[Word] = []
    for place, each in enumerate(found):
        written = each[0]
        is_word = written[0].isalpha()
        capital = is_word and tells and written[0].isupper()
        before = words[place - 1] if place else None
        gap = text[before.end : each.start()] if before else ""
        words.append(
            Word(
                written,
                each.start(),
                each.end(),
                folded(written).replace(".", "").replace("’", "'") if is_word or len(written) > 1 else written,
                is_word,
                capital,
                capital and len(written) > 1 and written.isupper(),
                "\n" in gap or _starts_sentence(words) or (unmarked and capital and _may_start(before)),
                _is_joined(words, gap),
            )
        )
    return tuple(words)


def _capitals_tell(written: list[str]) -> bool:
    """Tell whether capitals of a text say something: not where all words, or nearly all, or none have one."""
    long = [each for each in written if len(each) > 1 and each[0].isalpha()]
    if len(long) < 4:
        return True
    most = _MOSTLY if len(long) >= _FEWEST_THAT_TELL else 1
    return sum(each[0].isupper() for each in long) < most * len(long)


def _starts_sentence(before: list[Word]) -> bool:
    for place in range(len(before) - 1, -1, -1):
        each = before[place]
        if each.text in _ENDS_SENTENCE:
            return not (each.text == "." and place and _is_shortened(before[place - 1]))
        if each.text not in _QUOTES:
            return each.text in ('"', "“") or (place + 1 < len(before) and before[-1].text in '"“«')
    return True


def _may_start(before: Word | None) -> bool:
    nobody = before is not None and before.folded in listed("spoken") | listed("capitals")
    return before is None or not ((before.is_capital and not nobody) or before.folded in listed("leaning"))


def _is_shortened(word: Word) -> bool:
    """Tell whether a full stop belongs to the word before it: to a title or an initial."""
    return word.folded in _TITLES or (len(word.text) == 1 and word.is_word and word.folded not in ("i", "y", "o"))


def _is_joined(before: list[Word], gap: str) -> bool:
    if not before or gap.strip(" \t\u00a0"):
        return False
    last = before[-1]
    if last.text != ".":
        return last.is_word or (last.text[0] in "'’" and len(last.text) > 1)
    short = before[-2] if len(before) > 1 else None
    return short is not None and short.end == last.start and (short.folded in _TITLES or len(short.text) == 1)
