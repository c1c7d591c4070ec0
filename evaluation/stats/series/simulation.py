"""Series whose truth is known: segmented trends with autocorrelated normal errors, and counts with latent variation.

Pure functions of a generator. They are written without the designs and engines that they serve to test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BURN_IN = 200
MONTHS_PER_YEAR = 12


@dataclass(frozen=True, eq=False)
class SegmentedTrend:
    """A trend whose level and slope change once, with a season: the mean of a series, or its logarithm.

    Attributes
    ----------
    n : int
        Rows, one a month.
    start : int
        First row after the change; time is 0 there.
    intercept : float
        The trend before, carried to the row ``start``.
    trend : float
        Slope before the change, a year.
    level, slope : float
        What the change adds at the row ``start``, and from there on a year: the truth.
    season : tuple of float
        Weights of the cosine and the sine with a period of 12 rows; empty for none, also in the design.
    """

    n: int
    start: int
    intercept: float
    trend: float
    level: float
    slope: float
    season: tuple[float, ...] = ()

    @property
    def design(self) -> Array:
        """Columns intercept, time in years, level, slope, and the season's cosine and sine, shape (n, 4 or 6)."""
        return segmented_columns(self.n, self.start, season=bool(self.season))

    @property
    def design_without(self) -> Array:
        """The design without the change, of the same shape."""
        design = self.design
        design[:, 2:4] = 0.0
        return design

    @property
    def coefficients(self) -> Array:
        """What the columns of the design weigh."""
        return np.array([self.intercept, self.trend, self.level, self.slope, *self.season])

    @property
    def mean(self) -> Array:
        """The trend with its change, shape (n,)."""
        return self.design @ self.coefficients

    @property
    def mean_without(self) -> Array:
        """The trend as it would have gone on, shape (n,)."""
        return self.design_without @ self.coefficients


@dataclass(frozen=True, eq=False)
class SimulatedCounts:
    """Counts and what the change averted in each realised world.

    Attributes
    ----------
    counts : ndarray of shape (s, n)
    averted : ndarray of shape (s,)
        Expected events without the change minus those with it, given the latent values of each series.
    """

    counts: Array
    averted: Array


def segmented_columns(n: int, start: int, *, season: bool) -> Array:
    """Return columns intercept, time in years, level and slope, and with a season one cosine and one sine.

    Time is 0 in the row ``start``, where the level changes and from where on the slope does.
    """
    month = np.arange(n)
    after = (month >= start).astype(float)
    columns = [np.ones(n), (month - start) / MONTHS_PER_YEAR, after, after * (month - start) / MONTHS_PER_YEAR]
    columns += [wave(2 * np.pi * month / MONTHS_PER_YEAR) for wave in (np.cos, np.sin)] if season else []
    return np.column_stack(columns)


def autoregressive_errors(rng: np.random.Generator, shape: tuple[int, int], phi: Sequence[float]) -> Array:
    """Return normal errors ``e_t = phi_1 e_(t-1) + phi_2 e_(t-2) + ... + shock`` with shocks of variance 1.

    Parameters
    ----------
    rng : numpy.random.Generator
    shape : tuple of int
        Series and months. Another 200 months before the first are thrown away, so that a stationary process has
        reached its distribution.
    phi : sequence of float
        One coefficient for each lag; ``(1,)`` is a random walk, and none at all are independent errors.
    """
    shocks = rng.normal(size=(shape[0], shape[1] + BURN_IN))
    found = np.zeros_like(shocks)
    for month in range(len(phi), found.shape[1]):
        lags = (weight * found[:, month - lag] for lag, weight in enumerate(phi, start=1))
        found[:, month] = shocks[:, month] + sum(lags)
    return found[:, BURN_IN:]


def stationary_sd(phi: Sequence[float]) -> float:
    """Return the standard deviation of stationary errors of order 0, 1 or 2 whose shocks have variance 1.

    Raises
    ------
    ValueError
        If the order is larger, or the process is not stationary.
    """
    if len(phi) > 2:
        raise ValueError(f"order {len(phi)} is larger than 2")
    first, second = (*phi, 0.0, 0.0)[:2]
    if not (abs(second) < 1 and abs(first) < 1 - second):
        raise ValueError(f"coefficients {tuple(phi)} are not those of a stationary process")
    return float(np.sqrt((1 - second) / ((1 + second) * ((1 - second) ** 2 - first**2))))


def random_walk(rng: np.random.Generator, shape: tuple[int, int], step: float) -> Array:
    """Return walks that start at one step from 0, with normal steps of standard deviation ``step``."""
    return step * np.cumsum(rng.normal(size=shape), axis=1)


def gamma_noise(rng: np.random.Generator, shape: tuple[int, int], sd: float) -> Array:
    """Return logarithms of independent gamma factors with mean 1 and standard deviation ``sd``.

    Poisson counts around them are negative binomial.
    """
    return np.log(rng.gamma(1 / sd**2, sd**2, size=shape))


def simulate_counts(rng: np.random.Generator, log_means: SegmentedTrend, latent: Array) -> SimulatedCounts:
    """Return Poisson counts around ``exp(trend + latent)``, and the events averted in each realised world.

    Parameters
    ----------
    rng : numpy.random.Generator
    log_means : SegmentedTrend
    latent : ndarray of shape (s, n)
        What the model does not explain, on the log scale; 0 where there is nothing.
    """
    expected, without = (np.exp(mean + latent) for mean in (log_means.mean, log_means.mean_without))
    after = slice(log_means.start, None)
    return SimulatedCounts(
        counts=rng.poisson(expected).astype(float),
        averted=without[:, after].sum(axis=1) - expected[:, after].sum(axis=1),
    )
