"""The lists of words that stand beside this module, each with its source in its first lines."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from evaluation.disclosure.identifiers.words import folded

_SECTION = re.compile(r"^\[(\w+)\][^\n]*\n", re.MULTILINE)


@cache
def listed(name: str) -> frozenset[str]:
    """Return the folded words of a list, or of a section of the list of words of grammar."""
    return _sections()[name] if name in _sections() else _words(_read(name))


@cache
def _sections() -> dict[str, frozenset[str]]:
    _, *parts = _SECTION.split(_read("surroundings"))
    return {name: _words(words) for name, words in zip(parts[::2], parts[1::2], strict=True)}


def _read(name: str) -> str:
    return (files("evaluation.disclosure.identifiers") / "lists" / f"{name}.txt").read_text(encoding="utf-8")


def _words(text: str) -> frozenset[str]:
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(folded(word) for line in lines for word in line.split())
