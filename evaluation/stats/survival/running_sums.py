"""Sums over stretches of a row of places, made of additions alone.

A difference of two cumulative sums keeps the rounding errors of whatever both of them hold: beside a hazard that is
ten billion times the others', little is left of the others. Here nothing outside a stretch ever enters its sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


def cumsum_in_blocks(values: NDArray[np.float64], starts: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return cumulative sums along the last axis that begin anew at each of ``starts``, the first of which is 0.

    Several blocks are summed together by doubling (Hillis WD, Steele GL (1986). Commun ACM 29:1170-1183).
    """
    if starts.size == 1:
        return np.cumsum(values, axis=-1)
    lengths = np.diff(starts, append=values.shape[-1])
    place = np.arange(values.shape[-1]) - np.repeat(starts, lengths)
    total, summed = values.copy(), 1
    while summed < lengths.max():
        earlier = np.where(place[summed:] >= summed, total[..., :-summed], 0.0)
        total[..., summed:] += earlier
        summed *= 2
    return total


@dataclass(frozen=True, eq=False)
class Stretches:
    """``n`` stretches from ``first`` to ``last``, both included, of ``size`` places.

    The ends of a stretch lie on both sides of a multiple of some power of two, the greatest between them: it is
    summed as what lies before that middle and what lies after it, of which few different ones are needed (a disjoint
    sparse table).

    Attributes
    ----------
    first, last : ndarray of int, shape (n,)
    size : int
    """

    first: NDArray[np.intp]
    last: NDArray[np.intp]
    size: int

    def sum_within(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the sum of ``values``, shape (size,), over each stretch, (n,)."""
        total = values[self.first]
        for level, here in self._by_level:
            sides = _summed_in_halves(values, level, inwards=False)
            total[here] = sides[self.first[here]] + sides[self.last[here]]
        return total

    def sum_across(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the sum at each place, (q, size), of the ``values`` of the stretches that hold it, shape (q, n)."""
        single = np.flatnonzero(self.first == self.last)
        total = self._placed(values[:, single], self.first[single])
        for level, here in self._by_level:
            of_ends = np.concatenate([self.first[here], self.last[here]])
            total += _summed_in_halves(self._placed(np.tile(values[:, here], 2), of_ends), level, inwards=True)
        return total

    @cached_property
    def _by_level(self) -> list[tuple[int, NDArray[np.intp]]]:
        levels = np.frexp((self.first ^ self.last).astype(float))[1]
        return [(int(level), np.flatnonzero(levels == level)) for level in np.unique(levels) if level]

    def _placed(self, values: NDArray[np.float64], places: NDArray[np.intp]) -> NDArray[np.float64]:
        return np.stack([np.bincount(places, row, minlength=self.size) for row in values]).astype(float)


def _summed_in_halves(values: NDArray[np.float64], level: int, *, inwards: bool) -> NDArray[np.float64]:
    """Return cumulative sums of both halves of each run of ``2**level`` places, towards its middle or from there."""
    size, half = values.shape[-1], 2 ** (level - 1)
    padded = np.zeros((*values.shape[:-1], -(-size // (2 * half)) * 2 * half))
    padded[..., :size] = values
    halves = padded.reshape(*values.shape[:-1], -1, 2, half)
    forwards, backwards = (
        (halves[..., 0, :], halves[..., 1, :]) if inwards else (halves[..., 1, :], halves[..., 0, :])
    )
    np.cumsum(forwards, axis=-1, out=forwards)
    backwards[...] = np.cumsum(backwards[..., ::-1], axis=-1)[..., ::-1]
    return padded[..., :size]
