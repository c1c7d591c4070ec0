"""How much residuals that follow one another resemble one another."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def autocorrelations(residuals: ArrayLike, n_lags: int) -> NDArray[np.float64]:
    """Return the autocorrelations at lags 1 to ``n_lags``, shape (..., n_lags).

    The divisor is the sum of squares of the whole centred series, so that each value is within -1 and 1.

    Parameters
    ----------
    residuals : array_like of shape (..., n)
        One series, or several.
    n_lags : int

    Raises
    ------
    ValueError
        If a series is not longer than ``n_lags`` or does not vary.
    """
    series = np.asarray(residuals, dtype=float)
    n = series.shape[-1]
    if n <= n_lags:
        raise ValueError(f"{n} residuals have no autocorrelation at lag {n_lags}")
    centred = series - series.mean(axis=-1, keepdims=True)
    total = (centred**2).sum(axis=-1)
    # Rounding errors of a perfect fit are not a series.
    if not np.all(total > 1e-18 * n * np.maximum(1.0, np.abs(series).max(axis=-1) ** 2)):
        raise ValueError("residuals that do not vary have no autocorrelation")
    products = [(centred[..., lag:] * centred[..., :-lag]).sum(axis=-1) / total for lag in range(1, n_lags + 1)]
    return np.stack(products, axis=-1)


def ljung_box_statistic(correlations: ArrayLike, n: int) -> NDArray[np.float64]:
    """Return the statistic of Ljung and Box of autocorrelations of shape (..., lags) of a series of length n.

    References
    ----------
    Ljung GM, Box GEP (1978). On a measure of lack of fit in time series models. Biometrika 65:297-303.
    """
    found = np.asarray(correlations, dtype=float)
    return n * (n + 2) * (found**2 / (n - np.arange(1, found.shape[-1] + 1))).sum(axis=-1)
