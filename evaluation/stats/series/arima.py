"""Regression with seasonal ARIMA errors, series by series: a cross-check of the other methods.

Values and regressors are differenced alike, and the differenced series is fitted by exact maximum likelihood with
statsmodels' state space form. (Its ``gls=True`` alternates instead, and can stop beside the maximum.) Inside, errors
have a standard deviation near 1 and regressors are orthonormal, so that units do not matter, as in R's ``arima``.

References
----------
Schaffer AL, Dobbins TA, Pearson SA (2021). Interrupted time series analysis using autoregressive integrated moving
average (ARIMA) models: a guide for evaluating large-scale health interventions. BMC Med Res Methodol 21:58.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.estimable import as_series, require_errors, require_full_rank
from evaluation.stats.series.linear_fit import Interval, LinearFit
from evaluation.stats.series.t_mixture import TMixture

if TYPE_CHECKING:
    from statsmodels.tsa.arima.model import ARIMAResults

Array = NDArray[np.float64]

MAXIMUM_ITERATIONS = 500
_ROUNDING = 1e-10


@dataclass(frozen=True)
class ArimaOrder:
    """Orders of the errors, and the number of rows in a season (1 where there is none)."""

    ar: int = 0
    differences: int = 0
    ma: int = 0
    seasonal_ar: int = 0
    seasonal_differences: int = 0
    seasonal_ma: int = 0
    season_length: int = 1

    def __post_init__(self) -> None:
        """Refuse orders below 0, and seasonal orders without a season.

        Raises
        ------
        ValueError
            If there is one.
        """
        seasonal = (self.seasonal_ar, self.seasonal_differences, self.seasonal_ma)
        if min(self.ar, self.differences, self.ma, *seasonal) < 0 or self.season_length < 1:
            raise ValueError(f"{self}: an order is below 0, or a season has no row")
        if any(seasonal) and self.season_length < 2:
            raise ValueError(f"{self}: seasonal orders need a season of 2 rows or more")

    def __str__(self) -> str:
        """Return the usual notation, ``(1,0,0)(1,0,0)12``."""
        plain = f"({self.ar},{self.differences},{self.ma})"
        seasonal = f"({self.seasonal_ar},{self.seasonal_differences},{self.seasonal_ma}){self.season_length}"
        return plain if self.season_length == 1 else plain + seasonal

    @property
    def n_parameters(self) -> int:
        """Number of AR and MA coefficients."""
        return self.ar + self.ma + self.seasonal_ar + self.seasonal_ma

    def difference(self, rows: Array) -> Array:
        """Return differences along the first axis, shorter by as many rows as they reach back."""
        differenced = np.diff(rows, n=self.differences, axis=0)
        for _ in range(self.seasonal_differences):
            differenced = differenced[self.season_length :] - differenced[: -self.season_length]
        return differenced


@dataclass(frozen=True, eq=False)
class ArimaFit(LinearFit):
    """Fitted series; the coefficient of a column that differencing removes (an intercept) is missing.

    Attributes
    ----------
    order : ArimaOrder
    error_parameters : ndarray of shape (s, q)
        AR, MA, seasonal AR and seasonal MA coefficients.
    log_likelihood : ndarray of shape (s, n - rows lost by differencing)
        Of each differenced row, given those before.
    """

    order: ArimaOrder
    error_parameters: Array
    log_likelihood: Array

    def contrasts(self, weights: ArrayLike) -> TMixture:
        """Return sums ``weights @ coefficients``, questions of shape (s, k), each with one component.

        Parameters
        ----------
        weights : array_like of shape (k, p)

        Raises
        ------
        NotEstimable
            If a sum asks for a column that differencing removes.
        """
        rows = np.atleast_2d(np.asarray(weights, dtype=float))
        if np.any(rows[:, np.isnan(self.coefficients[0])]):
            raise NotEstimable(f"differencing as in {self.order} removes a term that was asked for")
        known = LinearFit(np.nan_to_num(self.coefficients), np.nan_to_num(self.covariance), self.df)
        return known.contrasts(rows)


def fit_arima(
    design: ArrayLike, values: ArrayLike, order: ArimaOrder, *, interval: Interval = Interval.T
) -> ArimaFit:
    """Fit series with ARIMA errors of a given order.

    Standard errors are from the observed information, of regressors and error parameters together.

    Parameters
    ----------
    design : array_like of shape (n, p)
        Rows in order of time and equally spaced.
    values : array_like of shape (n,) or (s, n)
    order : ArimaOrder
    interval : Interval
        ``t`` has as many degrees of freedom as differenced rows, less the regressors that are left.

    Raises
    ------
    NotEstimable
        If no column or too few rows are left by differencing, the columns left are linearly dependent, they fit a
        series exactly, or the search for the maximum did not end at one with finite standard errors.
    ValueError
        If a value is missing or infinite.
    """
    x, y = np.asarray(design, dtype=float), as_series(values)
    differenced, left = differenced_design(x, order)
    n, p = differenced.shape
    if p == 0:
        raise NotEstimable(f"differencing as in {order} leaves no column")
    basis, triangle = np.linalg.qr(differenced)
    regressors, back = basis * np.sqrt(n), np.linalg.inv(triangle) * np.sqrt(n)
    changes = order.difference(y.T).T
    # Series by series, so that rounding does not depend on the company of a series.
    projections = np.stack([regressors.T @ change / n for change in changes])
    residuals = changes - np.stack([regressors @ projection for projection in projections])
    require_errors(residuals, changes)
    sizes = np.sqrt(np.square(residuals).mean(axis=1))
    columns = x.shape[1]
    coefficients, covariance = np.full((len(y), columns), np.nan), np.full((len(y), columns, columns), np.nan)
    parameters, likelihood = [], []
    for series, (residual, size) in enumerate(zip(residuals, sizes, strict=True)):
        result = maximum_likelihood(residual / size, regressors, order, with_covariance=True)
        if result is None:
            raise NotEstimable(f"the likelihood of errors {order} has no maximum that can be found", series=[series])
        coefficients[series, left] = back @ (projections[series] + size * result.params[:p])
        covariance[series][np.ix_(left, left)] = size**2 * back @ result.cov_params()[:p, :p] @ back.T
        parameters.append(result.params[p : p + order.n_parameters])
        likelihood.append(result.llf_obs - np.log(size))
    return ArimaFit(
        coefficients=coefficients,
        covariance=covariance,
        df=interval.df(n, p),
        order=order,
        error_parameters=np.stack(parameters),
        log_likelihood=np.stack(likelihood),
    )


def differenced_design(x: Array, order: ArimaOrder) -> tuple[Array, NDArray[np.bool_]]:
    """Return the columns of a design that differencing leaves, and which they are.

    Parameters
    ----------
    x : ndarray of shape (n, p)
    order : ArimaOrder

    Raises
    ------
    NotEstimable
        If too few rows are left, or the columns that are left are linearly dependent.
    """
    lost = order.differences + order.seasonal_differences * order.season_length
    if len(x) <= lost:
        raise NotEstimable(f"{len(x)} observations are too few for errors {order}")
    differenced = order.difference(x)
    left = np.linalg.norm(differenced, axis=0) > _ROUNDING * np.linalg.norm(x, axis=0)
    n, k = len(differenced), int(left.sum()) + order.n_parameters + 1
    if n <= k or (order.seasonal_ar + order.seasonal_ma and n <= order.season_length):
        raise NotEstimable(f"{n} differenced observations cannot determine errors {order} and {k} parameters in all")
    require_full_rank(differenced[:, left])
    return differenced[:, left], left


def maximum_likelihood(
    values: Array, regressors: Array, order: ArimaOrder, *, with_covariance: bool
) -> ARIMAResults | None:
    """Return the fit of differenced values at the maximum of their likelihood, or ``None`` if it was not found.

    Parameters
    ----------
    values : ndarray of shape (n,)
    regressors : ndarray of shape (n, p)
        Differenced too; ``p`` may be 0.
    order : ArimaOrder
        Its differences are taken already.
    with_covariance : bool
    """
    from statsmodels.tsa.arima.model import ARIMA

    seasonal = (order.seasonal_ar, 0, order.seasonal_ma, order.season_length)
    # What statsmodels warns of is where the search began, or that it did not end, which is asked of the result.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            result = ARIMA(
                values,
                exog=regressors if regressors.shape[1] else None,
                order=(order.ar, 0, order.ma),
                seasonal_order=seasonal if order.season_length > 1 else (0, 0, 0, 0),
                trend="n",
                concentrate_scale=bool(regressors.shape[1] + order.n_parameters),
            ).fit(
                method="statespace",
                gls=False,
                cov_type="approx" if with_covariance else "none",
                method_kwargs={"maxiter": MAXIMUM_ITERATIONS},
            )
        except np.linalg.LinAlgError:
            return None
        errors = result.bse if with_covariance else np.ones(1)
    found = result.mle_retvals is None or result.mle_retvals["converged"]
    known = np.isfinite(result.params).all() and np.isfinite(result.llf) and (errors > 0.0).all()
    return result if found and known else None
