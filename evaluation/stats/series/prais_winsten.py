"""Regression with AR(1) errors by the method of Prais and Winsten, for several series of one design at once.

References
----------
Prais SJ, Winsten CB (1954). Trend estimators and serial correlation. Cowles Commission Discussion Paper 383.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.estimable import as_series
from evaluation.stats.series.least_squares import fit_ordinary_least_squares
from evaluation.stats.series.linear_fit import AutoregressiveFit, Interval

Array = NDArray[np.float64]

LARGEST_RHO = 0.99
TOLERANCE = 1e-10
MAXIMUM_ITERATIONS = 1000


def fit_prais_winsten(design: ArrayLike, values: ArrayLike, *, interval: Interval = Interval.T) -> AutoregressiveFit:
    """Fit series with AR(1) errors by feasible generalised least squares, iterated until it settles.

    In turn ``rho = sum(e_t e_(t-1)) / sum(e_(t-1)^2)`` of the residuals, within -0.99 and 0.99, and least squares of
    ``v_t - rho v_(t-1)``; the first row is kept, times ``sqrt(1 - rho^2)``. The standard errors take rho for known.

    Parameters
    ----------
    design : array_like of shape (n, p)
        Rows in order of time and equally spaced.
    values : array_like of shape (n,) or (s, n)
    interval : Interval

    Raises
    ------
    NotEstimable
        If there are no more rows than columns, the columns are linearly dependent, the model fits a series exactly,
        or rho does not settle to 1e-10 within 1,000 iterations.
    ValueError
        If a value is missing or infinite.
    """
    x, y = np.asarray(design, dtype=float), as_series(values)
    n, p = x.shape
    residuals = fit_ordinary_least_squares(x, y).residuals
    rho, coefficients, covariance = np.empty(len(y)), np.empty((len(y), p)), np.empty((len(y), p, p))
    left, current = np.arange(len(y)), _lag_one(residuals)
    for _ in range(MAXIMUM_ITERATIONS):
        found, spread = _whitened_least_squares(x, y[left], current)
        renewed = _lag_one(y[left] - found @ x.T)
        rho[left], coefficients[left], covariance[left] = current, found, spread
        going = np.abs(renewed - current) > TOLERANCE
        left, current = left[going], renewed[going]
        if not left.size:
            break
    else:
        raise NotEstimable("the correlation of the errors does not settle", series=left)
    return AutoregressiveFit(coefficients, covariance, interval.df(n, p), rho, np.abs(rho) >= LARGEST_RHO)


def _lag_one(residuals: Array) -> Array:
    early, late = residuals[:, :-1], residuals[:, 1:]
    found = (early * late).sum(axis=1) / np.square(early).sum(axis=1)
    return np.clip(found, -LARGEST_RHO, LARGEST_RHO)


def _whitened_least_squares(x: Array, y: Array, rho: Array) -> tuple[Array, Array]:
    n, p = x.shape
    columns = np.concatenate([np.broadcast_to(x, (len(y), n, p)), y[..., None]], axis=2)
    first = np.sqrt(1.0 - np.square(rho))[:, None, None] * columns[:, :1]
    white = np.concatenate([first, columns[:, 1:] - rho[:, None, None] * columns[:, :-1]], axis=1)
    basis, triangle = np.linalg.qr(white[..., :p])
    inverse = np.linalg.inv(triangle)
    coefficients = np.einsum("spq,snq,sn->sp", inverse, basis, white[..., p], optimize=True)
    residuals = white[..., p] - np.einsum("snp,sp->sn", white[..., :p], coefficients)
    variance = np.square(residuals).sum(axis=1) / (n - p)
    return coefficients, variance[:, None, None] * (inverse @ np.swapaxes(inverse, 1, 2))
