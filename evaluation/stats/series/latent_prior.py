"""What is assumed of the extra variation of monthly counts before they are seen, as a grid of points with masses.

Fixed by ``docs/decisions/0004-honest-intervals.md``, before any table of coverage is made.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.stats.series.latent_ar1 import LatentPoints

Array = NDArray[np.float64]

RHO = np.tanh(np.linspace(-0.2, 3.0, 14))
RHO_EXPONENT = 0.25
SIGMA_SCALE = 1.0
MASS_AT_ZERO = 0.05
N_SIGMA = 10
LARGEST_SIGMA = 4.0
SMALLEST_SHARE = 0.1


@dataclass(frozen=True, eq=False)
class LatentGrid:
    """Points of ``(rho, sigma)`` for each of ``s`` series: none at all, then ``N_SIGMA`` sizes by all of ``RHO``.

    Attributes
    ----------
    points : LatentPoints
        Arrays of shape (s, g).
    log_prior : ndarray of shape (s, g)
        Logarithm of the prior mass of each point.
    sigma : ndarray of shape (s, N_SIGMA)
        The sizes above 0, equally spaced in the logarithm.
    """

    points: LatentPoints
    log_prior: Array
    sigma: Array

    def of_series(self, chosen: NDArray[np.bool_]) -> LatentGrid:
        """Return the grids of some series, as a mask of shape (s,) says."""
        return LatentGrid(self.points.at(chosen), self.log_prior[chosen], self.sigma[chosen])

    def mass_of_sigma(self, weight: Array) -> Array:
        """Return the posterior mass of each size above 0, shape (s, N_SIGMA), from that of each point."""
        return weight[:, 1:].reshape(len(weight), N_SIGMA, RHO.size).sum(axis=2)


def smallest_sigma(mean: Array) -> Array:
    """Return the size below which extra variation cannot be seen, shape (s,): a tenth of a mean count's own noise."""
    return SMALLEST_SHARE / np.sqrt(mean)


def latent_grid(low: Array, high: Array) -> LatentGrid:
    """Return the grid whose sizes run from ``low`` to ``high``, both of shape (s,).

    With probability 0.05 there is no extra variation. Otherwise its size is half-normal with scale 1 and its
    correlation has a density proportional to ``(1 - rho^2)^(-3/4)`` from -0.2 to 0.995: proper, and heavy where
    months resemble one another most, because that is where intervals that ignore it fail.
    """
    logs = np.linspace(np.log(low), np.log(high), N_SIGMA, axis=1)
    sigma = np.exp(logs)
    rho_mass = (1.0 - np.square(RHO)) ** RHO_EXPONENT
    rho_mass /= rho_mass.sum()
    step = (logs[:, -1:] - logs[:, :1]) / (N_SIGMA - 1)
    sigma_mass = np.sqrt(2.0 / np.pi) / SIGMA_SCALE * np.exp(-0.5 * np.square(sigma / SIGMA_SCALE)) * sigma * step
    s = len(low)
    mass = np.column_stack(
        [
            np.full(s, MASS_AT_ZERO),
            (1.0 - MASS_AT_ZERO) * (sigma_mass[:, :, None] * rho_mass).reshape(s, -1),
        ]
    )
    points = LatentPoints(
        rho=np.column_stack([np.zeros(s), np.tile(RHO, (s, N_SIGMA))]),
        sigma=np.column_stack([np.zeros(s), np.repeat(sigma, RHO.size, axis=1)]),
    )
    return LatentGrid(points, np.log(mass), sigma)


def known_point(rho: float, sigma: float, n_series: int) -> LatentGrid:
    """Return the grid of series whose correlation and size are known: one point, so that nothing is weighed."""
    one = np.ones((n_series, 1))
    return LatentGrid(LatentPoints(rho * one, sigma * one), 0.0 * one, sigma * one)


def narrowed(grid: LatentGrid, weight: Array, smallest: Array) -> tuple[Array, Array]:
    """Return the range of sizes that holds the posterior, one step wider on both sides.

    Parameters
    ----------
    grid : LatentGrid
    weight : ndarray of shape (s, g)
        Posterior mass of each point.
    smallest : ndarray of shape (s,)
        Where the range ends below.
    """
    mass = grid.mass_of_sigma(weight)
    share = mass / np.maximum(mass.sum(axis=1, keepdims=True), 1e-300)
    step = grid.sigma[:, 1] / grid.sigma[:, 0]
    series = np.arange(len(mass))
    first = (np.cumsum(share, axis=1) > 1e-3).argmax(axis=1)
    last = N_SIGMA - 1 - (np.cumsum(share[:, ::-1], axis=1) > 1e-4).argmax(axis=1)
    low = np.maximum(grid.sigma[series, first] / step, smallest)
    return low, np.maximum(grid.sigma[series, last] * step, 2.0 * low)
