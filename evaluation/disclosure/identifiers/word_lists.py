"""The lists of words that stand beside this module, each with its source in its first lines."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

_SECTION = re.compile(r"^\[(\w+)\][^\n]*\n", re.MULTILINE)
_IN_SECTIONS = ("surroundings", "phrases", "patterns", "verb_forms_en")


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """Return a text in lower case and without accents."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))


@cache
def listed(name: str) -> frozenset[str]:
    """Return the folded words of a list, or of a section of the lists of words of grammar and of phrases."""
    return frozenset(word for line in lines_of(name) for word in line.split())


@cache
def lines_of(name: str) -> tuple[str, ...]:
    """Return the folded lines of a list or a section of one."""
    text = _sections()[name] if name in _sections() else _read(name)
    return tuple(folded(line) for line in text.splitlines() if line and not line.startswith("#"))


@cache
def alternatives(name: str) -> str:
    """Return a pattern of the phrases of a list, one a line or parted by commas, the longest first; not grouped."""
    phrases = (phrase.strip() for line in lines_of(name) for phrase in line.split(","))
    return "|".join(sorted(map(re.escape, filter(None, phrases)), key=lambda each: (-len(each), each))).replace(
        "\\ ", " "
    )


@cache
def _sections() -> dict[str, str]:
    sections: dict[str, str] = {}
    for name in _IN_SECTIONS:
        _, *parts = _SECTION.split(_read(name))
        sections |= dict(zip(parts[::2], parts[1::2], strict=True))
    return sections


def _read(name: str) -> str:
    return (files("evaluation.disclosure.identifiers") / "lists" / f"{name}.txt").read_text(encoding="utf-8")
