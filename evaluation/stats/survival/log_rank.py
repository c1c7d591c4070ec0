"""Log-rank test of equal hazards in two or more groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.right_censored import RightCensored


@dataclass(frozen=True, eq=False)
class LogRankTest:
    """A log-rank test.

    Attributes
    ----------
    statistic : float
        Chi-squared.
    df : int
        Degrees of freedom: the groups that are ever at risk at an event, minus one.
    p_value : float
    observed, expected : ndarray of shape (k,)
        Events of each group, and those expected if all groups had the same hazard.
    """

    statistic: float
    df: int
    p_value: float
    observed: NDArray[np.float64]
    expected: NDArray[np.float64]


def log_rank(follow_up: RightCensored, group: ArrayLike) -> LogRankTest:
    """Test that the hazard is the same in every group.

    Parameters
    ----------
    follow_up : RightCensored
        Of ``n`` people.
    group : array_like of int, shape (n,)
        Groups numbered from 0.

    Raises
    ------
    NotEstimable
        If fewer than two groups are at risk when an event happens.

    Notes
    -----
    The variance is hypergeometric, so ties are exact. A group without expected events is left out, as in R's
    ``survdiff``.

    References
    ----------
    Mantel N (1966). Cancer Chemother Rep 50:163-170. Peto R, Peto J (1972). J R Stat Soc A 135:185-206.
    """
    from scipy.stats import chi2

    groups = np.asarray(group, dtype=np.int64)
    k = int(groups.max()) + 1
    times, place = np.unique(follow_up.time[follow_up.event], return_inverse=True)
    if not times.size:
        raise NotEstimable("no event was observed")
    d_group = np.bincount(place * k + groups[follow_up.event], minlength=times.size * k).reshape(-1, k)
    n_group = np.stack([_at_risk(follow_up, groups == number, times) for number in range(k)], axis=1)
    d, n = d_group.sum(axis=1), n_group.sum(axis=1)
    share = n_group / n[:, None]
    expected = (d[:, None] * share).sum(axis=0)
    observed = d_group.sum(axis=0).astype(float)

    compared = np.flatnonzero(expected > 0)
    if compared.size < 2:
        raise NotEstimable("fewer than two groups are at risk when an event happens")
    factor = np.where(n > 1, d * (n - d) / np.maximum(n - 1, 1), 0.0)
    variance = np.diag((factor[:, None] * share).sum(axis=0)) - (factor[:, None] * share).T @ share
    free = compared[1:]
    difference = (observed - expected)[free]
    block = variance[np.ix_(free, free)]
    if np.linalg.matrix_rank(block) < free.size:
        raise NotEstimable("the groups are not at risk together when events happen")
    statistic = float(difference @ np.linalg.solve(block, difference))
    return LogRankTest(statistic, free.size, float(chi2.sf(statistic, free.size)), observed, expected)


def _at_risk(follow_up: RightCensored, chosen: NDArray[np.bool_], times: NDArray[np.float64]) -> NDArray[np.int64]:
    return follow_up.subset(chosen).at_risk(times)
