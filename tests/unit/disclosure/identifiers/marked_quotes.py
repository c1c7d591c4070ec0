"""Quotes with their identifiers marked, and how well identifiers are found in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from evaluation.disclosure.identifiers import Identifier

_WORD = re.compile(r"(?<!['’])\b\w+")
_MARKED = re.compile(r"\{(\w+):([^}]*)\}")


@dataclass(frozen=True)
class MarkedQuote:
    text: str
    planted: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True)
class Measured:
    """Counts behind recall by class and over-redaction; ``missed`` and ``wrong`` are for the reader of a failure."""

    planted: Counter[str]
    found: Counter[str]
    clean_quotes: int
    touched: int
    clean_words: int
    words_redacted: int
    missed: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def recall(self) -> float:
        return self.found.total() / self.planted.total()

    @property
    def clean_quotes_touched(self) -> float:
        return self.touched / self.clean_quotes

    @property
    def clean_words_redacted(self) -> float:
        return self.words_redacted / self.clean_words


def read_quotes(path: Path) -> list[MarkedQuote]:
    return [marked(line) for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]


def marked(line: str) -> MarkedQuote:
    text, planted, here = "", [], 0
    for each in _MARKED.finditer(line):
        text += line[here : each.start()]
        planted.append((len(text), len(text) + len(each[2]), each[1]))
        text += each[2]
        here = each.end()
    return MarkedQuote(text + line[here:], tuple(planted))


def measured(quotes: Iterable[MarkedQuote], find: Callable[[str], Iterable[Identifier]]) -> Measured:
    """An identifier is found where every word of it is redacted; a clean word stands outside all planted spans."""
    planted, found, missed, wrong = Counter(), Counter(), [], []
    clean_quotes = touched = clean_words = words_redacted = 0
    for quote in quotes:
        spans = [(each.start, each.end) for each in find(quote.text)]
        for start, end, kind in quote.planted:
            planted[kind] += 1
            words = [(start + each.start(), start + each.end()) for each in _WORD.finditer(quote.text[start:end])]
            if all(any(first <= left and right <= last for first, last in spans) for left, right in words):
                found[kind] += 1
            else:
                missed.append(f"{kind}: {quote.text[start:end]} | {quote.text}")
        if not quote.planted:
            clean_quotes += 1
            touched += bool(spans)
        for each in _WORD.finditer(quote.text):
            if any(start < each.end() and each.start() < end for start, end, _ in quote.planted):
                continue
            clean_words += 1
            if any(first < each.end() and each.start() < last for first, last in spans):
                words_redacted += 1
                wrong.append(f"{each[0]} | {quote.text}")
    return Measured(planted, found, clean_quotes, touched, clean_words, words_redacted, tuple(missed), tuple(wrong))
