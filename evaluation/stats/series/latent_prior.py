"""What is assumed of the extra variation of monthly counts before they are seen, as a grid of points with masses.

Fixed by ``docs/decisions/0004-honest-intervals.md`` and ``0006-random-walk.md``. The *size* of the variation is its
standard deviation about its own mean over the months of the series, whatever its correlation: where it wanders, a
stationary standard deviation says how far it would come in a thousand months, and nobody knows anything about that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.stats.series.correlation_prior import MASS_AT_WALK, correlations
from evaluation.stats.series.latent_ar1 import LatentPoints

Array = NDArray[np.float64]

RHO, MASS_OF_RHO = correlations(-0.2, 3.0, 14, mass_at_walk=MASS_AT_WALK)
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
        Arrays of shape (s, g); their ``sigma`` is the stationary standard deviation.
    size : ndarray of shape (s, g)
        Standard deviation about the mean over the months of the series.
    log_prior : ndarray of shape (s, g)
        Logarithm of the prior mass of each point.
    sigma : ndarray of shape (s, N_SIGMA)
        The sizes above 0, equally spaced in the logarithm.
    """

    points: LatentPoints
    size: Array
    log_prior: Array
    sigma: Array

    def of_series(self, chosen: NDArray[np.bool_]) -> LatentGrid:
        """Return the grids of some series, as a mask of shape (s,) says."""
        return LatentGrid(self.points.at(chosen), self.size[chosen], self.log_prior[chosen], self.sigma[chosen])

    def mass_of_sigma(self, weight: Array) -> Array:
        """Return the posterior mass of each size above 0, shape (s, N_SIGMA), from that of each point."""
        return weight[:, 1:].reshape(len(weight), N_SIGMA, RHO.size).sum(axis=2)


def smallest_sigma(mean: Array) -> Array:
    """Return the size below which extra variation cannot be seen, shape (s,): a tenth of a mean count's own noise."""
    return SMALLEST_SHARE / np.sqrt(mean)


def variance_about_mean(rho: Array, n: int) -> Array:
    """Return the expected variance of ``n`` months about their mean, over the stationary variance; shape (g,)."""
    lag = np.arange(1, n)
    pairs = np.power(rho[:, None], lag) @ (n - lag)
    return 1.0 - 2.0 * pairs / (n * (n - 1))


def latent_grid(low: Array, high: Array, n: int) -> LatentGrid:
    """Return the grid for ``n`` months whose sizes run from ``low`` to ``high``, both of shape (s,).

    With probability 0.05 there is no extra variation. Otherwise its size is half-normal with scale 1, and it is a
    random walk with probability 0.5; if it is none, its correlation has a density proportional to
    ``(1 - rho^2)^(-1/2)`` from -0.2 to 0.995: months resemble their neighbours or do not, they hardly ever alternate.
    """
    logs = np.linspace(np.log(low), np.log(high), N_SIGMA, axis=1)
    sigma = np.exp(logs)
    step = (logs[:, -1:] - logs[:, :1]) / (N_SIGMA - 1)
    sigma_mass = np.sqrt(2.0 / np.pi) / SIGMA_SCALE * np.exp(-0.5 * np.square(sigma / SIGMA_SCALE)) * sigma * step
    s = len(low)
    none = np.zeros((s, 1))
    mass = (1.0 - MASS_AT_ZERO) * (sigma_mass[:, :, None] * MASS_OF_RHO).reshape(s, -1)
    stationary = (sigma[:, :, None] / np.sqrt(variance_about_mean(RHO, n))).reshape(s, -1)
    return LatentGrid(
        points=LatentPoints(
            rho=np.column_stack([none, np.tile(RHO, (s, N_SIGMA))]), sigma=np.column_stack([none, stationary])
        ),
        size=np.column_stack([none, np.repeat(sigma, RHO.size, axis=1)]),
        log_prior=np.log(np.column_stack([none + MASS_AT_ZERO, mass])),
        sigma=sigma,
    )


def known_point(rho: float, sigma: float, n_series: int) -> LatentGrid:
    """Return the grid of series whose correlation and size are known: one point, so that nothing is weighed."""
    one = np.ones((n_series, 1))
    return LatentGrid(LatentPoints(rho * one, sigma * one), sigma * one, 0.0 * one, sigma * one)


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
