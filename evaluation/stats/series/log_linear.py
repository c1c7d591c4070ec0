"""Coefficients of log-linear models of several series of counts at once, by Fisher scoring."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.estimable import require_full_rank

Array = NDArray[np.float64]

MAXIMUM_ITERATIONS = 100
TOLERANCE = 1e-10
SMALLEST_MEAN = 1e-6
LARGEST_LOG_MEAN = 50.0


def as_counts(counts: ArrayLike, offset: ArrayLike) -> tuple[Array, Array]:
    """Return counts and offsets, both of shape (s, n).

    Raises
    ------
    ValueError
        If a count is negative or missing, or an offset is missing or infinite (an exposure of 0).
    """
    y = np.atleast_2d(np.asarray(counts, dtype=float))
    log_exposure = np.broadcast_to(np.asarray(offset, dtype=float), y.shape)
    if not (np.isfinite(y).all() and (y >= 0.0).all()):
        raise ValueError("counts must be numbers, 0 or more")
    if not np.isfinite(log_exposure).all():
        raise ValueError("every exposure must be a number above 0")
    return y, log_exposure


def log_linear_coefficients(
    design: Array, counts: Array, offset: Array, *, overdispersion: Array | float = 0.0
) -> Array:
    """Return the coefficients, shape (s, p), that maximise the likelihood at a given overdispersion.

    The variance of a count of mean ``m`` is ``m + overdispersion * m^2``: Poisson at 0, else negative binomial.

    Parameters
    ----------
    design : ndarray of shape (n, p)
        With or without an intercept.
    counts, offset : ndarray of shape (s, n)
    overdispersion : ndarray of shape (s,) or float

    Raises
    ------
    NotEstimable
        If there are no more rows than columns or the columns are linearly dependent; and, with the numbers of the
        series, if no event was observed or the counts send a coefficient to infinity (a period, or a month of the
        year, without any event).

    References
    ----------
    McCullagh P, Nelder JA (1989). Generalized Linear Models, 2nd ed., section 2.5.
    """
    require_full_rank(design)
    empty = counts.sum(axis=1) <= 0.0
    if empty.any():
        raise NotEstimable("no event was observed", series=np.flatnonzero(empty))
    # In an orthonormal basis the information is as well conditioned as the weights let it be.
    basis, triangle = np.linalg.qr(design)
    alpha = np.broadcast_to(np.asarray(overdispersion, dtype=float), len(counts))[:, None]
    first = counts + 0.1
    working = np.log(first) - offset + (counts - first) / first
    position = _solve((basis.T * first[:, None, :]) @ basis, (first * working) @ basis)
    found = np.empty_like(position)
    vanishing: list[int] = []
    left = np.arange(len(counts))
    for _ in range(MAXIMUM_ITERATIONS):
        mean = np.exp(np.clip(position @ basis.T + offset[left], -LARGEST_LOG_MEAN, LARGEST_LOG_MEAN))
        shrunk = 1.0 + alpha[left] * mean
        information = (basis.T * (mean / shrunk)[:, None, :]) @ basis
        step = _solve(information, ((counts[left] - mean) / shrunk) @ basis)
        position = position + step
        settled = np.abs(step @ basis.T).max(axis=1) <= TOLERANCE
        vanished = ~settled & (mean.min(axis=1) < SMALLEST_MEAN)
        found[left[settled]] = position[settled]
        vanishing.extend(left[vanished])
        going = ~(settled | vanished)
        left, position = left[going], position[going]
        if not left.size:
            break
    if vanishing:
        raise NotEstimable(
            "some period or month of the year has no event, and its expected count runs to zero",
            series=sorted(vanishing),
        )
    if left.size:
        raise NotEstimable(f"the fit did not settle within {MAXIMUM_ITERATIONS} iterations", series=left)
    return np.linalg.solve(triangle, found.T).T


def _solve(matrices: Array, vectors: Array) -> Array:
    return np.linalg.solve(matrices, vectors[..., None])[..., 0]
