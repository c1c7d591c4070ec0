"""Ordinary least squares of several series of one design, with the classical and with Newey-West standard errors.

Both are here to be compared with. They cover too little where errors are autocorrelated and the series is short.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.series.estimable import as_series, places_in_time, require_errors, require_full_rank
from evaluation.stats.series.linear_fit import Interval, LinearFit
from evaluation.stats.series.newey_west import newey_west_covariance

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LeastSquaresFit(LinearFit):
    """Series with their residuals, shape (s, n)."""

    residuals: Array


def fit_ordinary_least_squares(
    design: ArrayLike, values: ArrayLike, *, interval: Interval = Interval.T
) -> LeastSquaresFit:
    """Fit series whose errors are taken to be independent and of one variance.

    Parameters
    ----------
    design : array_like of shape (n, p)
    values : array_like of shape (n,) or (s, n)
    interval : Interval

    Raises
    ------
    NotEstimable
        If there are no more rows than columns, the columns are linearly dependent, or a series is fitted exactly.
    ValueError
        If a value is missing or infinite.
    """
    x, coefficients, residuals, bread = _solved(design, values)
    n, p = x.shape
    variance = np.square(residuals).sum(axis=1) / (n - p)
    return LeastSquaresFit(coefficients, variance[:, None, None] * bread, interval.df(n, p), residuals)


def fit_newey_west(
    design: ArrayLike,
    values: ArrayLike,
    *,
    lags: int | None = None,
    interval: Interval = Interval.T,
    places: ArrayLike | None = None,
) -> LeastSquaresFit:
    """Fit series by ordinary least squares, with standard errors for errors correlated over some lags.

    Parameters
    ----------
    design : array_like of shape (n, p)
        Rows in order of time.
    values : array_like of shape (n,) or (s, n)
    lags : int or None
        ``None`` for :func:`evaluation.stats.series.newey_west.usual_lags`.
    interval : Interval
    places : array_like of int, shape (n,), optional
        Of the rows in time, where some are left out; one after another by default.

    Raises
    ------
    NotEstimable
        As :func:`fit_ordinary_least_squares`.
    ValueError
        If a value is missing or infinite, or lags or places are out of their range.
    """
    x, coefficients, residuals, bread = _solved(design, values)
    covariance = newey_west_covariance(bread, residuals[..., None] * x, lags, places_in_time(places, len(x)))
    return LeastSquaresFit(coefficients, covariance, interval.df(*x.shape), residuals)


def _solved(design: ArrayLike, values: ArrayLike) -> tuple[Array, Array, Array, Array]:
    x, y = np.asarray(design, dtype=float), as_series(values)
    require_full_rank(x)
    basis, triangle = np.linalg.qr(x)
    inverse = np.linalg.inv(triangle)
    coefficients = (y @ basis) @ inverse.T
    residuals = y - coefficients @ x.T
    require_errors(residuals, y)
    return x, coefficients, residuals, inverse @ inverse.T
