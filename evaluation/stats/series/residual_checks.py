"""Whether a fitted model's assumptions hold: its one-step prediction errors against those of series drawn from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.series.autocorrelation import autocorrelations, ljung_box_statistic
from evaluation.stats.series.correlation_prior import most_probable
from evaluation.stats.series.count_series import CountSeries
from evaluation.stats.series.gaussian_series import GaussianSeries, fit_gaussian_series
from evaluation.stats.series.latent_ar1 import innovations, whiten
from evaluation.stats.series.latent_draws import autoregressive, latent_variation

Array = NDArray[np.float64]

NOTEWORTHY_P_VALUE = 0.05
"""Below it a check warns. A warning, not a verdict: it does not follow the level of the intervals."""


@dataclass(frozen=True)
class ResidualChecks:
    """One-step prediction errors of a model, compared with those of series drawn from it and fitted alike.

    Attributes
    ----------
    first : float
        Autocorrelation at lag 1 beyond its mean over the draws: what the model takes up leans it below zero.
    first_p_value : float
        Share of draws whose autocorrelation at lag 1 is as far from its mean (two-sided).
    ljung_box : float
        Statistic over the lags asked for.
    ljung_box_p_value : float
        Share of draws whose statistic is as large, or larger.
    variance : float
        Mean square of the errors over its mean over the draws: 1 where the model holds.
    variance_p_value : float
        Twice the smaller share of draws on either side.
    """

    first: float
    first_p_value: float
    ljung_box: float
    ljung_box_p_value: float
    variance: float
    variance_p_value: float


def check_residuals(
    fit: CountSeries | GaussianSeries, design: ArrayLike, *, lags: int, rng: np.random.Generator, n_draws: int
) -> ResidualChecks:
    """Compare the one-step prediction errors of one series with those of series drawn from its model.

    The draws are fitted as the series was, coefficients and autocorrelation, so they know that the model has taken up
    part of every pattern. That is why the large-sample interval of an autocorrelation and the chi-squared
    distribution of Ljung and Box are not used: in a short series with many terms both are off.

    Parameters
    ----------
    fit : CountSeries or GaussianSeries
        Of one series.
    design : array_like of shape (n, p)
        That of the fit.
    lags : int
        Of the Ljung-Box statistic.
    rng : numpy.random.Generator
    n_draws : int
        p-values are ``(1 + draws as extreme) / (1 + n_draws)``.

    Raises
    ------
    ValueError
        If there are no more errors than ``lags``, or they do not vary.
    """
    observed = fit.innovations[0]
    seen = np.isfinite(observed)
    drawn = drawn_innovations(fit, design, rng=rng, n_draws=n_draws)[:, seen]
    ours, theirs = autocorrelations(observed[seen], lags), autocorrelations(drawn, lags)
    n = int(seen.sum())
    statistic = float(ljung_box_statistic(ours, n))
    first = theirs[:, 0] - theirs[:, 0].mean()
    excess = float(ours[0] - theirs[:, 0].mean())
    square, squares = float(np.mean(observed[seen] ** 2)), np.mean(drawn**2, axis=1)
    return ResidualChecks(
        first=excess,
        first_p_value=_p_value(np.abs(first), abs(excess)),
        ljung_box=statistic,
        ljung_box_p_value=_p_value(ljung_box_statistic(theirs, n), statistic),
        variance=square / float(squares.mean()),
        variance_p_value=min(1.0, 2.0 * min(_p_value(squares, square), _p_value(-squares, -square))),
    )


def drawn_innovations(
    fit: CountSeries | GaussianSeries, design: ArrayLike, *, rng: np.random.Generator, n_draws: int
) -> Array:
    """Return one-step prediction errors of series drawn from the model at its mode and fitted anew, (n_draws, n).

    For counts it is the working responses that are drawn, with their precision as in the fit.
    """
    x = np.asarray(design, dtype=float)
    if isinstance(fit, CountSeries):
        return _of_counts(fit, x, rng, n_draws)
    known = np.isfinite(fit.residual[0])
    values = autoregressive(fit.grid.first[fit.mode], fit.grid.second[fit.mode], len(x), rng, n_draws)
    return fit_gaussian_series(x, values, fit.grid, known).innovations


def _of_counts(fit: CountSeries, x: Array, rng: np.random.Generator, n_draws: int) -> Array:
    """Draw working responses, and fit each: its most probable point of the grid, and the coefficients there."""
    n, p = x.shape
    mode, precision = int(fit.mode[0]), fit.information[0]
    rho, sigma = fit.grid.points.rho[0], fit.grid.points.sigma[0]
    latent = latent_variation(rho[mode], sigma[mode], n, rng, n_draws)
    noise = rng.standard_normal((n_draws, n)) / np.sqrt(precision)
    columns = np.concatenate([x.T, np.where(fit.known, latent + noise, 0.0)])
    shape = (rho.size, len(columns), n)
    whitened = innovations(
        np.broadcast_to(columns, shape).reshape(-1, n),
        np.broadcast_to(precision, (shape[0] * shape[1], n)),
        np.repeat(rho, len(columns)),
        np.repeat(sigma, len(columns)),
    ).reshape(shape)
    basis, triangle = np.linalg.qr(np.swapaxes(whitened[:, :p], 1, 2))
    errors = whitened[:, p:] - (whitened[:, p:] @ basis) @ np.swapaxes(basis, 1, 2)
    log_xx = 2.0 * np.log(np.abs(np.diagonal(triangle, axis1=1, axis2=2))).sum(axis=1)
    log_determinant = whiten(x[None], precision[None], fit.grid.points).log_determinant[0]
    log_mass = (fit.grid.log_prior[0] - 0.5 * (log_determinant + log_xx))[:, None]
    log_mass = log_mass - 0.5 * np.square(errors).sum(axis=2)
    mass = np.exp(log_mass - log_mass.max(axis=0)).T
    return errors[most_probable(mass, rho), np.arange(n_draws)]


def _p_value(drawn: Array, observed: float) -> float:
    # Rounding must not part what is equal.
    as_extreme = int(np.count_nonzero(drawn >= observed - 1e-12 * max(1.0, abs(observed))))
    return (1 + as_extreme) / (1 + drawn.size)
