"""Fine and Gray's regression for the cumulative incidence of one of several competing events."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.competing_events import CompetingEvents
from evaluation.stats.survival.newton import Likelihood, maximise
from evaluation.stats.survival.weighted_risk_sets import WeightedRiskSets, weighted_risk_sets, with_zero

LARGEST_LINEAR = 700.0
"""Its exponential is still finite; the incidence is 1 long before."""


@dataclass(frozen=True, eq=False)
class FineGrayFit:
    """A fitted model of proportional subdistribution hazards.

    Attributes
    ----------
    coefficients, std_errors : ndarray of shape (p,)
        Log subdistribution hazard ratios and their robust standard errors, in which censoring is estimated too; NaN
        for aliased and for infinite ones.
    covariance : ndarray of shape (p, p)
    aliased, infinite : ndarray of bool, shape (p,)
        Constant or repeated columns, and those along which the likelihood rises without end (separation).
    log_likelihood, log_likelihood_null : float
        Log pseudo likelihood at the estimate and at zero.
    n_obs, n_events : int
        People, and events of the cause.
    event_time, baseline_hazard : ndarray of shape (t,)
        Days with an event of the cause, and the subdistribution hazard on each for somebody with the means of all
        covariates.
    centre : ndarray of shape (p,)
        Those means.
    last_time : float
        When follow-up ended.
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
    event_time: NDArray[np.float64]
    baseline_hazard: NDArray[np.float64]
    centre: NDArray[np.float64]
    last_time: float


def fit_fine_gray(
    follow_up: CompetingEvents, covariates: ArrayLike, *, cause: int = 1, censoring_group: ArrayLike | None = None
) -> FineGrayFit:
    """Fit proportional subdistribution hazards of one cause, with Breslow's treatment of ties.

    Parameters
    ----------
    follow_up : CompetingEvents
        Of ``n`` people, all observed from time zero.
    covariates : array_like of shape (n, p)
        Finite numbers.
    cause : int
    censoring_group : array_like of int, shape (n,), optional
        Groups numbered from 0 in which censoring is estimated apart; needed where it depends on a covariate.

    Raises
    ------
    ValueError
        If a covariate is not finite, shapes differ, the cause is unknown, somebody enters late, or groups are not
        whole numbers of 0 or more.
    NotEstimable
        If no event of the cause was observed, no covariate varies among people at risk, or the iteration does not
        settle.

    Notes
    -----
    Coefficients and standard errors are those of R's ``cmprsk::crr``: weights G(t-)/G(T-), and after the last
    follow-up of a censoring group none of its people count. Two differences: in a censoring group, crr 2.2 adds to
    the variance's term for censoring only events of that group, here all events count, as in the paper; and
    censoring on day zero lowers no weight on day zero, which in crr it does.

    References
    ----------
    Fine JP, Gray RJ (1999). J Am Stat Assoc 94:496-509.
    """
    risk_sets = weighted_risk_sets(follow_up, cause, censoring_group)
    x = np.asarray(covariates, dtype=float)
    n_events = int(risk_sets.event.sum())

    def likelihood(z: NDArray[np.float64], beta: NDArray[np.float64]) -> Likelihood:
        return _likelihood(risk_sets, z, z @ beta)

    best = maximise(likelihood, x, n_obs=follow_up.n_obs, n_events=n_events)
    influence = _scores(follow_up, risk_sets, best.standard, best.linear) @ best.covariance
    finite = ~best.infinite[best.kept]
    place = best.kept[finite]
    squares, scale = influence[:, finite].T @ influence[:, finite], best.scale[place]
    std_errors, covariance = np.full(x.shape[1], np.nan), np.full((x.shape[1], x.shape[1]), np.nan)
    std_errors[place] = np.sqrt(np.diag(squares)) / scale
    with np.errstate(over="ignore"):
        covariance[np.ix_(place, place)] = squares / scale[:, None] / scale
    return FineGrayFit(
        coefficients=best.coefficients,
        std_errors=std_errors,
        covariance=covariance,
        aliased=best.aliased,
        infinite=best.infinite,
        log_likelihood=best.log_likelihood,
        log_likelihood_null=best.log_likelihood_null,
        n_obs=follow_up.n_obs,
        n_events=n_events,
        event_time=risk_sets.days,
        baseline_hazard=risk_sets.n_events / risk_sets.sums(np.exp(best.linear)[:, None])[:, 0],
        centre=best.centre,
        last_time=float(follow_up.time.max()),
    )


