"""Poisson regression of several series of counts of one design at once, with three kinds of variance."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.estimable import places_in_time
from evaluation.stats.series.linear_fit import Interval, LinearFit
from evaluation.stats.series.log_linear import as_counts, log_linear_coefficients
from evaluation.stats.series.newey_west import newey_west_covariance

Array = NDArray[np.float64]
_NO_DISPERSION = 1e-12


class Variance(StrEnum):
    """What the covariance of the coefficients takes the variance of a count to be."""

    POISSON = "poisson"
    QUASI = "quasi"
    NEWEY_WEST = "newey_west"


@dataclass(frozen=True, eq=False)
class PoissonFit(LinearFit):
    """Fitted models ``count ~ exp(design @ coefficients + offset)`` of ``s`` series.

    Attributes
    ----------
    unscaled_covariance : ndarray of shape (s, p, p)
        Inverse of the Poisson information: the covariance if the variance equalled the mean.
    dispersion : ndarray of shape (s,)
        Pearson chi-squared over its degrees of freedom, as it came out.
    df_resid : int
        Months minus parameters.
    fitted : ndarray of shape (s, n)
        Expected counts.
    pearson_residuals : ndarray of shape (s, n)
        ``(count - fitted) / sqrt(fitted)``, not divided by the scale.
    leverage : ndarray of shape (s, n)
        Diagonal of the weighted hat matrix, 0 to 1: by how much the logarithm of a fitted count follows a small
        change of the logarithm of its own count. It is 1 where a parameter serves one month alone, and sums to the
        number of parameters.
    """

    unscaled_covariance: Array
    dispersion: Array
    df_resid: int
    fitted: Array
    pearson_residuals: Array
    leverage: Array

    @property
    def scale(self) -> Array:
        """The dispersion that quasi-Poisson intervals use, shape (s,): not below 1."""
        return np.maximum(1.0, self.dispersion)


def fit_poisson(
    design: ArrayLike,
    counts: ArrayLike,
    offset: ArrayLike,
    *,
    variance: Variance,
    lags: int | None = None,
    interval: Interval = Interval.T,
    places: ArrayLike | None = None,
) -> PoissonFit:
    """Fit log-linear models of counts by maximum likelihood.

    Parameters
    ----------
    design : array_like of shape (n, p)
        Columns of the model, the intercept among them; rows in order of time.
    counts : array_like of shape (n,) or (s, n)
    offset : array_like, broadcast to (s, n)
        Logarithm of the exposure.
    variance : Variance
        ``POISSON``: equal to the mean. ``QUASI``: the dispersion, not below 1, times the mean. ``NEWEY_WEST``:
        from the scores and those of neighbouring months, with the factor ``n / (n - p)``.
    lags : int or None
        Of ``NEWEY_WEST``; ``None`` for the usual number.
    interval : Interval
    places : array_like of int, shape (n,), optional
        Of the months in time, where some are left out; one after another by default. ``NEWEY_WEST`` looks at them.

    Raises
    ------
    NotEstimable
        If there are no more months than parameters, columns are linearly dependent, no event happened, a period
        without any event sends a coefficient to minus infinity, or (``NEWEY_WEST``) the model fits a series exactly.
    ValueError
        If a count is negative or missing, an exposure is not a number above 0, or lags or places are out of range.

    References
    ----------
    McCullagh P, Nelder JA (1989). Generalized Linear Models, 2nd ed., sections 2.5 and 6.2.
    """
    x = np.asarray(design, dtype=float)
    y, log_exposure = as_counts(counts, offset)
    coefficients = log_linear_coefficients(x, y, log_exposure)
    n, p = x.shape
    fitted = np.exp(coefficients @ x.T + log_exposure)
    basis, triangle = np.linalg.qr(x * np.sqrt(fitted)[..., None])
    inverse = np.linalg.inv(triangle)
    unscaled = inverse @ np.swapaxes(inverse, 1, 2)
    residuals = (y - fitted) / np.sqrt(fitted)
    dispersion = np.square(residuals).sum(axis=1) / (n - p)
    if variance is Variance.NEWEY_WEST:
        exact = dispersion <= _NO_DISPERSION
        if exact.any():
            raise NotEstimable(
                "the model fits a series exactly, so its errors cannot be learned", series=np.flatnonzero(exact)
            )
        scores = (y - fitted)[..., None] * x
        covariance = newey_west_covariance(unscaled, scores, lags, places_in_time(places, n))
    else:
        scale = np.maximum(1.0, dispersion) if variance is Variance.QUASI else np.ones_like(dispersion)
        covariance = scale[:, None, None] * unscaled
    return PoissonFit(
        coefficients=coefficients,
        covariance=covariance,
        df=interval.df(n, p),
        unscaled_covariance=unscaled,
        dispersion=dispersion,
        df_resid=n - p,
        fitted=fitted,
        pearson_residuals=residuals,
        leverage=np.square(basis).sum(axis=2),
    )
