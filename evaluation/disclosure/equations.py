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
    groups : ndarray of int, shape (k, dimensions)
        Which group of each dimension of the lattice.
    values : ndarray of int, shape (k,)
    families : list of ndarray of bool
        The groups of each dimension.
    contradiction : float
        What the published counts say otherwise than one another, at the most; 0 where some table has all of them.
    """

    groups: NDArray[np.int64]
    values: NDArray[np.int64]
    families: list[NDArray[np.bool_]]
    contradiction: float = 0.0

    def masks(self, group: NDArray[np.int64]) -> list[NDArray[np.bool_]]:
        """Return the classes of each dimension that a group covers."""
        return [family[number] for family, number in zip(self.families, group, strict=True)]


def determined_counts(cells: Cells, values: NDArray[np.int64], wanted: range) -> Determined:
    """Return the products of groups whose count is determined and either wanted or zero.

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
        If there are more than two million products of groups.
    """
    lattice = cells.lattice
    families = lattice.families(MOST_GROUPS)
    where = np.flatnonzero(cells.alive)
    live = cells.rows()
    kept = np.flatnonzero(np.diff(live.indptr))
    every, told = live[kept], values[kept].astype(float)
    published = _Published(every, cells.shared()[np.ix_(kept, kept)])
    solution = published.solution(told)
    off = float(np.abs(every @ solution - told).max(initial=0.0))
    missed, again, value, size = (
        _sums(_on_grid(each, where, lattice), families)
        for each in (*published.missed(), solution, np.ones(where.size))
    )
    largest = np.maximum(np.abs(missed), np.abs(again))
    rounded = np.round(value)
    telling = (size > 0) & (largest < _MISSED * np.sqrt(np.maximum(size, 1.0))) & (np.abs(value - rounded) < _WHOLE)
    telling &= (rounded == 0) | np.isin(rounded, wanted)
    return Determined(np.argwhere(telling), rounded[telling].astype(np.int64), families, off if off > _WHOLE else 0.0)


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

    def __init__(self, rows: csr_array, shared: NDArray[np.float64]) -> None:
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
    """Return the sums over every product of groups, one axis for each dimension."""
    for family in families:
        grid = np.tensordot(grid, family.astype(float), axes=([0], [1]))
    return grid
