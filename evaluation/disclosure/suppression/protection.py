"""The attacker's problem: how far a hidden number can move while everything that is shown stays as it is.

A small number is protected where one table that agrees with everything shown has it at the threshold or above, and
another has it at one. Zeros are shown, so an attacker knows that a hidden number is one or more. Where there is no
such table, the dual of the linear program is a *capacity cut*: an inequality that holds for every pattern that
protects the number, and not for this one (Fischetti & Salazar-Gonzalez, Management Science 47, 2001).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.suppression.programs import LinearPrograms, Solution, Unsolved
from evaluation.disclosure.suppression.system import ContradictoryCounts, LinkedSystem

LEAST = 1.0
_TOLERANCE = 1e-6

Lower = Literal["one", "reachable"]


@dataclass(frozen=True)
class Requirement:
    """One of the two tables that a small number needs.

    Parameters
    ----------
    number : int
    target : float
        What the number must be able to reach.
    amount : float
        How far that is from its value; negative downwards, never 0.
    """

    number: int
    target: float
    amount: float


@dataclass(frozen=True, eq=False)
class Witness:
    """A table that agrees with everything that is shown.

    Parameters
    ----------
    numbers : ndarray of float, shape (m,)
    moved : ndarray of bool, shape (m,)
        Which numbers differ from the truth: those that must be hidden for this table to be possible.
    """

    numbers: NDArray[np.float64]
    moved: NDArray[np.bool_]

    def meets(self, requirement: Requirement) -> bool:
        """Whether the number reaches what it must."""
        beyond = self.numbers[requirement.number] - requirement.target
        return bool(beyond >= -_TOLERANCE if requirement.amount > 0 else beyond <= _TOLERANCE)


@dataclass(frozen=True, eq=False)
class Cut:
    """An inequality ``coefficients @ hidden >= amount`` of every pattern that protects all small numbers."""

    coefficients: NDArray[np.float64]
    amount: float


class Attacker:
    """Linear programs over a linked system, in changes of a table that agrees with all numbers.

    Every atom and every number is a change upwards minus one downwards, so that no change at all is where the solver
    starts from.

    Parameters
    ----------
    system : LinkedSystem
    hidden : range
        Numbers that must not be shown or inferred.
    lower : {"one", "reachable"}
        How low a small number must be able to be: at one, or as low as it can be with everything hidden. A sum of
        three numbers that are not zero is three or more, whatever is hidden.
    kept : ndarray of bool, shape (m,), optional
        Numbers that stay hidden.

    Raises
    ------
    ContradictoryCounts
        If no table of people agrees with all numbers.

    Attributes
    ----------
    values : ndarray of float, shape (m,)
    primary : ndarray of bool, shape (m,)
    given : ndarray of bool, shape (m,)
        Hidden whatever the pattern: the small numbers, and those that stay hidden.
    requirements : list of Requirement
        Those that ask for most come first.
    """

    def __init__(
        self,
        system: LinkedSystem,
        hidden: range,
        lower: Lower = "one",
        kept: NDArray[np.bool_] | None = None,
    ) -> None:
        from scipy.sparse import csc_array, eye_array, hstack, vstack

        self.values = system.values
        self.primary = np.isin(system.values, list(hidden))
        self.given = self.primary if kept is None else self.primary | kept
        m = self.values.size
        truth = _some_table(system)
        held = np.flatnonzero(truth > _TOLERANCE)
        unknowns = csc_array(vstack([system.sums, system.equations]))
        own = csc_array(eye_array(unknowns.shape[0], m))
        self._changes = csc_array(hstack([unknowns, -unknowns[:, held], -own, own]))
        self._n_atoms = self._changes.shape[1] - 2 * m
        self._bounds = np.zeros((self._changes.shape[1], 2))
        self._bounds[:, 1] = np.inf
        self._bounds[unknowns.shape[1] : self._n_atoms, 1] = truth[held]
        self._bounds[self._n_atoms + m :, 1] = self.values - LEAST
        self._programs = LinearPrograms(self._changes)
        lowest = self._lowest() if lower == "reachable" else np.full(m, LEAST)
        pairs = [
            (number, target) for number in np.flatnonzero(self.primary) for target in (hidden.stop, lowest[number])
        ]
        wanted = [Requirement(int(number), float(target), target - self.values[number]) for number, target in pairs]
        wanted = [each for each in wanted if abs(each.amount) > _TOLERANCE]
        self.requirements = sorted(wanted, key=lambda each: -abs(each.amount))

    def prices(self, requirement: Requirement, costs: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the cost of hiding each number, shared among the people by whom it can move, shape (2, m)."""
        return self._shared(costs, abs(requirement.amount))

    def cheapest(self, requirement: Requirement, prices: NDArray[np.float64]) -> Witness | None:
        """Return the table that meets a requirement and moves what is cheap, or None where no table meets it.

        Parameters
        ----------
        requirement : Requirement
        prices : ndarray of float, shape (2, m)
            Of one person more, and one person less, in each number.
        """
        bounds = self._bounds.copy()
        more, less = self._own(requirement)
        bounds[more] = max(requirement.amount, 0.0)
        bounds[less] = max(-requirement.amount, 0.0)
        found = self._programs.solve(np.concatenate([np.zeros(self._n_atoms), prices.ravel()]), bounds)
        return None if found is None else self._witness(found.x)

    def within(self, limits: Mapping[int, tuple[float, float]], costs: NDArray[np.float64]) -> Witness | None:
        """Return the table that has some numbers within limits and moves what is cheap, or None where none has.

        Parameters
        ----------
        limits : mapping
            Number to the least and the most that it may be.
        costs : ndarray of float, shape (m,)
            Of hiding each number.
        """
        bounds = self._bounds.copy()
        need = LEAST
        for number, (low, high) in limits.items():
            value, more = self.values[number], self._n_atoms + number
            bounds[more] = max(low - value, 0.0), max(high - value, 0.0)
            bounds[more + self.values.size] = max(value - high, 0.0), max(value - low, 0.0)
            need = max(need, low - value, value - high)
        prices = self._shared(costs, need)
        found = self._programs.solve(np.concatenate([np.zeros(self._n_atoms), prices.ravel()]), bounds)
        return None if found is None else self._witness(found.x)

    def attack(self, requirement: Requirement, share: NDArray[np.float64]) -> Witness | Cut:
        """Return a table that meets a requirement under a pattern, or the cut that the pattern violates.

        Parameters
        ----------
        requirement : Requirement
        share : ndarray of float, shape (m,)
            1 for hidden, 0 for shown; shares between are the relaxation of the pattern.
        """
        need, m = abs(requirement.amount), self.values.size
        spare = self.values - LEAST
        bounds = self._bounds.copy()
        bounds[-2 * m : -m, 1] = np.where(share < 1, need * share, np.inf)
        bounds[-m:, 1] = np.where(share < 1, np.minimum(spare, need) * share, spare)
        towards, away = self._own(requirement)[:: 1 if requirement.amount > 0 else -1]
        bounds[towards, 1], bounds[away, 1] = need, 0.0
        costs = np.zeros(len(bounds))
        costs[towards] = -1.0
        found = self._solution(costs, bounds)
        if found.x[towards] >= need - _TOLERANCE:
            return self._witness(found.x)
        duals = found.duals
        emptied = np.maximum(self._changes.T @ duals, 0.0)[: self._n_atoms]
        free = np.where(np.isfinite(self._bounds[: self._n_atoms, 1]), self._bounds[: self._n_atoms, 1], 0.0)
        amount = need - float(emptied @ free)
        raised = np.where(duals[:m] < -_TOLERANCE, amount, 0.0)
        lowered = np.where(duals[:m] > _TOLERANCE, duals[:m] * spare, 0.0)
        coefficients = np.minimum(raised + lowered, amount)
        coefficients[requirement.number] = 0.0
        return Cut(coefficients, amount)

    def _shared(self, costs: NDArray[np.float64], need: float) -> NDArray[np.float64]:
        return np.stack([costs / need, costs / np.clip(self.values - LEAST, 1.0, need)])

    def _own(self, requirement: Requirement) -> tuple[int, int]:
        more = self._n_atoms + requirement.number
        return more, more + self.values.size

    def _lowest(self) -> NDArray[np.float64]:
        """Return how low each small number can be with everything hidden."""
        lowest = self.values.copy()
        for together in (self.primary, *np.diag(self.primary)[self.primary]):
            asked = together & (lowest > LEAST + _TOLERANCE)
            if asked.any():
                costs = np.concatenate([np.zeros(self._n_atoms), asked, -1.0 * asked])
                bounds = self._bounds.copy()
                bounds[-2 * self.values.size : -self.values.size][asked] = 0.0
                lowest = np.minimum(lowest, self._witness(self._solution(costs, bounds).x).numbers)
        return np.maximum(np.where(np.abs(lowest - lowest.round()) < _TOLERANCE, lowest.round(), lowest), LEAST)

    def _solution(self, costs: NDArray[np.float64], bounds: NDArray[np.float64]) -> Solution:
        """Return a cheapest change; no change at all is within the bounds."""
        found = self._programs.solve(costs, bounds)
        if found is None:
            raise Unsolved("no change at all is not within the bounds of a linear program")
        return found

    def _witness(self, solution: NDArray[np.float64]) -> Witness:
        m = self.values.size
        change = solution[-2 * m : -m] - solution[-m:]
        return Witness(self.values + change, np.abs(change) > _TOLERANCE)


def _some_table(system: LinkedSystem) -> NDArray[np.float64]:
    """Return atoms that agree with every number."""
    from scipy.optimize import linprog
    from scipy.sparse import vstack

    found = linprog(
        np.zeros(system.sums.shape[1]),
        A_eq=vstack([system.sums, system.equations], format="csc"),
        b_eq=np.concatenate([system.values, system.totals]),
        method="highs",
    )
    if found.x is None:
        raise ContradictoryCounts("no table of people agrees with all numbers")
    return found.x


def met_by(witnesses: Sequence[Witness], requirement: Requirement, hidden: NDArray[np.bool_]) -> Witness | None:
    """Return the first table that meets a requirement and moves hidden numbers only."""
    return next((each for each in witnesses if each.meets(requirement) and not (each.moved & ~hidden).any()), None)
