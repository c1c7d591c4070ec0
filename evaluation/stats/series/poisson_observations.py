"""What one month's count says about its log mean: exact counts, and counts known only to lie between two numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.series.log_linear import log_linear_coefficients

Array = NDArray[np.float64]
LEAST_INFORMATION = 1e-8
"""Of a month that says nothing."""
FAR_ABOVE = 10.0
"""How many times the mean a count is when it is linearised at itself."""


@dataclass(frozen=True, eq=False)
class Counts:
    """Counts of several series, each exact or known to lie from ``low`` to ``high``.

    Attributes
    ----------
    low, high : ndarray of shape (s, n)
        Equal where the count is known.
    """

    low: Array
    high: Array

    @classmethod
    def of(cls, low: ArrayLike, high: ArrayLike | None = None) -> Counts:
        """Return counts of shape (n,) or (s, n).

        Raises
        ------
        ValueError
            If a count is negative, missing or not whole, or a range is empty.
        """
        least = np.atleast_2d(np.asarray(low, dtype=float))
        most = least if high is None else np.atleast_2d(np.asarray(high, dtype=float))
        if least.shape != most.shape:
            raise ValueError(f"low has shape {least.shape}, high {most.shape}")
        for values in (least, most):
            if not (np.isfinite(values).all() and (values >= 0).all() and (values == np.round(values)).all()):
                raise ValueError("counts must be whole numbers, 0 or more")
        if (least > most).any():
            raise ValueError("a range of counts is empty")
        return cls(least, most)

    @property
    def shape(self) -> tuple[int, int]:
        """Series and periods."""
        return self.low.shape

    def at(self, months: NDArray[np.bool_] | slice) -> Counts:
        """Return those of some months."""
        return Counts(self.low[:, months], self.high[:, months])

    def of_series(self, chosen: NDArray[np.intp]) -> Counts:
        """Return those of some series."""
        return Counts(self.low[chosen], self.high[chosen])

    @property
    def midpoint(self) -> Array:
        """The counts, and the middle of each range: to start an iteration with, never to estimate from."""
        return (self.low + self.high) / 2.0

    @property
    def is_exact(self) -> bool:
        """Whether every count is known."""
        return bool((self.low == self.high).all())

    def start(self, design: Array, offset: Array) -> Array:
        """Return coefficients to start from, shape (s, p): those of a Poisson model of the midpoints.

        Raises
        ------
        NotEstimable
            As :func:`evaluation.stats.series.log_linear.log_linear_coefficients`.
        """
        return log_linear_coefficients(design, self.midpoint, offset)

    def first(self, linear: Array) -> Array:
        """Return where to linearise first: at the log means to start from, far above them at the count itself.

        A working response of ``count / mean - 1`` overshoots where a count is many times the mean, and stays away.
        """
        observed = np.log(np.maximum(self.midpoint, 0.5))
        return np.where(observed > linear + np.log(FAR_ABOVE), observed, linear)

    def information(self, linear: Array) -> Array:
        """Return the expected information about each log mean if all counts are known: the mean."""
        return np.exp(linear)

    def gradient_and_information(self, linear: Array) -> tuple[Array, Array]:
        """Return the first derivative of each log-likelihood in the log mean, and minus the second.

        Parameters
        ----------
        linear : ndarray of shape (s, n)
            Logarithms of the Poisson means.

        Notes
        -----
        For a range with probability ``S``, ``dS/dmean = p(low - 1) - p(high)`` and ``dp(k)/dmean = p(k - 1) - p(k)``.
        """
        mean = np.exp(linear)
        gradient, information = self.low - mean, mean.copy()
        where = np.nonzero(self.low != self.high)
        if where[0].size:
            gradient[where], information[where] = _of_range(self.low[where], self.high[where], mean[where])
        return gradient, np.maximum(information, LEAST_INFORMATION)


def _of_range(low: Array, high: Array, mean: Array) -> tuple[Array, Array]:
    from scipy.stats import poisson

    inside = np.maximum(poisson.cdf(high, mean) - poisson.cdf(low - 1, mean), 1e-300)
    slope = (poisson.pmf(low - 1, mean) - poisson.pmf(high, mean)) / inside
    bend = (poisson.pmf(low - 2, mean) - poisson.pmf(low - 1, mean)) / inside
    bend -= (poisson.pmf(high - 1, mean) - poisson.pmf(high, mean)) / inside
    return mean * slope, -(mean * slope + mean**2 * (bend - slope**2))
