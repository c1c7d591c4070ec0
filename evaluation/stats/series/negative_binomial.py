"""Negative binomial regression (NB2) of several series of counts of one design at once.

The variance of a count of mean ``m`` is ``m + alpha m^2``. Coefficients and ``alpha`` together maximise the
likelihood, as in ``MASS::glm.nb`` in R, whose ``theta`` is ``1 / alpha``. The covariance of the coefficients is the
inverse of their expected information at that ``alpha``, as there: in expectation, coefficients and ``alpha`` tell
nothing of one another, so that not knowing ``alpha`` adds nothing in large samples.

References
----------
Lawless JF (1987). Negative binomial and mixed Poisson regression. Canadian Journal of Statistics 15:209-225.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.linear_fit import Interval, LinearFit
from evaluation.stats.series.log_linear import as_counts, log_linear_coefficients

Array = NDArray[np.float64]

LEAST_EXCESS = 1e-6
LARGEST_ALPHA = 1e6
_SMALL = 1e-2
_LARGE_THETA = 100.0


@dataclass(frozen=True, eq=False)
class NegativeBinomialFit(LinearFit):
    """Fitted models of ``s`` series.

    Attributes
    ----------
    alpha : ndarray of shape (s,)
        0 where the counts vary no more than Poisson counts: there, the fit is the Poisson fit.
    fitted : ndarray of shape (s, n)
        Expected counts.
    """

    alpha: Array
    fitted: Array


def fit_negative_binomial(
    design: ArrayLike, counts: ArrayLike, offset: ArrayLike, *, interval: Interval = Interval.T
) -> NegativeBinomialFit:
    """Fit log-linear models of counts with gamma variation by joint maximum likelihood.

    Where the likelihood falls as ``alpha`` leaves 0, or would be highest where the excess ``alpha m`` of the average
    count is below a millionth, ``alpha`` is 0.

    Parameters
    ----------
    design : array_like of shape (n, p)
    counts : array_like of shape (n,) or (s, n)
    offset : array_like, broadcast to (s, n)
        Logarithm of the exposure.
    interval : Interval

    Raises
    ------
    NotEstimable
        If there are no more rows than columns, the columns are linearly dependent, no event happened, a period
        without any event sends a coefficient to minus infinity, or ``alpha`` has no finite value.
    ValueError
        If a count is negative or missing, or an exposure is not a number above 0.
    """
    x = np.asarray(design, dtype=float)
    y, log_exposure = as_counts(counts, offset)
    poisson = log_linear_coefficients(x, y, log_exposure)
    alpha = np.zeros(len(y))
    slope = _score(alpha, y, np.exp(poisson @ x.T + log_exposure))
    excess = np.flatnonzero(slope > 0.0)
    if excess.size:
        alpha[excess] = _alphas(x, y, log_exposure, excess)
    coefficients = log_linear_coefficients(x, y, log_exposure, overdispersion=alpha)
    fitted = np.exp(coefficients @ x.T + log_exposure)
    weight = fitted / (1.0 + alpha[:, None] * fitted)
    inverse = np.linalg.inv(np.linalg.qr(x * np.sqrt(weight)[..., None], mode="r"))
    return NegativeBinomialFit(
        coefficients=coefficients,
        covariance=inverse @ np.swapaxes(inverse, 1, 2),
        df=interval.df(*x.shape),
        alpha=alpha,
        fitted=fitted,
    )


def _alphas(x: Array, y: Array, offset: Array, series: NDArray[np.intp]) -> Array:
    """Return where the profile likelihood of some series, which rises at 0, is flat."""
    from scipy.optimize.elementwise import find_root

    def slope(log_alpha: Array, question: Array) -> Array:
        each = series[question.astype(int)]
        alpha = np.exp(log_alpha)
        try:
            coefficients = log_linear_coefficients(x, y[each], offset[each], overdispersion=alpha)
        except NotEstimable as error:
            raise NotEstimable(str(error), series=each[list(error.series)]) from error
        return alpha * _score(alpha, y[each], np.exp(coefficients @ x.T + offset[each]))

    number = np.arange(series.size)
    mean = y[series].mean(axis=1)
    low = np.log(LEAST_EXCESS / mean)
    none = slope(low, number) <= 0.0
    high = np.log(1.0 / mean)
    rising = slope(high, number) > 0.0
    while rising.any():
        low = np.where(rising, high, low)
        high = np.where(rising, high + 2.0, high)
        endless = rising & (high > np.log(LARGEST_ALPHA))
        if endless.any():
            raise NotEstimable("the extra variation of the counts has no finite size", series=series[endless])
        rising[rising] = slope(high[rising], number[rising]) > 0.0
    found = np.zeros(series.size)
    some = np.flatnonzero(~none)
    if some.size:
        found[some] = np.exp(find_root(slope, (low[some], high[some]), args=(some,), tolerances={"xatol": 1e-11}).x)
    return found


def _score(alpha: Array, y: Array, mean: Array) -> Array:
    """Return the derivative of the log likelihood in alpha, shape (s,).

    Written so that nothing cancels as alpha goes to 0, where it is ``sum((y - mean)^2 - y) / 2``.
    """
    a = alpha[:, None]
    of_counts = _sum_of_counts(np.broadcast_to(a, y.shape), y)
    return (of_counts + mean**2 * _log1p_remainder(a * mean) + mean * (mean - y) / (1.0 + a * mean)).sum(axis=1)


def _sum_of_counts(alpha: Array, y: Array) -> Array:
    """Return the sum of ``j / (1 + alpha j)`` over ``j`` from 0 to ``y - 1``, by the digamma function."""
    from scipy.special import digamma

    grown = 1.0 + alpha * y
    by_expansion = -(y**2) * _log1p_remainder(alpha * y) - y / (2.0 * grown)
    by_expansion -= (1.0 - grown**-2) / 12.0 - alpha**2 * (1.0 - grown**-4) / 120.0
    theta = 1.0 / np.maximum(alpha, 1.0 / _LARGE_THETA)
    directly = theta * y - theta**2 * (digamma(y + theta) - digamma(theta))
    return np.where(alpha * _LARGE_THETA <= 1.0, by_expansion, directly)


def _log1p_remainder(z: Array) -> Array:
    """Return ``(log(1 + z) - z) / z^2``, -1/2 at 0."""
    series = np.polynomial.polynomial.polyval(z, [(-1.0) ** (k + 1) / (k + 2) for k in range(8)])
    safe = np.maximum(z, _SMALL)
    return np.where(z < _SMALL, series, (np.log1p(safe) - safe) / safe**2)
