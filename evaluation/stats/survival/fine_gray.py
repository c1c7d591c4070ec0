"""Fine and Gray's regression for the cumulative incidence of one of several competing events."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.competing_events import CompetingEvents
from evaluation.stats.survival.cox_design import ALIAS_TOLERANCE, checked_covariates
from evaluation.stats.survival.cox_likelihood import dependent
from evaluation.stats.survival.fine_gray_likelihood import point, shares_of_score
from evaluation.stats.survival.newton import maximise
from evaluation.stats.survival.weighted_risk_sets import weighted_risk_sets

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
    n_events = int(risk_sets.event.sum())
    given = checked_covariates(covariates, follow_up.n_obs, n_events)
    largest = np.maximum(np.abs(given).max(axis=0), np.finfo(float).tiny)
    x = given / largest
    mean, spread, p = x.mean(axis=0), x.std(axis=0), x.shape[1]
    varies = spread > ALIAS_TOLERANCE
    x = np.where(varies, (x - mean) / np.where(varies, spread, 1.0), 0.0)
    scale = np.where(varies, spread * largest, 1.0)

    null = point(risk_sets, x, np.zeros(p))
    aliased = dependent(null.information.matrix, ALIAS_TOLERANCE, null.information.rounding)
    kept = np.flatnonzero(~aliased)
    if not kept.size:
        raise NotEstimable("no covariate varies among the people at risk when an event happens")
    x = x[:, kept]
    best = maximise(partial(point, risk_sets, x), null.restricted(kept), np.abs(x).max(axis=0))
    linear = x @ best.at.coefficients
    infinite = np.zeros(p, dtype=bool)
    infinite[kept] = best.infinite
    finite = ~best.infinite
    place = kept[finite]
    influence = (shares_of_score(follow_up, risk_sets, x, linear) @ best.covariance)[:, finite]
    squares, unit = influence.T @ influence, scale[place]
    coefficients, std_errors, covariance = np.full(p, np.nan), np.full(p, np.nan), np.full((p, p), np.nan)
    coefficients[place] = best.at.coefficients[finite] / unit
    std_errors[place] = np.sqrt(np.diag(squares)) / unit
    with np.errstate(over="ignore"):
        covariance[np.ix_(place, place)] = squares / unit[:, None] / unit
    return FineGrayFit(
        coefficients=coefficients,
        std_errors=std_errors,
        covariance=covariance,
        aliased=aliased,
        infinite=infinite,
        log_likelihood=best.at.log_likelihood,
        log_likelihood_null=null.log_likelihood,
        n_obs=follow_up.n_obs,
        n_events=n_events,
        event_time=risk_sets.days,
        baseline_hazard=risk_sets.n_events / risk_sets.sums(np.exp(linear)[:, None])[:, 0],
        centre=mean * largest,
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
