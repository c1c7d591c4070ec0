"""Quotes as service users and frontline workers speak, with planted identifiers. All of them are synthetic.

Half of the quotes have one to three identifiers; the other half have none, and are full of what looks like one. No
two sets share a name, place, facility or sentence. The recognisers were changed for ``development`` and, each after
it was used once, for ``held_out`` and ``unread``; ``fourth`` was used once too and is open. Nobody who works on the
recognisers reads ``fifth``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from .grammar import (
    LANGUAGES,
    PLANTING,
    Decks,
    Grammar,
    Letter,
    load_grammar,
    n_planted,
    n_sentences,
    spoken,
)

SEEDS = {"development": 20_261, "held_out": 20_262, "unread": 20_263, "fourth": 20_264, "fifth": 20_265}
N_QUOTES = 1500
SHARE_SPANISH = 0.4
MOST_SENTENCES = 5
SENTENCES_OF_A_FRAME = 2
STYLES = {"lower case": 0.25, "no punctuation": 0.1, "no accents": 0.25, "two languages": 0.05, "quote inside": 0.1}
HESITANT = 0.4
_KIND_DECK = ("person", "place", "facility", "date") * 3 + ("address", "phone", "contact", "age", "record") * 2
_PUNCTUATION = r"[.,;:!?¿¡\"«»“”…]+"
_LOOSE = re.compile(rf"{_PUNCTUATION}(?=\s|$)|(?:(?<=\s)|^){_PUNCTUATION}")
_CAPITAL_STAYS = re.compile(r"(I|Medicaid|God|Lord|Section|HIV|English|Dios|Christian)\b")


@dataclass(frozen=True)
class PlantedIdentifier:
    """Where an identifier stands; the outer span adds what may be hidden with it, such as a title."""

    kind: str
    form: str
    language: str
    start: int
    end: int
    outer_start: int
    outer_end: int


@dataclass(frozen=True)
class Quote:
    """A synthetic quote, its main language, what was planted, and how it was written down."""

    text: str
    language: str
    planted: tuple[PlantedIdentifier, ...]
    styles: frozenset[str]


def make_quotes(name: str, *, n: int = N_QUOTES) -> tuple[Quote, ...]:
    """Return the first ``n`` quotes of the set ``name``, a key of ``SEEDS``; the same on every call.

    Raises
    ------
    KeyError
        If there is no such set.
    """
    random = Random(SEEDS[name])
    n_spanish = round(N_QUOTES * SHARE_SPANISH)
    plan = [
        (language, number % 2 == 0)
        for language, count in (("en", N_QUOTES - n_spanish), ("es", n_spanish))
        for number in range(count)
    ]
    random.shuffle(plan)
    styled = {style: set(random.sample(range(N_QUOTES), round(share * N_QUOTES))) for style, share in STYLES.items()}
    speaker = _Speaker(name, random)
    return tuple(
        speaker.quote(
            language, with_identifiers, frozenset(style for style, quotes in styled.items() if number in quotes)
        )
        for number, (language, with_identifiers) in enumerate(plan[:n])
    )


class _Speaker:
    def __init__(self, name: str, random: Random) -> None:
        self._random = random
        self._decks = Decks(random)
        self._grammars = {language: load_grammar(name, language) for language in LANGUAGES}

    def quote(self, language: str, with_identifiers: bool, styles: frozenset[str]) -> Quote:
        sentences = self._sentences(
            language,
            with_identifiers,
            mixed="two languages" in styles,
            most=MOST_SENTENCES - SENTENCES_OF_A_FRAME * ("quote inside" in styles),
        )
        letters: list[Letter] = []
        framed = self._random.randrange(len(sentences)) if "quote inside" in styles else None
        hesitant = self._random.random() < HESITANT
        for number, (template, grammar) in enumerate(sentences):
            said = spoken(template, grammar, self._decks)
            said = self._started(said, grammar)
            said = self._hesitant(said, grammar) if hesitant else said
            said = self._framed(said, grammar) if number == framed else self._trailing(said)
            letters += ([Letter(" ")] if letters else []) + said
        return _written(letters, language, styles)

    def _sentences(
        self, language: str, with_identifiers: bool, *, mixed: bool, most: int
    ) -> list[tuple[str, Grammar]]:
        chosen: list[tuple[str, Grammar]] = []
        other = LANGUAGES[1 - LANGUAGES.index(language)]
        wanted = self._random.choices((1, 2, 3), (45, 35, 20))[0] if with_identifiers else 0
        while wanted:
            grammar = self._grammars[other if mixed and chosen else language]
            template = self._planted(grammar, wanted)
            if (template, grammar) in chosen:
                continue
            wanted -= n_planted(template)
            chosen.append((template, grammar))
        n_clean = self._random.choices((0, 1, 2), (35, 40, 25))[0] + (not with_identifiers)
        spoken_in = [language] * n_clean + [other] * mixed
        chosen += [(self._decks.draw(self._grammars[each].clean), self._grammars[each]) for each in spoken_in]
        while len(chosen) > 1 + mixed and sum(n_sentences(template) for template, _ in chosen) > most:
            chosen.pop(-2 if mixed else -1)
        self._random.shuffle(chosen)
        return chosen

    def _planted(self, grammar: Grammar, wanted: int) -> str:
        kind = self._decks.draw(_KIND_DECK)
        fitting = tuple(
            template
            for template in grammar.planted
            if PLANTING.search(template)[1].startswith(kind) and n_planted(template) <= wanted
        )
        return self._decks.draw(fitting)

    def _started(self, said: list[Letter], grammar: Grammar) -> list[Letter]:
        text = "".join(each.character for each in said)
        if self._random.random() >= 0.15 or said[0].planting or not text[0].isalpha():
            return said
        first = said[0] if _CAPITAL_STAYS.match(text) else replace(said[0], character=said[0].character.lower())
        return [*map(Letter, f"{self._random.choice(grammar.starts)} "), first, *said[1:]]

    def _hesitant(self, said: list[Letter], grammar: Grammar) -> list[Letter]:
        gaps = [at for at, each in enumerate(said) if each.character == " " and not each.planting and at]
        for at in sorted(self._random.sample(gaps, min(len(gaps), self._random.choice((1, 1, 2)))), reverse=True):
            word = "".join(each.character for each in said[:at]).rpartition(" ")[2]
            if word.isalpha() and len(word) < 4 and not said[at - 1].planting and self._random.random() < 0.5:
                filler = f" {word if word == 'I' else word.lower()}"
            else:
                filler = f"{',' if word[-1].isalnum() else ''} {self._random.choice(grammar.hesitations)},"
            said = [*said[:at], *map(Letter, filler), *said[at:]]
        return said

    def _framed(self, said: list[Letter], grammar: Grammar) -> list[Letter]:
        before, _, after = self._decks.draw(grammar.frames).partition("{quoted}")
        inner = [replace(each, character="'") if each.character == '"' else each for each in said]
        return [*map(Letter, before), *inner, *map(Letter, after)]

    def _trailing(self, said: list[Letter]) -> list[Letter]:
        if said[-1].character == "." and not said[-1].planting and self._random.random() < 0.07:
            return [*said[:-1], Letter("…")]
        return said


def _written(letters: list[Letter], language: str, styles: frozenset[str]) -> Quote:
    if "lower case" in styles:
        letters = [Letter(each.character.lower(), each.planting, each.core) for each in letters]
    if "no accents" in styles:
        letters = [Letter(unaccented(each.character), each.planting, each.core) for each in letters]
    if "no punctuation" in styles:
        text = "".join(each.character for each in letters)
        loose = {at for found in _LOOSE.finditer(text) for at in range(*found.span())}
        letters = [each for at, each in enumerate(letters) if at not in loose]
    text = "".join(each.character for each in letters)
    return Quote(text=text, language=language, planted=tuple(_spans(letters)), styles=styles)


@cache
def unaccented(character: str) -> str:
    """Return a letter without its accent."""
    return unicodedata.normalize("NFD", character)[0]


def _spans(letters: list[Letter]) -> Iterator[PlantedIdentifier]:
    plantings = dict.fromkeys(each.planting for each in letters if each.planting)
    for planting in plantings:
        outer = [at for at, each in enumerate(letters) if each.planting is planting]
        core = [at for at in outer if letters[at].core]
        yield PlantedIdentifier(
            kind=planting.kind,
            form=planting.form,
            language=planting.language,
            start=core[0],
            end=core[-1] + 1,
            outer_start=outer[0],
            outer_end=outer[-1] + 1,
        )
