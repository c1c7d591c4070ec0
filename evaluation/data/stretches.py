"""Stretches of days on one line for everybody, and a clock that stands still on some of them.

On the line person ``p`` has the days ``p * span`` to ``p * span + span - 1``; the last one is always free, so that
nobody's stretch touches the next person's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.int64]


def last_of(first: Days, size: int) -> Days:
    """Return the last index of each group of neighbours, given the first of each and the number of elements."""
    return np.append(first[1:], size)[: first.size] - 1


def merged(start: Days, stop: Days) -> tuple[Days, Days, Days]:
    """Unite half-open stretches that overlap or touch.

    Parameters
    ----------
    start, stop : array of int, shape (n,)
        On the line, sorted by start.

    Returns
    -------
    first, start, stop : array of int, shape (unions,)
        Index of the first stretch of each union, its start and its stop.
    """
    reached = np.maximum.accumulate(stop)
    is_first = np.ones(start.size, dtype=bool)
    is_first[1:] = start[1:] > reached[:-1]
    first = np.flatnonzero(is_first)
    return first, start[first], reached[last_of(first, start.size)]


@dataclass(frozen=True, eq=False)
class DayClock:
    """Counts the days of the line outside some stretches.

    Parameters
    ----------
    start, stop : array of int, shape (m,)
        The stretches on which it stands still, sorted and disjoint, as :func:`merged` returns them.
    """

    start: Days
    stop: Days

    @cached_property
    def _total(self) -> Days:
        return np.append(0, np.cumsum(self.stop - self.start))

    def reading(self, day: Days) -> Days:
        """Return how many days before each day were counted."""
        begun = np.searchsorted(self.start, day, side="right")
        inside = np.maximum(np.append(0, self.stop)[begun] - day, 0)
        return day - (self._total[begun] - np.where(begun > 0, inside, 0))

    def day(self, reading: Days) -> Days:
        """Return the counted day before which the clock shows each reading."""
        return reading + self._total[np.searchsorted(self.start - self._total[:-1], reading, side="right")]
