"""Cox proportional-hazards regression with Efron's or Breslow's treatment of ties."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.right_censored import RightCensored

MAXIMUM_ITERATIONS = 60
MAXIMUM_HALVINGS = 30
DECREMENT_TOLERANCE = 1e-12
"""Iteration ends when a Newton step promises to raise the log likelihood by less than half of this."""
INFINITE_STEP = 1e-4
"""A coefficient that still moves by this much (in standard deviations) at the end has no finite maximum."""
ALIAS_TOLERANCE = 1e-10


class Ties(StrEnum):
    """How events at the same time enter the partial likelihood."""

    EFRON = "efron"
    BRESLOW = "breslow"


@dataclass(frozen=True, eq=False)
class CoxFit:
    """A fitted proportional-hazards model.

    Attributes
    ----------
    coefficients, std_errors : ndarray of shape (p,)
        Log hazard ratios and their model-based standard errors; NaN for aliased and for infinite ones.
    covariance : ndarray of shape (p, p)
    aliased : ndarray of bool, shape (p,)
        The column is constant, or a linear combination of earlier ones, among the people at risk at events.
    infinite : ndarray of bool, shape (p,)
        The likelihood rises without end along this coefficient (separation): its estimate would be infinite. The
        finite ones are the limits that they take.
    log_likelihood, log_likelihood_null : float
        Partial log likelihood at the estimate and at zero.
    n_obs, n_events : int
    ties : Ties
    """

    coefficients: NDArray[np.float64]
    std_errors: NDArray[np.float64]
    covariance: NDArray[np.float64]
    aliased: NDArray[np.bool_]
    infinite: NDArray[np.bool_]
    log_likelihood: float
    log_likelihood_null: float
    n_obs: int
    n_events: int
    ties: Ties


class _Likelihood(NamedTuple):
    value: float
    score: NDArray[np.float64]
    information: NDArray[np.float64]


def fit_cox(follow_up: RightCensored, covariates: ArrayLike, *, ties: Ties = Ties.EFRON) -> CoxFit:
    """Maximise the partial likelihood by Newton's method with step-halving.

    Parameters
    ----------
    follow_up : RightCensored
        Of ``n`` people.
    covariates : array_like of shape (n, p)
        Finite numbers; a factor as one column of 0 and 1 per level other than the reference.
    ties : Ties

    Raises
    ------
    ValueError
        If a covariate is not finite or the shapes differ.
    NotEstimable
        If no event was observed, no covariate varies among people at risk, or the iteration does not settle.

    References
    ----------
    Cox DR (1972). J R Stat Soc B 34:187-220. Efron B (1977). J Am Stat Assoc 72:557-565. Breslow N (1974).
    Biometrics 30:89-99. Therneau TM, Grambsch PM (2000), Modeling Survival Data, chapter 3.
    """
    x = np.asarray(covariates, dtype=float)
    if x.ndim != 2 or x.shape[0] != follow_up.n_obs or not np.isfinite(x).all():
        raise ValueError(f"covariates must be finite, one row for each of {follow_up.n_obs} people")
    if not follow_up.n_events:
        raise NotEstimable("no event was observed")
    spread = x.std(axis=0)
    varies = spread > ALIAS_TOLERANCE * np.maximum(np.abs(x).max(axis=0), 1e-300)
    scale = np.where(varies, spread, 1.0)
    standard = np.where(varies, (x - x.mean(axis=0)) / scale, 0.0)

    null = _likelihood(follow_up, standard, np.zeros(x.shape[1]), ties)
    aliased = _aliased(null.information, follow_up.n_events)
    kept = np.flatnonzero(~aliased)
    if not kept.size:
        raise NotEstimable("no covariate varies among the people at risk when an event happens")
    beta, at_end, last_step = _maximise(follow_up, standard[:, kept], ties)

    p = x.shape[1]
    infinite = np.zeros(p, dtype=bool)
    infinite[kept] = np.abs(last_step) > INFINITE_STEP * np.maximum(1.0, np.abs(beta))
    finite = kept[~infinite[kept]]
    coefficients = np.full(p, np.nan)
    covariance = np.full((p, p), np.nan)
    coefficients[kept] = beta / scale[kept]
    coefficients[infinite] = np.nan
    inverse = np.linalg.inv(at_end.information)
    chosen = np.flatnonzero(~infinite[kept])
    covariance[np.ix_(finite, finite)] = inverse[np.ix_(chosen, chosen)] / np.outer(scale[finite], scale[finite])
    return CoxFit(
        coefficients=coefficients,
        std_errors=np.sqrt(np.diag(covariance)),
        covariance=covariance,
        aliased=aliased,
        infinite=infinite,
        log_likelihood=at_end.value,
        log_likelihood_null=null.value,
        n_obs=follow_up.n_obs,
        n_events=follow_up.n_events,
        ties=ties,
    )


def _maximise(
    follow_up: RightCensored, x: NDArray[np.float64], ties: Ties
) -> tuple[NDArray[np.float64], _Likelihood, NDArray[np.float64]]:
    """Return the estimate, the likelihood there and the step before last."""
    beta = np.zeros(x.shape[1])
    here = _likelihood(follow_up, x, beta, ties)
    for _ in range(MAXIMUM_ITERATIONS):
        try:
            step = np.linalg.solve(here.information, here.score)
        except np.linalg.LinAlgError as error:
            raise NotEstimable("the likelihood is flat: its information matrix is singular") from error
        settled = step @ here.score < DECREMENT_TOLERANCE
        taken, there = step, _likelihood(follow_up, x, beta + step, ties)
        for _ in range(MAXIMUM_HALVINGS):
            if settled or there.value >= here.value:
                break
            taken = taken / 2.0
            there = _likelihood(follow_up, x, beta + taken, ties)
        beta, here = beta + taken, there
        if settled:
            return beta, here, step
    raise NotEstimable(f"the fit did not settle within {MAXIMUM_ITERATIONS} iterations")


def _likelihood(
    follow_up: RightCensored, x: NDArray[np.float64], beta: NDArray[np.float64], ties: Ties
) -> _Likelihood:
    """Return the partial log likelihood with its first two derivatives.

    Sums over a risk set are sums over everybody whose time is not earlier, found by adding up from the last day
    backwards, minus those who enter on that day or later. ``f`` is the share of tied events that Efron's method
    takes out of the risk set: 0, 1/d, ..., (d-1)/d for the d events of a day.
    """
    linear = x @ beta
    linear = linear - linear.max()
    risk = np.exp(linear)
    p = x.shape[1]
    upper = np.triu_indices(p)
    moments = np.column_stack([np.ones(risk.size), x, x[:, upper[0]] * x[:, upper[1]]]) * risk[:, None]

    event = follow_up.event
    days, day = np.unique(follow_up.time, return_inverse=True)
    in_risk_set = _from_last(_sum_by(day, moments, days.size))
    late = np.isfinite(follow_up.entry)
    if late.any():
        last_day_out = np.searchsorted(days, follow_up.entry[late], side="right") - 1
        out = last_day_out >= 0
        in_risk_set -= _from_last(_sum_by(last_day_out[out], moments[late][out], days.size))

    deaths = np.bincount(day[event], minlength=days.size)
    on = np.flatnonzero(deaths)
    d = deaths[on]
    all_at_risk = in_risk_set[on]
    tied = _sum_by(day[event], moments[event], days.size)[on] if ties is Ties.EFRON else np.zeros_like(all_at_risk)
    row = np.repeat(np.arange(on.size), d)
    f = (np.arange(row.size) - np.repeat(np.cumsum(d) - d, d)) / d[row]

    reduced = all_at_risk[row] - f[:, None] * tied[row]
    mean = reduced[:, 1 : p + 1] / reduced[:, :1]
    second = np.zeros((p, p))
    second[upper] = (reduced[:, p + 1 :] / reduced[:, :1]).sum(axis=0)
    second = second + np.triu(second, 1).T
    return _Likelihood(
        value=float(linear[event].sum() - np.log(reduced[:, 0]).sum()),
        score=x[event].sum(axis=0) - mean.sum(axis=0),
        information=second - mean.T @ mean,
    )


def _sum_by(group: NDArray[np.int64], values: NDArray[np.float64], n_groups: int) -> NDArray[np.float64]:
    return np.stack([np.bincount(group, column, minlength=n_groups) for column in values.T], axis=1)


def _from_last(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.cumsum(values[::-1], axis=0)[::-1]


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
