"""Linear algebra of a latent stationary AR(1) seen through independent noise, in a number of steps linear in time.

Observations have covariance ``V = diag(1/w) + sigma^2 R`` with ``R[i, j] = rho^|i-j|``. As the inverse of ``R`` is
tridiagonal, ``V^-1 = W - sigma^2 W (R^-1 + sigma^2 W)^-1 W`` takes one pass through the months. All series, and for
each all points of a grid of ``(rho, sigma)``, are carried through it together; nothing is computed across series.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LARGEST_CHUNK = 1_000_000
"""Numbers that are worked on at a time: they fit into a processor's own memory."""


@dataclass(frozen=True, eq=False)
class LatentPoints:
    """Correlation and size of a latent AR(1), at ``g`` points for each of ``s`` series.

    Attributes
    ----------
    rho, sigma : ndarray of shape (s, g)
        Correlation of neighbouring months, between -1 and 1; stationary standard deviation, 0 or more.
    """

    rho: Array
    sigma: Array

    def at(self, series: slice | NDArray[np.bool_]) -> LatentPoints:
        """Return those of some series."""
        return LatentPoints(self.rho[series], self.sigma[series])


@dataclass(frozen=True, eq=False)
class Whitened:
    """What :func:`whiten` returns.

    Attributes
    ----------
    forms : ndarray of shape (s, g, q, q)
        ``columns' V^-1 columns``.
    log_determinant : ndarray of shape (s, g)
        Of ``V``.
    """

    forms: Array
    log_determinant: Array


def whiten(columns: Array, precision: Array, points: LatentPoints) -> Whitened:
    """Return quadratic forms of columns with the inverse of ``V``, and the logarithm of its determinant.

    Parameters
    ----------
    columns : ndarray of shape (s, n, q)
    precision : ndarray of shape (s, n)
        ``w`` of the independent noise, above 0.
    points : LatentPoints
    """
    parts = [_whiten(columns[at], precision[at], points.at(at)) for at in _chunks(*points.rho.shape, columns)]
    return Whitened(
        forms=np.concatenate([part.forms for part in parts]),
        log_determinant=np.concatenate([part.log_determinant for part in parts]),
    )


def _chunks(n_series: int, n_points: int, columns: Array) -> Iterator[slice]:
    """Yield so many series at a time as stay near the processor."""
    step = max(1, LARGEST_CHUNK // (n_points * columns.shape[1] * columns.shape[2]))
    for first in range(0, n_series, step):
        yield slice(first, first + step)


def _whiten(columns: Array, precision: Array, points: LatentPoints) -> Whitened:
    n = precision.shape[1]
    weighted = precision[..., None] * columns
    own = np.swapaxes(columns, 1, 2) @ weighted
    shape = points.rho.shape
    reduced = np.zeros((*shape, columns.shape[2]))
    scaled = np.empty((*shape, n, columns.shape[2]))
    log_pivots = np.zeros(shape)
    for month, (pivot, carry) in enumerate(_factor(precision, points)):
        reduced = weighted[:, None, month] - carry[..., None] * reduced
        np.multiply(reduced, (points.sigma / np.sqrt(pivot))[..., None], out=scaled[:, :, month])
        log_pivots += np.log(pivot)
    return Whitened(
        forms=own[:, None] - np.swapaxes(scaled, 2, 3) @ scaled,
        log_determinant=log_pivots
        + (n - 1) * np.log1p(-np.square(points.rho))
        - np.log(precision).sum(axis=1)[:, None],
    )


def smooth(residual: Array, precision: Array, points: LatentPoints, noise: Array | None = None) -> Array:
    """Return the mean of the latent values given the observations, shape (s, g, n), or a draw of them.

    Parameters
    ----------
    residual : ndarray of shape (s, g, n)
        Observations minus their mean, at each point.
    precision : ndarray of shape (s, n)
    points : LatentPoints
    noise : ndarray of shape (s, g, n), optional
        Independent standard normal numbers: with them the result is a draw from the conditional distribution.
    """
    n = precision.shape[1]
    pivots, carries, reduced = (np.empty((n, *points.rho.shape)) for _ in range(3))
    forward = np.zeros(points.rho.shape)
    for month, (pivot, carry) in enumerate(_factor(precision, points)):
        forward = precision[:, None, month] * residual[..., month] - carry * forward
        pivots[month], carries[month], reduced[month] = pivot, carry, forward
    latent = np.empty((*points.rho.shape, n))
    later, carry = np.zeros(points.rho.shape), np.zeros(points.rho.shape)
    for month in range(n - 1, -1, -1):
        step = np.square(points.sigma) * reduced[month] / pivots[month]
        if noise is not None:
            step += points.sigma * noise[..., month] / np.sqrt(pivots[month])
        later = step - carry * later
        latent[..., month] = later
        carry = carries[month]
    return latent


def innovations(residual: Array, precision: Array, rho: Array, sigma: Array) -> Array:
    """Return one-step prediction errors over their standard deviations, shape (s, n).

    Parameters
    ----------
    residual, precision : ndarray of shape (s, n)
        Observations minus their mean, and ``w`` of their independent noise.
    rho, sigma : ndarray of shape (s,)

    References
    ----------
    Harvey AC (1989). Forecasting, structural time series models and the Kalman filter, section 3.2.
    """
    found = np.empty_like(residual)
    latent, variance = np.zeros(len(residual)), np.square(sigma)
    for month in range(residual.shape[1]):
        error, spread = residual[:, month] - latent, variance + 1.0 / precision[:, month]
        found[:, month] = error / np.sqrt(spread)
        gain = variance / spread
        latent = rho * (latent + gain * error)
        variance = np.square(rho) * (variance - gain * variance) + np.square(sigma) * (1.0 - np.square(rho))
    return found


def _factor(precision: Array, points: LatentPoints) -> Iterator[tuple[Array, Array]]:
    """Yield pivot and subdiagonal of the unit factor of ``R^-1 + sigma^2 W`` for each month, shapes (s, g)."""
    n = precision.shape[1]
    innovation = 1.0 - np.square(points.rho)
    ends, inner, beside = 1.0 / innovation, (1.0 + np.square(points.rho)) / innovation, -points.rho / innovation
    variance = np.square(points.sigma)
    pivot, carry = np.ones_like(ends), np.zeros_like(ends)
    for month in range(n):
        carry = beside / pivot if month else carry
        pivot = (
            (inner if 0 < month < n - 1 else ends)
            + variance * precision[:, None, month]
            - carry * beside * (month > 0)
        )
        yield pivot, carry
