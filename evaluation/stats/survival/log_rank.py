"""Log-rank tests of equal hazards in two or more groups: stratified, weighted, and of a trend."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.right_censored import RightCensored
from evaluation.stats.survival.strata import numbers_of_people, positions_by_stratum
from evaluation.stats.survival.weighting import FlemingHarrington, Weighting, weights_of


@dataclass(frozen=True, eq=False)
class LogRankTest:
    """A log-rank test.

    Attributes
    ----------
    statistic : float
        Chi-squared.
    df : int
        Degrees of freedom: the groups that are ever at risk at an event, minus one; 1 for a trend.
    p_value : float
    observed, expected : ndarray of shape (k,)
        Events of each group, and those expected if all groups had the same hazard (in each stratum): weighted sums
        where times have weights.
    """

    statistic: float
    df: int
    p_value: float
    observed: NDArray[np.float64]
    expected: NDArray[np.float64]


def log_rank(
    follow_up: RightCensored,
    group: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    weighting: Weighting | FlemingHarrington = Weighting.LOG_RANK,
) -> LogRankTest:
    """Test that the hazard is the same in every group.

    Parameters
    ----------
    follow_up : RightCensored
        Of ``n`` people.
    group : array_like of int, shape (n,)
        Groups numbered from 0.
    strata : array_like of int, shape (n,), optional
        Strata numbered from 0: people are compared with those of their own stratum only.
    weighting : Weighting or FlemingHarrington
        Of the times, within each stratum.

    Raises
    ------
    ValueError
        If groups or strata are not whole numbers of 0 or more, one for each person.
    NotEstimable
        If no event was observed, fewer than two groups are at risk (together) when an event happens, or everybody at
        risk has it at the same time.

    Notes
    -----
    The variance is hypergeometric, so ties are exact. A group without expected events is left out, as in R's
    ``survdiff``.

    References
    ----------
    Mantel N (1966). Cancer Chemother Rep 50:163-170. Peto R, Peto J (1972). J R Stat Soc A 135:185-206. Tarone RE,
    Ware J (1977). Biometrika 64:156-160. Klein JP, Moeschberger ML (2003), Survival Analysis, chapter 7.
    """
    from scipy.stats import chi2

    sums = _sums(follow_up, group, strata, weighting)
    compared = np.flatnonzero(sums.expected > 0)
    if compared.size < 2:
        counted = " that has weight" if np.count_nonzero(sums.at_risk) > 1 else ""
        raise NotEstimable(f"fewer than two groups are at risk when an event{counted} happens")
    free = compared[1:]
    difference = (sums.observed - sums.expected)[free]
    block = sums.variance[np.ix_(free, free)]
    if np.linalg.matrix_rank(block) < free.size:
        if np.linalg.matrix_rank(sums.together[np.ix_(free, free)]) == free.size:
            raise NotEstimable(_AT_ONCE)
        raise NotEstimable("the groups are not at risk together when events happen")
    statistic = float(difference @ np.linalg.solve(block, difference))
    return LogRankTest(statistic, free.size, float(chi2.sf(statistic, free.size)), sums.observed, sums.expected)


def log_rank_trend(
    follow_up: RightCensored,
    group: ArrayLike,
    scores: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    weighting: Weighting | FlemingHarrington = Weighting.LOG_RANK,
) -> LogRankTest:
    """Test equal hazards against hazards that rise or fall with a score.

    The statistic is ``(a'(O - E)) ** 2 / a'Va`` for scores ``a``, on 1 degree of freedom.

    Parameters
    ----------
    follow_up, group, strata, weighting
        As of :func:`log_rank`.
    scores : array_like of float, shape (k,)
        The score of each group.

    Raises
    ------
    ValueError
        If there is not one finite score for each group, or as :func:`log_rank`.
    NotEstimable
        If no event was observed, people of different scores are not at risk together when an event happens, or
        everybody at risk has it at the same time.

    References
    ----------
    Tarone RE (1975). Biometrika 62:679-682. Klein JP, Moeschberger ML (2003), section 7.4.
    """
    from scipy.stats import chi2

    sums = _sums(follow_up, group, strata, weighting)
    score = np.asarray(scores, dtype=float)
    if score.shape != sums.observed.shape or not np.isfinite(score).all():
        raise ValueError(f"a trend needs one finite score for each of {sums.observed.size} groups")
    score = score - score.mean()
    variance = float(score @ sums.variance @ score)
    rounding = len(score) * np.finfo(float).eps
    if variance <= rounding * float(score**2 @ np.diag(sums.variance)):
        if float(score @ sums.together @ score) > rounding * float(score**2 @ np.diag(sums.together)):
            raise NotEstimable(_AT_ONCE)
        raise NotEstimable("people of different scores are not at risk together when events happen")
    statistic = float(score @ (sums.observed - sums.expected)) ** 2 / variance
    return LogRankTest(statistic, 1, float(chi2.sf(statistic, 1)), sums.observed, sums.expected)


_AT_ONCE = "where the groups are at risk together, everybody has the event at the same time"


@dataclass(frozen=True, eq=False)
class _Sums:
    """What a test is made of.

    ``at_risk``, shape (k,), is above 0 for a group that is at risk when an event happens. ``together``, shape (k, k),
    is the variance that times with weight would give if one of many had the event: its rank tells which groups meet.
    """

    observed: NDArray[np.float64]
    expected: NDArray[np.float64]
    variance: NDArray[np.float64]
    at_risk: NDArray[np.float64]
    together: NDArray[np.float64]


def _sums(
    follow_up: RightCensored,
    group: ArrayLike,
    strata: ArrayLike | None,
    weighting: Weighting | FlemingHarrington,
) -> _Sums:
    groups = numbers_of_people(group, follow_up.n_obs, what="groups")
    if not follow_up.n_events:
        raise NotEstimable("no event was observed")
    k = int(groups.max()) + 1
    if strata is None:
        return _sums_of_stratum(follow_up, groups, k, weighting)
    positions = positions_by_stratum(numbers_of_people(strata, follow_up.n_obs, what="strata"))
    by_stratum = [_sums_of_stratum(follow_up.subset(index), groups[index], k, weighting) for index in positions]
    return _Sums(*(sum(getattr(each, part.name) for each in by_stratum) for part in fields(_Sums)))


def _sums_of_stratum(
    follow_up: RightCensored, groups: NDArray[np.int64], k: int, weighting: Weighting | FlemingHarrington
) -> _Sums:
    times, place = np.unique(follow_up.time[follow_up.event], return_inverse=True)
    d_group = _count(place, groups[follow_up.event], times.size, k)
    leaves_after = np.searchsorted(times, follow_up.time, side="right") - 1
    enters_after = np.searchsorted(times, follow_up.entry, side="right") - 1
    n_group = (_count(leaves_after, groups, times.size, k) - _count(enters_after, groups, times.size, k))[::-1]
    n_group = np.cumsum(n_group, axis=0)[::-1]
    d, n = d_group.sum(axis=1), n_group.sum(axis=1)
    weight = weights_of(weighting, n, d)
    share = n_group / n[:, None]
    factor = (np.where(n > 1, d * (n - d) / np.maximum(n - 1, 1), 0.0) * weight**2)[:, None] * share
    return _Sums(
        observed=weight @ d_group,
        expected=(weight * d) @ share,
        variance=np.diag(factor.sum(axis=0)) - factor.T @ share,
        at_risk=share.sum(axis=0),
        together=np.diag(share[weight > 0].sum(axis=0)) - share[weight > 0].T @ share[weight > 0],
    )


def _count(place: NDArray[np.int64], groups: NDArray[np.int64], n_places: int, k: int) -> NDArray[np.int64]:
    """Return how many of each group have each place; those before the first place are not counted."""
    counted = place >= 0
    return np.bincount(place[counted] * k + groups[counted], minlength=n_places * k).reshape(n_places, k)
