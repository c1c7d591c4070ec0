"""Maximum of a Cox model's partial likelihood by Newton's method, and where it has none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.cox_likelihood import (
    Information,
    RiskSums,
    Ties,
    dependent,
    information,
    risk_sums,
    scores,
)
from evaluation.stats.survival.risk_sets import RiskSets

MAXIMUM_EVALUATIONS = 90
UNSETTLED = "the fit did not settle: some coefficients may have no finite maximum"
DECREMENT_TOLERANCE = 1e-12
"""Iteration ends when a Newton step promises to raise the log likelihood by less than half of this."""
UNRESOLVED_DECREMENT = 1e-4
"""It ends at this already where the information after the step would drown in rounding errors."""
LIKELIHOOD_ROUNDING = 1e-12
"""A fall of the log likelihood by less than this share of it is taken for rounding."""
INFINITE_STEP = 1e-4
"""A coefficient that still moves by this much (in standard deviations) at the end has no finite maximum."""
UNRESOLVED_STEP = 0.1
"""So has one that still moves the linear predictor of some row by this much where the information drowns."""
BEYOND = 25.0
"""How many more of its last steps such a coefficient is moved, so that the others take their limits."""


@dataclass(frozen=True, eq=False)
class Point:
    """The partial likelihood and its derivatives at given coefficients."""

    coefficients: NDArray[np.float64]
    sums: RiskSums
    score: NDArray[np.float64]
    information: Information

    def restricted(self, kept: NDArray[np.intp]) -> Point:
        """Return the point of a model with some of the columns, where the others' coefficients are zero."""
        matrix, rounding = self.information
        restricted = Information(matrix[np.ix_(kept, kept)], rounding[kept])
        return Point(self.coefficients[kept], self.sums, self.score[kept], restricted)

    def step(self, free: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return Newton's step of the free coefficients; zero for the others."""
        step = np.zeros(free.size)
        step[free] = np.linalg.solve(self.information.matrix[np.ix_(free, free)], self.score[free])
        return step

    def is_resolved(self, free: NDArray[np.bool_]) -> bool:
        """Return whether the information on the free coefficients is more than rounding errors."""
        matrix, rounding = self.information
        if not np.isfinite(matrix).all():
            return False
        return not dependent(matrix[np.ix_(free, free)], 0.0, rounding[free]).any()


def point(sets: RiskSets, x: NDArray[np.float64], coefficients: NDArray[np.float64], ties: Ties) -> Point:
    """Evaluate the partial likelihood; where it is out of reach, its derivatives are NaN."""
    sums = risk_sums(sets, x, coefficients, ties)
    if not np.isfinite(sums.log_likelihood):
        nothing = np.full((coefficients.size, coefficients.size), np.nan)
        return Point(coefficients, sums, np.full(coefficients.size, np.nan), Information(nothing, np.diag(nothing)))
    return Point(coefficients, sums, scores(sets, x, sums).sum(axis=1), information(sets, x, sums))


def maximise(sets: RiskSets, x: NDArray[np.float64], start: Point, ties: Ties) -> tuple[Point, NDArray[np.bool_]]:
    """Return the maximum, and which coefficients have none.

    A coefficient without maximum moves on by about the same step in every iteration while the likelihood hardly
    rises any more. It is moved further out then, and the others are maximised anew given it.

    Parameters
    ----------
    sets : RiskSets
    x : ndarray of shape (p, m)
        Standardised, no column dependent on others.
    start : Point
        At coefficients of zero.
    ties : Ties

    Raises
    ------
    NotEstimable
        If the iteration does not settle.
    """
    here, free = start, np.ones(x.shape[0], dtype=bool)
    while True:
        here, step, settled = _settle(sets, x, here, ties, free)
        if settled:
            moving = np.abs(step) > INFINITE_STEP * np.maximum(1.0, np.abs(here.coefficients))
        else:
            moving = np.abs(step) * np.abs(x).max(axis=1) > UNRESOLVED_STEP
        free = free & ~moving
        if not moving.any() and not settled:
            raise NotEstimable(UNSETTLED)
        if not moving.any() or not free.any():
            return here, ~free
        here = point(sets, x, here.coefficients + np.where(moving, BEYOND * step, 0.0), ties)
        if not here.is_resolved(free):
            raise NotEstimable(UNSETTLED)


def _settle(
    sets: RiskSets, x: NDArray[np.float64], here: Point, ties: Ties, free: NDArray[np.bool_]
) -> tuple[Point, NDArray[np.float64], bool]:
    """Return where Newton's method ends in the free coefficients, the step before last, and whether it settled."""
    step = taken = here.step(free)
    for _ in range(MAXIMUM_EVALUATIONS):
        decrement = step @ here.score
        lowest = here.sums.log_likelihood - LIKELIHOOD_ROUNDING * abs(here.sums.log_likelihood)
        there = point(sets, x, here.coefficients + taken, ties)
        if there.sums.log_likelihood >= lowest and there.is_resolved(free):
            if decrement < DECREMENT_TOLERANCE:
                return there, step, True
            here = there
            step = taken = here.step(free)
        elif decrement < UNRESOLVED_DECREMENT:
            return here, step, decrement < DECREMENT_TOLERANCE
        else:
            taken = taken / 2.0
    raise NotEstimable(UNSETTLED)
