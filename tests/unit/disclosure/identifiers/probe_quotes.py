"""Quotes that probe the recognisers, written apart from the planted sets: how one thing is said in many ways.

A line is a quote; ``[a|b]`` draws one, and ``{kind:words}`` marks an identifier. The recognisers were changed for
every second line; what they missed in the others was read once that had been measured, and they were changed for it.
"""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

from tests.unit.disclosure.identifiers.marked_quotes import MarkedQuote, marked
from tests.unit.disclosure.planted_quotes.quotes import unaccented

LANGUAGES = ("en", "es")
HALVES = ("seen", "unseen")
_FOLDER = Path(__file__).parent / "probes"
_DRAWN = re.compile(r"\[([^][]*)\]")
_LOOSE = re.compile(r"[.,;:!?¿¡\"«»](?=\s|$)|(?:(?<=\s)|(?<=^))[\"¿¡«]")
_ARTICLE = re.compile(r"(?:the|on|in|el|la|los|las|uncle|pops)\s+(?=\S)", re.IGNORECASE)
_SEED = 7
_WRITTEN = ("as it is", "as it is", "lower case", "no accents", "no marks")


def probes(language: str, half: str, *, planted: bool, draws: int = 2) -> list[MarkedQuote]:
    """Return the quotes of one half of the lines of a language, each drawn so many times and written in some way."""
    text = (_FOLDER / f"{'planted' if planted else 'clean'}_{language}.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and line[0] != "#"]
    random = Random(f"{_SEED} {language} {half} {planted}")
    return [
        _without_articles(
            marked(_written(_DRAWN.sub(lambda found: random.choice(found[1].split("|")), line), random))
        )
        for line in lines[HALVES.index(half) :: 2]
        for _ in range(draws)
    ]


def _written(line: str, random: Random) -> str:
    way = random.choice(_WRITTEN)
    if way == "lower case":
        return line.lower()
    if way == "no accents":
        return "".join(map(unaccented, line))
    if way == "no marks":
        return _LOOSE.sub("", line)
    return line


def _without_articles(quote: MarkedQuote) -> MarkedQuote:
    """Return a quote whose identifiers begin after an article or a title."""
    spans = []
    for start, end, kind in quote.planted:
        article = _ARTICLE.match(quote.text, start, end)
        spans.append((article.end() if article else start, end, kind))
    return MarkedQuote(quote.text, tuple(spans))
