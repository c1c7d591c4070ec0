"""Maximum of a log partial likelihood by Newton's method, and where it has none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.cox_likelihood import Information, dependent

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
TRUSTED = 100.0
"""How many times what a last step promises the likelihood may change, and the information be, along it."""
COARSEST = 1e-7
"""What the likelihood may still promise where rounding errors forbid to go further out."""
MOVED = 1e-3
"""A direction of length 1 moves those coefficients of which it has more than this."""


Sums = TypeVar("Sums")


@dataclass(frozen=True, eq=False)
class Point(Generic[Sums]):
    """The log likelihood and its derivatives at given coefficients; minus infinity where it is out of reach.

    ``sums`` is what a model wants to keep of the way there.
    """

    coefficients: NDArray[np.float64]
    log_likelihood: float
    sums: Sums
    score: NDArray[np.float64]
    information: Information

    @classmethod
    def out_of_reach(cls, coefficients: NDArray[np.float64], sums: Sums) -> Point[Sums]:
        """Return a point at which there are no derivatives."""
        nothing = np.full((coefficients.size, coefficients.size), np.nan)
        return cls(coefficients, -np.inf, sums, nothing.diagonal(), Information(nothing, nothing.diagonal()))

    def restricted(self, kept: NDArray[np.intp]) -> Point[Sums]:
        """Return the point of a model with some of the columns, where the others' coefficients are zero."""
        matrix, rounding = self.information
        restricted = Information(matrix[np.ix_(kept, kept)], rounding[kept])
        return Point(self.coefficients[kept], self.log_likelihood, self.sums, self.score[kept], restricted)

    def step(self, basis: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return Newton's step within the directions of ``basis``, shape (p, q)."""
        return basis @ np.linalg.solve(basis.T @ self.information.matrix @ basis, basis.T @ self.score)

    def is_resolved(self, basis: NDArray[np.float64]) -> bool:
        """Return whether the information on the directions of ``basis`` is more than rounding errors."""
        matrix, rounding = self.information
        if not np.isfinite(self.log_likelihood):
            return False
        return not dependent(basis.T @ matrix @ basis, 0.0, (np.abs(basis).T @ np.sqrt(rounding)) ** 2).any()


@dataclass(frozen=True, eq=False)
class Maximum(Generic[Sums]):
    """Where the log likelihood is highest.

    Attributes
    ----------
    at : Point
        Far out along the directions in which it rises without end.
    covariance : ndarray of shape (p, p)
        Inverse of the information in all other directions.
    infinite : ndarray of bool, shape (p,)
        Coefficients that move without end.
    """

    at: Point[Sums]
    covariance: NDArray[np.float64]
    infinite: NDArray[np.bool_]


def maximise(
    evaluate: Callable[[NDArray[np.float64]], Point[Sums]], start: Point[Sums], reach: NDArray[np.float64]
) -> Maximum[Sums]:
    """Find the maximum, and the coefficients that have none.

    A coefficient without maximum moves on by about the same step in every iteration while the likelihood hardly
    rises any more. It is moved further out then, to where no more is promised than at any maximum; the directions in
    which hardly any information is left are given up, and the likelihood is maximised in the others.

    Parameters
    ----------
    evaluate : callable
        Gives the point at coefficients of covariates that are standardised, none dependent on others.
    start : Point
        At coefficients of zero.
    reach : ndarray of shape (p,)
        The greatest absolute value of each covariate.

    Raises
    ------
    NotEstimable
        If the iteration does not settle.
    """
    here, basis = start, np.eye(reach.size)
    infinite = np.zeros(reach.size, dtype=bool)
    for _ in range(2 * reach.size):
        here, step, settled = _settle(evaluate, here, basis)
        if settled:
            moving = np.abs(step) > INFINITE_STEP * np.maximum(1.0, np.abs(here.coefficients))
        else:
            moving = np.abs(step) * reach > UNRESOLVED_STEP
        infinite = infinite | moving
        if infinite.all():
            return Maximum(here, np.full((reach.size, reach.size), np.nan), infinite)
        if not moving.any():
            break
        promised = max(float(step @ here.score), DECREMENT_TOLERANCE)
        outward = np.where(moving, np.log(promised / DECREMENT_TOLERANCE) * step, 0.0)
        further = evaluate(here.coefficients + outward)
        if abs(further.log_likelihood - here.log_likelihood) <= TRUSTED * promised:
            here, promised = further, DECREMENT_TOLERANCE
        elif promised > COARSEST:
            break
        matrix, rounding = here.information
        left, directions = np.linalg.eigh(basis.T @ matrix @ basis)
        flat = left <= max(rounding.sum(), TRUSTED * promised * reach[moving].max() ** 2)
        infinite = infinite | (np.abs(basis @ directions[:, flat]) > MOVED).any(axis=1)
        basis = basis @ directions[:, ~flat]
    if moving.any() or not settled:
        raise NotEstimable(UNSETTLED)
    return Maximum(here, basis @ np.linalg.solve(basis.T @ here.information.matrix @ basis, basis.T), infinite)


def _settle(
    evaluate: Callable[[NDArray[np.float64]], Point[Sums]], here: Point[Sums], basis: NDArray[np.float64]
) -> tuple[Point[Sums], NDArray[np.float64], bool]:
    """Return where Newton's method ends in some directions, the step before last, and whether it settled."""
    step = taken = here.step(basis)
    for _ in range(MAXIMUM_EVALUATIONS):
        decrement = step @ here.score
        lowest = here.log_likelihood - LIKELIHOOD_ROUNDING * abs(here.log_likelihood)
        there = evaluate(here.coefficients + taken)
        if there.log_likelihood >= lowest and there.is_resolved(basis):
            if decrement < DECREMENT_TOLERANCE:
                return there, step, True
            here = there
            step = taken = here.step(basis)
        elif decrement < UNRESOLVED_DECREMENT:
            return here, step, decrement < DECREMENT_TOLERANCE
        else:
            taken = taken / 2.0
    raise NotEstimable(UNSETTLED)
