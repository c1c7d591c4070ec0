"""Published counts as linear equations for unknown cells: which other counts they determine, and their values.

A random table that every published sum misses (all its published sums are zero) has a zero sum over any group of
cells that the equations determine, and by chance nowhere else; two such tables leave nothing to chance. A table that
satisfies the equations gives the value. So every product of groups is asked for at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.cells import Cells
from evaluation.disclosure.lattice import Lattice

if TYPE_CHECKING:
    from scipy.sparse import csr_array

MOST_GROUPS = 2_000_000
_RANK_TOLERANCE = 1e-10
_MISSED = 1e-6
_WHOLE = 1e-3
_SEED = 20240101


@dataclass(frozen=True, eq=False)
class Determined:
    """Groups of cells whose count the published ones determine.

    Parameters
    ----------
    groups : tuple of list of ndarray of bool
        The classes of each dimension of the lattice that each group covers.
    values : tuple of int
    contradiction : float
        What the published counts say otherwise than one another, at the most; 0 where some table has all of them.
    """

    groups: tuple[list[NDArray[np.bool_]], ...]
    values: tuple[int, ...]
    contradiction: float = 0.0


class Equations:
    """Published counts, and what they say of any group of cells.

    Parameters
    ----------
    cells : Cells
        The published sets first, and the cells that are not known to be empty.
    values : ndarray of shape (n,)
        The published counts.

    Attributes
    ----------
    contradiction : float
        As of :class:`Determined`.
    """

    def __init__(self, cells: Cells, values: NDArray[np.int64]) -> None:
        where = np.flatnonzero(cells.alive)
        shared = cells.shared()[: len(values), : len(values)]
        kept = np.flatnonzero(np.diag(shared))
        every, told = cells.rows()[kept], values[kept].astype(float)
        published = _Published(every, shared[np.ix_(kept, kept)])
        solution = published.solution(told)
        off = float(np.abs(every @ solution - told).max(initial=0.0))
        self.contradiction = off if off > _WHOLE else 0.0
        grids = (*published.missed(), solution, np.ones(where.size))
        self._missed, self._again, self._solution, self._alive = (
            _on_grid(each, where, cells.lattice) for each in grids
        )

    def answers(self, families: list[NDArray[np.bool_]]) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
        """Return which products of groups somebody can be in and have a determined whole count, and all counts."""
        missed, again, value, size = (
            _sums(grid, families) for grid in (self._missed, self._again, self._solution, self._alive)
        )
        largest = np.maximum(np.abs(missed), np.abs(again))
        rounded = np.round(value)
        is_known = (largest < _MISSED * np.sqrt(np.maximum(size, 1.0))) & (np.abs(value - rounded) < _WHOLE)
        return is_known & (size > 0), rounded


def determined_counts(cells: Cells, values: NDArray[np.int64], wanted: range) -> Determined:
    """Return products of groups whose count is determined and either wanted or zero: all, or first ones wanted.

    Parameters
    ----------
    cells : Cells
        The published sets, and the cells that are not known to be empty.
    values : ndarray of shape (n,)
        The published counts.
    wanted : range
        Small numbers.

    Raises
    ------
    TooFine
        If there are too many products of groups.
    """
    equations = Equations(cells, values)
    groups, found = [], []
    for families in cells.lattice.questions(MOST_GROUPS):
        is_known, value = equations.answers(families)
        telling = is_known & ((value == 0) | ((value >= wanted.start) & (value < wanted.stop)))
        groups += [of_group(families, place) for place in np.argwhere(telling)]
        found += value[telling].astype(int).tolist()
        if any(found):
            break
    return Determined(tuple(groups), tuple(found), equations.contradiction)


def of_group(families: list[NDArray[np.bool_]], place: NDArray[np.int64]) -> list[NDArray[np.bool_]]:
    """Return the classes of each dimension that one product of groups covers."""
    return [family[number] for family, number in zip(families, place, strict=True)]


def are_determined(cells: Cells, n_published: int, asked: csr_array) -> NDArray[np.bool_]:
    """Tell which sums over cells are determined by published ones.

    Parameters
    ----------
    cells : Cells
        Its first sets are the published ones.
    n_published : int
    asked : csr_array of shape (k, living cells)
        How often each sum that is asked for counts a cell; below zero where it is taken off.
    """
    size = np.abs(asked).sum(axis=1)
    shared = cells.shared()
    kept = np.flatnonzero(np.diag(shared)[:n_published])
    tables = _Published(cells.rows()[kept], shared[np.ix_(kept, kept)]).missed()
    largest = np.max([np.abs(asked @ table) for table in tables], axis=0)
    return largest < _MISSED * np.sqrt(np.maximum(size, 1.0))


class _Published:
    """Published sums, none of them empty: the cells of each, and how many each two have in common."""

    def __init__(self, rows: csr_array, shared: NDArray[np.float32]) -> None:
        shared = shared.astype(float)
        length = np.sqrt(np.diag(shared))
        gram = shared / np.outer(length, length)
        independent, self._triangle = _independent_rows(gram)
        self._independent, self._rows, self._length = independent, rows[independent], length[independent]

    def missed(self) -> list[NDArray[np.float64]]:
        """Return two random tables of which all published sums are zero."""
        rng = np.random.default_rng(_SEED)
        tables = []
        for _ in range(2):
            random = rng.normal(size=self._rows.shape[1])
            random -= self._shortest(self._rows @ random)
            tables.append(random - self._shortest(self._rows @ random))
        return tables

    def solution(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a table with these published sums, or nearly where none has."""
        known = sums[self._independent]
        found = self._shortest(known)
        return found + self._shortest(known - self._rows @ found)

    def _shortest(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        from scipy.linalg import solve_triangular

        inner = solve_triangular(self._triangle, sums / self._length, trans="T")
        return self._rows.T @ (solve_triangular(self._triangle, inner) / self._length)


def _independent_rows(gram: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return linearly independent rows of a Gram matrix and the upper Cholesky factor of their own Gram matrix."""
    from scipy.linalg.lapack import dpstrf

    factor, pivots, rank, _ = dpstrf(gram, tol=_RANK_TOLERANCE)
    return pivots[:rank] - 1, np.triu(factor[:rank, :rank])


def _on_grid(values: NDArray[np.float64], where: NDArray[np.int64], lattice: Lattice) -> NDArray[np.float64]:
    grid = np.zeros(lattice.n_cells)
    grid[where] = values
    return grid.reshape(lattice.shape)


def _sums(grid: NDArray[np.float64], families: list[NDArray[np.bool_]]) -> NDArray[np.float64]:
    """Return the sums over every product of groups, one axis for each dimension; what shrinks most comes first."""
    for axis in sorted(range(grid.ndim), key=lambda axis: len(families[axis]) / families[axis].shape[1]):
        grid = np.moveaxis(np.tensordot(grid, families[axis].astype(float), axes=([axis], [1])), -1, axis)
    return grid
