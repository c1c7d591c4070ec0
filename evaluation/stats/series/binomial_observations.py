"""Two series of counts side by side: what the split of each period's total says about the ratio of their rates.

Given the total of two Poisson counts, one of them is binomial, and the logit of its probability is the logarithm of
the ratio of the two means. Whatever multiplies both means in a period drops out, known or not.

References
----------
McCullagh P, Nelder JA (1989). Generalized Linear Models, 2nd ed., section 7.2: comparison of Poisson means.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.estimable import require_full_rank
from evaluation.stats.series.poisson_observations import LEAST_INFORMATION

Array = NDArray[np.float64]

MAXIMUM_ITERATIONS = 100
TOLERANCE = 1e-10
LARGEST_LOGIT = 30.0


@dataclass(frozen=True, eq=False)
class Shares:
    """Counts of several pairs of series.

    Attributes
    ----------
    events, others : ndarray of shape (s, n)
        Of the first series of each pair, and of the second.
    """

    events: Array
    others: Array

    @classmethod
    def of(cls, events: ArrayLike, others: ArrayLike) -> Shares:
        """Return pairs of counts of shape (n,) or (s, n).

        Raises
        ------
        ValueError
            If a count is negative, missing or not whole, or the shapes differ.
        """
        pair = [np.atleast_2d(np.asarray(each, dtype=float)) for each in (events, others)]
        if pair[0].shape != pair[1].shape:
            raise ValueError(f"events have shape {pair[0].shape}, others {pair[1].shape}")
        for values in pair:
            if not (np.isfinite(values).all() and (values >= 0).all() and (values == np.round(values)).all()):
                raise ValueError("counts must be whole numbers, 0 or more")
        return cls(*pair)

    @property
    def shape(self) -> tuple[int, int]:
        """Pairs and periods."""
        return self.events.shape

    def at(self, periods: NDArray[np.bool_] | slice) -> Shares:
        """Return those of some periods."""
        return Shares(self.events[:, periods], self.others[:, periods])

    def of_series(self, chosen: NDArray[np.intp]) -> Shares:
        """Return those of some pairs."""
        return Shares(self.events[chosen], self.others[chosen])

    def start(self, design: Array, offset: Array) -> Array:
        """Return coefficients to start from, shape (s, p): those of a logistic regression.

        Raises
        ------
        NotEstimable
            If the columns do not suffice, one series of a pair has no event, or the periods of one series without
            an event send a coefficient to infinity.
        """
        require_full_rank(design)
        empty = (self.events.sum(axis=1) == 0) | (self.others.sum(axis=1) == 0)
        if empty.any():
            raise NotEstimable("no event was observed in one of two series", series=np.flatnonzero(empty))
        basis, triangle = np.linalg.qr(design)
        total = self.events + self.others
        logit = np.log((self.events + 0.5) / (self.others + 0.5))
        weight = total / 4.0 + 0.1
        position = _solve((basis.T * weight[:, None, :]) @ basis, (weight * (logit - offset)) @ basis)
        for _ in range(MAXIMUM_ITERATIONS):
            linear = position @ basis.T + offset
            gradient, information = self._derivatives(np.clip(linear, -LARGEST_LOGIT, LARGEST_LOGIT))
            step = _solve((basis.T * information[:, None, :]) @ basis, gradient @ basis)
            # A step of more than 2 on the logit scale overshoots.
            step /= np.maximum(1.0, np.abs(step @ basis.T).max(axis=1, keepdims=True) / 2.0)
            position = position + step
            if np.abs(step @ basis.T).max() <= TOLERANCE:
                break
        lost = np.abs(position @ basis.T + offset).max(axis=1) > LARGEST_LOGIT / 2.0
        lost |= np.abs(step @ basis.T).max(axis=1) > TOLERANCE
        if lost.any():
            raise NotEstimable(
                "one of two series has no event in some stretch, and its share runs to nothing",
                series=np.flatnonzero(lost),
            )
        return np.linalg.solve(triangle, position.T).T

    def first(self, linear: Array) -> Array:
        """Return where to linearise first: at the logits to start from."""
        return linear

    def information(self, linear: Array) -> Array:
        """Return the expected information about each logit."""
        return self._derivatives(linear)[1]

    def gradient_and_information(self, linear: Array) -> tuple[Array, Array]:
        """Return the first derivative of each log-likelihood in the logit, and minus the second.

        Parameters
        ----------
        linear : ndarray of shape (s, n)
            Logits of the share of the first series, the offset included.
        """
        gradient, information = self._derivatives(linear)
        return gradient, np.maximum(information, LEAST_INFORMATION)

    def _derivatives(self, linear: Array) -> tuple[Array, Array]:
        total = self.events + self.others
        share = 1.0 / (1.0 + np.exp(-linear))
        return self.events - total * share, total * share * (1.0 - share)


def _solve(matrices: Array, vectors: Array) -> Array:
    return np.linalg.solve(matrices, vectors[..., None])[..., 0]
