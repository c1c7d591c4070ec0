"""Draws from what is known of a fitted series: its coefficients, and its latent variation."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from evaluation.stats.series.count_series import CountSeries
from evaluation.stats.series.latent_ar1 import LatentPoints, smooth

Array = NDArray[np.float64]


class Mixture(Protocol):
    """Coefficients of ``s`` series, each a mixture over ``g`` points of multivariate t distributions."""

    weight: Array
    coefficients: Array
    covariance: Array
    df: float


def draw_coefficients(
    fit: Mixture, series: int, *, rng: np.random.Generator, n_draws: int
) -> tuple[Array, NDArray[np.intp]]:
    """Draw the coefficients of one series, shape (n_draws, p), and the point of the grid that each draw is from.

    Parameters
    ----------
    fit : Mixture
        With ``weight`` (s, g), ``coefficients`` (s, g, p), ``covariance`` (s, g, p, p) and ``df``.
    series : int
        Which of the ``s``.
    rng : numpy.random.Generator
    n_draws : int
    """
    weight = fit.weight[series]
    point = np.searchsorted(np.cumsum(weight / weight.sum())[:-1], rng.random(n_draws))
    root = np.linalg.cholesky(fit.covariance[series])[point]
    normal = rng.standard_normal((n_draws, root.shape[-1], 1))
    spread = np.ones((n_draws, 1))
    if np.isfinite(fit.df):
        spread = np.sqrt(fit.df / rng.chisquare(fit.df, size=(n_draws, 1)))
    return fit.coefficients[series][point] + (root @ normal)[..., 0] * spread, point


def draw_count_series(
    fit: CountSeries, series: int, design: Array, *, rng: np.random.Generator, n_draws: int
) -> tuple[Array, Array]:
    """Draw coefficients, shape (n_draws, p), and with each the latent variation of every month, shape (n_draws, n).

    Parameters
    ----------
    fit : CountSeries
    series : int
        Which of its series.
    design : ndarray of shape (n, p)
        That of the fit.
    rng : numpy.random.Generator
    n_draws : int
    """
    coefficients, point = draw_coefficients(fit, series, rng=rng, n_draws=n_draws)
    residual = fit.residual[series][point] - (coefficients - fit.coefficients[series][point]) @ design.T
    points = LatentPoints(fit.grid.points.rho[series][None, point], fit.grid.points.sigma[series][None, point])
    noise = rng.standard_normal((1, *residual.shape))
    return coefficients, smooth(residual[None], fit.information[series][None], points, noise)[0]
