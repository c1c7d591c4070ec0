"""Partial likelihood of a Cox model: sums over risk sets, score and information."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from evaluation.stats.survival.risk_sets import RiskSets


class Ties(StrEnum):
    """How events at the same time enter the partial likelihood."""

    EFRON = "efron"
    BRESLOW = "breslow"


@dataclass(frozen=True, eq=False)
class RiskSums:
    """Sums over the risk sets of ``k`` event times, at given coefficients of ``p`` covariates.

    Efron's method takes the shares ``f`` = 0, 1/d, ..., (d-1)/d of the d events of a time out of its risk set in
    turn, Breslow's none; ``s`` below is the relative hazard of what remains at risk.

    Attributes
    ----------
    log_likelihood : float
        Minus infinity where the relative hazards differ by more than numbers can hold.
    relative_hazard : ndarray of shape (m,)
        Of each row, over ``exp(offset)`` of its event times.
    offset : ndarray of shape (k,)
        The greatest linear predictor among rows that are ever at risk together.
    x_at_risk, x_tied : ndarray of shape (p, k)
        Sums of covariate times relative hazard over the risk set, and over the events of the time.
    hazard, hazard_f : ndarray of shape (k,)
        Sums of 1/s and of f/s over the events of a time.
    square, square_f, square_ff : ndarray of shape (k,)
        Sums of 1/s^2, f/s^2 and f^2/s^2.
    """

    log_likelihood: float
    relative_hazard: NDArray[np.float64]
    offset: NDArray[np.float64]
    x_at_risk: NDArray[np.float64]
    x_tied: NDArray[np.float64]
    hazard: NDArray[np.float64]
    hazard_f: NDArray[np.float64]
    square: NDArray[np.float64]
    square_f: NDArray[np.float64]
    square_ff: NDArray[np.float64]

    @property
    def expected(self) -> NDArray[np.float64]:
        """Sums over the events of each time of the mean covariate of those at risk, shape (p, k)."""
        return self.x_at_risk * self.hazard - self.x_tied * self.hazard_f


def risk_sums(
    risk_sets: RiskSets, x: NDArray[np.float64], coefficients: NDArray[np.float64], ties: Ties
) -> RiskSums:
    """Sum over risk sets at given coefficients; ``x`` has shape (p, m), in the order of the risk sets."""
    linear, offset = risk_sets.centre(coefficients @ x)
    risk = np.exp(linear)
    weighted = np.empty((x.shape[0] + 1, risk.size))
    weighted[0] = risk
    np.multiply(x, risk, out=weighted[1:])
    tied = risk_sets.sum_over_events(weighted)
    at_risk = risk_sets.sum_over_risk_sets(weighted, tied)

    f = risk_sets.tied_share if ties is Ties.EFRON else np.zeros(risk_sets.n_events)
    own = risk_sets.last[: risk_sets.n_events]
    remaining = at_risk[0][own] - f * tied[0][own]
    possible = bool((remaining > 0).all())
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        inverse = 1.0 / remaining
        shares = f * inverse
        hazard, hazard_f, square, square_f, square_ff = (
            risk_sets.sum_over_events(values)
            for values in (inverse, shares, inverse * inverse, shares * inverse, shares * shares)
        )
        value = float(linear[: own.size].sum() - np.log(remaining).sum()) if possible else -np.inf
    return RiskSums(value, risk, offset, at_risk[1:], tied[1:], hazard, hazard_f, square, square_f, square_ff)


def scores(risk_sets: RiskSets, x: NDArray[np.float64], sums: RiskSums) -> NDArray[np.float64]:
    """Return each event time's part of the first derivative of the log likelihood, shape (p, k)."""
    return risk_sets.sum_over_events(x) - sums.expected


def information(
    risk_sets: RiskSets, x: NDArray[np.float64], sums: RiskSums, weight: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Return minus the second derivative of the log likelihood, shape (p, p).

    The second moments over the risk sets are summed row by row, each with the hazard that it was exposed to, so
    that none is formed at any single event time.

    Parameters
    ----------
    risk_sets : RiskSets
    x : ndarray of shape (p, m)
    sums : RiskSums
    weight : ndarray of shape (k,), optional
        Of each event time's part; 1 where absent.
    """
    w = np.ones(sums.hazard.size) if weight is None else weight
    exposure = exposed_to(risk_sets, w * sums.hazard, w * sums.hazard_f) * sums.relative_hazard
    crossed = (sums.x_at_risk * (w * sums.square_f)) @ sums.x_tied.T
    return (
        (x * exposure) @ x.T
        - (sums.x_at_risk * (w * sums.square)) @ sums.x_at_risk.T
        + crossed
        + crossed.T
        - (sums.x_tied * (w * sums.square_ff)) @ sums.x_tied.T
    )


def exposed_to(
    risk_sets: RiskSets, values: NDArray[np.float64], values_f: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return sums of ``values`` while each row is at risk; one with an event is partly out of its own risk set."""
    total = risk_sets.sum_while_at_risk(values)
    n_events = risk_sets.n_events
    total[:n_events] -= values_f[risk_sets.last[:n_events]]
    return total


def dependent(matrix: NDArray[np.float64], floor: float, tolerance: float) -> NDArray[np.bool_]:
    """Return the columns of a covariance that add nothing to the earlier ones: zero pivots of its Cholesky factor.

    Parameters
    ----------
    matrix : ndarray of shape (p, p)
        Symmetric and positive semidefinite.
    floor : float
        A pivot below ``tolerance`` times this is zero too.
    tolerance : float
        Relative to the diagonal.
    """
    remaining = matrix.copy()
    original = np.diag(matrix).copy()
    without = np.zeros(original.size, dtype=bool)
    for j in range(original.size):
        pivot = remaining[j, j]
        without[j] = pivot <= tolerance * max(original[j], floor)
        if not without[j]:
            remaining -= np.outer(remaining[:, j], remaining[j]) / pivot
    return without
