"""Words that are heard as stigma, and what to say instead: told to whoever writes or signs, and forbidden to nobody.

What people say of themselves is theirs to say; what a report says of them is the authors'.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict

from evaluation.data.code_list import DICTIONARY_FOLDER
from evaluation.data.model_check import validate
from evaluation.data.strict_yaml import Location, YamlFile, read_yaml
from evaluation.errors import DictionaryError

DEFINED_IN = "data_dictionary/language/stigma.yml"
_NOT_PROSE = ("sources",)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Words(_Frozen):
    say: str
    instead_of: tuple[str, ...]


class _List(_Frozen):
    title: str
    source: str
    url: str
    names: tuple[str, ...]
    words: tuple[_Words, ...]


@dataclass(frozen=True)
class StigmaWord:
    """Words of a text, as they stand there, and what to say instead."""

    words: str
    say: str

    def __str__(self) -> str:
        return f"{self.words!r} is heard as stigma; instead: {self.say} ({DEFINED_IN})"


def stigma_words(text: str) -> tuple[StigmaWord, ...]:
    """Return what is heard as stigma in a text, English or Spanish, in the order of the text; of phrases the longest.

    Raises
    ------
    DictionaryError
        If the list is not valid.
    """
    say, pattern = _listed()
    letters = unicodedata.normalize("NFC", text)
    found = [(match.span(), _key(match.group())) for match in pattern.finditer(_plain(letters))]
    return tuple(StigmaWord(letters[start:end], say[key]) for (start, end), key in found if key in say)


def stigma_in_prose(file: YamlFile) -> Iterator[str]:
    """Yield where prose of a file, several words that are no source, has some that are heard as stigma."""
    for location, text in _texts(file.content):
        if " " in text and location[0] not in _NOT_PROSE:
            for word in stigma_words(text):
                yield f"line {file.lines[location]}, {'.'.join(map(str, location))}: {word}"


def _texts(content: Any, location: Location = ()) -> Iterator[tuple[Location, str]]:
    if isinstance(content, str):
        yield location, content
    elif isinstance(content, Mapping):
        for key, value in content.items():
            yield from _texts(value, (*location, key))
    elif isinstance(content, list):
        for number, value in enumerate(content):
            yield from _texts(value, (*location, number))


def _plain(letters: str) -> str:
    """Return composed letters without accents, in lower case, one for one: places stay what they are."""
    bare = "".join(unicodedata.normalize("NFD", letter)[0].lower()[0] for letter in letters)
    return bare.translate(str.maketrans("’‐‑", "'--"))


def _key(words: str) -> str:
    return " ".join(words.split())


@cache
def _listed() -> tuple[Mapping[str, str], re.Pattern[str]]:
    """Return what to say instead of each phrase, and the pattern of phrases and of names that hold one of them."""
    file = read_yaml(DICTIONARY_FOLDER.parent / DEFINED_IN, kind="a list of words", error=DictionaryError)
    listed = validate(_List, file, error=DictionaryError, defined_in=lambda _: "evaluation/data/stigma_words.py")
    say = {_plain(phrase): each.say for each in listed.words for phrase in each.instead_of}
    longest_first = sorted([*say, *map(_plain, listed.names)], key=len, reverse=True)
    phrases = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest_first)
    return say, re.compile(rf"(?<!\w)(?:{phrases})(?!\w)")
