"""The attacker's problem: how far a hidden number can move while everything that is shown stays as it is.

A small number is protected where one table that agrees with everything shown has it at the threshold or above, and
another has it at one. Zeros are shown, so an attacker knows that a hidden number is one or more. Where there is no
such table, the dual of the linear program is a *capacity cut*: an inequality that holds for every pattern that
protects the number, and not for this one (Fischetti & Salazar-Gonzalez, Management Science 47, 2001).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.suppression.system import ContradictoryCounts, LinkedSystem

LEAST = 1.0
_TOLERANCE = 1e-6
_NO_TABLE = "no table of people agrees with all numbers"

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
    """Linear programs over a linked system.

    Parameters
    ----------
    system : LinkedSystem
    hidden : range
        Numbers that must not be shown or inferred.
    lower : {"one", "reachable"}
        How low a small number must be able to be: at one, or as low as it can be with everything hidden. A sum of
        three numbers that are not zero is three or more, whatever is hidden.

    Attributes
    ----------
    values : ndarray of float, shape (m,)
    primary : ndarray of bool, shape (m,)
    requirements : list of Requirement
        Those that ask for most come first.
    """

    def __init__(self, system: LinkedSystem, hidden: range, lower: Lower = "one") -> None:
        from scipy.sparse import block_array, eye_array

        self.values = system.values
        self.primary = np.isin(system.values, list(hidden))
        self._n_atoms, m = system.sums.shape[1], self.values.size
        self._equal = block_array([[system.sums, -eye_array(m)], [system.equations, None]], format="csc")
        self._priced = block_array(
            [[system.sums, -eye_array(m), eye_array(m)], [system.equations, None, None]], format="csc"
        )
        self._totals = np.concatenate([np.zeros(m), system.totals])
        self._shown = np.concatenate([self.values, system.totals])
        lowest = self._lowest() if lower == "reachable" else np.full(m, LEAST)
        pairs = [(number, target) for number in np.flatnonzero(self.primary) for target in (hidden.stop, lowest[number])]
        wanted = [Requirement(int(number), float(target), target - self.values[number]) for number, target in pairs]
        wanted = [each for each in wanted if abs(each.amount) > _TOLERANCE]
        self.requirements = sorted(wanted, key=lambda each: -abs(each.amount))

    def cheapest(self, requirement: Requirement, prices: NDArray[np.float64]) -> Witness | None:
        """Return the table that meets a requirement and moves what is cheap, or None where no table meets it.

        Parameters
        ----------
        requirement : Requirement
        prices : ndarray of float, shape (2, m)
            Of one person more, and one person less, in each number.
        """
        from scipy.optimize import linprog

        m, number, amount = self.values.size, requirement.number, requirement.amount
        bounds = np.zeros((self._n_atoms + 2 * m, 2))
        bounds[:, 1] = np.inf
        bounds[self._n_atoms + m :, 1] = self.values - LEAST
        up, down = self._n_atoms + number, self._n_atoms + m + number
        bounds[[up, down]] = [[max(amount, 0.0)] * 2, [max(-amount, 0.0)] * 2]
        costs = np.concatenate([np.zeros(self._n_atoms), prices.ravel()])
        found = linprog(costs, A_eq=self._priced, b_eq=self._shown, bounds=bounds, method="highs")
        if found.x is None:
            return None
        return self._witness(found.x[self._n_atoms : -m] - found.x[-m:])

    def attack(self, requirement: Requirement, share: NDArray[np.float64]) -> Witness | Cut:
        """Return a table that meets a requirement under a pattern, or the cut that the pattern violates.

        Parameters
        ----------
        requirement : Requirement
        share : ndarray of float, shape (m,)
            1 for hidden, 0 for shown; shares between are the relaxation of the pattern.

        Raises
        ------
        ContradictoryCounts
            If no table agrees with all numbers.
        """
        from scipy.optimize import linprog

        need, sign = abs(requirement.amount), np.sign(requirement.amount)
        bounds = np.zeros((self._n_atoms + self.values.size, 2))
        bounds[:, 1] = np.inf
        spare = self.values - LEAST
        bounds[self._n_atoms :, 0] = self.values - np.where(share < 1, np.minimum(spare, need) * share, spare)
        bounds[self._n_atoms :, 1] = self.values + np.where(share < 1, need * share, np.inf)
        own = self._n_atoms + requirement.number
        bounds[own] = sorted((float(self.values[requirement.number]), requirement.target))
        costs = np.zeros(len(bounds))
        costs[own] = -sign
        found = linprog(costs, A_eq=self._equal, b_eq=self._totals, bounds=bounds, method="highs")
        if found.x is None:
            raise ContradictoryCounts(_NO_TABLE)
        if abs(found.x[own] - self.values[requirement.number]) >= need - _TOLERANCE:
            return self._witness(found.x[self._n_atoms :] - self.values)
        more = np.abs(found.upper.marginals[self._n_atoms :])
        less = np.abs(found.lower.marginals[self._n_atoms :])
        raised = np.where(more > _TOLERANCE, need, 0.0)
        lowered = np.where(less > _TOLERANCE, less * (self.values - LEAST), 0.0)
        coefficients = np.minimum(raised + lowered, need)
        coefficients[requirement.number] = 0.0
        return Cut(coefficients, need)

    def _lowest(self) -> NDArray[np.float64]:
        """Return how low each small number can be with everything hidden."""
        from scipy.optimize import linprog

        bounds = np.zeros((self._n_atoms + self.values.size, 2))
        bounds[:, 1] = np.inf
        bounds[self._n_atoms :, 0] = LEAST
        lowest = self.values.copy()
        for together in (self.primary, *np.diag(self.primary)):
            asked = together & (lowest > LEAST + _TOLERANCE)
            if asked.any():
                costs = np.concatenate([np.zeros(self._n_atoms), asked.astype(float)])
                found = linprog(costs, A_eq=self._equal, b_eq=self._totals, bounds=bounds, method="highs")
                if found.x is None:
                    raise ContradictoryCounts(_NO_TABLE)
                lowest = np.minimum(lowest, found.x[self._n_atoms :])
        return np.maximum(np.where(np.abs(lowest - lowest.round()) < _TOLERANCE, lowest.round(), lowest), LEAST)

    def _witness(self, change: NDArray[np.float64]) -> Witness:
        return Witness(self.values + change, np.abs(change) > _TOLERANCE)


def met_by(witnesses: Sequence[Witness], requirement: Requirement, hidden: NDArray[np.bool_]) -> Witness | None:
    """Return the first table that meets a requirement and moves hidden numbers only."""
    return next((each for each in witnesses if each.meets(requirement) and not (each.moved & ~hidden).any()), None)
