"""Kaplan-Meier estimate of the survival function, with R's conventions at every edge."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.survival.landmarks import find_places
from evaluation.stats.survival.right_censored import RightCensored
from evaluation.stats.survival.risk_table import risk_table

HALF_TOLERANCE = float(np.sqrt(np.finfo(float).eps))
"""How near to 0.5 counts as exactly 0.5 when the median is read off, as in R's ``survfit``."""


@dataclass(frozen=True, eq=False)
class SurvivalCurve:
    """A Kaplan-Meier curve: one element per distinct follow-up time, in rising order.

    Attributes
    ----------
    time : ndarray of shape (k,)
        Times of events and of censoring.
    n_risk, n_events, n_censored : ndarray of int, shape (k,)
        At risk just before, events and censored at each time.
    survival, std_error : ndarray of shape (k,)
        Probability of no event up to and including the time, and its standard error by Greenwood's formula (NaN
        where survival is 0).
    conf_low, conf_high : ndarray of shape (k,)
        Pointwise log-log interval; NaN where survival is 1 or 0.
    conf_level : float
    """

    time: NDArray[np.float64]
    n_risk: NDArray[np.int64]
    n_events: NDArray[np.int64]
    n_censored: NDArray[np.int64]
    survival: NDArray[np.float64]
    std_error: NDArray[np.float64]
    conf_low: NDArray[np.float64]
    conf_high: NDArray[np.float64]
    conf_level: float


@dataclass(frozen=True)
class Landmark:
    """Survival at one time: NaN where the time lies beyond the last follow-up."""

    time: float
    survival: float
    std_error: float
    conf_low: float
    conf_high: float
    n_risk: int
    n_events: int


@dataclass(frozen=True)
class MedianSurvival:
    """Median time with the interval that inverts the pointwise one; NaN where the curve stays above 0.5."""

    median: float
    conf_low: float
    conf_high: float


def kaplan_meier(follow_up: RightCensored, *, conf_level: float = 0.95) -> SurvivalCurve:
    r"""Estimate the survival function.

    ``S(t)`` is the product of ``1 - d/n`` over event times up to ``t``, ``d`` events among ``n`` at risk. The
    interval is ``S ** exp(+-z * se / (S log S))`` (log-log). It is not defined where no event has happened yet, or
    where nobody is left, and NaN there.

    Parameters
    ----------
    follow_up : RightCensored
    conf_level : float
        Between 0 and 1.

    Raises
    ------
    NotEstimable
        If nobody is followed.

    References
    ----------
    Kaplan EL, Meier P (1958). J Am Stat Assoc 53:457-481. Greenwood's variance and the log-log interval as in
    R's ``survfit(conf.type = "log-log")``; Kalbfleisch JD, Prentice RL (2002), section 1.4.
    """
    from scipy.stats import norm

    table = risk_table(follow_up)
    n, d = table.n_risk.astype(float), table.n_events
    survival = np.cumprod(1.0 - d / n)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_variance = np.cumsum(np.where(d > 0, d / (n * (n - d)), 0.0))
        std_error = np.where(survival > 0, survival * np.sqrt(log_variance), np.nan)
    low, high = log_log_interval(survival, std_error, float(norm.isf((1.0 - conf_level) / 2.0)))
    return SurvivalCurve(
        time=table.time,
        n_risk=table.n_risk,
        n_events=d,
        n_censored=table.n_censored,
        survival=survival,
        std_error=std_error,
        conf_low=low,
        conf_high=high,
        conf_level=conf_level,
    )


def log_log_interval(
    probability: NDArray[np.float64], std_error: NDArray[np.float64], z: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return ``p ** exp(+-z * se / (p log p))``, as R's ``conf.type = "log-log"``.

    NaN where ``p`` is 0 or 1, which is also where ``se`` is 0: a sum of all steps may miss 1 by a rounding error.
    """
    inside = (probability > 0) & (probability < 1) & (std_error > 0)
    p = np.where(inside, probability, np.nan)
    log_p = np.log(p)
    reach = z * std_error / (p * log_p)
    return np.exp(log_p * np.exp(-reach)), np.exp(log_p * np.exp(reach))


def survival_at(curve: SurvivalCurve, times: ArrayLike) -> tuple[Landmark, ...]:
    """Read a curve at given times.

    Parameters
    ----------
    curve : SurvivalCurve
    times : array_like of float
        In rising order.

    Returns
    -------
    tuple of Landmark
        ``n_risk`` counts people at risk just before the time, as R's ``summary(survfit)`` does; ``n_events`` the
        events after the previous of ``times`` (for the first one, from time zero on) up to and including it. A
        time beyond the last follow-up has no estimate, even where the curve has reached 0.

    Raises
    ------
    ValueError
        If ``times`` are not numbers in rising order.
    """
    places = find_places(curve.time, curve.n_risk, times)
    columns = ((curve.survival, 1.0), (curve.std_error, 0.0), (curve.conf_low, math.nan), (curve.conf_high, math.nan))
    values = (places.read(column, before=before) for column, before in columns)
    counts = (places.n_risk, places.events_between(curve.n_events))
    return tuple(Landmark(*row) for row in zip(*(c.tolist() for c in (places.time, *values, *counts)), strict=True))


def median_survival(curve: SurvivalCurve) -> MedianSurvival:
    """Return the first time at which survival is 0.5 or less.

    Where the curve rests on exactly 0.5 and falls later, the median is the middle of that stretch, as in R. The
    interval holds the times at which the pointwise interval contains 0.5.
    """
    return MedianSurvival(
        median=_first_half(curve.time, curve.survival),
        conf_low=_first_half(curve.time, curve.conf_low),
        conf_high=_first_half(curve.time, curve.conf_high),
    )


def _first_half(time: NDArray[np.float64], level: NDArray[np.float64]) -> float:
    with np.errstate(invalid="ignore"):
        below = np.flatnonzero(level < 0.5 + HALF_TOLERANCE)
    if not below.size:
        return math.nan
    first = below[0]
    lower = below[level[below] < level[first]]
    if abs(level[first] - 0.5) < HALF_TOLERANCE and lower.size:
        return float(time[first] + time[lower[0]]) / 2.0
    return float(time[first])
