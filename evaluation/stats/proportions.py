"""Proportions with intervals that stay inside 0 and 1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class Proportions:
    """Proportions and their intervals, arrays of one shape; NaN where there is nothing to divide by."""

    estimate: NDArray[np.float64]
    conf_low: NDArray[np.float64]
    conf_high: NDArray[np.float64]


def wilson_proportions(n_events: ArrayLike, n_obs: ArrayLike, *, conf_level: float) -> Proportions:
    """Return proportions with Wilson's score interval.

    Parameters
    ----------
    n_events, n_obs : array_like
        Counts, ``0 <= n_events <= n_obs``.
    conf_level : float
        Between 0 and 1.

    Raises
    ------
    ValueError
        If a count is out of range.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212.
    """
    from scipy.special import ndtri

    events, trials = np.broadcast_arrays(np.asarray(n_events, dtype=float), np.asarray(n_obs, dtype=float))
    if (events < 0).any() or (events > trials).any():
        raise ValueError("events must be from 0 to the number of observations")
    some = trials > 0
    n = np.where(some, trials, 1.0)
    share = events / n
    z = float(ndtri((1 + conf_level) / 2))
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    # Rounding must not leave a bound just beyond what it bounds.
    low = np.where(events == 0, 0.0, np.clip(centre - half, 0, share))
    high = np.where(events == trials, 1.0, np.clip(centre + half, share, 1))
    return Proportions(*(np.where(some, values, np.nan) for values in (share, low, high)))
