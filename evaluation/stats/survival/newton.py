"""Newton's method for log partial likelihoods, with what has no finite estimate found and said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable

MAXIMUM_ITERATIONS = 100
MAXIMUM_HALVINGS = 30
DECREMENT_TOLERANCE = 1e-12
"""Iteration ends when a Newton step promises to raise the log likelihood by less than half of this."""
ROUNDING = 1e-12
"""A fall of the log likelihood by less than this share of it is taken for rounding."""
INFINITE_STEP = 1e-4
"""A coefficient that still moves by this much (in standard deviations) at the end has no finite maximum."""
FLAT = 1e-11
"""Neither has a direction on which the information has become this share of the greatest at the start."""
MOVED = 1e-3
"""A direction of length 1 moves those coefficients of which it has more than this."""
ALIAS_TOLERANCE = 1e-10
UNSETTLED = "the fit did not settle"


class Likelihood(NamedTuple):
    """A log likelihood of ``p`` coefficients with its first two derivatives; ``information`` is minus the second.

    Coefficients at which the likelihood overflows have the value minus infinity.
    """

    value: float
    score: NDArray[np.float64]
    information: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Maximum:
    """Where a log partial likelihood is largest.

    Attributes
    ----------
    coefficients : ndarray of shape (p,)
        NaN for aliased and for infinite ones.
    aliased : ndarray of bool, shape (p,)
        The column is constant, or a linear combination of earlier ones, among the people at risk at events.
    infinite : ndarray of bool, shape (p,)
        The likelihood rises without end along a direction that moves this coefficient (separation). The finite ones
        are the limits that they take.
    kept : ndarray of int, shape (k,)
        Positions of the columns that are not aliased.
    centre, scale : ndarray of shape (p,)
        Mean and standard deviation of each covariate; the scale is 1 where it is constant.
    standard : ndarray of shape (n, k)
        The columns kept, with mean 0 and standard deviation 1.
    covariance : ndarray of shape (k, k)
        Inverse of their information, in all directions but those without end.
    linear : ndarray of shape (n,)
        Log relative hazards, 0 for somebody with the mean of every covariate; infinite coefficients as large as
        they had become.
    log_likelihood, log_likelihood_null : float
        At the maximum and with all coefficients zero.
    """

    coefficients: NDArray[np.float64]
    aliased: NDArray[np.bool_]
    infinite: NDArray[np.bool_]
    kept: NDArray[np.int64]
    centre: NDArray[np.float64]
    scale: NDArray[np.float64]
    standard: NDArray[np.float64]
    covariance: NDArray[np.float64]
    linear: NDArray[np.float64]
    log_likelihood: float
    log_likelihood_null: float


@dataclass(frozen=True, eq=False)
class _Summit:
    beta: NDArray[np.float64]
    value: float
    covariance: NDArray[np.float64]
    infinite: NDArray[np.bool_]


def maximise(
    likelihood: Callable[[NDArray[np.float64], NDArray[np.float64]], Likelihood],
    covariates: ArrayLike,
    *,
    n_obs: int,
    n_events: int,
) -> Maximum:
    """Maximise a log partial likelihood by Newton's method with step-halving.

    Parameters
    ----------
    likelihood : callable
        Of covariates of shape (n, k) and k coefficients. It must not change when a covariate is shifted.
    covariates : array_like of shape (n, p)
    n_obs, n_events : int

    Raises
    ------
    ValueError
        If a covariate is not finite or there is not one row for each of ``n_obs`` people.
    NotEstimable
        If there is no event, no covariate varies among people at risk, or the iteration does not settle.
    """
    x = np.asarray(covariates, dtype=float)
    if x.ndim != 2 or x.shape[0] != n_obs or not np.isfinite(x).all():
        raise ValueError(f"covariates must be finite, one row for each of {n_obs} people")
    if not n_events:
        raise NotEstimable("no event was observed")
    largest = np.maximum(np.abs(x).max(axis=0), np.finfo(float).tiny)
    standard = x / largest
    mean, spread = standard.mean(axis=0), standard.std(axis=0)
    varies = spread > ALIAS_TOLERANCE
    standard = np.where(varies, (standard - mean) / np.where(varies, spread, 1.0), 0.0)
    scale = np.where(varies, spread * largest, 1.0)

    p = x.shape[1]
    null = likelihood(standard, np.zeros(p))
    aliased = _aliased(null.information, n_events)
    kept = np.flatnonzero(~aliased)
    if not kept.size:
        raise NotEstimable("no covariate varies among the people at risk when an event happens")
    standard = standard[:, kept]
    summit = _climb(likelihood, standard, float(np.linalg.eigvalsh(null.information)[-1]))
    infinite = np.zeros(p, dtype=bool)
    infinite[kept] = summit.infinite
    coefficients = np.full(p, np.nan)
    coefficients[kept] = np.where(summit.infinite, np.nan, summit.beta) / scale[kept]
    return Maximum(
        coefficients=coefficients,
        aliased=aliased,
        infinite=infinite,
        kept=kept,
        centre=mean * largest,
        scale=scale,
        standard=standard,
        covariance=summit.covariance,
        linear=standard @ summit.beta,
        log_likelihood=summit.value,
        log_likelihood_null=null.value,
    )


def _climb(
    likelihood: Callable[[NDArray[np.float64], NDArray[np.float64]], Likelihood],
    x: NDArray[np.float64],
    greatest: float,
) -> _Summit:
    """Go up until no step promises more, and give up the directions in which there is always more.

    In such a direction every step is about as long as the one before, while the information on it, and with it what a
    step promises, fades. It is left where it is then, and the way goes on in the others.
    """
    k = x.shape[1]
    beta, basis, infinite = np.zeros(k), np.eye(k), np.zeros(k, dtype=bool)
    here = likelihood(x, beta)
    for _ in range(MAXIMUM_ITERATIONS):
        values, directions = np.linalg.eigh(basis.T @ here.information @ basis)
        flat = values <= FLAT * greatest
        if flat.any():
            infinite |= (np.abs(basis @ directions[:, flat]) > MOVED).any(axis=1)
            basis = basis @ directions[:, ~flat]
        inverse = np.linalg.inv(basis.T @ here.information @ basis)
        step = basis @ (inverse @ (basis.T @ here.score))
        settled = step @ here.score < DECREMENT_TOLERANCE
        moving = np.abs(step) > INFINITE_STEP * np.maximum(1.0, np.abs(beta))
        if settled and not moving.any():
            beta = beta + step
            here = likelihood(x, beta)
            inverse = np.linalg.inv(basis.T @ here.information @ basis)
            return _Summit(beta, here.value, basis @ inverse @ basis.T, infinite)
        if settled:
            direction = step / np.linalg.norm(step)
            infinite |= np.abs(direction) > MOVED
            basis = basis @ _complement(basis.T @ direction)
            continue
        beta, here = _upwards(likelihood, x, beta, here, step)
    raise NotEstimable(f"{UNSETTLED} within {MAXIMUM_ITERATIONS} iterations")


def _upwards(
    likelihood: Callable[[NDArray[np.float64], NDArray[np.float64]], Likelihood],
    x: NDArray[np.float64],
    beta: NDArray[np.float64],
    here: Likelihood,
    step: NDArray[np.float64],
) -> tuple[NDArray[np.float64], Likelihood]:
    lowest = here.value - ROUNDING * abs(here.value)
    for _ in range(MAXIMUM_HALVINGS):
        there = likelihood(x, beta + step)
        if there.value >= lowest:
            return beta + step, there
        step = step / 2.0
    raise NotEstimable(UNSETTLED)


def _complement(direction: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return an orthonormal basis of what is perpendicular to a direction, shape (k, k - 1)."""
    return np.linalg.qr(direction[:, None], mode="complete")[0][:, 1:]


def _aliased(information: NDArray[np.float64], n_events: int) -> NDArray[np.bool_]:
    """Return the columns that add nothing to the earlier ones: zero pivots of the Cholesky decomposition."""
    remaining = information.copy()
    original = np.diag(information).copy()
    aliased = np.zeros(original.size, dtype=bool)
    for j in range(original.size):
        pivot = remaining[j, j]
        aliased[j] = pivot <= ALIAS_TOLERANCE * max(original[j], n_events * ALIAS_TOLERANCE)
        if not aliased[j]:
            remaining -= np.outer(remaining[:, j], remaining[j]) / pivot
    return aliased
