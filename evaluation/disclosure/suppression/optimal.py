"""Cutting planes: the cheapest pattern, or how far from it a pattern may be.

The master problem knows hidden or shown only. Its linear relaxation, then the problem itself, is solved again and
again; whichever small number an attacker can still bound adds the capacity cut that its linear program proves. The
bound of the master is a bound of every pattern that protects (Fischetti & Salazar-Gonzalez, Management Science 47,
2001). Each solution is repaired into a pattern that protects, and the cheapest of these is kept.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.suppression.greedy import Protection, protect
from evaluation.disclosure.suppression.protection import Attacker, Cut, Witness, met_by

_ROUNDS_OF_RELAXATION = 40
_ROUNDS = 200
_VIOLATED = 1e-4
_STALLED = 1e-4
_WHOLE = 1e-6


@dataclass(frozen=True, eq=False)
class Bounded:
    """A pattern and a proven bound.

    Parameters
    ----------
    protection : Protection
    lower_bound : float
        No pattern that protects costs less.
    """

    protection: Protection
    lower_bound: float


class CuttingPlanes:
    """The master problem and what is known of it.

    Parameters
    ----------
    attacker : Attacker
    weights : ndarray of float, shape (m,)
        What hiding each number costs.
    deadline : float
        As ``time.monotonic``.

    Raises
    ------
    Unprotected
        If no pattern protects all small numbers.
    """

    def __init__(self, attacker: Attacker, weights: NDArray[np.float64], deadline: float) -> None:
        self._attacker, self._weights, self._deadline = attacker, weights, deadline
        self._cuts: list[Cut] = []
        self._pool: list[list[Witness]] = [[] for _ in attacker.requirements]
        self._given = float(weights[attacker.given].sum())
        self.lower_bound = self._given
        start = time.monotonic()
        self.best = self._kept(protect(attacker, self._costs(weights)))
        self._seconds_of_a_try = time.monotonic() - start

    @property
    def upper_bound(self) -> float:
        """What the best pattern costs."""
        return float(self._weights[self.best.hidden].sum())

    def relax(self, gap: float, least_gain: float = _STALLED) -> None:
        """Raise the lower bound by cuts of the linear relaxation, and try a pattern near its solution.

        Parameters
        ----------
        gap : float
            A proven gap that is small enough.
        least_gain : float
            The share by which a round must raise the bound for another to follow.
        """
        from scipy.optimize import linprog

        share = self._attacker.given.astype(float)
        for _ in range(_ROUNDS_OF_RELAXATION):
            before = self.lower_bound
            if not self._separate(share) or self._is_late():
                break
            matrix, amounts = self._inequalities()
            found = linprog(self._weights, A_ub=-matrix, b_ub=-amounts, bounds=self._limits(), method="highs")
            self.lower_bound = max(self.lower_bound, float(found.fun))
            share = np.clip(found.x, 0.0, 1.0)
            if self._is_proven(gap) or self.lower_bound - before < least_gain * self.lower_bound:
                break
        if not self._is_proven(gap):
            self._try(self._weights * (1.0 - share) + _WHOLE)

    def branch(self, gap: float) -> None:
        """Solve the master in whole numbers until a gap is proven."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        for _ in range(_ROUNDS):
            left = self._deadline - time.monotonic()
            if self._is_proven(gap) or left <= 0:
                return
            matrix, amounts = self._inequalities()
            found = milp(
                self._weights,
                constraints=LinearConstraint(matrix, lb=amounts),
                bounds=Bounds(*self._limits().T),
                integrality=np.ones(self._weights.size),
                options={"mip_rel_gap": gap / 4, "time_limit": left},
            )
            if found.mip_dual_bound is not None:
                self.lower_bound = max(self.lower_bound, float(found.mip_dual_bound))
            if found.x is None:
                return
            hidden = found.x > 0.5
            new = self._separate(hidden.astype(float))
            witnesses = self._witnesses(hidden)
            if len(witnesses) == len(self._attacker.requirements):
                self._keep_cheapest(Protection(hidden, witnesses))
            elif not new:
                return
            self._try(np.where(hidden, _WHOLE, self._weights))

    def _try(self, prices: NDArray[np.float64]) -> None:
        """Look for a better pattern by other costs, where there is time for a whole one."""
        if not self._is_late() and time.monotonic() + self._seconds_of_a_try < self._deadline:
            self._keep_cheapest(protect(self._attacker, self._costs(prices)))

    def _keep_cheapest(self, found: Protection) -> None:
        self.best = min(self.best, self._kept(found), key=lambda each: float(self._weights[each.hidden].sum()))

    def _separate(self, share: NDArray[np.float64]) -> int:
        """Add the cuts that a pattern, or its relaxation, violates; return their number."""
        hidden = share > 1.0 - _WHOLE
        new = 0
        for requirement, pool in zip(self._attacker.requirements, self._pool, strict=True):
            if met_by(pool, requirement, hidden) or self._is_late():
                continue
            found = self._attacker.attack(requirement, np.where(hidden, 1.0, share))
            if isinstance(found, Witness):
                pool.append(found)
            elif found.coefficients @ share < found.amount * (1.0 - _VIOLATED):
                self._cuts.append(found)
                new += 1
        return new

    def _kept(self, found: Protection) -> Protection:
        for pool, witness in zip(self._pool, found.witnesses, strict=True):
            if not any(witness is each for each in pool):
                pool.append(witness)
        return found

    def _witnesses(self, hidden: NDArray[np.bool_]) -> list[Witness]:
        found = zip(self._pool, self._attacker.requirements, strict=True)
        return [witness for pool, requirement in found if (witness := met_by(pool, requirement, hidden))]

    def _costs(self, prices: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(self._attacker.given, 0.0, prices)

    def _inequalities(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return np.array([cut.coefficients for cut in self._cuts]), np.array([cut.amount for cut in self._cuts])

    def _limits(self) -> NDArray[np.float64]:
        return np.stack([self._attacker.given.astype(float), np.ones(self._weights.size)], axis=1)

    def _is_proven(self, gap: float) -> bool:
        return self.upper_bound - self.lower_bound <= gap * self.upper_bound

    def _is_late(self) -> bool:
        return time.monotonic() >= self._deadline
