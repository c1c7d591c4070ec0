"""Choice of the order of ARIMA errors, before the intervention only."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.arima import ArimaOrder, differenced_design, maximum_likelihood
from evaluation.stats.series.estimable import as_series, require_errors

Array = NDArray[np.float64]

LARGEST_ORDER = 2


def choose_order(design: ArrayLike, values: ArrayLike, n_before: int, season_length: int) -> ArimaOrder:
    """Return the order whose errors predict one series best before the intervention, by AICc.

    Candidates have AR, differences and MA up to 2; seasonal AR and MA up to 1 where two seasons or more are before
    the intervention. All are judged by the likelihood of the same rows, the first two left out, since otherwise
    differencing would change what is judged. 108 fits: some ten seconds with a season.

    Parameters
    ----------
    design : array_like of shape (n, p)
        Columns that are 0 throughout before the intervention do not count.
    values : array_like of shape (n,)
    n_before : int
        Rows before the intervention; later ones are not looked at.
    season_length : int
        1 where there is no season.

    Raises
    ------
    NotEstimable
        If no candidate can be fitted.
    ValueError
        If there is more than one series, or a value is missing or infinite.
    """
    x, y = np.asarray(design, dtype=float)[:n_before], as_series(values)[:, :n_before]
    if len(y) != 1:
        raise ValueError(f"the order is chosen for one series, not for {len(y)}")
    seasonal = range(2 if season_length > 1 and n_before >= 2 * season_length else 1)
    candidates = [
        ArimaOrder(ar, differences, ma, seasonal_ar=sar, seasonal_ma=sma, season_length=season_length)
        for differences in range(LARGEST_ORDER + 1)
        for ar in range(LARGEST_ORDER + 1)
        for ma in range(LARGEST_ORDER + 1)
        for sar in seasonal
        for sma in seasonal
    ]
    scores = [_aicc(x, y[0], order) for order in candidates]
    best = int(np.argmin(scores))
    if not np.isfinite(scores[best]):
        raise NotEstimable("no ARIMA errors can be fitted before the intervention")
    return candidates[best]


def _aicc(x: Array, y: Array, order: ArimaOrder) -> float:
    """Return the criterion, infinite where the order cannot be fitted."""
    try:
        regressors, _ = differenced_design(x, order)
        changes = order.difference(y)
        if regressors.shape[1]:
            basis = np.linalg.qr(regressors)[0] * np.sqrt(len(regressors))
            residual = changes - basis @ (basis.T @ changes) / len(regressors)
        else:
            basis, residual = regressors, changes
        require_errors(residual[None], changes[None])
    except NotEstimable:
        return np.inf
    size = np.sqrt(np.square(residual).mean())
    result = maximum_likelihood(residual / size, basis, order, with_covariance=False)
    n = len(y) - LARGEST_ORDER
    k = regressors.shape[1] + order.n_parameters + 1
    if result is None or n - k - 1 <= 0:
        return np.inf
    likelihood = (result.llf_obs[-n:] - np.log(size)).sum()
    return float(-2.0 * likelihood + 2.0 * k * n / (n - k - 1))
