"""Simulated interviews, and how two simulated coders marked them.

First it is drawn which answers hold which theme, then the words are laid down to say so, then each coder
reads: a theme that is there is noticed with the coder's sensitivity, one that is not is seen with the coder's
false-positive probability, and the spans that the coders mark differ a little.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

from evaluation.data.demo import world
from evaluation.data.demo.design import LIVED_ROLES, Coder

HEADER = "SYNTHETIC INTERVIEW {number:02d}. Made by a computer; nobody said any of this."
SEPARATOR = "\n\n"
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A stretch of text that a coder gave a code: code points, 0-based, end exclusive."""

    coder: str
    theme: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Passage:
    """The stretch of an answer that was planted to speak of a theme; positions as in :class:`Mark`."""

    answer: int
    theme: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Interview:
    """One interview with everything that is known about it: what was planted, and what the coders marked."""

    name: str
    role: str
    community: str
    consent: str
    held_on: str
    text: str
    passages: tuple[Passage, ...]
    coders: tuple[str, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class _Answer:
    """Sentences of an answer, joined by one space, and the run of sentences that belongs to each theme."""

    question: str
    sentences: tuple[str, ...]
    runs: dict[str, tuple[int, int]]

    @property
    def text(self) -> str:
        return " ".join((self.question, *self.sentences))

    def span(self, first: int, stop: int) -> tuple[int, int]:
        """Return the positions of sentences ``first`` to before ``stop`` in :attr:`text`."""
        parts = (self.question, *self.sentences)
        start = sum(len(part) + 1 for part in parts[: first + 1])
        return start, start + len(" ".join(self.sentences[first:stop]))


class _Decks:
    """Templates that are dealt like cards, so that none comes twice before all have come once."""

    def __init__(self, rng: np.random.Generator) -> None:
        voices = yaml.load(Path(__file__).with_name("voices.yml").read_text(encoding="utf-8"), yaml.CSafeLoader)
        self._rng = rng
        self._slots: dict[str, list[str]] = voices["slots"]
        self._templates: dict[tuple[str, str], list[str]] = {
            (name, voice): lines
            for name, by_voice in {"": voices["plain"], **voices["themes"]}.items()
            for voice, lines in by_voice.items()
        }
        self.questions: list[str] = voices["questions"]
        self._dealt: dict[tuple[str, str], list[str]] = {}

    def deal(self, theme: str, voice: str) -> str:
        """Return a sentence about a theme, or about nothing in particular when the theme is blank."""
        deck = self._dealt.setdefault((theme, voice), [])
        if not deck:
            templates = self._templates[theme, voice]
            deck += [templates[card] for card in self._rng.permutation(len(templates))]
        return self._fill(deck.pop())

    def _fill(self, template: str) -> str:
        chosen: dict[str, str] = {}
        for slot in _SLOT.findall(template):
            options = self._slots[slot]
            chosen.setdefault(slot, options[int(self._rng.integers(len(options)))])
        sentence = _SLOT.sub(lambda match: chosen[match[1]], template)
        return sentence[0].upper() + sentence[1:]


def simulate_interviews(rng: np.random.Generator) -> tuple[Interview, ...]:
    """Return the interviews in the order of their numbers."""
    decks = _Decks(rng)
    plan = [
        (role, count >= world.CODED_ONCE.get(role, 0))
        for role, total in world.INTERVIEWED.items()
        for count in range(total)
    ]
    without_consent = set(rng.choice(len(plan), size=3, replace=False).tolist())
    interviews = []
    for number, place in enumerate(rng.permutation(len(plan)), start=1):
        role, both = plan[place]
        answers = _answers(rng, decks, role)
        header = HEADER.format(number=number)
        text = SEPARATOR.join([header, *(answer.text for answer in answers)])
        coders = world.CODERS if both else world.CODERS[:1]
        interviews.append(
            Interview(
                name=f"Synthetic interview {number:02d}",
                role=role,
                community=world.COMMUNITIES[number % len(world.COMMUNITIES)].key,
                consent="no" if place in without_consent else "yes",
                held_on=str(world.FIRST_INTERVIEW + (number - 1) * world.BETWEEN_INTERVIEWS),
                text=text,
                passages=_passages(answers, len(header)),
                coders=tuple(coder.name for coder in coders),
                marks=tuple(mark for coder in coders for mark in _read(rng, coder, answers, len(header))),
            )
        )
    return tuple(interviews)


def _answers(rng: np.random.Generator, decks: _Decks, role: str) -> tuple[tuple[tuple[int, str], ...], list[_Answer]]:
    """Plant themes in answers and find the words for them."""
    voice = "lived" if role in LIVED_ROLES else "service"
    truth = world.INTERVIEWS
    n_answers = int(rng.integers(truth.fewest_answers, truth.most_answers + 1))
    planted: list[list[str]] = [[] for _ in range(n_answers)]
    for theme in world.THEMES:
        if rng.random() < theme.prevalence(role):
            n_holding = 1 + int(rng.binomial(truth.more_answers, truth.more_share))
            for answer in sorted(rng.choice(n_answers, size=n_holding, replace=False).tolist()):
                planted[answer].append(theme.name)
    questions = [decks.questions[card] for card in rng.permutation(len(decks.questions))]
    answers = []
    for number, themes in enumerate(planted):
        sentences = [decks.deal("", voice) for _ in range(1 if themes else 2)]
        runs = {}
        for theme in themes:
            first = len(sentences)
            sentences += [decks.deal(theme, voice) for _ in range(1 + int(rng.random() < 0.35))]
            runs[theme] = (first, len(sentences))
        sentences += [decks.deal("", voice) for _ in range(int(rng.integers(0, 2)))]
        answers.append(_Answer(f"[{questions[number]}]", tuple(sentences), runs))
    return answers


def _passages(answers: list[_Answer], offset: int) -> tuple[Passage, ...]:
    found = []
    for number, answer in enumerate(answers):
        offset += len(SEPARATOR)
        for theme, run in answer.runs.items():
            start, end = answer.span(*run)
            found.append(Passage(answer=number, theme=theme, start=offset + start, end=offset + end))
        offset += len(answer.text)
    return tuple(found)


def _read(rng: np.random.Generator, coder: Coder, answers: list[_Answer], offset: int) -> list[Mark]:
    """Return what a coder marks in the answers of one interview, in the order of the text."""
    marks = []
    for answer in answers:
        offset += len(SEPARATOR)
        for theme in world.THEMES:
            holds = theme.name in answer.runs
            if rng.random() < coder.chance_of(theme.name, holds=holds):
                start, end = answer.span(*_extent(rng, answer, theme.name))
                marks.append(Mark(coder=coder.name, theme=theme.name, start=offset + start, end=offset + end))
        offset += len(answer.text)
    return marks


def _extent(rng: np.random.Generator, answer: _Answer, theme: str) -> tuple[int, int]:
    """Return the sentences that a coder marks: the theme's own, sometimes one more; any one if it is not there."""
    if theme not in answer.runs:
        first = int(rng.integers(len(answer.sentences)))
        return first, first + 1
    first, stop = answer.runs[theme]
    chance = rng.random()
    if chance < 0.12:
        return first - 1, stop
    if chance < 0.24:
        return first, min(stop + 1, len(answer.sentences))
    return first, stop
