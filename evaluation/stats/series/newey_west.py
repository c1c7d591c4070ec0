"""Covariance of coefficients whose scores are correlated from row to row.

References
----------
Newey WK, West KD (1987). A simple, positive semi-definite, heteroskedasticity and autocorrelation consistent
covariance matrix. Econometrica 55:703-708.
Newey WK, West KD (1994). Automatic lag selection in covariance matrix estimation. Review of Economic Studies
61:631-653: the length ``4 (n / 100)^(2 / 9)``.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def usual_lags(n: int) -> int:
    """Return ``floor(4 (n / 100)^(2 / 9))``, the number of lags that ``n`` rows usually get."""
    return math.floor(4.0 * (n / 100.0) ** (2.0 / 9.0))


def newey_west_covariance(bread: Array, scores: Array, lags: int | None, places: NDArray[np.intp]) -> Array:
    """Return the sandwich covariance with Bartlett weights and the small-sample factor ``n / (n - p)``.

    Equal to ``sandwich::NeweyWest(lag = lags, prewhite = FALSE, adjust = TRUE)`` in R. Where rows are left out, a
    lag is between rows that are so far apart in time, whereas R closes the gap.

    Parameters
    ----------
    bread : ndarray of shape (s, p, p)
        Inverse of the information of all rows.
    scores : ndarray of shape (s, n, p)
        Contribution of each row to the estimating equations, rows in order of time.
    lags : int or None
        0 to ``n - 1``; ``None`` for :func:`usual_lags`.
    places : ndarray of int, shape (n,)
        Of the rows in time, the first at 0.

    Returns
    -------
    ndarray of shape (s, p, p)

    Raises
    ------
    ValueError
        If the lags are out of their range.
    """
    n, p = scores.shape[-2:]
    length = usual_lags(n) if lags is None else lags
    if not 0 <= length < n:
        raise ValueError(f"{length} lags are not within 0 and {n - 1}")
    spaced = np.zeros((len(scores), places[-1] + 1, p))
    spaced[:, places] = scores
    meat = np.swapaxes(spaced, 1, 2) @ spaced
    for lag in range(1, length + 1):
        product = np.swapaxes(spaced[:, lag:], 1, 2) @ spaced[:, :-lag]
        meat += (1.0 - lag / (length + 1.0)) * (product + np.swapaxes(product, 1, 2))
    return n / (n - p) * (bread @ meat @ bread)
