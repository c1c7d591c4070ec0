"""Aalen-Johansen estimate of the probability of each of several competing events."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.survival.competing_events import CompetingEvents
from evaluation.stats.survival.influence import CountedPeople, without_rounding
from evaluation.stats.survival.kaplan_meier import log_log_interval
from evaluation.stats.survival.landmarks import find_places
from evaluation.stats.survival.risk_table import RiskTable, risk_table


@dataclass(frozen=True, eq=False)
class IncidenceCurves:
    """Cumulative incidence of each cause at ``k`` distinct follow-up times, in rising order; cause 1 is row 0.

    Attributes
    ----------
    time : ndarray of shape (k,)
        Times of events and of censoring.
    n_risk, n_censored : ndarray of int, shape (k,)
    n_events : ndarray of int, shape (n_causes, k)
    survival : ndarray of shape (k,)
        Probability of no event of any cause: with the incidences it adds up to 1.
    incidence, std_error : ndarray of shape (n_causes, k)
        Probability that the event has happened up to and including the time, and its standard error.
    conf_low, conf_high : ndarray of shape (n_causes, k)
        Pointwise log-log interval; NaN where the incidence is 0 or 1.
    conf_level : float
    """

    time: NDArray[np.float64]
    n_risk: NDArray[np.int64]
    n_events: NDArray[np.int64]
    n_censored: NDArray[np.int64]
    survival: NDArray[np.float64]
    incidence: NDArray[np.float64]
    std_error: NDArray[np.float64]
    conf_low: NDArray[np.float64]
    conf_high: NDArray[np.float64]
    conf_level: float


@dataclass(frozen=True)
class IncidenceLandmark:
    """Cumulative incidence of one cause at one time: NaN where the time lies beyond the last follow-up."""

    time: float
    cause: int
    incidence: float
    std_error: float
    conf_low: float
    conf_high: float
    n_risk: int
    n_events: int


def aalen_johansen(follow_up: CompetingEvents, *, conf_level: float = 0.95) -> IncidenceCurves:
    r"""Estimate the probability of each cause, where the other causes make it impossible.

    ``F_c(t)`` is the sum over times ``s`` up to ``t`` of ``S(s-) d_c / n``, with ``S`` the Kaplan-Meier estimate for
    any cause; ties are exact. The standard error is the infinitesimal jackknife, as in R's ``survfit``. Where nobody
    enters late it equals the multinomial (Greenwood-type) one exactly. The interval is
    ``F ** exp(+-z * se / (F log F))``: symmetric for ``log(-log F)``, R's ``conf.type = "log-log"``.

    Parameters
    ----------
    follow_up : CompetingEvents
        One row for each person: rows count as independent.
    conf_level : float
        Between 0 and 1.

    Raises
    ------
    NotEstimable
        If nobody is followed.

    References
    ----------
    Aalen OO, Johansen S (1978). Scand J Stat 5:141-150. Therneau TM (2024), A package for survival analysis in R:
    ``survfit`` of a multi-state model.
    """
    from scipy.stats import norm

    table = risk_table(follow_up)
    hazards = Hazards.of_table(table)
    people = CountedPeople.of_follow_up(follow_up, table)
    fall = people.influence(hazards.per_survival)
    fall_squared = people.running_products(fall, fall)
    std_error = np.empty_like(hazards.incidence)
    for row, incidence in enumerate(hazards.incidence):
        rise = people.influence(incidence * hazards.per_survival, cause=row + 1, extra=hazards.survival_before)
        squares = people.running_products(rise, rise), incidence**2 * fall_squared
        variance = squares[0] - 2.0 * incidence * people.running_products(rise, fall) + squares[1]
        std_error[row] = np.sqrt(without_rounding(variance, squares[0] + squares[1]))
    low, high = log_log_interval(hazards.incidence, std_error, float(norm.isf((1.0 - conf_level) / 2.0)))
    return IncidenceCurves(
        time=table.time,
        n_risk=table.n_risk,
        n_events=table.n_by_cause,
        n_censored=table.n_censored,
        survival=hazards.survival,
        incidence=hazards.incidence,
        std_error=std_error,
        conf_low=low,
        conf_high=high,
        conf_level=conf_level,
    )


def incidence_at(curves: IncidenceCurves, times: ArrayLike) -> tuple[IncidenceLandmark, ...]:
    """Read the curves of all causes at given times.

    Parameters
    ----------
    curves : IncidenceCurves
    times : array_like of float
        In rising order.

    Returns
    -------
    tuple of IncidenceLandmark
        All times of cause 1, then all of cause 2, and so on; ``n_risk`` and ``n_events`` as in ``survival_at``.

    Raises
    ------
    ValueError
        If ``times`` are not numbers in rising order.
    """
    places = find_places(curves.time, curves.n_risk, times)
    found = []
    for row in range(curves.incidence.shape[0]):
        columns = (
            places.time,
            np.full(places.time.size, row + 1),
            places.read(curves.incidence[row], before=0.0),
            places.read(curves.std_error[row], before=0.0),
            places.read(curves.conf_low[row], before=math.nan),
            places.read(curves.conf_high[row], before=math.nan),
            places.n_risk,
            places.events_between(curves.n_events[row]),
        )
        found.extend(IncidenceLandmark(*values) for values in zip(*(c.tolist() for c in columns), strict=True))
    return tuple(found)


@dataclass(frozen=True, eq=False)
class Hazards:
    """Survival and incidence of a table, with what the influence on them is made of.

    Attributes
    ----------
    survival, survival_before : ndarray of shape (k,)
        After and just before each time.
    incidence : ndarray of shape (n_causes, k)
    per_survival : ndarray of shape (k,)
        ``1 / (1 - d / n)``: what the hazard at a time takes from all later survival, relative to it; 0 where nobody
        is left, as there is nothing later to be taken from.
    """

    survival: NDArray[np.float64]
    survival_before: NDArray[np.float64]
    incidence: NDArray[np.float64]
    per_survival: NDArray[np.float64]

    @classmethod
    def of_table(cls, table: RiskTable) -> Hazards:
        """Return the hazards of a table of one or more causes."""
        stay = 1.0 - table.n_events / table.n_risk
        survival = np.cumprod(stay)
        before = np.concatenate([[1.0], survival[:-1]])
        return cls(
            survival=survival,
            survival_before=before,
            incidence=np.cumsum(before * table.n_by_cause / table.n_risk, axis=1),
            per_survival=np.divide(1.0, stay, out=np.zeros_like(stay), where=stay > 0),
        )
