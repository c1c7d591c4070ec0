"""Sums or means over the last year that pose as values of single periods: how strongly the differences speak for it.

The difference of neighbouring sums over ``k`` periods is one period minus the one ``k`` earlier: with independent
periods its autocorrelation is -1/2 at lag ``k`` and 0 elsewhere, however much the periods vary. So it is told by the
likelihood of that pattern over the highest that single periods give it: independent, AR(1) or a random walk, as they
are or with the means of each calendar period taken out. A constant season or a trend does not look like a sum.
It is no proof: a change that comes and goes after exactly a year leaves a trace of the same kind.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

MOST_EVIDENCE = 4.0
"""Honest series exceed it in less than 1 of 1,000 (``benchmarks/rolling_sums.py``)."""
_CORRELATIONS = (0.0, 0.3, 0.6, 0.8, 0.95)
_SHARES_ADJUSTED = (0.0, 0.9)
_LARGEST_DIFFERENCE = 3.0
_TO_STANDARD_DEVIATION = 1.4826


def year_sum_evidence(values: ArrayLike, periods_per_year: float) -> float:
    """Return how much likelier differences are as those of sums over a year than as those of single periods.

    Parameters
    ----------
    values : array_like of shape (n,)
        Counts or values in the order of the periods; NaN where one is not known.
    periods_per_year : float

    Returns
    -------
    float
        Logarithm of the ratio of the likelihoods, each at its own best variance; 0 where nothing can be told: years
        of one period, no pair of differences a year apart, or differences that are 0 for the most part.

    Notes
    -----
    Normal likelihoods. Differences are cut off at three times their median size (scaled to a standard deviation), so
    that single jumps do not decide.
    """
    numbers = np.asarray(values, dtype=float)
    lag = round(periods_per_year)
    differences = np.diff(numbers)
    usable = np.flatnonzero(np.isfinite(differences))
    known = differences[usable]
    if lag < 2 or not np.isin(usable + lag, usable).any():
        return 0.0
    size = _TO_STANDARD_DEVIATION * float(np.median(np.abs(known)))
    if size <= 0.0:
        return 0.0
    cut = np.clip(known / size, -_LARGEST_DIFFERENCE, _LARGEST_DIFFERENCE)
    apart = np.abs(usable[:, None] - usable)
    as_sums = 2.0 * (apart == 0) - 1.0 * (apart == lag)
    single = max(_log_likelihood(cut, each) for each in _of_single_periods(np.isfinite(numbers), usable, lag))
    return _log_likelihood(cut, as_sums) - single


def _of_single_periods(known: NDArray[np.bool_], usable: NDArray[np.intp], lag: int) -> Iterator[Array]:
    """Yield covariances of the differences of single periods, up to a factor."""
    rows = np.arange(known.size)
    same = ((rows[:, None] % lag == rows % lag) & known).astype(float)
    means = same / np.maximum(same.sum(axis=1, keepdims=True), 1.0)
    levels = [rho ** np.abs(rows[:, None] - rows) / (1.0 - rho**2) for rho in _CORRELATIONS]
    levels.append(1.0 + np.minimum(rows[:, None], rows))
    for share in _SHARES_ADJUSTED:
        weights = np.diff(np.eye(known.size) - share * means, axis=0)[usable]
        for covariance in levels:
            yield weights @ covariance @ weights.T


def _log_likelihood(values: Array, covariance: Array) -> float:
    """Return the normal log likelihood at the best factor of the covariance, up to a constant."""
    root = np.linalg.cholesky(covariance)
    scaled = np.linalg.solve(root, values)
    return float(-np.log(np.diag(root)).sum() - 0.5 * values.size * np.log(scaled @ scaled))
