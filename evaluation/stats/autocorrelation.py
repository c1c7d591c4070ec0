"""Whether residuals that follow one another resemble one another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Autocorrelation:
    """Correlation of a series with itself one step earlier, with its interval."""

    estimate: float
    std_error: float
    conf_low: float
    conf_high: float


@dataclass(frozen=True)
class LjungBox:
    """Test of no autocorrelation at any lag up to ``lags``: chi-squared with ``lags`` degrees of freedom."""

    statistic: float
    lags: int
    p_value: float


def autocorrelations(residuals: ArrayLike, n_lags: int) -> np.ndarray:
    """Return the autocorrelations at lags 1 to ``n_lags``, shape (n_lags,).

    The divisor is the sum of squares of the whole centred series, so that each value is within -1 and 1.

    Raises
    ------
    ValueError
        If the series is not longer than ``n_lags`` or does not vary.
    """
    series = np.asarray(residuals, dtype=float)
    if series.size <= n_lags:
        raise ValueError(f"{series.size} residuals have no autocorrelation at lag {n_lags}")
    centred = series - series.mean()
    total = float(centred @ centred)
    # Rounding errors of a perfect fit are not a series.
    if not total > 1e-18 * series.size * max(1.0, float(np.abs(series).max()) ** 2):
        raise ValueError("residuals that do not vary have no autocorrelation")
    return np.array([centred[lag:] @ centred[:-lag] for lag in range(1, n_lags + 1)]) / total


def first_autocorrelation(residuals: ArrayLike, *, conf_level: float) -> Autocorrelation:
    """Return the autocorrelation at lag 1 with a large-sample interval.

    The standard error is that of a first-order autoregression, ``sqrt((1 - r^2) / n)`` (Box, Jenkins and
    Reinsel 2008, section 2.1.6); the ends are cut at -1 and 1. Residuals of a model with many parameters lean
    towards negative values, so a small positive value deserves attention.
    """
    from scipy.stats import norm

    estimate = float(autocorrelations(residuals, 1)[0])
    std_error = float(np.sqrt((1.0 - estimate**2) / np.size(residuals)))
    reach = float(norm.isf((1.0 - conf_level) / 2.0)) * std_error
    return Autocorrelation(
        estimate=estimate,
        std_error=std_error,
        conf_low=max(-1.0, estimate - reach),
        conf_high=min(1.0, estimate + reach),
    )


def ljung_box(residuals: ArrayLike, lags: int) -> LjungBox:
    """Return the Ljung-Box test of residuals up to ``lags``.

    References
    ----------
    Ljung GM, Box GEP (1978). On a measure of lack of fit in time series models. Biometrika 65:297-303.
    """
    from scipy.stats import chi2

    n = np.size(residuals)
    correlations = autocorrelations(residuals, lags)
    statistic = float(n * (n + 2) * np.sum(correlations**2 / (n - np.arange(1, lags + 1))))
    return LjungBox(statistic=statistic, lags=lags, p_value=float(chi2.sf(statistic, lags)))
