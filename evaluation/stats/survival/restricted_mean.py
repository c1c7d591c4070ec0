"""Mean time without the event, and mean time lost to each cause, up to a time horizon."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.aalen_johansen import Hazards
from evaluation.stats.survival.competing_events import CompetingEvents
from evaluation.stats.survival.influence import CountedPeople
from evaluation.stats.survival.kaplan_meier import SurvivalCurve
from evaluation.stats.survival.risk_table import risk_table


@dataclass(frozen=True)
class RestrictedMeanTime:
    """A mean time between time zero and ``tau``, in the unit of the follow-up times.

    Attributes
    ----------
    tau : float
    estimate, std_error : float
        Between 0 and ``tau``.
    conf_low, conf_high : float
        Normal interval on the plain scale, which may reach below 0 or above ``tau`` where events are few; NaN where
        the standard error is 0, as nothing happened before ``tau``, or to everybody at one time.
    conf_level : float
    n_obs, n_events : int
        People, and events up to and including ``tau``.
    """

    tau: float
    estimate: float
    std_error: float
    conf_low: float
    conf_high: float
    conf_level: float
    n_obs: int
    n_events: int


def restricted_mean(curve: SurvivalCurve, tau: float, *, group: str = "") -> RestrictedMeanTime:
    r"""Return the area under a Kaplan-Meier curve up to ``tau``.

    Its variance is the sum over event times of ``A ** 2 * d / (n * (n - d))``, with ``A`` the area from there on.

    Parameters
    ----------
    curve : SurvivalCurve
    tau : float
        More than 0, in the unit of the curve.
    group : str
        Whose curve it is, for the message of what cannot be estimated.

    Raises
    ------
    ValueError
        If ``tau`` is not a number above 0.
    NotEstimable
        If ``tau`` lies beyond the last follow-up, even where the curve has reached 0.

    References
    ----------
    Karrison T (1987). J Am Stat Assoc 82:1169-1176. As ``rmean`` and ``se(rmean)`` of R's ``survfit``.
    """
    _check_horizon(curve.time, tau, group)
    area = _area_after(curve.time, curve.survival, tau)
    n, d = curve.n_risk.astype(float), curve.n_events
    some_stay = n > d
    variance = np.where(some_stay, area**2 * d / (n * np.where(some_stay, n - d, 1.0)), 0.0).sum()
    return _mean_time(
        tau,
        min(float(curve.time[0]), tau) + float(area[0]),
        math.sqrt(variance),
        conf_level=curve.conf_level,
        n_obs=int(d.sum() + curve.n_censored.sum()),
        n_events=int(d[curve.time <= tau].sum()),
    )


def restricted_time_lost(
    follow_up: CompetingEvents, tau: float, *, conf_level: float = 0.95, group: str = ""
) -> tuple[RestrictedMeanTime, ...]:
    r"""Return the mean time lost to each cause before ``tau``: the area under its Aalen-Johansen curve.

    The times lost to all causes and the restricted mean time without any event add up to ``tau``. The standard error
    is the infinitesimal jackknife, as ``se(rmean)`` of R's multi-state ``survfit(influence = TRUE)``.

    Parameters
    ----------
    follow_up : CompetingEvents
    tau : float
        More than 0, in the unit of the follow-up times.
    conf_level : float
        Between 0 and 1.
    group : str
        Whose follow-up it is, for the message of what cannot be estimated.

    Returns
    -------
    tuple of RestrictedMeanTime
        Of cause 1, 2, ...; ``n_events`` of that cause.

    Raises
    ------
    ValueError
        If ``tau`` is not a number above 0.
    NotEstimable
        If nobody is followed, or ``tau`` lies beyond the last follow-up.

    References
    ----------
    Andersen PK (2013). Stat Med 32:5278-5285.
    """
    table = risk_table(follow_up)
    _check_horizon(table.time, tau, group)
    hazards = Hazards.of_table(table)
    people = CountedPeople.of_follow_up(follow_up, table)
    still_to_come = np.maximum(tau - table.time, 0.0)
    found = []
    for row, incidence in enumerate(hazards.incidence):
        area = _area_after(table.time, incidence, tau)
        influence = people.influence(
            (still_to_come * incidence - area) * hazards.per_survival,
            cause=row + 1,
            extra=still_to_come * hazards.survival_before,
        )
        found.append(
            _mean_time(
                tau,
                float(area[0]),
                math.sqrt(people.count @ influence.at_exit**2),
                conf_level=conf_level,
                n_obs=follow_up.n_obs,
                n_events=int(table.n_by_cause[row, table.time <= tau].sum()),
            )
        )
    return tuple(found)


def _check_horizon(time: NDArray[np.float64], tau: float, group: str) -> None:
    if not 0 < tau < math.inf:
        raise ValueError(f"tau must be a number above 0; {tau} was given")
    if tau > time[-1]:
        of_group = f" of {group}" if group else ""
        raise NotEstimable(f"time {tau:g} lies beyond the last follow-up{of_group}, which is {time[-1]:g}")


def _area_after(time: NDArray[np.float64], level: NDArray[np.float64], tau: float) -> NDArray[np.float64]:
    """Return the area under a step function from each of its times to ``tau``; 0 from ``tau`` on."""
    width = np.diff(np.minimum(time, tau), append=tau)
    return np.cumsum((level * width)[::-1])[::-1]


def _mean_time(
    tau: float, estimate: float, std_error: float, *, conf_level: float, n_obs: int, n_events: int
) -> RestrictedMeanTime:
    from scipy.stats import norm

    reach = float(norm.isf((1.0 - conf_level) / 2.0)) * std_error if std_error > 0 else math.nan
    return RestrictedMeanTime(
        tau, estimate, std_error, estimate - reach, estimate + reach, conf_level, n_obs, n_events
    )
