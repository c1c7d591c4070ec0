"""The program's own sentences, known in advance: an ordinary word in one of them is nobody's name.

``may`` is a word of the pages and a coder may be called May. So a name is no leak where the words beside it are those
that stand beside it in a sentence of the program; nor, of the ordinary words of a language, within any sentence in
lower case. Anywhere else it is one, as in ``coded by May``.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

from evaluation.data.dictionary import DICTIONARY_FOLDER
from evaluation.disclosure.identifiers.word_lists import folded, listed
from evaluation.disclosure.leak_scan.named import LANGUAGES, months_in
from evaluation.disclosure.leak_scan.text import leaves

_PACKAGE = Path(__file__).parents[2]
_POLICIES = DICTIONARY_FOLDER.parent / "params" / "policies"
_NO_SENTENCES = ("data/demo/", "disclosure/identifiers/")
"""Parts of the package that hold names of people: made up ones, and lists of those that are looked for."""

_WORD = re.compile(r"(?<!['’])[^\W_]+|(?<=['’])(?!s(?!\w))[^\W_]+")
"""A word, but for the ``s`` of whose it is."""

_SENTENCE_OR_LINE = re.compile(r"(?<=[.!?:])\s+|\s*\n\s*")
_FILLED_IN = re.compile(r"\{[^{}]*\}")
_OPEN = "\0"
"""Stands in a sentence for what is filled in."""

_ORDINARY = ("ordinary_en", "ordinary_es", "function_en", "function_es")
_SPACED = re.compile(r"[^\W\d_][,;]? $")
_EDGE = ""
_SHORTEST = 2


@dataclass(frozen=True)
class Beside:
    """The words before and behind a place in a sentence: ``""`` at its ends, a mark where something is filled in."""

    before: str
    behind: str


_ALONE = Beside(_EDGE, _EDGE)


class ProgramWords:
    """Tells the program's own words from names.

    Parameters
    ----------
    more : iterable of str
        Sentences besides those of the program itself: of the template, the notebooks and fixed pages. They can be
        edited, so that only single words of them are no names.
    """

    def __init__(self, more: Iterable[str] = ()) -> None:
        self._more = tuple(more)
        self._places: dict[tuple[str, ...], frozenset[Beside]] = {}

    def has(self, text: str, start: int, end: int, *, whole: bool = False) -> bool:
        """Tell whether the words of a text from one place to another are of a sentence of the program.

        Parameters
        ----------
        text : str
            In lower case.
        start, end : int
        whole : bool
            Both sides of the place must be as in the program, as in what somebody else wrote or said.
        """
        words = tuple(_WORD.findall(text[start:end]))
        before, behind = _WORD.findall(text[:start])[-1:], _WORD.findall(text[end:])[:1]
        here = Beside((before or [_EDGE])[0], (behind or [_EDGE])[0])
        if not words or _is_month_of_a_date(words, here):
            return bool(words)
        return any(_is_same(here, there, whole=whole) for there in self._places_of(words))

    def _places_of(self, words: tuple[str, ...]) -> frozenset[Beside]:
        if words not in self._places:
            more = (sentence for text in self._more if len(words) == 1 for sentence in _read(text))
            self._places[words] = frozenset(_places_in(itertools.chain(_sentences_of_the_program(), more), words))
        return self._places[words]


def is_in_lower_case(text: str, start: int, end: int) -> bool:
    """Tell whether an ordinary word of English or Spanish stands in lower case between the words of a sentence.

    Parameters
    ----------
    text : str
        As it was written.
    start, end : int
    """
    word = text[start:end]
    is_between = text[start - 1 : start] == " " and (text[end : end + 1] or ".") in " .,;:!?"
    return word.islower() and is_ordinary(word) and is_between and bool(_SPACED.search(text[:start]))


def is_ordinary(word: str) -> bool:
    """Tell whether a word is an ordinary one of English or Spanish."""
    return any(folded(word) in listed(name) for name in _ORDINARY)


def _is_month_of_a_date(words: tuple[str, ...], here: Beside) -> bool:
    is_month = len(words) == 1 and words[0] in months_in(LANGUAGES)
    return is_month and (here.before.isdecimal() or here.behind.isdecimal())


def _is_same(here: Beside, there: Beside, *, whole: bool) -> bool:
    """Tell whether words stand between the same words: on both sides, or on one, the other filled in or an end."""
    if whole:
        return here == there and here != _ALONE
    if here == there:
        return True
    is_numbered = there.behind == _OPEN and here.behind.isdecimal() and _EDGE in (here.before, there.before)
    if is_numbered:
        return True
    sides = [(here.before, there.before), (here.behind, there.behind)]
    if any(mine != its and its not in (_OPEN, _EDGE) for mine, its in sides):
        return False
    return any(mine == its and len(mine) >= _SHORTEST for mine, its in sides)


def _places_in(sentences: Iterable[tuple[str, ...]], words: tuple[str, ...]) -> Iterator[Beside]:
    for sentence in sentences:
        if words[0] not in sentence:
            continue
        for place in range(len(sentence) - len(words) + 1):
            if sentence[place : place + len(words)] == words:
                around = (_EDGE, *sentence, _EDGE)
                yield Beside(around[place], around[place + len(words) + 1])


@cache
def _sentences_of_the_program() -> tuple[tuple[str, ...], ...]:
    return tuple(dict.fromkeys(sentence for text in _texts_of_the_program() for sentence in _read(text)))


@lru_cache(maxsize=65536)
def _read(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of a text as a whole and by sentences and lines; what stands in braces may be filled in."""
    parts = dict.fromkeys((text, *_SENTENCE_OR_LINE.split(text)))
    braces = [_FILLED_IN.sub(_OPEN, part) for part in parts if "{" in part]
    return tuple(dict.fromkeys(_worded(part) for part in (*parts, *braces)))


def _worded(text: str) -> tuple[str, ...]:
    parts = text.casefold().split(_OPEN)
    words: list[str] = []
    for number, part in enumerate(parts):
        words += [_OPEN] * bool(number) + _WORD.findall(part)
    return tuple(words)


def _texts_of_the_program() -> Iterator[str]:
    """Yield the texts in the code of the package, its catalogues, those of the dictionary and of the policies."""
    for file in sorted(_PACKAGE.rglob("*.py")):
        if not file.relative_to(_PACKAGE).as_posix().startswith(_NO_SENTENCES):
            yield from _texts_in(ast.parse(file.read_text(encoding="utf-8")))
    for folder in (_PACKAGE / "reporting" / "catalogue", DICTIONARY_FOLDER, _POLICIES):
        for file in sorted(path for path in folder.rglob("*") if path.suffix in {".yml", ".csv"}):
            text = file.read_text(encoding="utf-8")
            yield from leaves(yaml.safe_load(text)) if file.suffix == ".yml" else text.splitlines()


def _texts_in(code: ast.AST) -> Iterator[str]:
    """Yield the strings in code but for docstrings; what is filled in stands as a mark."""
    for node in ast.iter_child_nodes(code):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else _OPEN for part in node.values)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and not isinstance(code, ast.JoinedStr):
            yield node.value
        yield from _texts_in(node)
