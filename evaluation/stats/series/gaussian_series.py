"""Regression of a regular series with autocorrelated normal errors, the autocorrelation integrated out.

For each point of a grid of autoregressions the coefficients have a t distribution, by generalised least squares; the
points are weighted by restricted likelihood and prior. So an interval knows that the autocorrelation is not known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.autoregression import Autoregressions, banded_forms
from evaluation.stats.series.estimable import require_errors, require_full_rank
from evaluation.stats.series.t_mixture import TMixture

Array = NDArray[np.float64]
FEWEST_ROWS = 5


@dataclass(frozen=True, eq=False)
class GaussianSeries:
    """Series of one design, fitted at every point of a grid of autoregressions.

    Attributes
    ----------
    grid : Autoregressions
    weight : ndarray of shape (s, g)
        Posterior mass of each point.
    coefficients : ndarray of shape (s, g, p)
    scale : ndarray of shape (s, g)
        Innovation variance: residual sum of squares over ``df``.
    unscaled_covariance : ndarray of shape (g, p, p)
    log_restricted_likelihood : ndarray of shape (s, g)
        Profiled over coefficients and variance, up to a constant.
    df : int
        Rows minus columns.
    """

    grid: Autoregressions
    weight: Array
    coefficients: Array
    scale: Array
    unscaled_covariance: Array
    log_restricted_likelihood: Array
    df: int

    def contrasts(self, weights: ArrayLike) -> TMixture:
        """Return sums ``weights @ coefficients`` with autocorrelation integrated out, questions of shape (s, k).

        Parameters
        ----------
        weights : array_like of shape (k, p)
        """
        rows = np.atleast_2d(np.asarray(weights, dtype=float))
        location = np.einsum("sgp,kp->skg", self.coefficients, rows)
        unscaled = np.einsum("kp,gpq,kq->kg", rows, self.unscaled_covariance, rows)
        scale = np.sqrt(unscaled[None] * self.scale[:, None, :])
        return TMixture(np.broadcast_to(self.weight[:, None, :], scale.shape), location, scale, float(self.df))


def fit_gaussian_series(design: ArrayLike, values: ArrayLike, grid: Autoregressions) -> GaussianSeries:
    """Fit series with normal errors that follow an autoregression of unknown coefficients.

    Parameters
    ----------
    design : array_like of shape (n, p)
        Rows in order of time and equally spaced. A row that is to be left out has a column of its own.
    values : array_like of shape (n,) or (s, n)
        One or several series.
    grid : Autoregressions
        Of :func:`evaluation.stats.series.autoregression.autoregressions`; or one point, where the errors are known.

    Raises
    ------
    NotEstimable
        If there are no more rows than columns, fewer than five rows, columns that are linearly dependent, or a series
        that the design fits exactly.
    """
    x, y = np.asarray(design, dtype=float), np.atleast_2d(np.asarray(values, dtype=float))
    n, p = x.shape
    if n < FEWEST_ROWS:
        raise NotEstimable(f"{n} observations cannot determine {p} parameters and their autocorrelation")
    require_full_rank(x)
    start = np.linalg.lstsq(x, y.T, rcond=None)[0].T
    residual = y - start @ x.T
    require_errors(residual, y)
    monomials = grid.monomials
    xx = np.einsum("gm,mpq->gpq", monomials, banded_forms(x, x))
    xe = np.einsum("gm,msp->sgp", monomials, banded_forms(residual[..., None], x)[..., 0, :])
    ee = np.einsum("gm,ms->sg", monomials, banded_forms(residual[..., None], residual[..., None])[..., 0, 0])
    inverse = np.linalg.inv(xx)
    shift = np.einsum("gpq,sgq->sgp", inverse, xe)
    rss = ee - np.einsum("sgp,sgp->sg", shift, xe)
    likelihood = -0.5 * ((n - p) * np.log(rss) + grid.log_determinant + np.linalg.slogdet(xx)[1])
    log_mass = likelihood + grid.log_prior
    mass = np.exp(log_mass - log_mass.max(axis=1, keepdims=True))
    return GaussianSeries(
        grid=grid,
        weight=mass / mass.sum(axis=1, keepdims=True),
        coefficients=start[:, None, :] + shift,
        scale=rss / (n - p),
        unscaled_covariance=inverse,
        log_restricted_likelihood=likelihood,
        df=n - p,
    )
