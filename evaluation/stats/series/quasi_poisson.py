"""Quasi-Poisson regression: a log-link model of counts by iteratively reweighted least squares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable

MAXIMUM_ITERATIONS = 50
TOLERANCE = 1e-10
SMALLEST_MEAN = 1e-6


@dataclass(frozen=True)
class QuasiPoissonFit:
    """A fitted model ``count ~ exp(design @ coefficients + offset)`` with variance ``scale * mean``.

    Attributes
    ----------
    coefficients : ndarray of shape (p,)
    unscaled_covariance : ndarray of shape (p, p)
        Inverse of the Poisson information: the covariance if the variance equalled the mean.
    dispersion : float
        Pearson chi-squared over its degrees of freedom, as it came out.
    scale : float
        The dispersion that intervals use: not below 1.
    df_resid : int
        Observations minus parameters.
    fitted : ndarray of shape (n,)
        Expected counts.
    pearson_residuals : ndarray of shape (n,)
        ``(count - fitted) / sqrt(fitted)``, not divided by the scale.
    leverage : ndarray of shape (n,)
        Diagonal of the weighted hat matrix, 0 to 1: by how much the logarithm of a fitted count follows a small
        change of the logarithm of its own count. It is 1 where a parameter serves one observation alone, and sums
        to the number of parameters.
    """

    coefficients: NDArray[np.float64]
    unscaled_covariance: NDArray[np.float64]
    dispersion: float
    scale: float
    df_resid: int
    fitted: NDArray[np.float64]
    pearson_residuals: NDArray[np.float64]
    leverage: NDArray[np.float64]

    @property
    def covariance(self) -> NDArray[np.float64]:
        """Covariance of the coefficients, shape (p, p)."""
        return self.scale * self.unscaled_covariance


@dataclass(frozen=True)
class LinearContrast:
    """A weighted sum of coefficients with its t interval, on the log scale."""

    estimate: float
    std_error: float
    conf_low: float
    conf_high: float
    p_value: float


def fit_quasi_poisson(design: ArrayLike, counts: ArrayLike, offset: ArrayLike) -> QuasiPoissonFit:
    """Fit a quasi-Poisson regression with log link.

    Parameters
    ----------
    design : array_like of shape (n, p)
        Columns of the model, the intercept among them.
    counts : array_like of shape (n,)
        Whole numbers, 0 or more.
    offset : array_like of shape (n,)
        Logarithm of the exposure.

    Raises
    ------
    NotEstimable
        If there are no more observations than parameters, the columns are linearly dependent, no event
        happened, or the iteration does not settle (for instance because a period without any event sends a
        coefficient to minus infinity).

    References
    ----------
    McCullagh P, Nelder JA (1989). Generalized Linear Models, 2nd ed., sections 2.5 and 6.2.
    """
    x = np.asarray(design, dtype=float)
    y = np.asarray(counts, dtype=float)
    exposure = np.asarray(offset, dtype=float)
    n, p = x.shape
    if n <= p:
        raise NotEstimable(f"{n} observations cannot determine {p} parameters")
    if not y.sum() > 0:
        raise NotEstimable("no event was observed")
    if np.linalg.matrix_rank(x / np.maximum(np.linalg.norm(x, axis=0), 1e-300)) < p:
        raise NotEstimable("the columns of the model are linearly dependent")

    mean = y + 0.1
    linear = np.log(mean) - exposure
    for _ in range(MAXIMUM_ITERATIONS):
        root = np.sqrt(mean)
        working = linear + (y - mean) / mean
        coefficients = np.linalg.lstsq(x * root[:, None], working * root, rcond=None)[0]
        previous, linear = linear, x @ coefficients
        mean = np.exp(np.clip(linear + exposure, -700.0, 700.0))
        if np.abs(linear - previous).max() <= TOLERANCE:
            break
        if mean.min() < SMALLEST_MEAN:
            raise NotEstimable("some period or month of the year has no event, and its expected count runs to zero")
    else:
        raise NotEstimable(f"the fit did not settle within {MAXIMUM_ITERATIONS} iterations")

    basis, triangle = np.linalg.qr(x * np.sqrt(mean)[:, None])
    inverse = np.linalg.inv(triangle)
    residuals = (y - mean) / np.sqrt(mean)
    dispersion = float(residuals @ residuals) / (n - p)
    return QuasiPoissonFit(
        coefficients=coefficients,
        unscaled_covariance=inverse @ inverse.T,
        dispersion=dispersion,
        scale=max(1.0, dispersion),
        df_resid=n - p,
        fitted=mean,
        pearson_residuals=residuals,
        leverage=np.square(basis).sum(axis=1),
    )


def linear_contrast(fit: QuasiPoissonFit, weights: ArrayLike, *, conf_level: float) -> LinearContrast:
    """Return ``weights @ coefficients`` with its interval and p-value from Student's t with ``n - p`` df.

    Parameters
    ----------
    fit : QuasiPoissonFit
    weights : array_like of shape (p,)
    conf_level : float
        Between 0 and 1.
    """
    from scipy.stats import t

    vector = np.asarray(weights, dtype=float)
    estimate = float(vector @ fit.coefficients)
    std_error = float(np.sqrt(vector @ fit.covariance @ vector))
    reach = float(t.isf((1.0 - conf_level) / 2.0, fit.df_resid)) * std_error
    return LinearContrast(
        estimate=estimate,
        std_error=std_error,
        conf_low=estimate - reach,
        conf_high=estimate + reach,
        p_value=float(2.0 * t.sf(abs(estimate) / std_error, fit.df_resid)),
    )
