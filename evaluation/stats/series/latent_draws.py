"""Draws of autoregressions whose parameters differ from draw to draw, and of counts around them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_LARGEST_LOG = 40.0


def autoregressive(first: Array, second: Array, n: int, rng: np.random.Generator, n_draws: int) -> Array:
    """Draw stationary autoregressions with innovation variance 1, shape (n_draws, n).

    Parameters
    ----------
    first, second : ndarray, broadcast to (n_draws,)
        Partial autocorrelations.
    n : int
    rng : numpy.random.Generator
    n_draws : int
    """
    r_1, r_2 = (np.broadcast_to(np.asarray(each, dtype=float), n_draws) for each in (first, second))
    shocks = rng.standard_normal((n_draws, n))
    found = np.empty_like(shocks)
    found[:, 0] = shocks[:, 0] / np.sqrt((1.0 - np.square(r_1)) * (1.0 - np.square(r_2)))
    if n > 1:
        found[:, 1] = r_1 * found[:, 0] + shocks[:, 1] / np.sqrt(1.0 - np.square(r_2))
    for row in range(2, n):
        found[:, row] = r_1 * (1.0 - r_2) * found[:, row - 1] + r_2 * found[:, row - 2] + shocks[:, row]
    return found


def latent_variation(rho: Array, sigma: Array, n: int, rng: np.random.Generator, n_draws: int) -> Array:
    """Draw the extra variation of counts on the log scale, shape (n_draws, n).

    Parameters
    ----------
    rho, sigma : ndarray, broadcast to (n_draws,)
    n, rng, n_draws
        As in :func:`autoregressive`.
    """
    rho, sigma = (np.broadcast_to(np.asarray(each, dtype=float), n_draws) for each in (rho, sigma))
    shocks = autoregressive(rho, np.zeros(()), n, rng, n_draws)
    return (sigma * np.sqrt(1.0 - np.square(rho)))[:, None] * shocks


def about_mean(drawn: Array) -> Array:
    """Return draws of shape (n_draws, n) without their means: where a series wanders nothing is known about those."""
    return drawn - drawn.mean(axis=1, keepdims=True)


def draw_counts(log_mean: Array, rng: np.random.Generator) -> Array:
    """Draw Poisson counts from logarithms of means of any shape."""
    return rng.poisson(np.exp(np.minimum(log_mean, _LARGEST_LOG))).astype(float)
