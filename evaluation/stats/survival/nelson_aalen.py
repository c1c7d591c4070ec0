"""Nelson-Aalen estimate of the cumulative hazard."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from evaluation.stats.survival.right_censored import RightCensored
from evaluation.stats.survival.risk_table import risk_table


class TiedEvents(StrEnum):
    """How ``d`` events at one time, of ``n`` at risk, add to the cumulative hazard."""

    TOGETHER = "together"
    """``d / n``: Nelson and Aalen (R's ``ctype = 1``)."""
    ONE_BY_ONE = "one_by_one"
    """``1 / n + 1 / (n - 1) + ...``, ``d`` terms: Fleming and Harrington (R's ``ctype = 2``)."""


@dataclass(frozen=True, eq=False)
class CumulativeHazard:
    """A cumulative hazard: one element per distinct follow-up time, in rising order.

    Attributes
    ----------
    time : ndarray of shape (k,)
        Times of events and of censoring.
    n_risk, n_events, n_censored : ndarray of int, shape (k,)
    cumulative_hazard, std_error : ndarray of shape (k,)
        Events per person expected up to and including the time.
    conf_low, conf_high : ndarray of shape (k,)
        Pointwise interval on the log scale; NaN before the first event.
    conf_level : float
    """

    time: NDArray[np.float64]
    n_risk: NDArray[np.int64]
    n_events: NDArray[np.int64]
    n_censored: NDArray[np.int64]
    cumulative_hazard: NDArray[np.float64]
    std_error: NDArray[np.float64]
    conf_low: NDArray[np.float64]
    conf_high: NDArray[np.float64]
    conf_level: float


def nelson_aalen(
    follow_up: RightCensored, *, ties: TiedEvents = TiedEvents.TOGETHER, conf_level: float = 0.95
) -> CumulativeHazard:
    """Estimate the cumulative hazard.

    The variance is the sum of ``d / n ** 2`` or, one by one, of ``1 / (n - j) ** 2``; the interval is
    ``H * exp(+-z * se / H)``.

    Parameters
    ----------
    follow_up : RightCensored
    ties : TiedEvents
    conf_level : float
        Between 0 and 1.

    Raises
    ------
    NotEstimable
        If nobody is followed.

    References
    ----------
    Nelson W (1972). Technometrics 14:945-966. Aalen O (1978). Ann Stat 6:701-726. Fleming TR, Harrington DP (1984).
    Commun Stat Theory Methods 13:2469-2486. Hazard and variance as R's ``survfit`` (``cumhaz``, ``std.chaz``).
    """
    from scipy.stats import norm

    table = risk_table(follow_up)
    d = table.n_events
    if ties is TiedEvents.TOGETHER:
        step, variance = d / table.n_risk, d / table.n_risk.astype(float) ** 2
    else:
        row = np.repeat(np.arange(d.size), d)
        left = table.n_risk[row] - (np.arange(row.size) - (np.cumsum(d) - d)[row])
        step, variance = (np.bincount(row, 1.0 / left**power, minlength=d.size) for power in (1.0, 2.0))
    hazard, std_error = np.cumsum(step), np.sqrt(np.cumsum(variance))
    above_zero = np.where(hazard > 0, hazard, np.nan)
    factor = np.exp(float(norm.isf((1.0 - conf_level) / 2.0)) * std_error / above_zero)
    return CumulativeHazard(
        time=table.time,
        n_risk=table.n_risk,
        n_events=d,
        n_censored=table.n_censored,
        cumulative_hazard=hazard,
        std_error=std_error,
        conf_low=above_zero / factor,
        conf_high=above_zero * factor,
        conf_level=conf_level,
    )
