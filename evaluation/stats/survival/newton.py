"""Newton's method for log partial likelihoods, with what has no finite estimate found and said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable

MAXIMUM_ITERATIONS = 60
MAXIMUM_HALVINGS = 30
DECREMENT_TOLERANCE = 1e-12
"""Iteration ends when a Newton step promises to raise the log likelihood by less than half of this."""
ROUNDING = 1e-12
"""A fall of the log likelihood by less than this share of it is taken for rounding."""
INFINITE_STEP = 1e-4
"""A coefficient that still moves by this much (in standard deviations) at the end has no finite maximum."""
ALIAS_TOLERANCE = 1e-10


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
        The likelihood rises without end along this coefficient (separation). The finite ones are the limits that
        they take.
    finite : ndarray of int, shape (f,)
        Positions of the coefficients that are neither.
    centre, scale : ndarray of shape (p,)
        Mean and standard deviation of each covariate; the scale is 1 where it is constant.
    standard : ndarray of shape (n, f)
        The finite columns with mean 0 and standard deviation 1.
    information : ndarray of shape (f, f)
        Of ``standard``.
    linear : ndarray of shape (n,)
        Log relative hazards, 0 for somebody with the mean of every covariate; infinite coefficients as large as
        they had become.
    log_likelihood, log_likelihood_null : float
        At the maximum and with all coefficients zero.
    """

    coefficients: NDArray[np.float64]
    aliased: NDArray[np.bool_]
    infinite: NDArray[np.bool_]
    finite: NDArray[np.int64]
    centre: NDArray[np.float64]
    scale: NDArray[np.float64]
    standard: NDArray[np.float64]
    information: NDArray[np.float64]
    linear: NDArray[np.float64]
    log_likelihood: float
    log_likelihood_null: float


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
    beta, at_end, last_step = _climb(likelihood, standard[:, kept])

    endless = np.abs(last_step) > INFINITE_STEP * np.maximum(1.0, np.abs(beta))
    infinite = np.zeros(p, dtype=bool)
    infinite[kept] = endless
    finite = kept[~endless]
    coefficients = np.full(p, np.nan)
    coefficients[finite] = beta[~endless] / scale[finite]
    return Maximum(
        coefficients=coefficients,
        aliased=aliased,
        infinite=infinite,
        finite=finite,
        centre=mean * largest,
        scale=scale,
        standard=standard[:, finite],
        information=at_end.information[np.ix_(~endless, ~endless)],
        linear=standard[:, kept] @ beta,
        log_likelihood=at_end.value,
        log_likelihood_null=null.value,
    )


def _climb(
    likelihood: Callable[[NDArray[np.float64], NDArray[np.float64]], Likelihood], x: NDArray[np.float64]
) -> tuple[NDArray[np.float64], Likelihood, NDArray[np.float64]]:
    """Return the estimate, the likelihood there and the last step."""
    beta = np.zeros(x.shape[1])
    here = likelihood(x, beta)
    for _ in range(MAXIMUM_ITERATIONS):
        try:
            step = np.linalg.solve(here.information, here.score)
        except np.linalg.LinAlgError as error:
            raise NotEstimable("the likelihood is flat: its information matrix is singular") from error
        settled = step @ here.score < DECREMENT_TOLERANCE
        lowest = here.value - ROUNDING * abs(here.value)
        taken, there = step, likelihood(x, beta + step)
        for _ in range(MAXIMUM_HALVINGS):
            if settled or there.value >= lowest:
                break
            taken = taken / 2.0
            there = likelihood(x, beta + taken)
        if not np.isfinite(there.value):
            break
        beta, here = beta + taken, there
        if settled:
            return beta, here, step
    raise NotEstimable(f"the fit did not settle within {MAXIMUM_ITERATIONS} iterations")


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
