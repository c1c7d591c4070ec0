"""Difference and ratio of one quantity in two groups of different people."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Contrast:
    """A comparison of two groups.

    Attributes
    ----------
    estimate : float
        First minus second, or first over second.
    std_error : float
        Of the difference, or of the logarithm of the ratio.
    conf_low, conf_high : float
    p_value : float
        Two-sided, of no difference or of a ratio of 1.
    conf_level : float
    """

    estimate: float
    std_error: float
    conf_low: float
    conf_high: float
    p_value: float
    conf_level: float


def difference_of_groups(
    estimates: tuple[float, float], std_errors: tuple[float, float], *, conf_level: float = 0.95
) -> Contrast:
    """Return the first minus the second, with a normal interval on the plain scale.

    Parameters
    ----------
    estimates, std_errors : tuple of float
        Retention at a time, incidence at a time or restricted mean time of two groups that share no person.
    conf_level : float
        Between 0 and 1.

    Returns
    -------
    Contrast
        Everything but the estimate is NaN where a standard error is 0 or NaN: nobody of the group, or everybody, has
        had the event, and its share of the uncertainty is not known.
    """
    first, second = estimates
    return _contrast(first - second, std_errors, conf_level, ratio=False)


def ratio_of_groups(
    estimates: tuple[float, float], std_errors: tuple[float, float], *, conf_level: float = 0.95
) -> Contrast:
    """Return the first over the second, with a normal interval on the log scale.

    The variance of the logarithm is ``(se / estimate) ** 2`` summed over the groups: for retention, Greenwood's sum.

    Parameters
    ----------
    estimates, std_errors : tuple of float
        As in :func:`difference_of_groups`, 0 or more.
    conf_level : float
        Between 0 and 1.

    Returns
    -------
    Contrast
        NaN where an estimate is 0; everything but the estimate NaN where a standard error is 0 or NaN.
    """
    first, second = estimates
    if not (first > 0 and second > 0):
        return Contrast(math.nan, math.nan, math.nan, math.nan, math.nan, conf_level)
    relative = (std_errors[0] / first, std_errors[1] / second)
    return _contrast(math.log(first / second), relative, conf_level, ratio=True)


def _contrast(estimate: float, std_errors: tuple[float, float], conf_level: float, *, ratio: bool) -> Contrast:
    from scipy.stats import norm

    known = all(error > 0 for error in std_errors)
    std_error = math.hypot(*std_errors) if known else math.nan
    reach = float(norm.isf((1.0 - conf_level) / 2.0)) * std_error
    p_value = 2.0 * float(norm.sf(abs(estimate) / std_error))
    middle, low, high = (
        math.exp(value) if ratio else value for value in (estimate, estimate - reach, estimate + reach)
    )
    return Contrast(middle, std_error, low, high, p_value, conf_level)
