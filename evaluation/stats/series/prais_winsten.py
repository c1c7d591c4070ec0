"""Regression with AR(1) errors by the method of Prais and Winsten, for several series of one design at once.

References
----------
Prais SJ, Winsten CB (1954). Trend estimators and serial correlation. Cowles Commission Discussion Paper 383.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.estimable import as_series, places_in_time
from evaluation.stats.series.least_squares import fit_ordinary_least_squares
from evaluation.stats.series.linear_fit import AutoregressiveFit, Interval

Array = NDArray[np.float64]
Steps = NDArray[np.intp]

LARGEST_RHO = 0.99
TOLERANCE = 1e-10
MAXIMUM_ITERATIONS = 1000


def fit_prais_winsten(
    design: ArrayLike, values: ArrayLike, *, interval: Interval = Interval.T, places: ArrayLike | None = None
) -> AutoregressiveFit:
    """Fit series with AR(1) errors by feasible generalised least squares, iterated until it settles.

    In turn ``rho = sum(e_t e_(t-1)) / sum(e_(t-1)^2)`` of the residuals, within -0.99 and 0.99, and least squares of
    ``v_t - rho v_(t-1)``; the first row is kept, times ``sqrt(1 - rho^2)``. After a gap of ``g`` rows it is
    ``v_t - rho^g v_(t-g)``, times ``sqrt((1 - rho^2) / (1 - rho^(2g)))``, and the pair does not count for rho. The
    standard errors take rho for known.

    Parameters
    ----------
    design : array_like of shape (n, p)
        Rows in order of time.
    values : array_like of shape (n,) or (s, n)
    interval : Interval
    places : array_like of int, shape (n,), optional
        Of the rows in time, where some are left out; one after another by default.

    Raises
    ------
    NotEstimable
        If there are no more rows than columns, the columns are linearly dependent, the model fits a series exactly,
        no two rows follow one another, or rho does not settle to 1e-10 within 1,000 iterations.
    ValueError
        If a value is missing or infinite, or places are not in order.
    """
    x, y = np.asarray(design, dtype=float), as_series(values)
    n, p = x.shape
    residuals = fit_ordinary_least_squares(x, y).residuals
    steps = np.diff(places_in_time(places, n))
    if not (steps == 1).any():
        raise NotEstimable("no two rows follow one another, so the correlation of their errors cannot be learned")
    rho, coefficients, covariance = np.empty(len(y)), np.empty((len(y), p)), np.empty((len(y), p, p))
    left, current = np.arange(len(y)), _lag_one(residuals, steps)
    for _ in range(MAXIMUM_ITERATIONS):
        found, spread = _whitened_least_squares(x, y[left], current, steps)
        renewed = _lag_one(y[left] - found @ x.T, steps)
        rho[left], coefficients[left], covariance[left] = current, found, spread
        going = np.abs(renewed - current) > TOLERANCE
        left, current = left[going], renewed[going]
        if not left.size:
            break
    else:
        raise NotEstimable("the correlation of the errors does not settle", series=left)
    return AutoregressiveFit(coefficients, covariance, interval.df(n, p), rho, np.abs(rho) >= LARGEST_RHO)


def _lag_one(residuals: Array, steps: Steps) -> Array:
    neighbours = steps == 1
    early, late = residuals[:, :-1][:, neighbours], residuals[:, 1:][:, neighbours]
    found = (early * late).sum(axis=1) / np.square(early).sum(axis=1)
    return np.clip(found, -LARGEST_RHO, LARGEST_RHO)


def _whitened_least_squares(x: Array, y: Array, rho: Array, steps: Steps) -> tuple[Array, Array]:
    n, p = x.shape
    columns = np.concatenate([np.broadcast_to(x, (len(y), n, p)), y[..., None]], axis=2)
    unconditional = np.sqrt(1.0 - np.square(rho))[:, None, None]
    carried = (rho[:, None] ** steps)[..., None]
    later = unconditional / np.sqrt(1.0 - np.square(carried)) * (columns[:, 1:] - carried * columns[:, :-1])
    white = np.concatenate([unconditional * columns[:, :1], later], axis=1)
    basis, triangle = np.linalg.qr(white[..., :p])
    inverse = np.linalg.inv(triangle)
    coefficients = np.einsum("spq,snq,sn->sp", inverse, basis, white[..., p], optimize=True)
    residuals = white[..., p] - np.einsum("snp,sp->sn", white[..., :p], coefficients)
    variance = np.square(residuals).sum(axis=1) / (n - p)
    return coefficients, variance[:, None, None] * (inverse @ np.swapaxes(inverse, 1, 2))
