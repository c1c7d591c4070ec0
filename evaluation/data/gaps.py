"""Months that are missing from a series of counts rather than zero."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

IMPLAUSIBLE_EXPECTED_COUNT = 10.0
N_NEIGHBOURS = 6


class Gap(NamedTuple):
    """Rows ``start`` until before ``stop`` that have no record, where ``expected`` events are usual."""

    start: int
    stop: int
    expected: float


def empty_stretches(counts: NDArray[np.int64], has_row: NDArray[np.bool_]) -> tuple[Gap, ...]:
    """Return the stretches without any record in which events can hardly have been absent.

    A file of counts may leave out what is zero, so a missing month counts zero. Where the six months on either
    side make 10 or more events usual in a stretch without a record, zero has a probability below 1 in 20,000 and
    the stretch is reported.

    Parameters
    ----------
    counts : ndarray of shape (n,)
        Events by month; zero where there is no record.
    has_row : ndarray of bool, shape (n,)
        Whether a month has a record; a recorded zero is a zero.
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[True], has_row, [True]]).astype(int)))
    gaps = []
    for start, stop in edges.reshape(-1, 2):
        before = counts[max(0, start - N_NEIGHBOURS) : start]
        after = counts[stop : stop + N_NEIGHBOURS]
        neighbours = np.concatenate([before, after])
        expected = float(neighbours.mean()) * (stop - start) if neighbours.size else 0.0
        if expected >= IMPLAUSIBLE_EXPECTED_COUNT:
            gaps.append(Gap(int(start), int(stop), expected))
    return tuple(gaps)
