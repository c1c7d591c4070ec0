"""Mean number of recurrent events per person over time, with death as an end if there are deaths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.survival.competing_events import CompetingEvents
from evaluation.stats.survival.contrasts import Contrast, difference_of_groups
from evaluation.stats.survival.influence import without_rounding

RECURRENCE = 1
"""The cause that can come again; every other cause ends the history, as death does."""


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


@dataclass(frozen=True, eq=False)
class _Histories:
    """Stretches in order of person and start, with the positions of their starts and ends among the times.

    A stretch is at risk at the times ``first`` to ``last``; ``origin`` is the first stretch of the same person.
    ``n_risk`` counts the people at risk at each time.
    """

    time: NDArray[np.float64]
    cause: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    origin: NDArray[np.int64]
    n_risk: NDArray[np.int64]

    def sum_at_risk(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the sum of one value of each stretch over those at risk at each time."""
        return _while_at_risk(self.first, self.last, self.time.size, values)

    def sum_at_end(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the sum of one value of each stretch over those that end at each time."""
        return np.bincount(self.last, values, minlength=self.time.size)


@dataclass(frozen=True, eq=False)
class _Influence:
    """Each person's influence: a jump at the end of each stretch, and a drift at every time at risk."""

    jump: NDArray[np.float64]
    drift: NDArray[np.float64]


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

    histories = _histories(follow_up, person)
    time, last, n_risk = histories.time, histories.last, histories.n_risk
    recurs, ends = histories.cause == RECURRENCE, histories.cause > RECURRENCE
    n_events = np.bincount(last[recurs], minlength=time.size)
    n_deaths = np.bincount(last[ends], minlength=time.size)
    alive_before = np.concatenate([[1.0], np.cumprod(1.0 - n_deaths / n_risk)])[:-1]
    mean = np.cumsum(alive_before * n_events / n_risk)

    def influence(of_event: NDArray[np.float64], of_death: NDArray[np.float64]) -> _Influence:
        jump = np.where(recurs, of_event[last], np.where(ends, of_death[last], 0.0))
        return _Influence(jump, (of_event * n_events + of_death * n_deaths) / n_risk)

    events = influence(alive_before / n_risk, mean / n_risk)
    deaths = influence(np.zeros(time.size), 1.0 / n_risk)
    variance = (
        _sum_of_products(histories, events, events)
        - 2.0 * mean * _sum_of_products(histories, events, deaths)
        + mean**2 * _sum_of_products(histories, deaths, deaths)
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
        n_persons=int(np.count_nonzero(histories.origin == np.arange(last.size))),
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


def _histories(follow_up: CompetingEvents, person: ArrayLike) -> _Histories:
    persons = np.asarray(person)
    if persons.shape != follow_up.time.shape or (persons != persons).any():
        raise ValueError(f"person must have one value, not missing, for each of {follow_up.n_obs} stretches")
    number = np.unique(persons, return_inverse=True)[1]
    order = np.lexsort((follow_up.time, follow_up.entry, number))
    number, stop, cause = number[order], follow_up.time[order], follow_up.cause[order]
    again = np.concatenate([[False], number[1:] == number[:-1]])
    start = np.where(again & np.isinf(follow_up.entry[order]), 0.0, follow_up.entry[order])
    if (start[1:] < stop[:-1])[again[1:]].any():
        raise ValueError("stretches of a person overlap")
    if (cause[:-1][again[1:]] > RECURRENCE).any():
        raise ValueError("a stretch of a person follows the event that ended the history")
    time, last = np.unique(stop, return_inverse=True)
    first = np.searchsorted(time, start, side="right")
    origin = np.maximum.accumulate(np.where(again, 0, np.arange(stop.size)))
    return _Histories(time, cause, first, last, origin, _while_at_risk(first, last, time.size))


def _while_at_risk(
    first: NDArray[np.int64], last: NDArray[np.int64], n_times: int, values: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    change = np.bincount(first, values, n_times + 1) - np.bincount(last + 1, values, n_times + 1)
    return np.cumsum(change)[:-1]


def _sum_of_products(histories: _Histories, x: _Influence, y: _Influence) -> NDArray[np.float64]:
    """Return the sum over people of the product of two influences, at every time.

    The sum changes by ``X(t-) dY + Y(t-) dX + dX dY`` of everybody at risk. ``X(t-)`` is what a person brought into a
    stretch, less the drift since its start; ``dX`` is minus the drift, and the jump too where the stretch ends.
    """
    change = (
        _cross(histories, x, y)
        + _cross(histories, y, x)
        + histories.sum_at_end(x.jump * y.jump)
        - y.drift * histories.sum_at_end(x.jump)
        - x.drift * histories.sum_at_end(y.jump)
        + histories.n_risk * x.drift * y.drift
    )
    return np.cumsum(change)


def _cross(histories: _Histories, x: _Influence, y: _Influence) -> NDArray[np.float64]:
    """Return the sum over people at risk of ``X(t-) dY`` at every time."""
    first, last = histories.first, histories.last
    drifted = np.concatenate([[0.0], np.cumsum(x.drift)])
    in_stretch = x.jump - (drifted[last + 1] - drifted[first])
    brought = np.concatenate([[0.0], np.cumsum(in_stretch)])[:-1]
    level = brought - brought[histories.origin] + drifted[first]
    at_risk = histories.sum_at_risk(level) - histories.n_risk * drifted[:-1]
    return histories.sum_at_end((level - drifted[last]) * y.jump) - y.drift * at_risk
