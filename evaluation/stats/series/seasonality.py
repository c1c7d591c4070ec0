"""The choice of seasonality from the time before an intervention, never from the time after it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.poisson_regression import Variance, fit_poisson
from evaluation.stats.series.segmented import Seasonality, segmented_design

FEWEST_PERIODS = 24
MONTHS_FOR_LEVELS = 36
MEAN_FOR_LEVELS = 10.0
FEWEST_OF_A_KIND = 2
MOST_HARMONICS = 3


def choose_seasonality(
    values: ArrayLike,
    offset: ArrayLike,
    *,
    position: float,
    periods_per_year: float,
    is_count: bool,
    known: ArrayLike | None = None,
) -> tuple[Seasonality, int]:
    """Return the seasonality of a series, and the number of harmonics, from the periods before an intervention.

    A level for each period of the year where three years or more of periods are known, each of the year twice or
    more, and counts have a mean of 10 or more; otherwise 0 to 3 harmonics beside a linear trend, whichever has the
    smallest corrected Akaike criterion. For counts it is that of the Poisson likelihood over the dispersion of the
    largest model (QAICc).

    Parameters
    ----------
    values : array_like of shape (n,)
        Those before the intervention.
    offset : array_like of shape (n,)
        Logarithm of the exposure; of no meaning for values that are no counts.
    position : float
        Place of the first period in its year, in periods.
    periods_per_year : float
    is_count : bool
    known : array_like of bool, shape (n,), optional
        Periods that the choice rests on; the others keep their place in time. All by default.

    Raises
    ------
    NotEstimable
        If fewer than 24 periods are known: then seasonality is to be declared.

    References
    ----------
    Burnham KP, Anderson DR (2002). Model selection and multimodel inference, 2nd ed., section 2.5.
    """
    rows = np.ones(np.size(values), dtype=bool) if known is None else np.asarray(known, dtype=bool)
    y, exposure = np.asarray(values, dtype=float)[rows], np.asarray(offset, dtype=float)[rows]
    n = y.size
    if n < FEWEST_PERIODS:
        raise NotEstimable(f"{n} periods before the intervention are too few to choose a seasonality from")
    whole = periods_per_year == int(periods_per_year)
    long = n >= 3 * periods_per_year and periods_per_year > 1
    if whole and long and (not is_count or y.mean() >= MEAN_FOR_LEVELS) and _each_twice(rows, int(periods_per_year)):
        return Seasonality.MONTHS, 1
    most = min(MOST_HARMONICS, max(0, int((periods_per_year - 1) // 2)))
    designs = [_design(rows.size, k, position, periods_per_year)[rows] for k in range(most, -1, -1)]
    criteria = _quasi(designs, y, exposure) if is_count else [_normal(x, y) for x in designs]
    best = most - int(np.argmin(criteria))
    return (Seasonality.HARMONICS, best) if best else (Seasonality.NONE, 1)


def _each_twice(rows: np.ndarray, periods_per_year: int) -> bool:
    of_year = np.bincount(np.flatnonzero(rows) % periods_per_year, minlength=periods_per_year)
    return bool(of_year.min() >= FEWEST_OF_A_KIND)


def _design(n: int, harmonics: int, position: float, periods_per_year: float) -> np.ndarray:
    return segmented_design(
        n,
        position=position,
        periods_per_year=periods_per_year,
        seasonality=Seasonality.HARMONICS if harmonics else Seasonality.NONE,
        harmonics=harmonics,
    ).matrix


def _corrected(minus_twice: float, n: int, k: int) -> float:
    return minus_twice + 2.0 * k + 2.0 * k * (k + 1) / (n - k - 1)


def _normal(x: np.ndarray, y: np.ndarray) -> float:
    residual = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    return _corrected(y.size * float(np.log(residual @ residual / y.size)), y.size, x.shape[1] + 1)


def _quasi(designs: list[np.ndarray], y: np.ndarray, offset: np.ndarray) -> list[float]:
    fits = [fit_poisson(x, y, offset, variance=Variance.QUASI) for x in designs]
    scale = float(fits[0].scale[0])
    return [
        _corrected(-2.0 * float(y @ np.log(fit.fitted[0]) - fit.fitted.sum()) / scale, y.size, x.shape[1] + 1)
        for x, fit in zip(designs, fits, strict=True)
    ]
