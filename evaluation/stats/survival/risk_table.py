"""Who is at risk, and what happens, at every distinct follow-up time: what all the curves are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.competing_events import CompetingEvents
from evaluation.stats.survival.right_censored import RightCensored


@dataclass(frozen=True, eq=False)
class RiskTable:
    """Counts at the ``k`` distinct follow-up times, in rising order.

    Attributes
    ----------
    time : ndarray of shape (k,)
        Times of events and of censoring. Times are equal or they are not: none are merged for being near.
    n_risk : ndarray of int, shape (k,)
        At risk just before the time; 1 or more.
    n_events : ndarray of int, shape (k,)
        Events of any cause.
    n_by_cause : ndarray of int, shape (n_causes, k)
        Events of each cause; one row where there is one kind of event.
    n_censored : ndarray of int, shape (k,)
    """

    time: NDArray[np.float64]
    n_risk: NDArray[np.int64]
    n_events: NDArray[np.int64]
    n_by_cause: NDArray[np.int64]
    n_censored: NDArray[np.int64]


def risk_table(follow_up: RightCensored | CompetingEvents) -> RiskTable:
    """Count people at risk, events and people censored at each distinct time.

    Parameters
    ----------
    follow_up : RightCensored or CompetingEvents

    Raises
    ------
    NotEstimable
        If nobody is followed (a subset of nobody).
    """
    if not follow_up.n_obs:
        raise NotEstimable("nobody is followed")
    if isinstance(follow_up, CompetingEvents):
        ending, n_endings = follow_up.cause, follow_up.n_causes + 1
    else:
        ending, n_endings = follow_up.event.astype(np.int64), 2
    time, place = np.unique(follow_up.time, return_inverse=True)
    counts = np.bincount(place * n_endings + ending, minlength=time.size * n_endings).reshape(-1, n_endings).T
    leaving = counts.sum(axis=0)
    late = np.sort(follow_up.entry[np.isfinite(follow_up.entry)])
    not_yet_in = late.size - np.searchsorted(late, time, side="left")
    return RiskTable(
        time=time,
        n_risk=follow_up.n_obs - (np.cumsum(leaving) - leaving) - not_yet_in,
        n_events=leaving - counts[0],
        n_by_cause=counts[1:],
        n_censored=counts[0],
    )
