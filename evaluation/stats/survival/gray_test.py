"""Gray's test of equal cumulative incidence of one of several competing events in two or more groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.competing_events import CompetingEvents
from evaluation.stats.survival.strata import numbers_of_people

ROUNDING = 1e-9
"""How near to 1 counts as 1."""


@dataclass(frozen=True, eq=False)
class GrayTest:
    """Gray's test.

    Attributes
    ----------
    statistic : float
        Chi-squared.
    df : int
        Degrees of freedom: the groups that are ever at risk at an event of the cause, minus one.
    p_value : float
    score : ndarray of shape (k,)
        Weighted events of each group, less those expected if all groups had the same subdistribution hazard.
    n_events : int
        Events of the cause.
    """

    statistic: float
    df: int
    p_value: float
    score: NDArray[np.float64]
    n_events: int


class _Counts(NamedTuple):
    """People at risk, events of the cause and of the others: arrays of days with any event by groups."""

    n_risk: NDArray[np.float64]
    events: NDArray[np.float64]
    others: NDArray[np.float64]


class _Stratum(NamedTuple):
    score: NDArray[np.float64]
    variance: NDArray[np.float64]
    expected: NDArray[np.float64]


def gray_test(
    follow_up: CompetingEvents, group: ArrayLike, *, cause: int = 1, strata: ArrayLike | None = None, rho: float = 0.0
) -> GrayTest:
    """Test that the cumulative incidence of a cause is the same in every group.

    Parameters
    ----------
    follow_up : CompetingEvents
        Of ``n`` people, all observed from time zero.
    group : array_like of int, shape (n,)
        Groups numbered from 0.
    cause : int
    strata : array_like of int, shape (n,), optional
        Strata numbered from 0: groups are compared within each and the scores added.
    rho : float
        Events are weighted by ``(1 - F(t-)) ** rho``, F the incidence in all groups together: a positive one looks
        at early differences.

    Raises
    ------
    ValueError
        If somebody enters late, the cause is unknown, or groups or strata are not whole numbers of 0 or more, one for
        each person.
    NotEstimable
        If fewer than two groups are at risk when an event of the cause happens, or not at risk together, or everybody
        has it at the same time; if the incidence in all groups together reaches 1 before the last event, as it may
        after everybody in one group has had an event (R goes on, dividing by 0 or less).

    Notes
    -----
    Statistic and variance are those of R's ``cmprsk::cuminc``. A group without expected events is left out; there R
    gives -1.

    References
    ----------
    Gray RJ (1988). Ann Stat 16:1141-1154.
    """
    from scipy.stats import chi2

    if np.isfinite(follow_up.entry).any():
        raise ValueError("Gray's test is for people observed from time zero; somebody enters late")
    n = follow_up.n_obs
    groups = numbers_of_people(group, n, what="groups")
    stratum = np.zeros(n, dtype=np.int64) if strata is None else numbers_of_people(strata, n, what="strata")
    event = follow_up.of_cause(cause).event
    if not event.any():
        raise NotEstimable("no event of the cause was observed")

    k = int(groups.max()) + 1
    parts = [
        _stratum(follow_up.subset(stratum == value), groups[stratum == value], k, cause=cause, rho=rho)
        for value in np.unique(stratum[event])
    ]
    score, variance, expected = (sum(columns) for columns in zip(*parts, strict=True))
    compared = np.flatnonzero(expected > 0)
    if compared.size < 2:
        raise NotEstimable("fewer than two groups are at risk when an event of the cause happens")
    free = compared[1:]
    block = variance[np.ix_(free, free)]
    if np.linalg.matrix_rank(block) < free.size:
        raise NotEstimable(
            "the groups are not at risk together when events of the cause happen, or all have theirs at the same time"
        )
    statistic = float(score[free] @ np.linalg.solve(block, score[free]))
    return GrayTest(statistic, free.size, float(chi2.sf(statistic, free.size)), score, int(event.sum()))


def _stratum(follow_up: CompetingEvents, groups: NDArray[np.int64], k: int, *, cause: int, rho: float) -> _Stratum:
    """Return scores, their covariance and the expected events of ``k`` groups."""
    counts = _counts(follow_up, groups, k, cause=cause)
    survival = np.cumprod(1.0 - (counts.events + counts.others) / np.maximum(counts.n_risk, 1.0), axis=0)
    before = np.vstack([np.ones(k), survival[:-1]])
    free = 1.0 - np.cumsum(before * counts.events / np.maximum(counts.n_risk, 1.0), axis=0)
    free_before = np.vstack([np.ones(k), free[:-1]])
    scaled = np.where(counts.n_risk > 0, counts.n_risk / np.where(before > 0, before, 1.0), 0.0)
    events, total = counts.events.sum(axis=1), scaled.sum(axis=1)
    on = events > 0
    pooled_free = 1.0 - np.cumsum(events / total)
    pooled_free_before = np.where(on, np.concatenate([[1.0], pooled_free[:-1]]), 1.0)
    if (pooled_free_before < ROUNDING).any():
        raise NotEstimable("nobody of a group is left when events still happen, and the pooled incidence reaches 1")
    weight = np.where(on, pooled_free_before**rho, 0.0)
    at_risk = scaled * free_before
    expected = events[:, None] * at_risk / np.where(on, at_risk.sum(axis=1), 1.0)[:, None]

    with np.errstate(divide="ignore", invalid="ignore"):
        still = np.where(survival > 0, pooled_free[:, None] / survival, 0.0)
        of_tied = np.where(events[:, None] > 1, (events[:, None] - 1.0) / (total[:, None] * before - 1.0), 0.0)
        of_tied_others = np.where(counts.others > 1, (counts.others - 1.0) / (counts.n_risk - 1.0), 0.0)
        by_event = (1.0 - of_tied) * before * (events / total)[:, None] / counts.n_risk
        by_other = (1.0 - of_tied_others) * (before / counts.n_risk) ** 2 * counts.others
    here = counts.n_risk > 0
    by_event = np.where(here & on[:, None], by_event, 0.0)
    by_other = np.where(here & (survival > 0), by_other, 0.0)
    variance = np.zeros((k, k))
    for j in range(k):
        own = -weight[:, None] * scaled * (scaled[:, [j]] / total[:, None])
        own[:, j] += weight * scaled[:, j]
        running = np.cumsum(own * (events / total / pooled_free_before)[:, None], axis=0)
        ahead = running[-1] - running
        of_cause = own + (1.0 - still[:, [j]]) * ahead
        of_other = still[:, [j]] * ahead
        variance += of_cause.T @ (by_event[:, [j]] * of_cause) + of_other.T @ (by_other[:, [j]] * of_other)
    return _Stratum(weight @ (counts.events - expected), variance, expected.sum(axis=0))


def _counts(follow_up: CompetingEvents, groups: NDArray[np.int64], k: int, *, cause: int) -> _Counts:
    days = np.unique(follow_up.time[follow_up.cause > 0])
    last = np.searchsorted(days, follow_up.time, side="right") - 1

    def count(chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
        cell = last[chosen] * k + groups[chosen]
        return np.bincount(cell, minlength=days.size * k).reshape(-1, k).astype(float)

    event = follow_up.cause == cause
    return _Counts(
        n_risk=np.cumsum(count(last >= 0)[::-1], axis=0)[::-1],
        events=count(event),
        others=count((follow_up.cause > 0) & ~event),
    )
