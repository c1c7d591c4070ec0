"""Grammars of spoken sentences: lists of words, forms of identifiers, and sentences with slots.

A sentence or form is read from left to right: ``{word}`` draws from the list or forms of that name, ``[a|b]`` draws
one of the two, ``#`` is a digit, ``%`` a digit from 2 to 9, ``&`` a capital letter. ``{person.full}`` plants an
identifier of the kind ``person`` in the form ``person.full``; ``<...>`` in a form is what has to be hidden, and where
there is none all of it has to. What stands around ("Dr.", "years old") may be hidden too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import yaml

LANGUAGES = ("en", "es")
KINDS = ("person", "place", "address", "phone", "contact", "date", "age", "facility", "record")
PLANTING = re.compile(r"\{((?:" + "|".join(KINDS) + r")\.\w+)\}")
SENTENCE_END = re.compile(r"[.!?…]+[\"»]?(?=\s|$)")
_FOLDER = Path(__file__).parent
_READ = re.compile(r"\{(?P<slot>[\w.]+)\}|\[(?P<choice>[^][]*)\]|(?P<drawn>[#%&])|(?P<mark>[<>])")
_DRAWN = {"#": "0123456789", "%": "23456789", "&": "ABCDEFGHJKLMNPRSTUVWXYZ"}


@dataclass(frozen=True)
class Grammar:
    """What one language of one set is made of; ``rules`` holds words and forms by their name."""

    language: str
    rules: dict[str, tuple[str, ...]]
    planted: tuple[str, ...]
    clean: tuple[str, ...]
    frames: tuple[str, ...]
    hesitations: tuple[str, ...]
    starts: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Planting:
    """One identifier planted in a sentence."""

    kind: str
    form: str
    language: str


@dataclass(frozen=True)
class Letter:
    """A character, the identifier it stands in or beside, and whether it has to be hidden."""

    character: str
    planting: Planting | None = None
    core: bool = False


class Decks:
    """Draws that use up a list before anything of it comes again."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._left: dict[tuple[str, ...], list[str]] = {}

    def draw(self, among: Sequence[str]) -> str:
        left = self._left.setdefault(tuple(among), [])
        if not left:
            left.extend(among)
            self.random.shuffle(left)
        return left.pop()


@cache
def load_grammar(name: str, language: str) -> Grammar:
    """Return one language of the set ``name``, the folder it stands in."""
    closed = _read(_FOLDER / "closed" / f"{language}.yml")
    names = _read(_FOLDER / name / "names.yml")
    spoken = _read(_FOLDER / name / f"{language}.yml")
    rules = {rule: _listed(words) for part in (closed, names) for rule, words in part["words"].items()}
    rules |= {form: _lines(text) for form, text in spoken["forms"].items()}
    return Grammar(
        language=language,
        rules=rules,
        planted=_lines(spoken["planted"]),
        clean=_lines(spoken["clean"]),
        frames=_lines(spoken["frames"]),
        hesitations=_listed(spoken["hesitations"]),
        starts=_listed(spoken["starts"]),
    )


def identifying_words(name: str) -> dict[str, tuple[str, ...]]:
    """Return the lists of names, places and facilities of a set."""
    return {rule: _listed(words) for rule, words in _read(_FOLDER / name / "names.yml")["words"].items()}


def spoken(template: str, grammar: Grammar, decks: Decks) -> list[Letter]:
    """Return the letters of a sentence, its slots filled.

    Raises
    ------
    KeyError
        If a slot names no list of words and no form.
    """
    return _filled(template, grammar=grammar, decks=decks, planting=None, core=False)


def n_planted(template: str) -> int:
    """Return how many identifiers a sentence plants."""
    return len(PLANTING.findall(template))


def n_sentences(template: str) -> int:
    """Return how many sentences stand in a template."""
    return max(1, len(SENTENCE_END.findall(template)))


def _filled(template: str, *, grammar: Grammar, decks: Decks, planting: Planting | None, core: bool) -> list[Letter]:
    letters: list[Letter] = []
    at = 0
    for found in _READ.finditer(template):
        letters += [Letter(each, planting, core) for each in template[at : found.start()]]
        at = found.end()
        if slot := found["slot"]:
            letters += _slot(slot, grammar=grammar, decks=decks, planting=planting, core=core)
        elif found["choice"] is not None:
            choice = decks.random.choice(found["choice"].split("|"))
            letters += _filled(choice, grammar=grammar, decks=decks, planting=planting, core=core)
        elif found["drawn"]:
            letters.append(Letter(decks.random.choice(_DRAWN[found["drawn"]]), planting, core))
        else:
            core = found["mark"] == "<"
    return letters + [Letter(each, planting, core) for each in template[at:]]


def _slot(slot: str, *, grammar: Grammar, decks: Decks, planting: Planting | None, core: bool) -> list[Letter]:
    drawn = decks.draw(grammar.rules[slot])
    if "." in slot:
        planting = Planting(kind=slot.partition(".")[0], form=slot, language=grammar.language)
        core = "<" not in drawn
    return _filled(drawn, grammar=grammar, decks=decks, planting=planting, core=core)


def _read(path: Path) -> dict[str, dict[str, str]]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(str(text).split(", "))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
