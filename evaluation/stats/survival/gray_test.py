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
        If fewer than two groups are at risk when an event of the cause happens, or not at risk together; if the
        incidence in all groups together reaches 1 before the last event, as it may after everybody in one group
        has had an event (R's variance means nothing then).

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
    parts = []
    for value in np.unique(stratum[event]):
        own = stratum == value
        parts.append(_stratum(follow_up.time[own], event[own], (follow_up.cause > 0)[own], groups[own], k, rho))
    score, variance, expected = (sum(columns) for columns in zip(*parts, strict=True))
    compared = np.flatnonzero(expected > 0)
    if compared.size < 2:
        raise NotEstimable("fewer than two groups are at risk when an event of the cause happens")
    free = compared[1:]
    block = variance[np.ix_(free, free)]
    if np.linalg.matrix_rank(block) < free.size:
        raise NotEstimable("the groups are not at risk together when events of the cause happen")
    statistic = float(score[free] @ np.linalg.solve(block, score[free]))
    return GrayTest(statistic, free.size, float(chi2.sf(statistic, free.size)), score, int(event.sum()))


def _stratum(
    time: NDArray[np.float64],
    event: NDArray[np.bool_],
    any_event: NDArray[np.bool_],
    group: NDArray[np.int64],
    k: int,
    rho: float,
) -> _Stratum:
    """Return scores, their covariance and the expected events of ``k`` groups; arrays are of days by groups."""
    days = np.unique(time[any_event])
    t = days.size

    def count(chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
        cell = np.searchsorted(days, time[chosen]) * k + group[chosen]
        return np.bincount(cell, minlength=t * k).reshape(t, k).astype(float)

    last = np.searchsorted(days, time, side="right") - 1
    leaving = np.bincount(last[last >= 0] * k + group[last >= 0], minlength=t * k).reshape(t, k)
    n = np.cumsum(leaving[::-1], axis=0)[::-1].astype(float)
    d, other = count(event), count(any_event & ~event)
    safe = np.maximum(n, 1.0)
    survival = np.cumprod(1.0 - (d + other) / safe, axis=0)
    before = np.vstack([np.ones(k), survival[:-1]])
    incidence = np.cumsum(before * d / safe, axis=0)
    free_before = 1.0 - np.vstack([np.zeros(k), incidence[:-1]])

    scaled = np.where(n > 0, n / np.where(before > 0, before, 1.0), 0.0)
    total = scaled.sum(axis=1)
    events = d.sum(axis=1)
    hazard = events / total
    pooled = np.cumsum(hazard)
    pooled_before = np.concatenate([[0.0], pooled[:-1]])
    on = events > 0
    if (pooled_before[on] > 1.0 - ROUNDING).any():
        raise NotEstimable("nobody of a group is left when events still happen, and the pooled incidence reaches 1")
    pooled_free = np.where(on, 1.0 - pooled_before, 1.0)
    weight = np.where(on, pooled_free**rho, 0.0)
    share = scaled * free_before / np.maximum((scaled * free_before).sum(axis=1), 1e-300)[:, None]
    score = weight @ (d - events[:, None] * share)

    with np.errstate(divide="ignore", invalid="ignore"):
        still = np.where(survival > 0, (1.0 - pooled)[:, None] / survival, 0.0)
        tied = np.where(events[:, None] > 1, 1.0 - (events[:, None] - 1.0) / (total[:, None] * before - 1.0), 1.0)
        tied_other = np.where(other > 1, 1.0 - (other - 1.0) / (n - 1.0), 1.0)
    own_share = np.where((n > 0) & on[:, None], tied * before * hazard[:, None] / safe, 0.0)
    other_share = np.where(survival > 0, tied_other * (before / safe) ** 2 * other, 0.0)
    variance = np.zeros((k, k))
    for j in range(k):
        a = -weight[:, None] * scaled * (scaled[:, j] / total)[:, None]
        a[:, j] += weight * scaled[:, j]
        c = np.cumsum(a * (hazard / pooled_free)[:, None], axis=0)
        ahead = c[-1] - c
        of_cause = a + (1.0 - still[:, [j]]) * ahead
        of_other = still[:, [j]] * ahead
        variance += of_cause.T @ (own_share[:, [j]] * of_cause) + of_other.T @ (other_share[:, [j]] * of_other)
    return _Stratum(score, variance, events @ share)
