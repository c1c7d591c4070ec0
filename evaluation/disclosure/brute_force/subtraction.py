"""What released numbers leave of one another.

- *differences*: every number minus every number inside it, minus all numbers of a file that lie inside it, and all
  numbers of a file that cover it minus it;
- *equations*: every group (:mod:`evaluation.disclosure.brute_force.groups`) that all numbers together determine.
  Groups found to be empty are struck out, and the attack is repeated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.brute_force.determined import Answer, Determined
from evaluation.disclosure.brute_force.grid import grid_of
from evaluation.disclosure.brute_force.groups import TooFine, asked_of
from evaluation.disclosure.fact import Fact

MOST_SHOWN = 20

_Masks = Mapping[str, NDArray[np.bool_]]


@dataclass(frozen=True)
class Rest:
    """What is left of numbers, one or those of a family, without others inside them."""

    wholes: tuple[int, ...]
    parts: tuple[int, ...]
    value: int


class Subtraction:
    """The numbers of one measure, and what follows from them.

    Parameters
    ----------
    facts : sequence of Fact
        Exact numbers.
    hidden : range
        Numbers that must not be had.
    closed : mapping
        Dimensions that have these levels and no others.

    Attributes
    ----------
    n_groups : int
        Groups of cells whose count was asked for.
    is_contradictory : bool
        Whether no table at all has all numbers, as far as was asked.
    is_negative : bool
        Whether a group is determined to be fewer than nobody, as far as was asked.
    """

    def __init__(self, facts: Sequence[Fact], hidden: range, closed: Mapping[str, frozenset[str]]) -> None:
        self.facts, self.hidden = facts, hidden
        self.values = np.array([fact.value for fact in facts], dtype=float)
        self.grid = grid_of(facts, closed)
        self.n_groups, self.is_contradictory, self.is_negative = 0, False, False

    @cached_property
    def ways(self) -> list[str]:
        """What follows by subtraction, or by all numbers together where nothing does, in words."""
        return self.differences() or self.equations()

    def differences(self) -> list[str]:
        """Return in words what two or more numbers leave that must stay hidden."""
        return [self.words(each) for each in self.rests]

    def contradicted(self) -> list[tuple[int, int] | None]:
        """Return the days of numbers that leave less than nothing of others: they count other data."""
        found = [each for each in self.rests if each.value < 0]
        return list(dict.fromkeys(self.facts[at].days for each in found for at in (*each.wholes, *each.parts)))

    @cached_property
    def rests(self) -> list[Rest]:
        """What numbers leave of others that must stay hidden, or less than nothing."""
        n = len(self.facts)
        apart, outside = np.zeros((n, n), dtype=bool), np.zeros((n, n), dtype=bool)
        for mask in self.grid.masks.values():
            number = mask.astype(np.float32)
            apart |= number @ number.T == 0
            outside |= (1 - number) @ number.T > 0
        inside = ~outside & ~np.eye(n, dtype=bool)
        found = []
        rest = self.values[:, None] - self.values[None, :]
        for whole, part in np.argwhere(inside & self._is_bad(rest)):
            found.append(Rest((whole,), (part,), int(rest[whole, part])))
        families: dict[str, list[int]] = {}
        for index, fact in enumerate(self.facts):
            families.setdefault(fact.family, []).append(index)
        volume = np.prod([mask.sum(axis=1).astype(float) for mask in self.grid.masks.values()], axis=0)
        for members in map(np.array, families.values()):
            if members.size < 2 or not (apart[np.ix_(members, members)] | np.eye(members.size, dtype=bool)).all():
                continue
            parts = inside[:, members]
            left = self.values - parts @ self.values[members]
            for whole in np.flatnonzero((parts.sum(axis=1) > 1) & self._is_bad(left)):
                found.append(Rest((whole,), tuple(members[parts[whole]]), int(left[whole])))
            touching = ~apart[:, members]
            shared = _shared_volume(self.grid.masks, members)
            more = touching @ self.values[members] - self.values
            covered = np.isclose((shared * touching).sum(axis=1), volume) & (touching.sum(axis=1) > 1)
            for part in np.flatnonzero(covered & self._is_bad(more)):
                found.append(Rest(tuple(members[touching[part]]), (part,), int(more[part])))
        return found

    def equations(self, out: Determined | None = None) -> list[str]:
        """Return in words the groups whose hidden number all numbers together determine.

        Parameters
        ----------
        out : Determined, optional
            Numbers on the same grid that are public anyhow: what they determine by themselves is not found again.
        """
        try:
            asked = asked_of(self.grid)
        except TooFine as error:
            return [f"{self.facts[0].measure} cannot be checked: {error}"]
        self.n_groups = sum(each.n for each in asked)
        solved = Determined(self.grid, range(len(self.facts)), self.values)
        while True:
            found: list[str] = []
            empty = np.zeros(self.grid.shape, dtype=bool)
            for answer in solved.answers(asked):
                known = answer.is_known & ~answer.is_empty
                self.is_negative |= bool((known & (answer.value < 0)).any())
                bad = known & np.isin(answer.value, self.hidden)
                if out and bad.any():
                    before = out.answer(answer.asked)
                    bad &= ~(before.is_known & (before.value == answer.value))
                words = (self._group_words(answer, place) for place in np.argwhere(bad)[:MOST_SHOWN])
                found = list(dict.fromkeys([*found, *words]))[:MOST_SHOWN]
                empty |= solved.cells_of_nobody(answer)
            self.is_contradictory = solved.is_contradictory
            if found or not solved.strike(empty):
                return found

    def words(self, rest: Rest) -> str:
        """Return what is left of numbers in words."""
        wholes, parts = (self._several(each) for each in (rest.wholes, rest.parts))
        return f"{wholes} minus {parts} leaves {rest.value}"

    def _is_bad(self, rest: NDArray[np.float64]) -> NDArray[np.bool_]:
        return (rest < 0) | np.isin(rest, self.hidden)

    def _several(self, members: Sequence[int]) -> str:
        words = " and ".join(self.facts[each].words for each in members[:4])
        words += f" and {len(members) - 4} more" if len(members) > 4 else ""
        return words + (f" (together {int(self.values[list(members)].sum())})" if len(members) > 1 else "")

    def _group_words(self, answer: Answer, place: NDArray[np.intp]) -> str:
        whom = self.grid.words(answer.group(place))
        return f"the released numbers together determine {self.facts[0].measure}, {whom}: {int(answer.value[*place])}"


def _shared_volume(masks: _Masks, members: NDArray[np.int64]) -> NDArray[np.float64]:
    shared = 1.0
    for mask in masks.values():
        number = mask.astype(float)
        shared = shared * (number @ number[members].T)
    return shared
