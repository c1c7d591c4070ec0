"""A batch of simulated series of one cell, with what is true of each."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evaluation.runs.certificate.cells import SEED, Cell, Family, Noise
from evaluation.stats.series.simulation import (
    SegmentedTrend,
    autoregressive_errors,
    gamma_noise,
    random_walk,
    simulate_counts,
    stationary_sd,
)

Array = NDArray[np.float64]

NORMAL_TREND = {"intercept": 10.0, "trend": 0.6}
LOG_TREND = {"trend": 0.06}
SEASON = (0.12, -0.08)
SHARED_STEP = 0.25
CONTROL_RATIO = 2.0


@dataclass(frozen=True, eq=False)
class World:
    """Series of one cell.

    Attributes
    ----------
    cell : Cell
    trend : SegmentedTrend
        Of the values, or of the logarithm of the expected counts.
    observed : ndarray of shape (s, n), or (s, 2, n)
        With a control series: that of the change first.
    truth : ndarray of shape (s, k)
        Of each series, the estimands of the cell in their order.
    """

    cell: Cell
    trend: SegmentedTrend
    observed: Array
    truth: Array


def seed_of(cell: Cell, batch: int, use: str) -> np.random.SeedSequence:
    """Return the seed of one use of randomness in one batch: it depends on nothing else in the certificate.

    Parameters
    ----------
    cell : Cell
    batch : int
    use : str
        ``series``, or the method whose draws it is for.
    """
    words = np.frombuffer(hashlib.sha256(f"{cell.key}/{batch}/{use}".encode()).digest(), dtype=">u4")
    return np.random.SeedSequence(SEED, spawn_key=tuple(int(word) for word in words))


def simulate(cell: Cell, batch: int, n_series: int) -> World:
    """Return the series of one batch of a cell."""
    rng = np.random.default_rng(seed_of(cell, batch, "series"))
    shape = (n_series, cell.n)
    effects = {"n": cell.n, "start": cell.start, "level": cell.level, "slope": cell.slope}
    if cell.family is Family.NORMAL:
        trend = SegmentedTrend(**effects, **NORMAL_TREND)
        phi = (1.0,) if cell.noise is Noise.RANDOM_WALK else cell.phi
        observed = trend.mean + autoregressive_errors(rng, shape, phi)
        return World(cell, trend, observed, np.tile([cell.level, cell.slope], (n_series, 1)))
    trend = SegmentedTrend(**effects, **LOG_TREND, intercept=float(np.log(cell.mean)), season=SEASON)
    known = np.tile([cell.level, cell.slope], (n_series, 1))
    if cell.family is Family.CONTROLLED:
        return World(cell, trend, _pair(cell, trend, rng, shape), known)
    counts = simulate_counts(rng, trend, _latent(cell, rng, shape))
    return World(cell, trend, counts.counts, np.column_stack([known, counts.averted]))


def _pair(cell: Cell, trend: SegmentedTrend, rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    """Return counts with and without the change, that share latent variation and a step, shape (s, 2, n)."""
    shared, ours, theirs = (_latent(cell, rng, shape) for _ in range(3))
    changed = replace(trend, level=trend.level + SHARED_STEP)
    intercept = trend.intercept + float(np.log(CONTROL_RATIO))
    control = replace(trend, intercept=intercept, trend=0.0, level=SHARED_STEP, slope=0.0)
    pair = ((changed, shared + ours), (control, shared + theirs))
    return np.stack([simulate_counts(rng, log_means, latent).counts for log_means, latent in pair], axis=1)


def _latent(cell: Cell, rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    if cell.noise is Noise.NONE:
        return np.zeros(shape)
    if cell.noise is Noise.GAMMA:
        return gamma_noise(rng, shape, cell.sd)
    if cell.noise is Noise.RANDOM_WALK:
        return random_walk(rng, shape, cell.sd)
    return autoregressive_errors(rng, shape, cell.phi) * (cell.sd / stationary_sd(cell.phi))
