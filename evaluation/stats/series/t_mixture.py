"""Scalars whose distribution is a mixture of Student t distributions: what integrating parameters out leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class IntervalEstimate:
    """Medians with equal-tailed intervals and two-sided p-values of the value 0, arrays of one shape.

    ``std_error`` is the standard deviation of the mixture.
    """

    estimate: Array
    std_error: Array
    conf_low: Array
    conf_high: Array
    p_value: Array


@dataclass(frozen=True, eq=False)
class TMixture:
    """Independent questions, each with a mixture of ``g`` t distributions as its answer.

    Attributes
    ----------
    weight : ndarray of shape (..., g)
        Sum to 1 over the last axis.
    location, scale : ndarray of shape (..., g)
    df : float
        Degrees of freedom of every component; infinite for normal distributions.
    """

    weight: Array
    location: Array
    scale: Array
    df: float

    def cdf(self, value: Array) -> Array:
        """Return the probability of lying below a value, for each question."""
        from scipy.special import stdtr

        return (self.weight * stdtr(self.df, (np.asarray(value)[..., None] - self.location) / self.scale)).sum(
            axis=-1
        )

    def quantile(self, probability: float) -> Array:
        """Return the value below which lies a probability between 0 and 1, for each question."""
        return self.quantiles((probability,))[0]

    def quantiles(self, probabilities: Sequence[float]) -> Array:
        """Return the values below which lie probabilities between 0 and 1, shape (k, ...), found together."""
        from scipy.optimize.elementwise import find_root
        from scipy.special import stdtr, stdtrit

        wanted = np.asarray(probabilities, dtype=float)
        reach = stdtrit(self.df, wanted).reshape(-1, *([1] * self.scale.ndim)) * self.scale
        low, high = ((self.location + reach).min(axis=-1), (self.location + reach).max(axis=-1))
        pad = 1e-9 * (high - low) + 1e-12 * self.scale.max(axis=-1)
        n_questions = low[0].size
        flat = [np.reshape(each, (n_questions, -1)) for each in (self.weight, self.location, self.scale)]

        def above(value: Array, place: Array) -> Array:
            probability, question = np.divmod(place.astype(int), n_questions)
            weight, location, scale = (each[question] for each in flat)
            below = (weight * stdtr(self.df, (value[:, None] - location) / scale)).sum(axis=-1)
            return below - wanted[probability]

        found = find_root(
            above,
            ((low - pad).ravel(), (high + pad).ravel()),
            args=(np.arange(low.size),),
            tolerances={"xrtol": 1e-12, "xatol": 0.0},
        )
        return np.reshape(found.x, low.shape)

    def estimate(self, conf_level: float) -> IntervalEstimate:
        """Return the median, an equal-tailed interval, and the two-sided p-value of 0.

        Parameters
        ----------
        conf_level : float
            Between 0 and 1.
        """
        tail = (1.0 - conf_level) / 2.0
        below = self.cdf(np.zeros(self.location.shape[:-1]))
        above = TMixture(self.weight, -self.location, self.scale, self.df).cdf(np.zeros(self.location.shape[:-1]))
        mean = (self.weight * self.location).sum(axis=-1)
        spread = 1.0 / (1.0 - 2.0 / self.df) if self.df > 2.0 else np.inf
        second = (self.weight * (self.scale**2 * spread + (self.location - mean[..., None]) ** 2)).sum(axis=-1)
        low, median, high = self.quantiles((tail, 0.5, 1.0 - tail))
        return IntervalEstimate(
            estimate=median,
            std_error=np.sqrt(second),
            conf_low=low,
            conf_high=high,
            p_value=np.minimum(1.0, 2.0 * np.minimum(below, above)),
        )
