"""What people may write where they answer for a release: a name, a reason. Both become public with it.

A number in them may be about people, and nothing that it could be compared with is known of a release yet: there is
none, in digits of any script or in words of English and Spanish.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from evaluation.disclosure.leak_scan.counting_words import counting_words, parts_in_words
from evaluation.disclosure.leak_scan.numerals import numerals, straight

_FEWEST_LETTERS, _FEWEST_WORDS, _LONGEST_NAME = 2, 3, 100
_LETTERS = frozenset({"Lu", "Ll", "Lt", "Lo"})
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0")
"""Fillers of Hangul: letters that nobody sees."""
_BETWEEN_WORDS = re.compile(r"[\W_]+")


class Wrong(NamedTuple):
    """What is wrong with a text, what was found, and what is expected."""

    wrong: str
    found: str
    expected: str


def wrong_in_name(text: str) -> Wrong | None:
    """Return why a text is no name that somebody can be asked by; None where it is one."""
    expected = "the name of who answers for it, in letters"
    if n := len(text) if len(text) > _LONGEST_NAME else 0:
        return Wrong("is too long for a name", f"{n} characters", f"{_LONGEST_NAME} or fewer")
    if strange := _strange(text):
        return Wrong("has a character that is no letter, space or mark", strange, expected)
    if sum(map(_is_letter, text)) < _FEWEST_LETTERS:
        return Wrong("is no name", repr(text), expected)
    if number := _number_word(text):
        return Wrong("has a number", repr(number), f"{expected}; of a name that is also a number, the initial")
    return None


def wrong_in_reason(text: str) -> Wrong | None:
    """Return why a text is no reason; None where it is one."""
    expected = f"why these names may be shown, in {_FEWEST_WORDS} words or more, without any number"
    if strange := _strange(text):
        return Wrong("has a character that is no letter, space or mark", strange, expected)
    if number := _number_word(text) or _number_letter(text):
        return Wrong("has a number", repr(number), expected)
    words = {word for word in _BETWEEN_WORDS.split(text.casefold()) if sum(map(_is_letter, word)) >= _FEWEST_LETTERS}
    if len(words) < _FEWEST_WORDS:
        return Wrong("says too little", repr(text), expected)
    return None


def _is_letter(character: str) -> bool:
    return unicodedata.category(character) in _LETTERS and character not in _BLANK_LETTERS


def _strange(text: str) -> str:
    """Return the first character that is no letter, mark on a letter, space or punctuation, with its name."""
    for character in text:
        kind = unicodedata.category(character)
        if character in _BLANK_LETTERS or not (kind[0] in "LMP" or kind == "Zs"):
            return f"{character!r} ({unicodedata.name(character, 'without a name')})"
    return ""


def _number_word(text: str) -> str:
    """Return the first number or word that counts, also where a dash or a mark joins it to others."""
    plain = straight(text)
    for told in (plain, _BETWEEN_WORDS.sub(" ", plain)):
        for found in (*numerals(told), *counting_words(told), *parts_in_words(told)):
            return found.written
    return ""


def _number_letter(text: str) -> str:
    """Return the first letter that is a number, as of Chinese; in names they are ordinary."""
    return next((character for character in text if unicodedata.numeric(character, None) is not None), "")
