"""Whether a fitted model's assumptions hold: its residuals against those of independent months, simulated from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.series.autocorrelation import autocorrelations, ljung_box_statistic
from evaluation.stats.series.quasi_poisson import QuasiPoissonFit

NOTEWORTHY_P_VALUE = 0.05
"""Below it a check warns. A warning, not a verdict: it does not follow the level of the intervals."""


@dataclass(frozen=True)
class ResidualChecks:
    """Residuals of a quasi-Poisson model, compared with draws from it.

    Attributes
    ----------
    first : float
        Autocorrelation at lag 1 beyond its mean over the draws: residuals of independent months lean below zero.
    first_p_value : float
        Share of draws whose autocorrelation at lag 1 is as high, or higher (one-sided).
    ljung_box : float
        Statistic over the lags asked for.
    ljung_box_p_value : float
        Share of draws whose statistic is as large, or larger.
    dispersion_p_value : float
        Share of draws of Poisson counts, whose variance equals their mean, that vary as much or more.
    """

    first: float
    first_p_value: float
    ljung_box: float
    ljung_box_p_value: float
    dispersion_p_value: float


def check_residuals(
    fit: QuasiPoissonFit, design: ArrayLike, *, lags: int, rng: np.random.Generator, n_draws: int
) -> ResidualChecks:
    """Compare the Pearson residuals of a model with those of independent counts drawn from it.

    Counts are drawn with the fitted means, and with the fitted scale as ratio of variance to mean (a gamma mixture
    of Poisson counts; Poisson where the scale is 1). Their residuals are projected as the fit projects its own, so
    the draws know that the model has taken up part of every pattern. That is why the large-sample interval of an
    autocorrelation and the chi-squared distribution of Ljung and Box are not used: in a short series with many
    terms both are off.

    Parameters
    ----------
    fit : QuasiPoissonFit
    design : array_like of shape (n, p)
        The design of the fit, rows in order of time.
    lags : int
        Of the Ljung-Box statistic.
    rng : numpy.random.Generator
    n_draws : int
        p-values are ``(1 + draws as extreme) / (1 + n_draws)``.

    Raises
    ------
    ValueError
        If there are no more months than ``lags``, or the residuals do not vary.
    """
    observed = autocorrelations(fit.pearson_residuals, lags)
    n = fit.fitted.size
    statistic = float(ljung_box_statistic(observed, n))
    basis = np.linalg.qr(np.asarray(design, dtype=float) * np.sqrt(fit.fitted)[:, None])[0]
    correlations = autocorrelations(_residuals(_counts(fit, fit.scale, rng, n_draws), fit, basis), lags)
    poisson = _residuals(_counts(fit, 1.0, rng, n_draws), fit, basis)
    first = correlations[:, 0]
    return ResidualChecks(
        first=float(observed[0] - first.mean()),
        first_p_value=_p_value(first, float(observed[0])),
        ljung_box=statistic,
        ljung_box_p_value=_p_value(ljung_box_statistic(correlations, n), statistic),
        dispersion_p_value=_p_value((poisson**2).sum(axis=1) / fit.df_resid, fit.dispersion),
    )


def _counts(fit: QuasiPoissonFit, scale: float, rng: np.random.Generator, n_draws: int) -> NDArray[np.float64]:
    """Draw independent counts with the fitted means and a variance of ``scale`` times the mean."""
    means = np.broadcast_to(fit.fitted, (n_draws, fit.fitted.size))
    excess = scale - 1.0
    if excess > 1e-6:
        means = rng.gamma(means / excess, excess)
    return rng.poisson(means).astype(float)


def _residuals(counts: NDArray[np.float64], fit: QuasiPoissonFit, basis: NDArray[np.float64]) -> NDArray[np.float64]:
    errors = (counts - fit.fitted) / np.sqrt(fit.fitted)
    return errors - (errors @ basis) @ basis.T


def _p_value(drawn: NDArray[np.float64], observed: float) -> float:
    # Rounding must not part what is equal.
    as_extreme = int(np.count_nonzero(drawn >= observed - 1e-12 * max(1.0, abs(observed))))
    return (1 + as_extreme) / (1 + drawn.size)
