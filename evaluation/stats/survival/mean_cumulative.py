"""Mean number of recurrent events per person over time, with death as an end if there are deaths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.survival.competing_events import CompetingEvents
from evaluation.stats.survival.contrasts import Contrast, difference_of_groups
from evaluation.stats.survival.influence import without_rounding
from evaluation.stats.survival.person_histories import RECURRENCE, HistoryInfluence, PersonHistories


@dataclass(frozen=True, eq=False)
class MeanCumulative:
    """A mean cumulative function; all arrays have shape (t,), one value per distinct end of a stretch.

    Attributes
    ----------
    time : ndarray
        In rising order.
    n_risk, n_events, n_deaths : ndarray of int
        People at risk just before the time; recurrent events and deaths at it.
    mean, std_error, conf_low, conf_high : ndarray
        Events per person who starts, up to and including the time, with robust standard error and log interval; the
        interval is NaN where the standard error is 0: before the first event, or where people do not differ.
    conf_level : float
    n_persons : int
    """

    time: NDArray[np.float64]
    n_risk: NDArray[np.int64]
    n_events: NDArray[np.int64]
    n_deaths: NDArray[np.int64]
    mean: NDArray[np.float64]
    std_error: NDArray[np.float64]
    conf_low: NDArray[np.float64]
    conf_high: NDArray[np.float64]
    conf_level: float
    n_persons: int


@dataclass(frozen=True, eq=False)
class MeanAt:
    """A mean cumulative function at given times; arrays of shape (t,), NaN beyond the last follow-up."""

    time: NDArray[np.float64]
    mean: NDArray[np.float64]
    std_error: NDArray[np.float64]
    conf_low: NDArray[np.float64]
    conf_high: NDArray[np.float64]


def mean_cumulative(follow_up: CompetingEvents, person: ArrayLike, *, conf_level: float = 0.95) -> MeanCumulative:
    r"""Estimate the mean number of recurrent events per person.

    ``mu(t)`` adds ``S(u-) d/n`` over the times up to ``t``: ``d`` events among ``n`` people at risk, and ``S`` the
    Kaplan-Meier probability to be alive. Without deaths ``S`` is 1 and this is the Nelson-Aalen estimate.

    Parameters
    ----------
    follow_up : CompetingEvents
        One row per stretch of a person: ``entry`` its start, ``time`` its end, ``cause`` 1 if a recurrent event ended
        it, 2 or more if death did, 0 if neither. A person may be away between stretches.
    person : array_like of shape (n,)
        Whose stretch it is.
    conf_level : float
        Between 0 and 1.

    Raises
    ------
    ValueError
        If ``person`` has another length, stretches of a person overlap, or one follows a death.

    Notes
    -----
    To see the rate among people alive, give deaths as 0: the mean is then that of people who do not die, which is no
    number of events of anybody. The variance adds the squares of each person's influence: without deaths it is that
    of R's ``survfit(id = )``, with them Ghosh and Lin's.

    References
    ----------
    Lawless JF, Nadeau C (1995). Technometrics 37:158-168. Ghosh D, Lin DY (2000). Biometrics 56:554-562.
    """
    from scipy.stats import norm

    histories = PersonHistories.from_follow_up(follow_up, person)
    time, last, n_risk = histories.time, histories.last, histories.n_risk
    recurs, ends = histories.cause == RECURRENCE, histories.cause > RECURRENCE
    n_events = np.bincount(last[recurs], minlength=time.size)
    n_deaths = np.bincount(last[ends], minlength=time.size)
    alive_before = np.concatenate([[1.0], np.cumprod(1.0 - n_deaths / n_risk)])[:-1]
    mean = np.cumsum(alive_before * n_events / n_risk)

    def influence(of_event: NDArray[np.float64], of_death: NDArray[np.float64]) -> HistoryInfluence:
        jump = np.where(recurs, of_event[last], np.where(ends, of_death[last], 0.0))
        return HistoryInfluence(jump, (of_event * n_events + of_death * n_deaths) / n_risk)

    events = influence(alive_before / n_risk, mean / n_risk)
    deaths = influence(np.zeros(time.size), 1.0 / n_risk)
    variance = (
        histories.sum_of_products(events, events)
        - 2.0 * mean * histories.sum_of_products(events, deaths)
        + mean**2 * histories.sum_of_products(deaths, deaths)
    )
    std_error = np.sqrt(without_rounding(variance, mean**2))
    varies = np.where(std_error > 0, mean, np.nan)
    reach = np.exp(float(norm.isf((1.0 - conf_level) / 2.0)) * std_error / varies)
    return MeanCumulative(
        time=time,
        n_risk=n_risk,
        n_events=n_events,
        n_deaths=n_deaths,
        mean=mean,
        std_error=std_error,
        conf_low=varies / reach,
        conf_high=varies * reach,
        conf_level=conf_level,
        n_persons=histories.n_persons,
    )


def mean_at(curve: MeanCumulative, times: ArrayLike) -> MeanAt:
    """Read a mean cumulative function at given times.

    Parameters
    ----------
    curve : MeanCumulative
    times : array_like of shape (t,)
    """
    at = np.asarray(times, dtype=float)
    position = np.searchsorted(curve.time, at, side="right")
    beyond = ~(at <= curve.time[-1])

    def read(values: NDArray[np.float64], at_start: float) -> NDArray[np.float64]:
        return np.where(beyond, np.nan, np.concatenate([[at_start], values])[position])

    return MeanAt(
        time=at,
        mean=read(curve.mean, 0.0),
        std_error=read(curve.std_error, 0.0),
        conf_low=read(curve.conf_low, np.nan),
        conf_high=read(curve.conf_high, np.nan),
    )


def mean_difference(
    first: MeanCumulative, second: MeanCumulative, times: ArrayLike, *, conf_level: float = 0.95
) -> Contrast:
    """Compare the mean number of events of two groups of different people at given times.

    Parameters
    ----------
    first, second : MeanCumulative
    times : array_like of shape (t,)
    conf_level : float
        Between 0 and 1.

    Returns
    -------
    Contrast
        First minus second, arrays of shape (t,); NaN where a group was not followed so long.
    """
    one, other = mean_at(first, times), mean_at(second, times)
    return difference_of_groups((one.mean, other.mean), (one.std_error, other.std_error), conf_level=conf_level)
