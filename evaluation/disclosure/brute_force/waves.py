"""Interviews are mostly added: whoever was interviewed by an earlier publication is counted by every later one, too.

So numbers of several publications are those of one world, in which each person was first counted by one of them, and
the people who are new in a group follow from them. Where somebody withdrew, numbers contradict that, and
publications are left out from the oldest one on until they do not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from evaluation.disclosure.brute_force.determined import Determined
from evaluation.disclosure.brute_force.grid import WAVE
from evaluation.disclosure.brute_force.groups import TooFine, asked_of
from evaluation.disclosure.brute_force.subtraction import MOST_SHOWN, Rest, Subtraction
from evaluation.disclosure.fact import Fact


def few_who_are_new(
    now: Sequence[Fact],
    earlier: Mapping[str, Sequence[Fact]],
    hidden: range,
    closed: Mapping[str, frozenset[str]],
) -> tuple[list[str], int]:
    """Return in words the groups of few people that follow if people are only added, and how many were asked for.

    Parameters
    ----------
    now, earlier, hidden, closed
        As in :func:`evaluation.disclosure.brute_force.net_changes.net_changes`.
    """
    told = {words: facts for words, facts in earlier.items() if facts}
    while now and told:
        growing = _Growing(now, told, hidden, closed)
        found = growing.found()
        if not growing.is_contradicted:
            return found, growing.together.n_groups
        del told[next(iter(told))]
    return [], 0


class _Growing:
    """Publications each of which counts everybody whom those before it count."""

    def __init__(
        self,
        now: Sequence[Fact],
        earlier: Mapping[str, Sequence[Fact]],
        hidden: range,
        closed: Mapping[str, frozenset[str]],
    ) -> None:
        waves = [f"{number:04d} ({words})" for number, words in enumerate([*earlier, "this release"], start=1)]
        facts = [
            replace(
                fact,
                groups={**fact.groups, WAVE: frozenset(waves[:n])},
                words=f"{fact.words}, by {waves[n - 1]}",
                family=f"{fact.family}, by {waves[n - 1]}",
            )
            for n, told in enumerate([*earlier.values(), now], start=1)
            for fact in told
        ]
        self.n_old = len(facts) - len(now)
        self.together = Subtraction(facts, hidden, {**closed, WAVE: frozenset(waves)})
        newest = [waves[-1] in made_of for made_of in self.together.grid.named[WAVE]]
        at = list(self.together.grid.masks).index(WAVE)
        empty = np.zeros(self.together.grid.shape, dtype=bool)
        np.moveaxis(empty, at, 0)[newest] = True
        self.out = Determined(self.together.grid, range(self.n_old), self.together.values, empty)

    @property
    def is_contradicted(self) -> bool:
        """Whether people cannot only have been added."""
        one = self.together
        return one.is_contradictory or one.is_negative or any(rest.value < 0 for rest in one.rests)

    def found(self) -> list[str]:
        """Return in words what was not out before."""
        rests = [rest for rest in self.together.rests if rest.value >= 0 and not self._is_out(rest)]
        try:
            self.out.settle(asked_of(self.together.grid))
        except TooFine:
            return self.together.equations()
        ways = self.together.equations(self.out)
        return [*map(self.together.words, rests[:MOST_SHOWN]), *ways][:MOST_SHOWN]

    def _is_out(self, rest: Rest) -> bool:
        grid = self.together.grid
        weights = np.zeros(grid.shape)
        for sign, numbers in ((1, rest.wholes), (-1, rest.parts)):
            for number in numbers:
                weights[grid.box(number)] += sign
        is_known, value = self.out.sees(weights)
        return is_known and value == rest.value
