"""Rates of events with exact Poisson intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class PoissonRates:
    """Rates and the ends of their intervals, arrays of one shape, in events per ``per`` units of exposure."""

    rate: NDArray[np.float64]
    conf_low: NDArray[np.float64]
    conf_high: NDArray[np.float64]


def poisson_rates(n_events: ArrayLike, exposure: ArrayLike, *, conf_level: float, per: float = 1.0) -> PoissonRates:
    """Return rates with the exact interval of a Poisson mean (Garwood 1936).

    The ends are quantiles of gamma distributions with shape ``n`` (low) and ``n + 1`` (high), divided by the
    exposure; with no event the low end is 0.

    Parameters
    ----------
    n_events : array_like of shape (k,)
        Whole numbers, 0 or more.
    exposure : array_like of shape (k,)
        Above 0, for instance person-years.
    conf_level : float
        Between 0 and 1.
    per : float
        Units of exposure that the rate is given for, for instance 100,000.

    Raises
    ------
    ValueError
        If a count is negative or not whole, or an exposure is not above 0.

    References
    ----------
    Garwood F (1936). Fiducial limits for the Poisson distribution. Biometrika 28:437-442.
    """
    from scipy.special import gammaincinv

    events = np.asarray(n_events, dtype=float)
    time = np.asarray(exposure, dtype=float)
    if not np.all((events >= 0) & (events == np.floor(events))):
        raise ValueError("n_events must be whole numbers, 0 or more")
    if not np.all(time > 0):
        raise ValueError("exposure must be above 0")
    tail = (1.0 - conf_level) / 2.0
    low = np.where(events > 0, gammaincinv(np.maximum(events, 1.0), tail), 0.0)
    high = gammaincinv(events + 1.0, 1.0 - tail)
    scale = per / time
    return PoissonRates(rate=events * scale, conf_low=low * scale, conf_high=high * scale)
