"""Regression with AR(1) errors at the correlation that maximises the restricted likelihood.

The usual method of careful analyses, and of ``nlme::gls(correlation = corAR1(), method = "REML")`` in R. Its
intervals take the correlation for known; :mod:`evaluation.stats.series.gaussian_series` does not.

References
----------
Cheang WK, Reinsel GC (2000). Bias reduction of autoregressive estimates in time series regression model through
restricted maximum likelihood. Journal of the American Statistical Association 95:1173-1184.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.autoregression import autoregressions, banded_forms
from evaluation.stats.series.estimable import as_series, places_in_time
from evaluation.stats.series.gaussian_series import fit_gaussian_series
from evaluation.stats.series.linear_fit import AutoregressiveFit, Interval

Array = NDArray[np.float64]
Index = NDArray[np.int_]


def fit_restricted_likelihood(
    design: ArrayLike, values: ArrayLike, *, interval: Interval = Interval.T, places: ArrayLike | None = None
) -> AutoregressiveFit:
    """Fit series with AR(1) errors, the correlation by restricted maximum likelihood.

    The highest of 121 points between -0.997 and 0.997 is found first, then the root of the derivative beside it, so
    that one of several local maxima is not taken for the highest.

    Parameters
    ----------
    design : array_like of shape (n, p)
        Rows in order of time.
    values : array_like of shape (n,) or (s, n)
    interval : Interval
    places : array_like of int, shape (n,), optional
        Of the rows in time, where some are left out; one after another by default.

    Raises
    ------
    NotEstimable
        If there are no more rows than columns, fewer than five rows, columns that are linearly dependent, or a series
        that the design fits exactly.
    ValueError
        If a value is missing or infinite, or places are not in order.
    """
    from scipy.optimize.elementwise import find_root

    x, y = np.asarray(design, dtype=float), as_series(values)
    n, p = x.shape
    rows = places_in_time(places, n)
    known = np.isin(np.arange(rows[-1] + 1), rows)
    spaced, series = np.zeros((known.size, p)), np.zeros((len(y), known.size))
    spaced[known], series[:, known] = x, y
    grid = autoregressions(1, mass_at_walk=0.0)
    coarse = fit_gaussian_series(spaced, series, grid, known)
    highest = coarse.log_restricted_likelihood.argmax(axis=1)
    at_end = (highest == 0) | (highest == grid.first.size - 1)
    rho = grid.first[highest]
    # A row that is left out has a column of its own, which says nothing about the others.
    forms = _Forms.of(np.column_stack([spaced, np.eye(known.size)[:, ~known]]), series)
    inside = np.flatnonzero(~at_end)
    if inside.size:
        around = (grid.first[highest[inside] - 1], grid.first[highest[inside] + 1])
        found = find_root(forms.derivative, around, args=(inside,), tolerances={"xatol": 1e-13})
        if not found.success.all():
            raise NotEstimable("the correlation of the errors has no best value", series=inside[~found.success])
        rho[inside] = found.x
    shift, unscaled, rss = forms.solved(rho, np.arange(len(y)))
    coefficients = (forms.start + shift)[:, :p]
    covariance = (rss / (n - p))[:, None, None] * unscaled[:, :p, :p]
    return AutoregressiveFit(coefficients, covariance, interval.df(n, p), rho, at_end)


@dataclass(frozen=True, eq=False)
class _Forms:
    """Banded forms of the design and of the residuals of least squares; an index chooses among the series."""

    start: Array
    xx: Array
    xe: Array
    ee: Array
    df: int

    @classmethod
    def of(cls, x: Array, y: Array) -> _Forms:
        start = np.linalg.lstsq(x, y.T, rcond=None)[0].T
        e = (y - start @ x.T)[..., None]
        xe, ee = banded_forms(e, x)[..., 0, :], banded_forms(e, e)[..., 0, 0]
        return cls(start, banded_forms(x, x), xe, ee, x.shape[0] - x.shape[1])

    def solved(self, rho: Array, chosen: Index) -> tuple[Array, Array, Array]:
        """Return coefficients beyond the start, their unscaled covariance, and the residual sum of squares."""
        xx, xe, ee = self._at(np.stack([np.ones_like(rho), rho**2, -rho]), chosen)
        inverse = np.linalg.inv(xx)
        shift = np.einsum("spq,sq->sp", inverse, xe)
        return shift, inverse, ee - (shift * xe).sum(axis=1)

    def derivative(self, rho: Array, chosen: Index) -> Array:
        """Return the derivative of the profiled log restricted likelihood in the correlation."""
        shift, inverse, rss = self.solved(rho, chosen)
        xx, xe, ee = self._at(np.stack([np.zeros_like(rho), 2.0 * rho, -np.ones_like(rho)]), chosen)
        d_rss = ee - 2.0 * (shift * xe).sum(axis=1) + np.einsum("sp,spq,sq->s", shift, xx, shift)
        return -0.5 * (self.df * d_rss / rss + 2.0 * rho / (1.0 - rho**2) + np.einsum("spq,sqp->s", inverse, xx))

    def _at(self, weight: Array, chosen: Index) -> tuple[Array, Array, Array]:
        each = np.asarray(chosen, dtype=int)
        used = [0, 1, 3]
        return (
            np.einsum("ms,mpq->spq", weight, self.xx[used]),
            np.einsum("ms,msp->sp", weight, self.xe[used][:, each]),
            np.einsum("ms,ms->s", weight, self.ee[used][:, each]),
        )
