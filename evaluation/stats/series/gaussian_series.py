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
from evaluation.stats.series.correlation_prior import most_probable
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
    residual : ndarray of shape (s, n)
        Values minus ``design @ coefficients`` at the mode; missing where a row is not known.
    log_restricted_likelihood : ndarray of shape (s, g)
        Profiled over coefficients and variance, up to a constant.
    df : int
        Known rows minus columns.
    """

    grid: Autoregressions
    weight: Array
    coefficients: Array
    scale: Array
    unscaled_covariance: Array
    residual: Array
    log_restricted_likelihood: Array
    df: int

    def one(self, series: int) -> GaussianSeries:
        """Return one of the series."""
        ours = slice(series, series + 1)
        return GaussianSeries(
            grid=self.grid,
            weight=self.weight[ours],
            coefficients=self.coefficients[ours],
            scale=self.scale[ours],
            unscaled_covariance=self.unscaled_covariance,
            residual=self.residual[ours],
            log_restricted_likelihood=self.log_restricted_likelihood[ours],
            df=self.df,
        )

    @property
    def covariance(self) -> Array:
        """Of the coefficients at each point, up to the t distribution's own factor; shape (s, g, p, p)."""
        return self.unscaled_covariance[None] * self.scale[..., None, None]

    @property
    def mode(self) -> NDArray[np.intp]:
        """The most probable point of the grid, shape (s,): see :func:`most_probable`."""
        return most_probable(self.weight, self.grid.first)

    @property
    def innovations(self) -> Array:
        """One-step prediction errors over their standard deviation, at the mode; shape (s, n).

        They are independent with variance 1 where the model holds; missing in the first two rows, and where a row or
        one of the two before it is not known.
        """
        mode = self.mode
        second = self.grid.second[mode][:, None]
        first = self.grid.first[mode][:, None] * (1.0 - second)
        error = self.residual[:, 2:] - first * self.residual[:, 1:-1] - second * self.residual[:, :-2]
        found = np.full_like(self.residual, np.nan)
        found[:, 2:] = error / np.sqrt(self.scale[np.arange(len(mode)), mode])[:, None]
        return found

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

    def mean_error(self, design: ArrayLike) -> Array:
        """Return the mean of the errors at each point, over the rows that are known; shape (s, g).

        Parameters
        ----------
        design : array_like of shape (n, p)
            That of the fit.
        """
        known = np.isfinite(self.residual[0])
        centre = np.asarray(design, dtype=float)[known].mean(axis=0)
        at_mode = self.coefficients[np.arange(len(self.mode)), self.mode]
        shift = (self.coefficients - at_mode[:, None]) @ centre
        return self.residual[:, known].mean(axis=1)[:, None] - shift

    def lines(self, rows: ArrayLike, design: ArrayLike) -> TMixture:
        """Return lines that pass through the series as it was: ``rows @ coefficients`` and the mean of the errors.

        Without that mean a line lies where the series would be on average in a very long time, which is not known
        where it wanders.

        Parameters
        ----------
        rows : array_like of shape (k, p)
        design : array_like of shape (n, p)
            That of the fit.
        """
        known = np.isfinite(self.residual[0])
        line = self.contrasts(rows)
        about = np.asarray(rows, dtype=float) - np.asarray(design, dtype=float)[known].mean(axis=0)
        return TMixture(
            line.weight, line.location + self.mean_error(design)[:, None, :], self.contrasts(about).scale, line.df
        )


def fit_gaussian_series(
    design: ArrayLike, values: ArrayLike, grid: Autoregressions, known: ArrayLike | None = None
) -> GaussianSeries:
    """Fit series with normal errors that follow an autoregression of unknown coefficients.

    Parameters
    ----------
    design : array_like of shape (n, p)
        Rows in order of time and equally spaced.
    values : array_like of shape (n,) or (s, n)
        One or several series.
    grid : Autoregressions
        Of :func:`evaluation.stats.series.autoregression.autoregressions`; or one point, where the errors are known.
    known : array_like of shape (n,), optional
        False where a row is to be left out, whatever stands in its place; all are known by default.

    Raises
    ------
    NotEstimable
        If there are no more rows than columns, fewer than five rows, columns that are linearly dependent, or a series
        that the design fits exactly.
    """
    x, y = np.asarray(design, dtype=float), np.atleast_2d(np.asarray(values, dtype=float))
    columns = x.shape[1]
    is_known = np.ones(len(x), dtype=bool) if known is None else np.asarray(known, dtype=bool)
    if is_known.sum() < FEWEST_ROWS:
        n_known = int(is_known.sum())
        raise NotEstimable(f"{n_known} observations cannot determine {columns} parameters and their autocorrelation")
    require_full_rank(x[is_known])
    # A row with a column of its own says nothing about the others.
    x, y = np.column_stack([x, np.eye(len(x))[:, ~is_known]]), np.where(is_known, y, 0.0)
    n, p = x.shape
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
    weight = mass / mass.sum(axis=1, keepdims=True)
    at_mode = shift[np.arange(len(y)), most_probable(weight, grid.first)]
    return GaussianSeries(
        grid=grid,
        weight=weight,
        coefficients=(start[:, None, :] + shift)[..., :columns],
        scale=rss / (n - p),
        unscaled_covariance=inverse[:, :columns, :columns],
        residual=np.where(is_known, residual - at_mode @ x.T, np.nan),
        log_restricted_likelihood=likelihood,
        df=n - p,
    )
