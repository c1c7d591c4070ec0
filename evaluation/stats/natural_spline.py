"""A smooth curve through points: least squares on a natural cubic spline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable


@dataclass(frozen=True, eq=False)
class Smooth:
    """A fitted curve with its pointwise interval, arrays of one shape.

    Attributes
    ----------
    x, estimate, conf_low, conf_high : ndarray of shape (n,)
    """

    x: NDArray[np.float64]
    estimate: NDArray[np.float64]
    conf_low: NDArray[np.float64]
    conf_high: NDArray[np.float64]


def natural_spline(x: ArrayLike, y: ArrayLike, at: ArrayLike, *, df: int = 4, conf_level: float = 0.95) -> Smooth:
    """Fit a natural cubic spline by least squares, as R's ``lm(y ~ splines::ns(x, df))`` does.

    Its knots are at the quantiles of ``x`` that cut it in ``df`` equal parts; beyond the outer ones it is a straight
    line. The interval takes the points as independent and equally far scattered.

    Parameters
    ----------
    x, y : array_like of shape (n,)
    at : array_like of shape (m,)
        Where the curve is wanted.
    df : int
        1 is a straight line.
    conf_level : float
        Between 0 and 1.

    Raises
    ------
    ValueError
        If the shapes differ or a value is missing.
    NotEstimable
        If two knots are at one place, or there are no more points than coefficients.

    References
    ----------
    Hastie T, in Chambers and Hastie (1992), Statistical Models in S, chapter 7. Grambsch PM, Therneau TM (1994).
    Biometrika 81:515-526 draw scaled Schoenfeld residuals so.
    """
    from scipy.interpolate import CubicSpline
    from scipy.stats import t

    x, y, at = (np.asarray(values, dtype=float) for values in (x, y, at))
    if x.ndim != 1 or x.shape != y.shape:
        raise ValueError(f"x and y must be two rows of equal length, not of shapes {x.shape} and {y.shape}")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("x and y must be finite")
    if x.size <= df + 1:
        raise NotEstimable(f"{x.size} points do not determine a curve of {df + 1} coefficients")
    knots = np.quantile(x, np.linspace(0.0, 1.0, df + 1))
    if (np.diff(knots) <= 0).any():
        raise NotEstimable("two knots of the curve are at one place")
    cardinal = CubicSpline(knots, np.eye(df + 1), bc_type="natural")
    inside = np.clip(at, knots[0], knots[-1])
    basis, wanted = cardinal(x), cardinal(inside) + cardinal(inside, 1) * (at - inside)[:, None]
    q, r = np.linalg.qr(basis)
    coefficients = np.linalg.solve(r, q.T @ y)
    residual_df = x.size - df - 1
    variance = float(np.square(y - basis @ coefficients).sum()) / residual_df
    estimate = wanted @ coefficients
    std_error = np.sqrt(variance) * np.linalg.norm(np.linalg.solve(r.T, wanted.T), axis=0)
    reach = float(t.isf((1.0 - conf_level) / 2.0, residual_df)) * std_error
    return Smooth(at, estimate, estimate - reach, estimate + reach)
