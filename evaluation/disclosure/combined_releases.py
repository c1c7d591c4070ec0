"""Whether releases together isolate a few interviews: a sum of their numbers, and differences, that is about few.

Two waves were published one by one, and now both without one who withdrew: the first two minus the third is that one.
Interviews that the same releases count are a cell, and a release is a row of 0 and 1 over the cells. What a few say
follows if some combination of rows is about their cells alone. Modulo 2 and 3 it tells what follows of who holds a
theme or not, such as what is left of twice others.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence, Set

import numpy as np
from numpy.typing import NDArray

_PRIMES = (2, 3, 2**31 - 1)
_MORE_ROWS = {2: 12, 3: 8}
"""Rows beyond the places of a set that are enough to leave few of the sets that are about nothing."""
_MOST_SETS = 1_000_000
_TOGETHER = 50_000


def isolates_few(earlier: Sequence[Set[int]], new: Sequence[Set[int]], hidden: range) -> bool:
    """Tell whether new rows, beside earlier ones, are what isolates a number of interviews that is hidden.

    Parameters
    ----------
    earlier, new : sequence of set of int
        The interviews that each number counts.
    hidden : range
        Numbers of interviews that must not be inferred.

    Returns
    -------
    bool
        Also where there are too many sets of few interviews to ask for each.
    """
    cells: dict[tuple[bool, ...], int] = {}
    for interview in sorted(set().union(*earlier, *new)):
        signature = tuple(interview in row for row in (*earlier, *new))
        cells[signature] = cells.get(signature, 0) + 1
    if not cells:
        return False
    matrix = np.array(list(cells), dtype=np.int64).reshape(len(cells), -1).T
    sets = list(itertools.islice(_few_together(list(cells.values()), hidden), _MOST_SETS + 1))
    if len(sets) > _MOST_SETS:
        return True
    together = list(_by_number(sets))
    for prime in _PRIMES:
        before, now = _Space(matrix[: len(earlier)], prime), _Space(matrix, prime)
        for places in together:
            asked = places[now.may_be_about(places)]
            if any(now.n_about(few) > before.n_about(few) for few in asked):
                return True
    return False


def _few_together(sizes: Sequence[int], hidden: range, first: int = 0) -> Iterator[list[int]]:
    """Yield the sets of cells that have so few together, by their places."""
    for place in range(first, len(sizes)):
        if sizes[place] < hidden.stop:
            yield [place]
            left = range(hidden.start, hidden.stop - sizes[place])
            yield from ([place, *more] for more in _few_together(sizes, left, place + 1))


def _by_number(sets: Iterable[list[int]]) -> Iterator[NDArray[np.int64]]:
    """Yield sets with as many places, some thousands together."""
    for _, alike in itertools.groupby(sorted(sets, key=len), key=len):
        while some := list(itertools.islice(alike, _TOGETHER)):
            yield np.array(some, dtype=np.int64)


class _Space:
    """All combinations of rows, modulo a prime below 2**31, so that no product overflows.

    Parameters
    ----------
    rows : ndarray of int, shape (m, n)
    prime : int
    """

    def __init__(self, rows: NDArray[np.int64], prime: int) -> None:
        self._prime = prime
        reduced, pivots = _reduced(rows, prime)
        free = np.setdiff1d(np.arange(rows.shape[1]), pivots)
        # What is orthogonal to every row: a combination is what is orthogonal to all of it.
        self._orthogonal = np.zeros((free.size, rows.shape[1]), dtype=np.int64)
        self._orthogonal[np.arange(free.size), free] = 1
        self._orthogonal[:, pivots] = -reduced[: len(pivots), free].T % prime

    def n_about(self, cells: Sequence[int] | NDArray[np.int64]) -> int:
        """Return how many independent combinations are about nothing but some cells."""
        return len(cells) - len(_reduced(self._orthogonal[:, cells].T, self._prime)[1])

    def may_be_about(self, sets: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell of sets of as many cells, shape (m, k), which combinations may be about; never too few.

        Columns that depend on one another do so too in random sums of the rows; of others few sums leave that open.
        """
        n_rows = sets.shape[1] + _MORE_ROWS.get(self._prime, 1)
        rows = self._orthogonal
        if len(rows) > n_rows:
            weights = np.random.default_rng(0).integers(self._prime, size=(n_rows, len(rows)))
            rows = np.zeros((n_rows, rows.shape[1]), dtype=np.int64)
            for weight, row in zip(weights.T, self._orthogonal, strict=True):
                rows = (rows + weight[:, np.newaxis] * row) % self._prime
        rows = np.vstack([rows, np.zeros((max(sets.shape[1] - len(rows), 0), rows.shape[1]), dtype=np.int64)])
        return _are_dependent(np.moveaxis(rows[:, sets], 0, 1), self._prime)


def _are_dependent(matrices: NDArray[np.int64], prime: int) -> NDArray[np.bool_]:
    """Tell of matrices, shape (m, rows, columns), no more columns than rows, whether the columns are dependent."""
    every = np.arange(len(matrices))
    found = np.zeros(len(matrices), dtype=bool)
    left = matrices
    while left.shape[2]:
        pivot = (left[:, :, 0] != 0).argmax(axis=1)
        row = left[every, pivot]
        found |= row[:, 0] == 0
        left = left.copy()
        left[every, pivot] = left[:, 0]
        rest = left[:, 1:]
        left = (rest[:, :, 1:] * row[:, np.newaxis, :1] - rest[:, :, :1] * row[:, np.newaxis, 1:]) % prime
    return found


def _reduced(rows: NDArray[np.int64], prime: int) -> tuple[NDArray[np.int64], list[int]]:
    """Return rows in reduced echelon form, and the columns of their pivots."""
    left, pivots = rows % prime, list[int]()
    for column in range(left.shape[1]):
        rank = len(pivots)
        found = np.flatnonzero(left[rank:, column])
        if found.size == 0:
            continue
        pivot = rank + int(found[0])
        left[[rank, pivot]] = left[[pivot, rank]]
        left[rank] = left[rank] * pow(int(left[rank, column]), -1, prime) % prime
        times = left[:, column].copy()
        times[rank] = 0
        left = (left - times[:, np.newaxis] * left[rank]) % prime
        pivots.append(column)
        if len(pivots) == left.shape[0]:
            break
    return left, pivots
