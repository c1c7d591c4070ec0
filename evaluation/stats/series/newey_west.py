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


def newey_west_covariance(bread: Array, scores: Array, lags: int | None) -> Array:
    """Return the sandwich covariance with Bartlett weights and the small-sample factor ``n / (n - p)``.

    Equal to ``sandwich::NeweyWest(lag = lags, prewhite = FALSE, adjust = TRUE)`` in R.

    Parameters
    ----------
    bread : ndarray of shape (s, p, p)
        Inverse of the information of all rows.
    scores : ndarray of shape (s, n, p)
        Contribution of each row to the estimating equations, rows in order of time.
    lags : int or None
        0 to ``n - 1``; ``None`` for :func:`usual_lags`.

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
    meat = np.swapaxes(scores, 1, 2) @ scores
    for lag in range(1, length + 1):
        product = np.swapaxes(scores[:, lag:], 1, 2) @ scores[:, :-lag]
        meat += (1.0 - lag / (length + 1.0)) * (product + np.swapaxes(product, 1, 2))
    return n / (n - p) * (bread @ meat @ bread)