def incidence_at(fit: FineGrayFit, covariates: ArrayLike, times: ArrayLike) -> NDArray[np.float64]:
    """Predict the cumulative incidence of the cause.

    Parameters
    ----------
    fit : FineGrayFit
    covariates : array_like of shape (m, p)
    times : array_like of shape (t,)

    Returns
    -------
    ndarray of shape (m, t)
        Between 0 and 1; NaN beyond the last follow-up.

    Raises
    ------
    NotEstimable
        If a coefficient is infinite.
    """
    if fit.infinite.any():
        raise NotEstimable("a coefficient is infinite, and with it the incidence is 0 or 1 for some people")
    hazard = np.concatenate([[0.0], np.cumsum(fit.baseline_hazard)])
    at = np.asarray(times, dtype=float)
    until = np.where(at <= fit.last_time, hazard[np.searchsorted(fit.event_time, at, side="right")], np.nan)
    linear = (np.asarray(covariates, dtype=float) - fit.centre) @ np.nan_to_num(fit.coefficients)
    return -np.expm1(-np.exp(np.minimum(linear, LARGEST_LINEAR))[:, None] * until)


def _likelihood(risk_sets: WeightedRiskSets, x: NDArray[np.float64], linear: NDArray[np.float64]) -> Likelihood:
    """Return the log pseudo likelihood with its first two derivatives.

    Sums over days of sums over risk sets are taken as sums over people of what each collects while they count.
    """
    p = x.shape[1]
    linear = linear - linear.max()
    risk = np.exp(linear)
    sums = risk_sets.sums(np.column_stack([risk, risk[:, None] * x]))
    if not (sums[:, 0] > 0).all():
        return Likelihood(-np.inf, np.full(p, np.nan), np.full((p, p), np.nan))
    d, event = risk_sets.n_events, risk_sets.event
    mean = sums[:, 1:] / sums[:, :1]
    expected = risk[:, None] * risk_sets.while_counted((d / sums[:, 0])[:, None])
    return Likelihood(
        value=float(linear[event].sum() - d @ np.log(sums[:, 0])),
        score=x[event].sum(axis=0) - d @ mean,
        information=x.T @ (expected * x) - mean.T @ (d[:, None] * mean),
    )


def _scores(
    follow_up: CompetingEvents, risk_sets: WeightedRiskSets, x: NDArray[np.float64], linear: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return each person's share of the score, shape (n, p): the paper's eta plus psi.

    Eta is the score residual; psi is what the person's part in the estimate of censoring does to it.
    """
    risk = np.exp(linear - linear.max())
    sums = risk_sets.sums(np.column_stack([risk, risk[:, None] * x]))
    mean = sums[:, 1:] / sums[:, :1]
    hazard = (risk_sets.n_events / sums[:, 0])[:, None]
    increments = np.hstack([hazard, hazard * mean])
    collected = risk_sets.while_counted(increments)
    scores = risk[:, None] * (collected[:, 1:] - x * collected[:, :1])
    scores[risk_sets.event] += x[risk_sets.event] - mean[risk_sets.passed[risk_sets.event] - 1]
    if not risk_sets.stays.size:
        return scores

    weight = (risk[risk_sets.stays] / risk_sets.at_exit)[:, None]
    moments = np.hstack([weight, weight * x[risk_sets.stays]])
    for number, ahead in enumerate(risk_sets.ahead(increments)):
        own, stays = risk_sets.group == number, risk_sets.group[risk_sets.stays] == number
        time, censored = follow_up.time[own], follow_up.cause[own] == 0
        days, n_censored = np.unique(time[censored], return_counts=True)
        n_risk = time.size - np.searchsorted(np.sort(time), days, side="left")
        still_to_come = ahead[np.searchsorted(risk_sets.days, days, side="left")]
        gone = _sums_before(follow_up.time[risk_sets.stays[stays]], moments[stays], days)
        q = (gone[:, 1:] * still_to_come[:, :1] - gone[:, :1] * still_to_come[:, 1:]) / n_risk[:, None]
        psi = -with_zero(np.cumsum(q * (n_censored / n_risk)[:, None], axis=0))
        psi = psi[np.searchsorted(days, time, side="right")]
        psi[censored] += q[np.searchsorted(days, time[censored])]
        scores[own] += psi
    return scores


def _sums_before(
    time: NDArray[np.float64], values: NDArray[np.float64], at: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return sums of ``values``, shape (n, m), over those whose time is before each of ``at``, shape (t, m)."""
    order = np.argsort(time, kind="stable")
    return with_zero(np.cumsum(values[order], axis=0))[np.searchsorted(time[order], at, side="left")]
