"""Risk sets in which people with a competing event stay, weighted by the censoring that they would have met."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.survival.competing_events import CompetingEvents
from evaluation.stats.survival.strata import numbers_of_people


@dataclass(frozen=True, eq=False)
class WeightedRiskSets:
    """Who counts how much in the risk set of each of the ``t`` days with an event of the cause.

    People count as 1 until their time. Those who had a competing event go on to count, as the probability of their
    censoring group not to be censored before the day, divided by the same before their own time.

    Attributes
    ----------
    days : ndarray of shape (t,)
    n_events : ndarray of int, shape (t,)
        Events of the cause on each.
    event : ndarray of bool, shape (n,)
        Who had an event of the cause.
    passed : ndarray of int, shape (n,)
        How many of ``days`` are not after the person's time.
    stays : ndarray of int, shape (c,)
        Positions of those who had a competing event.
    group : ndarray of int, shape (n,)
        Censoring groups from 0.
    censoring : ndarray of shape (g, t)
        Probability of each group not to be censored before each day; 0 after the last follow-up of a group.
    at_exit : ndarray of shape (c,)
        The same before their own time, of those who stay.
    """

    days: NDArray[np.float64]
    n_events: NDArray[np.int64]
    event: NDArray[np.bool_]
    passed: NDArray[np.int64]
    stays: NDArray[np.int64]
    group: NDArray[np.int64]
    censoring: NDArray[np.float64]
    at_exit: NDArray[np.float64]

    def sums(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the weighted sums of ``values``, shape (n, m), over the risk set of each day, shape (t, m)."""
        t = self.days.size
        until = _sum_by(self.passed, values, t + 1)[1:]
        total = np.cumsum(until[::-1], axis=0)[::-1]
        if not self.stays.size:
            return total
        cell = self.group[self.stays] * (t + 1) + self.passed[self.stays]
        entering = _sum_by(cell, values[self.stays] / self.at_exit[:, None], self.censoring.shape[0] * (t + 1))
        stayed = np.cumsum(entering.reshape(-1, t + 1, values.shape[1]), axis=1)[:, :t]
        return total + np.einsum("gt,gtm->tm", self.censoring, stayed)

    def while_counted(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the weighted sums of ``values``, shape (t, m), over the days that each person counts, (n, m)."""
        total = with_zero(np.cumsum(values, axis=0))[self.passed]
        if self.stays.size:
            ahead = self.ahead(values)[self.group[self.stays], self.passed[self.stays]]
            total[self.stays] += ahead / self.at_exit[:, None]
        return total

    def ahead(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return ``values`` times ``censoring``, summed from each day to the end, shape (g, t + 1, m)."""
        weighted = self.censoring[:, ::-1, None] * values[::-1]
        return np.stack([with_zero(np.cumsum(of_group, axis=0))[::-1] for of_group in weighted])


def weighted_risk_sets(
    follow_up: CompetingEvents, cause: int, censoring_group: ArrayLike | None = None
) -> WeightedRiskSets:
    """Work out the weights of follow-up in the risk sets of one cause.

    Parameters
    ----------
    follow_up : CompetingEvents
        Of ``n`` people.
    cause : int
    censoring_group : array_like of int, shape (n,), optional
        Groups numbered from 0 in which censoring is estimated apart.

    Raises
    ------
    ValueError
        If somebody enters late, the cause is unknown, or groups are not whole numbers of 0 or more, one for each
        person.
    """
    if np.isfinite(follow_up.entry).any():
        raise ValueError("Fine and Gray's model is for people observed from time zero; somebody enters late")
    n = follow_up.n_obs
    group = np.zeros(n, dtype=np.int64)
    if censoring_group is not None:
        group = numbers_of_people(censoring_group, n, what="censoring groups")
    event = follow_up.of_cause(cause).event
    time = follow_up.time
    days, place = np.unique(time[event], return_inverse=True)
    censoring = np.zeros((int(group.max()) + 1, days.size))
    stays = np.flatnonzero((follow_up.cause > 0) & ~event)
    at_exit = np.ones(stays.size)
    for number in np.unique(group):
        own = group == number
        censored = follow_up.cause[own] == 0
        within = group[stays] == number
        at_exit[within] = _uncensored_before(time[own], censored, time[stays[within]])
        before = _uncensored_before(time[own], censored, days)
        censoring[number] = np.where(days <= time[own].max(), before, 0.0)
    return WeightedRiskSets(
        days=days,
        n_events=np.bincount(place, minlength=days.size),
        event=event,
        passed=np.searchsorted(days, time, side="right"),
        stays=stays,
        group=group,
        censoring=censoring,
        at_exit=at_exit,
    )


def with_zero(cumulative: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return cumulative sums, shape (t, m), with a row of zeros before them."""
    return np.concatenate([np.zeros((1, cumulative.shape[1])), cumulative])


def _uncensored_before(
    time: NDArray[np.float64], censored: NDArray[np.bool_], at: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the Kaplan-Meier probability not to be censored before each of ``at``."""
    days, n_censored = np.unique(time[censored], return_counts=True)
    n_risk = time.size - np.searchsorted(np.sort(time), days, side="left")
    stays = np.concatenate([[1.0], np.cumprod(1.0 - n_censored / n_risk)])
    return stays[np.searchsorted(days, at, side="left")]


def _sum_by(group: NDArray[np.int64], values: NDArray[np.float64], n_groups: int) -> NDArray[np.float64]:
    return np.stack([np.bincount(group, column, minlength=n_groups) for column in values.T], axis=1)
