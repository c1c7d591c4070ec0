"""Whether releases together isolate a few interviews: a sum of their numbers, and differences, that is about few.

Two waves were published one by one, and now both without one who withdrew: the first two minus the third is that one.
Interviews that the same releases count are a cell, and a release is a row of 0 and 1 over the cells. What a few say
follows if some combination of rows is about their cells alone. Modulo 2 and 3 it tells what follows of who holds a
theme or not, such as what is left of twice others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

import numpy as np
from numpy.typing import NDArray

_PRIMES = (2, 3, 2**31 - 1)
_MOST_SETS = 5_000


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
    for interview in set().union(*earlier, *new):
        signature = tuple(interview in row for row in (*earlier, *new))
        cells[signature] = cells.get(signature, 0) + 1
    if not cells:
        return False
    matrix = np.array(list(cells), dtype=np.int64).reshape(len(cells), -1).T
    spaces = [(_Space(matrix[: len(earlier)], prime), _Space(matrix, prime)) for prime in _PRIMES]
    for asked, few in enumerate(_few_together(list(cells.values()), hidden)):
        if asked == _MOST_SETS or any(now.n_about(few) > before.n_about(few) for before, now in spaces):
            return True
    return False


def _few_together(sizes: Sequence[int], hidden: range, first: int = 0) -> Iterator[list[int]]:
    """Yield the sets of cells that have so few together, by their places."""
    for place in range(first, len(sizes)):
        if sizes[place] < hidden.stop:
            yield [place]
            left = range(hidden.start, hidden.stop - sizes[place])
            yield from ([place, *more] for more in _few_together(sizes, left, place + 1))


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

    def n_about(self, cells: Sequence[int]) -> int:
        """Return how many independent combinations are about nothing but some cells."""
        return len(cells) - len(_reduced(self._orthogonal[:, cells].T, self._prime)[1])


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
