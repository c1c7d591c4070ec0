"""Draws from what is known of a fitted series: its coefficients, and its latent variation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evaluation.stats.series.count_series import CountSeries
from evaluation.stats.series.gaussian_series import GaussianSeries
from evaluation.stats.series.latent_ar1 import LatentPoints, smooth
from evaluation.stats.series.linear_fit import LinearFit

Array = NDArray[np.float64]


def draw_coefficients(
    fit: CountSeries | GaussianSeries, series: int, *, rng: np.random.Generator, n_draws: int
) -> tuple[Array, NDArray[np.intp]]:
    """Draw the coefficients of one series, shape (n_draws, p), and the point of the grid that each draw is from.

    Parameters
    ----------
    fit : CountSeries or GaussianSeries
    series : int
        Which of its series.
    rng : numpy.random.Generator
    n_draws : int
    """
    weight = fit.weight[series]
    point = np.searchsorted(np.cumsum(weight / weight.sum())[:-1], rng.random(n_draws))
    roots = np.linalg.cholesky(fit.covariance[series])
    return _multivariate_t(fit.coefficients[series][point], roots[point], fit.df, rng), point


def draw_linear(fit: LinearFit, series: int, *, rng: np.random.Generator, n_draws: int) -> Array:
    """Draw the coefficients of one series, shape (n_draws, p), where nothing is integrated out.

    Parameters
    ----------
    fit : LinearFit
    series, rng, n_draws
        As in :func:`draw_coefficients`.
    """
    centre = np.broadcast_to(fit.coefficients[series], (n_draws, fit.coefficients.shape[1]))
    return _multivariate_t(centre, np.linalg.cholesky(fit.covariance[series]), fit.df, rng)


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
    return coefficients, draw_latent(fit, series, design, coefficients, point, rng=rng)


def draw_latent(
    fit: CountSeries,
    series: int,
    design: Array,
    coefficients: Array,
    point: NDArray[np.intp],
    *,
    rng: np.random.Generator,
) -> Array:
    """Draw the latent variation of every month given coefficients and point of the grid, shape (n_draws, n).

    Parameters
    ----------
    fit, series, design, rng
        As in :func:`draw_count_series`.
    coefficients, point
        Of :func:`draw_coefficients`.
    """
    residual = fit.residual[series][point] - (coefficients - fit.coefficients[series][point]) @ design.T
    points = LatentPoints(fit.grid.points.rho[series][None, point], fit.grid.points.sigma[series][None, point])
    noise = rng.standard_normal((1, *residual.shape))
    return smooth(residual[None], fit.information[series][None], points, noise)[0]


def _multivariate_t(centre: Array, root: Array, df: float, rng: np.random.Generator) -> Array:
    """Draw about each row of ``centre``, with the square root of a covariance for all rows or for each."""
    normal = rng.standard_normal((*centre.shape, 1))
    spread = np.sqrt(df / rng.chisquare(df, size=(len(centre), 1))) if np.isfinite(df) else 1.0
    return centre + (root @ normal)[..., 0] * spread
