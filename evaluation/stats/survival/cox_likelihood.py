"""Partial likelihood of a Cox model: sums over risk sets, score and information."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evaluation.stats.survival.risk_sets import RiskSets

LEAST_HAZARD = 1e-290
"""A risk set whose relative hazard is below this is out of reach of numbers."""
ROUNDING_ERROR = 4.0 * np.finfo(float).eps
"""Per event time, of the information relative to the second moments that it is a small difference of."""


class Ties(StrEnum):
    """How events at the same time enter the partial likelihood."""

    EFRON = "efron"
    BRESLOW = "breslow"


@dataclass(frozen=True, eq=False)
class RiskSums:
    """Sums over the risk sets of ``k`` event times, at given coefficients of ``p`` covariates.

    Efron's method takes the shares ``f`` = 0, 1/d, ..., (d-1)/d of the d events of a time out of its risk set in
    turn, Breslow's none; ``u`` below is what remains of the risk set's hazard, as a share of it.

    Attributes
    ----------
    log_likelihood : float
        Minus infinity where the relative hazards differ by more than numbers can hold.
    relative_hazard : ndarray of shape (m,)
        Of each row, over ``exp(offset)`` of its event times.
    offset : ndarray of shape (k,)
        The greatest linear predictor among rows that are ever at risk together.
    at_risk : ndarray of shape (k,)
        Sum of relative hazards over the risk set.
    x_at_risk, x_tied : ndarray of shape (p, k)
        Sums of covariate times relative hazard over the risk set, and over the events of the time, as shares of
        ``at_risk``.
    inverse, inverse_f : ndarray of shape (k,)
        Sums of 1/u and of f/u over the events of a time.
    square, square_f, square_ff : ndarray of shape (k,)
        Sums of 1/u^2, f/u^2 and f^2/u^2.
    """

    log_likelihood: float
    relative_hazard: NDArray[np.float64]
    offset: NDArray[np.float64]
    at_risk: NDArray[np.float64]
    x_at_risk: NDArray[np.float64]
    x_tied: NDArray[np.float64]
    inverse: NDArray[np.float64]
    inverse_f: NDArray[np.float64]
    square: NDArray[np.float64]
    square_f: NDArray[np.float64]
    square_ff: NDArray[np.float64]

    @property
    def expected(self) -> NDArray[np.float64]:
        """Sums over the events of each time of the mean covariate of those at risk, shape (p, k)."""
        return self.x_at_risk * self.inverse - self.x_tied * self.inverse_f

    @property
    def expected_weighted(self) -> NDArray[np.float64]:
        """The same, each event's mean weighted with 1/u."""
        return self.x_at_risk * self.square - self.x_tied * self.square_f

    @property
    def expected_weighted_f(self) -> NDArray[np.float64]:
        """The same, each event's mean weighted with f/u."""
        return self.x_at_risk * self.square_f - self.x_tied * self.square_ff


def risk_sums(risk_sets: RiskSets, x: NDArray[np.float64], coefficients: NDArray[np.float64], ties: Ties) -> RiskSums:
    """Sum over risk sets at given coefficients; ``x`` has shape (p, m), in the order of the risk sets."""
    linear, offset = risk_sets.centre(coefficients @ x)
    risk = np.exp(linear)
    weighted = np.empty((x.shape[0] + 1, risk.size))
    weighted[0] = risk
    np.multiply(x, risk, out=weighted[1:])
    tied = risk_sets.sum_over_events(weighted)
    at_risk = risk_sets.sum_over_risk_sets(weighted, tied)

    total = np.maximum(at_risk[0], LEAST_HAZARD)
    share = np.minimum(tied[0] / total, 1.0)
    reachable = bool((at_risk[0] > LEAST_HAZARD).all())
    f = risk_sets.tied_share if ties is Ties.EFRON else np.zeros(risk_sets.n_events)
    own = risk_sets.last[: risk_sets.n_events]
    u = 1.0 - f * share[own]
    shares = f / u
    value = linear[: own.size].sum() - risk_sets.n_tied @ np.log(total) - np.log(u).sum()
    return RiskSums(
        float(value) if reachable else -np.inf,
        risk,
        offset,
        total,
        at_risk[1:] / total,
        tied[1:] / total,
        *(risk_sets.sum_over_events(each) for each in (1.0 / u, shares, 1.0 / u**2, shares / u, shares**2)),
    )


class Information(NamedTuple):
    """Minus the second derivative of the log likelihood, shape (p, p), and how far it may be off, shape (p,)."""

    matrix: NDArray[np.float64]
    rounding: NDArray[np.float64]


def scores(risk_sets: RiskSets, x: NDArray[np.float64], sums: RiskSums) -> NDArray[np.float64]:
    """Return each event time's part of the first derivative of the log likelihood, shape (p, k)."""
    return risk_sets.sum_over_events(x) - sums.expected


def information(
    risk_sets: RiskSets, x: NDArray[np.float64], sums: RiskSums, weight: NDArray[np.float64] | None = None
) -> Information:
    """Return minus the second derivative of the log likelihood.

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
    w = np.ones(sums.inverse.size) if weight is None else weight
    per_event = w / sums.at_risk
    exposure = exposed_to(risk_sets, per_event * sums.inverse, per_event * sums.inverse_f) * sums.relative_hazard
    second = (x * exposure) @ x.T
    crossed = (sums.x_at_risk * (w * sums.square_f)) @ sums.x_tied.T
    first = (
        (sums.x_at_risk * (w * sums.square)) @ sums.x_at_risk.T
        - crossed
        - crossed.T
        + (sums.x_tied * (w * sums.square_ff)) @ sums.x_tied.T
    )
    additions = sums.inverse.size + np.sqrt(exposure.size)
    return Information(second - first, ROUNDING_ERROR * additions * np.diag(second))


def exposed_to(
    risk_sets: RiskSets, values: NDArray[np.float64], values_f: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return sums of ``values`` while each row is at risk; one with an event is partly out of its own risk set."""
    total = risk_sets.sum_while_at_risk(values)
    n_events = risk_sets.n_events
    total[:n_events] -= values_f[risk_sets.last[:n_events]]
    return total


def dependent(
    covariance: NDArray[np.float64], tolerance: float, least: NDArray[np.float64] | float = 0.0
) -> NDArray[np.bool_]:
    """Return the columns that add nothing to the earlier ones: zero pivots of the Cholesky decomposition.

    Parameters
    ----------
    covariance : ndarray of shape (p, p)
    tolerance : float
        A pivot up to this share of its diagonal element is zero.
    least : ndarray of shape (p,) or float
        One up to this is zero too.
    """
    remaining = covariance.copy()
    bounds = np.maximum(tolerance * np.diag(covariance), least)
    without = np.zeros(bounds.size, dtype=bool)
    for j, bound in enumerate(bounds):
        pivot = remaining[j, j]
        without[j] = pivot <= bound
        if not without[j]:
            remaining -= np.outer(remaining[:, j], remaining[j]) / pivot
    return without
