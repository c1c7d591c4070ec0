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


def autoregressions(order: int) -> Autoregressions:
    """Return the grid over which autocorrelation is integrated out.

    Points are equally spaced in the inverse hyperbolic tangent of each partial autocorrelation ``r``, between -3.2
    and 3.2. The prior density of each is proportional to ``(1 - r^2)^(-1/2)``: proper, symmetric, and heavier towards
    the ends than a uniform one.

    Parameters
    ----------
    order : int
        1 (121 points) or 2 (31 x 31 points).

    Raises
    ------
    ValueError
        If the order is neither.
    """
    if order not in (1, 2):
        raise ValueError(f"order {order} is neither 1 nor 2")
    axis = np.tanh(np.linspace(-WIDEST, WIDEST, N_FIRST_ORDER if order == 1 else N_SECOND_ORDER))
    first, second = (axis, np.zeros_like(axis)) if order == 1 else (each.ravel() for each in np.meshgrid(axis, axis))
    mass = np.sqrt((1.0 - first**2) * (1.0 - second**2)) if order == 2 else np.sqrt(1.0 - first**2)
    return Autoregressions(first, second, np.log(mass / mass.sum()))


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
