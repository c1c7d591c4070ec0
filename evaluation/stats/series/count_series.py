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

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.series.correlation_prior import most_probable
from evaluation.stats.series.latent_ar1 import LatentPoints, innovations, smooth, whiten
from evaluation.stats.series.latent_prior import (
    LARGEST_SIGMA,
    LatentGrid,
    known_point,
    latent_grid,
    narrowed,
    smallest_sigma,
)
from evaluation.stats.series.poisson_observations import LEAST_INFORMATION
from evaluation.stats.series.t_mixture import TMixture

Array = NDArray[np.float64]

FEWEST_LINEARISATIONS, MOST_LINEARISATIONS = 3, 20
TOLERANCE = 0.01
"""Log means that move no more are settled: limits of intervals then move by about a hundredth of their width."""


class Observations(Protocol):
    """What periods say about linear predictors, each on its own."""

    @property
    def shape(self) -> tuple[int, int]:
        """Series and periods."""

    def at(self, periods: NDArray[np.bool_]) -> Observations:
        """Return those of some periods."""

    def of_series(self, chosen: NDArray[np.intp]) -> Observations:
        """Return those of some series."""

    def start(self, design: Array, offset: Array) -> Array:
        """Return coefficients to start from, shape (s, p)."""

    def first(self, linear: Array) -> Array:
        """Return where to linearise first, given the linear predictors of the coefficients to start from."""

    def information(self, linear: Array) -> Array:
        """Return the expected information of complete observations, shape (s, n)."""

    def gradient_and_information(self, linear: Array) -> tuple[Array, Array]:
        """Return the first derivative of each log-likelihood, and minus the second, which is above 0."""


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
    df : float
        Known months minus columns; infinite where correlation and size were known.
    """

    grid: LatentGrid
    weight: Array
    coefficients: Array
    covariance: Array
    residual: Array
    information: Array
    known: NDArray[np.bool_]
    df: float

    def of_series(self, chosen: NDArray[np.bool_]) -> CountSeries:
        """Return some of the series, as a mask of shape (s,) says."""
        return CountSeries(
            grid=self.grid.of_series(chosen),
            weight=self.weight[chosen],
            coefficients=self.coefficients[chosen],
            covariance=self.covariance[chosen],
            residual=self.residual[chosen],
            information=self.information[chosen],
            known=self.known,
            df=self.df,
        )

    def one(self, series: int) -> CountSeries:
        """Return one of the series."""
        return self.of_series(np.arange(len(self.weight)) == series)

    @property
    def mode(self) -> NDArray[np.intp]:
        """The most probable point of the grid, shape (s,): see :func:`most_probable`."""
        return most_probable(self.weight, self.grid.points.rho)

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

    @property
    def mean_latent(self) -> Array:
        """Mean of the extra variation over the months of the model, at each point, shape (s, g)."""
        return smooth(self.residual, self.information, self.grid.points)[..., self.known].mean(axis=2)

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

    def lines(self, rows: ArrayLike, design: ArrayLike) -> TMixture:
        """Return lines that pass through the series as it was: ``rows @ coefficients`` and the mean extra variation.

        Without that mean, over the months of the model, a line lies where the series would be on average in a very
        long time, which is not known where it wanders.

        Parameters
        ----------
        rows : array_like of shape (k, p)
        design : array_like of shape (n, p)
            That of the fit.
        """
        line, x, n = self.contrasts(rows), np.asarray(design, dtype=float), int(self.known.sum())
        chosen = np.broadcast_to(self.known / self.information[:, None, :], self.residual.shape)
        # Given the coefficients, the mean is a weighted sum of the residuals with this variance left.
        shared = smooth(chosen, self.information, self.grid.points)
        weights = self.information[:, None, :] * shared / n
        variance = (shared * self.known).sum(axis=2) / n**2
        about = np.asarray(rows, dtype=float) - (weights @ x)[:, :, None, :]
        square = np.einsum("sgkp,sgpq,sgkq->skg", about, self.covariance, about) + variance[:, None, :]
        return TMixture(line.weight, line.location + self.mean_latent[:, None, :], np.sqrt(square), line.df)


def fit_count_series(
    design: ArrayLike, counts: Observations, offset: ArrayLike, known: ArrayLike | None = None
) -> CountSeries:
    """Fit series of counts with autocorrelated extra variation.

    Parameters
    ----------
    design : array_like of shape (n, p)
        Rows in order of time and equally spaced.
    counts : Observations
        Of shape (s, n): counts, or one of two counts given their total.
    offset : array_like, broadcast to (s, n)
        Logarithm of the exposure, or of the ratio of two exposures.
    known : array_like of shape (n,), optional
        False where a month is to be left out, whatever stands in its place; all are known by default.

    Raises
    ------
    NotEstimable
        If there are no more months than columns, the columns are linearly dependent, a series has no event, or the
        counts send a coefficient to infinity (a period, or a month of the year, without any event).
    """
    x = np.asarray(design, dtype=float)
    log_exposure = np.broadcast_to(np.asarray(offset, dtype=float), counts.shape)
    is_known = np.ones(len(x), dtype=bool) if known is None else np.asarray(known, dtype=bool)
    start = counts.at(is_known).start(x[is_known], log_exposure[:, is_known])
    base = start @ x.T
    smallest = smallest_sigma(counts.information(base + log_exposure)[:, is_known].mean(axis=1))
    low, high = smallest, np.maximum(LARGEST_SIGMA, 2.0 * smallest)
    linear = counts.first(base + log_exposure) - log_exposure
    left, parts = np.arange(len(start)), []
    for round_ in range(1, MOST_LINEARISATIONS + 1):
        ours = counts.of_series(left)
        fit = _on_grid(
            x, ours, log_exposure[left], is_known, start[left], linear[left], latent_grid(low, high, len(x))
        )
        low, high = narrowed(fit.grid, fit.weight, smallest[left])
        moved = _log_means(fit, x)
        settled = np.abs(moved - linear[left]).max(axis=1) <= TOLERANCE
        settled = (settled & (round_ >= FEWEST_LINEARISATIONS)) | (round_ == MOST_LINEARISATIONS)
        parts.append((left[settled], fit.of_series(settled)))
        linear[left] = moved
        left, low, high = left[~settled], low[~settled], high[~settled]
        if not left.size:
            break
    return _together(parts)


def _together(parts: Sequence[tuple[NDArray[np.intp], CountSeries]]) -> CountSeries:
    """Return the fits of some series each as one, in the order of their numbers."""
    order = np.argsort(np.concatenate([numbers for numbers, _ in parts]))

    def joined(value: Callable[[CountSeries], Array]) -> Array:
        return np.concatenate([value(part) for _, part in parts])[order]

    grid = LatentGrid(
        LatentPoints(joined(lambda part: part.grid.points.rho), joined(lambda part: part.grid.points.sigma)),
        joined(lambda part: part.grid.size),
        joined(lambda part: part.grid.log_prior),
        joined(lambda part: part.grid.sigma),
    )
    return CountSeries(
        grid=grid,
        weight=joined(lambda part: part.weight),
        coefficients=joined(lambda part: part.coefficients),
        covariance=joined(lambda part: part.covariance),
        residual=joined(lambda part: part.residual),
        information=joined(lambda part: part.information),
        known=parts[0][1].known,
        df=parts[0][1].df,
    )


def fit_known_count_series(
    design: ArrayLike, counts: Observations, offset: ArrayLike, *, rho: float, sigma: float
) -> CountSeries:
    """Fit series whose correlation and size of extra variation are known, as they are in a simulation.

    Its intervals, of the normal distribution, show how narrow intervals could be.

    Parameters
    ----------
    design, counts, offset
        As in :func:`fit_count_series`.
    rho : float
        Between -1 and 1.
    sigma : float
        0 or more.

    Raises
    ------
    NotEstimable
        As :func:`fit_count_series`.
    """
    x = np.asarray(design, dtype=float)
    log_exposure = np.broadcast_to(np.asarray(offset, dtype=float), counts.shape)
    start = counts.start(x, log_exposure)
    grid = known_point(rho, sigma, len(start))
    linear = counts.first(start @ x.T + log_exposure) - log_exposure
    for _ in range(MOST_LINEARISATIONS):
        fit = _on_grid(x, counts, log_exposure, np.ones(len(x), dtype=bool), start, linear, grid)
        before, linear = linear, _log_means(fit, x)
        if np.abs(linear - before).max() <= TOLERANCE:
            break
    return replace(fit, df=np.inf)


def _log_means(fit: CountSeries, x: Array) -> Array:
    """Return the posterior mean of the log mean of each month without its exposure, shape (s, n)."""
    return np.einsum("sg,sgp->sp", fit.weight, fit.coefficients) @ x.T + fit.latent


def _on_grid(
    x: Array,
    counts: Observations,
    offset: Array,
    known: NDArray[np.bool_],
    start: Array,
    linear: Array,
    grid: LatentGrid,
) -> CountSeries:
    n, p = x.shape
    gradient, information = counts.gradient_and_information(linear + offset)
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
