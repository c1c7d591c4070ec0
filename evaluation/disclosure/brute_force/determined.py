"""Numbers as linear equations for unknown cells: which groups of cells they determine, and what these count.

A random table that no equation sees, and one solution, tell for any group of cells at once whether the equations
determine it, and its value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.brute_force.grid import Grid
from evaluation.disclosure.brute_force.groups import Asked

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_SEED = 5
_BLIND = 1e-6
_WHOLE = 1e-3
_LIMIT = {"atol": 1e-13, "btol": 1e-13, "iter_lim": 5000}

_Table = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Answer:
    """What numbers determine of groups, one axis for each of their dimensions.

    Parameters
    ----------
    asked : Asked
    is_known : ndarray of bool
    value : ndarray of float
        Whole where it is known.
    is_empty : ndarray of bool
        Whether it was known to be of nobody before.
    """

    asked: Asked
    is_known: NDArray[np.bool_]
    value: _Table
    is_empty: NDArray[np.bool_]

    def group(self, place: Sequence[int]) -> dict[str, NDArray[np.bool_]]:
        """Return the set of each dimension of one group."""
        return {name: sets[at] for (name, sets), at in zip(self.asked.sets.items(), place, strict=True)}


class Determined:
    """Some of the numbers on a grid, and what they determine together.

    Parameters
    ----------
    grid : Grid
    numbers : sequence of int
        Which of the numbers of the grid.
    values : ndarray
        What each number of the grid is.
    empty : ndarray of bool, shape of the grid, optional
        Cells that are of nobody besides those under a zero.
    """

    def __init__(
        self, grid: Grid, numbers: Sequence[int], values: NDArray[np.float64], empty: NDArray[np.bool_] | None = None
    ) -> None:
        self.grid, self.numbers, self.values = grid, list(numbers), values
        self.alive = np.ones(grid.shape, dtype=bool) if empty is None else ~empty
        for number in self.numbers:
            if values[number] == 0:
                self.alive[grid.box(number)] = False

    @cached_property
    def is_contradictory(self) -> bool:
        """Whether no table at all has all numbers."""
        return self._system[2] or self._solution[1]

    def answers(self, asked: Sequence[Asked]) -> Iterator[Answer]:
        """Yield what is known of groups, part by part."""
        for part in (part for each in asked for part in each.at_once()):
            yield self.answer(part)

    def answer(self, asked: Asked) -> Answer:
        """Return what is known of groups."""
        tables = [self._beside(table, asked.sets) for table in (*self._blind, self._solution[0])]
        one, other, value = (_sums(table, asked.sets) for table in tables)
        size = _sums(self._beside(self.alive.astype(float), asked.sets), asked.sets)
        unseen = np.maximum(np.abs(one), np.abs(other))
        whole = np.round(value)
        is_known = (unseen < _BLIND * np.sqrt(np.maximum(size, 1.0))) & (np.abs(value - whole) < _WHOLE)
        return Answer(asked, is_known, whole, size == 0)

    def settle(self, asked: Sequence[Asked]) -> list[Answer]:
        """Strike out all that is known to be of nobody, again and again, and return what is known then."""
        while True:
            answers = list(self.answers(asked))
            empty = np.zeros(self.grid.shape, dtype=bool)
            for answer in answers:
                empty |= self.cells_of_nobody(answer)
            if not self.strike(empty):
                return answers

    def cells_of_nobody(self, answer: Answer) -> NDArray[np.bool_]:
        """Return the cells of groups that are known to be of nobody, and were not before."""
        found = (answer.is_known & (answer.value == 0) & ~answer.is_empty).astype(np.float32)
        if not found.any():
            return np.zeros(self.grid.shape, dtype=bool)
        for sets in answer.asked.sets.values():
            found = np.tensordot(found, sets.astype(np.float32), axes=([0], [0]))
        kept = tuple(slice(None) if name in answer.asked.sets else None for name in self.grid.masks)
        return np.broadcast_to((found > 0)[kept], self.grid.shape)

    def strike(self, empty: NDArray[np.bool_]) -> bool:
        """Strike out cells that are known to be of nobody, and return whether there are any left of them."""
        is_less = bool((self.alive & empty).any())
        if is_less:
            self.alive &= ~empty
            for name in ("_system", "_solution", "_blind", "is_contradictory"):
                self.__dict__.pop(name, None)
        return is_less

    def sees(self, weights: _Table) -> tuple[bool, int]:
        """Return whether a weighted sum of cells is determined, and its value."""
        weights = np.where(self.alive, weights, 0.0)
        unseen = max(abs(float((table * weights).sum())) for table in self._blind)
        value = float((self._solution[0] * weights).sum())
        size = float((weights**2).sum())
        return unseen < _BLIND * max(size, 1.0) ** 0.5 and abs(value - round(value)) < _WHOLE, round(value)

    def _beside(self, table: _Table, kept: Mapping[str, object]) -> _Table:
        """Return sums over the dimensions that are not asked by."""
        return table.sum(axis=tuple(at for at, name in enumerate(self.grid.masks) if name not in kept))

    @cached_property
    def _system(self) -> tuple[csr_array, _Table, bool]:
        """Return scaled equations, their right sides, and whether one counts people where there are no cells."""
        from scipy.sparse import csr_array

        place = np.full(self.alive.shape, -1)
        place[self.alive] = np.arange(int(self.alive.sum()))
        distinct: dict[tuple[bytes, float], tuple[NDArray[np.intp], float]] = {}
        is_broken = False
        for number in self.numbers:
            members = place[self.grid.box(number)].ravel()
            members = members[members >= 0]
            value = float(self.values[number])
            is_broken |= not members.size and value != 0
            if members.size:
                distinct[members.tobytes(), value] = (members, value)
        rows = list(distinct.values())
        columns = np.concatenate([members for members, _ in rows]) if rows else np.zeros(0, dtype=int)
        starts = np.cumsum([0, *(members.size for members, _ in rows)])
        matrix = csr_array((np.ones(columns.size), columns, starts), shape=(len(rows), int(self.alive.sum())))
        scale = 1.0 / np.sqrt(np.maximum(np.diff(starts), 1))
        right = np.array([value for _, value in rows], dtype=float) * scale
        return csr_array(matrix.multiply(scale[:, None])), right, is_broken

    @cached_property
    def _blind(self) -> list[_Table]:
        """Return two random tables that every equation sums to zero."""
        from scipy.sparse import csr_array
        from scipy.sparse.linalg import lsqr

        matrix = self._system[0]
        across = csr_array(matrix.T)
        rng = np.random.default_rng(_SEED)
        found = []
        for _ in range(2):
            random = rng.normal(size=matrix.shape[1])
            found.append(self._table(random - across @ lsqr(across, random, **_LIMIT)[0]))
        return found

    @cached_property
    def _solution(self) -> tuple[_Table, bool]:
        """Return one table that satisfies all equations as far as any does, and whether none does."""
        from scipy.sparse.linalg import lsqr

        matrix, right, *_ = self._system
        solution, _, _, left_over = lsqr(matrix, right, **_LIMIT)[:4]
        return self._table(solution), bool(left_over > _WHOLE)

    def _table(self, values: _Table) -> _Table:
        table = np.zeros(self.alive.shape)
        table[self.alive] = values
        return table


def _sums(table: _Table, sets: Mapping[str, NDArray[np.bool_]]) -> _Table:
    """Return the sums of a table over every product of sets, one axis for each dimension."""
    for each in sets.values():
        table = np.tensordot(table, each.astype(float), axes=([0], [1]))
    return table
