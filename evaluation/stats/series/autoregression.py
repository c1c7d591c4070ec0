"""Stationary AR(1) and AR(2) errors on a grid: quadratic forms with their inverse covariance, and their prior.

A stationary AR(2) is given by its partial autocorrelations ``r_1, r_2``, each anywhere between -1 and 1:
``phi_2 = r_2``, ``phi_1 = r_1 (1 - r_2)``; with ``r_2 = 0`` it is an AR(1). The inverse covariance of ``n`` errors
with innovation variance 1 is a sum of six fixed banded matrices, each times a monomial of the coefficients, so
quadratic forms for a whole grid cost six cross-products.

References
----------
Siddiqui MM (1958). On the inversion of the sample covariance matrix in a stationary autoregressive process. Annals of
Mathematical Statistics 29:585-588.
Barndorff-Nielsen O, Schou G (1973). On the parametrization of autoregressive models by partial autocorrelations.
Journal of Multivariate Analysis 3:408-419.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.stats.series.correlation_prior import MASS_AT_WALK, correlations

Array = NDArray[np.float64]

WIDEST = 3.2
N_FIRST_ORDER = 121
N_SECOND_ORDER = 31


@dataclass(frozen=True, eq=False)
class Autoregressions:
    """A grid of stationary errors with a prior.

    Attributes
    ----------
    first, second : ndarray of shape (g,)
        Partial autocorrelations at lags 1 and 2; the first is also the autocorrelation at lag 1.
    log_prior : ndarray of shape (g,)
        Logarithm of the prior mass of each point; masses sum to 1.
    """

    first: Array
    second: Array
    log_prior: Array

    @property
    def log_determinant(self) -> Array:
        """Logarithm of the determinant of the covariance of two or more errors with innovation variance 1."""
        return -np.log1p(-np.square(self.first)) - 2.0 * np.log1p(-np.square(self.second))

    @property
    def monomials(self) -> Array:
        """Weights of the six forms of :func:`banded_forms` in the inverse covariance, shape (g, 6)."""
        phi_2 = self.second
        phi_1 = self.first * (1.0 - phi_2)
        return np.column_stack([np.ones_like(phi_1), phi_1**2, phi_2**2, -phi_1, phi_1 * phi_2, -phi_2])


def autoregressions(order: int, *, mass_at_walk: float = MASS_AT_WALK) -> Autoregressions:
    """Return the grid over which autocorrelation is integrated out.

    The first partial autocorrelation is that of a random walk with probability 0.5; else its density is proportional
    to ``(1 - r^2)^(-1/2)``, as is that of the second. The points of each are equally spaced in the inverse hyperbolic
    tangent, between -3.2 and 3.2.

    Parameters
    ----------
    order : int
        1 (121 points and the walk) or 2 (31 and the walk, by 31 points).
    mass_at_walk : float
        With 0 the grid has no random walk.

    Raises
    ------
    ValueError
        If the order is neither.
    """
    if order not in (1, 2):
        raise ValueError(f"order {order} is neither 1 nor 2")
    n = N_FIRST_ORDER if order == 1 else N_SECOND_ORDER
    first, mass = correlations(-WIDEST, WIDEST, n, mass_at_walk=mass_at_walk)
    if order == 1:
        return Autoregressions(first, np.zeros_like(first), np.log(mass))
    second, mass_of_second = correlations(-WIDEST, WIDEST, n, mass_at_walk=0.0)
    both = np.meshgrid(first, second)
    return Autoregressions(both[0].ravel(), both[1].ravel(), np.log(np.outer(mass_of_second, mass).ravel()))


def banded_forms(left: Array, right: Array) -> Array:
    """Return the six cross-products of which a form ``left' V^-1 right`` is made.

    Parameters
    ----------
    left, right : ndarray of shape (..., n, p) and (..., n, q)
        Rows in order of time, five or more.

    Returns
    -------
    ndarray of shape (6, ..., p, q)
        With the identity; without the first and last row; without the first and last two; of neighbours; of
        neighbours without the first and last pair; of rows two apart.
    """

    def cross(a: Array, b: Array) -> Array:
        return np.swapaxes(a, -1, -2) @ b

    def lagged(start: int, stop: int, lag: int) -> Array:
        early, late = slice(start, stop - lag), slice(start + lag, stop)
        return cross(left[..., late, :], right[..., early, :]) + cross(left[..., early, :], right[..., late, :])

    n = left.shape[-2]
    return np.stack(
        [
            cross(left, right),
            cross(left[..., 1:-1, :], right[..., 1:-1, :]),
            cross(left[..., 2:-2, :], right[..., 2:-2, :]),
            lagged(0, n, 1),
            lagged(1, n - 1, 1),
            lagged(0, n, 2),
        ]
    )
