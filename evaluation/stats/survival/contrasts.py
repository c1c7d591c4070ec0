"""Difference and ratio of one quantity in two groups of different people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class Contrast:
    """A comparison of two groups: numbers, or arrays of one shape for several times or quantities at once.

    Attributes
    ----------
    estimate : float or ndarray
        First minus second, or first over second.
    std_error : float or ndarray
        Of the difference, or of the logarithm of the ratio.
    conf_low, conf_high : float or ndarray
    p_value : float or ndarray
        Two-sided, of no difference or of a ratio of 1.
    conf_level : float
    """

    estimate: np.float64 | NDArray[np.float64]
    std_error: np.float64 | NDArray[np.float64]
    conf_low: np.float64 | NDArray[np.float64]
    conf_high: np.float64 | NDArray[np.float64]
    p_value: np.float64 | NDArray[np.float64]
    conf_level: float


def difference_of_groups(
    estimates: tuple[ArrayLike, ArrayLike], std_errors: tuple[ArrayLike, ArrayLike], *, conf_level: float = 0.95
) -> Contrast:
    """Return the first minus the second, with a normal interval on the plain scale.

    Parameters
    ----------
    estimates, std_errors : tuple of float or array_like
        Retention at a time, incidence at a time or restricted mean time of two groups that share no person.
    conf_level : float
        Between 0 and 1.

    Returns
    -------
    Contrast
        Everything but the estimate is NaN where a standard error is 0 or NaN: nobody of the group, or everybody, has
        had the event, and its share of the uncertainty is not known.
    """
    first, second = (np.asarray(each, dtype=float) for each in estimates)
    difference = first - second
    std_error, reach, p_value = _uncertainty(difference, std_errors, conf_level)
    return Contrast(difference, std_error, difference - reach, difference + reach, p_value, conf_level)


def ratio_of_groups(
    estimates: tuple[ArrayLike, ArrayLike], std_errors: tuple[ArrayLike, ArrayLike], *, conf_level: float = 0.95
) -> Contrast:
    """Return the first over the second, with a normal interval on the log scale.

    The variance of the logarithm is ``(se / estimate) ** 2`` summed over the groups: for retention, Greenwood's sum.

    Parameters
    ----------
    estimates, std_errors : tuple of float or array_like
        As in :func:`difference_of_groups`, 0 or more.
    conf_level : float
        Between 0 and 1.

    Returns
    -------
    Contrast
        NaN where an estimate is 0; everything but the estimate NaN where a standard error is 0 or NaN.
    """
    first, second = (np.where(np.asarray(each) > 0, each, np.nan)[()] for each in estimates)
    log_ratio = np.log(first / second)
    relative = (np.asarray(std_errors[0]) / first, np.asarray(std_errors[1]) / second)
    std_error, reach, p_value = _uncertainty(log_ratio, relative, conf_level)
    return Contrast(
        first / second, std_error, np.exp(log_ratio - reach), np.exp(log_ratio + reach), p_value, conf_level
    )


def _uncertainty(
    estimate: NDArray[np.float64], std_errors: tuple[ArrayLike, ArrayLike], conf_level: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    from scipy.stats import norm

    first, second = (np.where(np.asarray(each) > 0, each, np.nan)[()] for each in std_errors)
    std_error = np.hypot(first, second)
    reach = float(norm.isf((1.0 - conf_level) / 2.0)) * std_error
    return std_error, reach, 2.0 * norm.sf(np.abs(estimate) / std_error)
