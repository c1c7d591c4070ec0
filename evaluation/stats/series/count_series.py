"""Regression of monthly counts whose extra variation is autocorrelated, its size and correlation integrated out.

``count ~ Poisson(exp(design @ coefficients + offset + u))`` with a latent stationary AR(1) ``u``. The counts are
linearised at the posterior mean of their log means, for the whole grid of ``(rho, sigma)`` at once, and the
linearisation is renewed. At each point the coefficients have a t distribution, by generalised least squares; the
points are weighted by restricted likelihood and prior. So an interval knows that size and correlation are not known.

References
----------
Breslow NE, Clayton DG (1993). Approximate inference in generalized linear mixed models. Journal of the American
Statistical Association 88:9-25: the working responses and the restricted likelihood.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.series.latent_ar1 import innovations, smooth, whiten
from evaluation.stats.series.latent_prior import LARGEST_SIGMA, LatentGrid, latent_grid, narrowed, smallest_sigma
from evaluation.stats.series.log_linear import log_linear_coefficients
from evaluation.stats.series.poisson_observations import LEAST_INFORMATION, Counts
from evaluation.stats.series.t_mixture import TMixture

Array = NDArray[np.float64]

N_LINEARISATIONS = 4


@dataclass(frozen=True, eq=False)
class CountSeries:
    """``s`` series of one design, fitted at every point of a grid.

    Attributes
    ----------
    grid : LatentGrid
    weight : ndarray of shape (s, g)
        Posterior mass of each point.
    coefficients : ndarray of shape (s, g, p)
    covariance : ndarray of shape (s, g, p, p)
    residual : ndarray of shape (s, g, n)
        Working response minus ``design @ coefficients`` at each point, on the log scale.
    information : ndarray of shape (s, n)
        Precision of the working responses.
    known : ndarray of shape (n,)
        Months that the model rests on.
    df : int
        Known months minus columns.
    """

    grid: LatentGrid
    weight: Array
    coefficients: Array
    covariance: Array
    residual: Array
    information: Array
    known: NDArray[np.bool_]
    df: int

    def one(self, series: int) -> CountSeries:
        """Return one of the series."""
        ours = slice(series, series + 1)
        return CountSeries(
            grid=self.grid.one(series),
            weight=self.weight[ours],
            coefficients=self.coefficients[ours],
            covariance=self.covariance[ours],
            residual=self.residual[ours],
            information=self.information[ours],
            known=self.known,
            df=self.df,
        )

    @property
    def mode(self) -> NDArray[np.intp]:
        """The point of the grid with the largest posterior mass, shape (s,)."""
        return self.weight.argmax(axis=1)

    @property
    def innovations(self) -> Array:
        """One-step prediction errors of the working responses over their standard deviations, at the mode; (s, n).

        They are independent with variance 1 where the model holds; missing where a month is not known.
        """
        at = np.arange(len(self.weight)), self.mode
        rho, sigma = self.grid.points.rho[at], self.grid.points.sigma[at]
        return np.where(self.known, innovations(self.residual[at], self.information, rho, sigma), np.nan)

    @property
    def mass_at_end(self) -> Array:
        """Posterior mass at the largest size of the grid, shape (s,): above 0.001 the grid was too short."""
        return self.grid.mass_of_sigma(self.weight)[:, -1]

    @property
    def latent(self) -> Array:
        """Posterior mean of the extra variation of each month, on the log scale, shape (s, n)."""
        means = smooth(self.residual, self.information, self.grid.points)
        return np.einsum("sg,sgn->sn", self.weight, means)

    def contrasts(self, weights: ArrayLike) -> TMixture:
        """Return sums ``weights @ coefficients``, questions of shape (s, k).

        Parameters
        ----------
        weights : array_like of shape (k, p)
        """
        rows = np.atleast_2d(np.asarray(weights, dtype=float))
        location = np.einsum("sgp,kp->skg", self.coefficients, rows)
        scale = np.sqrt(np.einsum("kp,sgpq,kq->skg", rows, self.covariance, rows))
        return TMixture(np.broadcast_to(self.weight[:, None, :], scale.shape), location, scale, float(self.df))


def fit_count_series(
    design: ArrayLike, counts: Counts, offset: ArrayLike, known: ArrayLike | None = None
) -> CountSeries:
    """Fit series of counts with autocorrelated extra variation.

    Parameters
    ----------
    design : array_like of shape (n, p)
        Rows in order of time and equally spaced.
    counts : Counts
        Of shape (s, n).
    offset : array_like, broadcast to (s, n)
        Logarithm of the exposure.
    known : array_like of shape (n,), optional
        False where a month is to be left out, whatever stands in its place; all are known by default.

    Raises
    ------
    NotEstimable
        If there are no more months than columns, the columns are linearly dependent, a series has no event, or the
        counts send a coefficient to infinity (a period, or a month of the year, without any event).
    """
    x = np.asarray(design, dtype=float)
    log_exposure = np.broadcast_to(np.asarray(offset, dtype=float), counts.low.shape)
    is_known = np.ones(len(x), dtype=bool) if known is None else np.asarray(known, dtype=bool)
    start = log_linear_coefficients(x[is_known], counts.at(is_known).midpoint, log_exposure[:, is_known])
    base = start @ x.T
    smallest = smallest_sigma(np.exp(base + log_exposure)[:, is_known].mean(axis=1))
    low, high = smallest, np.maximum(LARGEST_SIGMA, 2.0 * smallest)
    linear = base
    for _ in range(N_LINEARISATIONS):
        grid = latent_grid(low, high)
        fit = _on_grid(x, counts, log_exposure, is_known, start, linear, grid)
        low, high = narrowed(grid, fit.weight, smallest)
        linear = np.einsum("sg,sgp->sp", fit.weight, fit.coefficients) @ x.T + fit.latent
    return fit


def _on_grid(
    x: Array,
    counts: Counts,
    offset: Array,
    known: NDArray[np.bool_],
    start: Array,
    linear: Array,
    grid: LatentGrid,
) -> CountSeries:
    n, p = x.shape
    gradient, information = counts.gradient_and_information(np.exp(linear + offset))
    gradient, information = np.where(known, gradient, 0.0), np.where(known, information, LEAST_INFORMATION)
    working = linear - start @ x.T + gradient / information
    columns = np.concatenate([np.broadcast_to(x, (len(working), n, p)), working[..., None]], axis=2)
    whitened = whiten(columns, information, grid.points)
    xx, xz, zz = whitened.forms[..., :p, :p], whitened.forms[..., :p, p], whitened.forms[..., p, p]
    covariance = np.linalg.inv(xx)
    shift = np.einsum("sgpq,sgq->sgp", covariance, xz)
    misfit = zz - np.einsum("sgp,sgp->sg", shift, xz)
    log_mass = grid.log_prior - 0.5 * (whitened.log_determinant + np.linalg.slogdet(xx)[1] + misfit)
    mass = np.exp(log_mass - log_mass.max(axis=1, keepdims=True))
    return CountSeries(
        grid=grid,
        weight=mass / mass.sum(axis=1, keepdims=True),
        coefficients=start[:, None] + shift,
        covariance=covariance,
        residual=working[:, None] - shift @ x.T,
        information=information,
        known=known,
        df=int(known.sum()) - p,
    )
