"""Published sets as products of classes, over those cells that may hold somebody."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.lattice import Lattice, TooFine
from evaluation.disclosure.scope import Scope
from evaluation.disclosure.universe import Universe

if TYPE_CHECKING:
    from scipy.sparse import csr_array

MOST_MEMBERSHIPS = 40_000_000
MOST_DENSE = 100_000_000


class Cells:
    """Which cells each set covers, and which cells are not known to be empty.

    Parameters
    ----------
    scopes : sequence of Scope
        The sets, of one measure.
    closed : mapping of str to frozenset of str
        Dimensions that have these levels and no others.

    Attributes
    ----------
    lattice : Lattice
    alive : ndarray of bool
        One axis for each dimension of the lattice; those that are struck out are False.
    """

    def __init__(self, scopes: Sequence[Scope], closed: Universe | None = None) -> None:
        self.lattice = Lattice(scopes, closed)
        self._begin(self.lattice.masks(scopes))

    def part(self, start: int, stop: int) -> Cells:
        """Return some of the sets, told apart into the same cells, of which none is struck out."""
        part = Cells.__new__(Cells)
        part.lattice = self.lattice
        part._begin([mask[start:stop] for mask in self._masks])
        return part

    def _begin(self, masks: list[NDArray[np.bool_]]) -> None:
        self._masks = masks
        self.alive = np.ones(self.lattice.shape, dtype=bool)
        self._counted = self.alive.copy()
        self._shared = _in_common(self._masks, self.alive)

    def strike_out(self, wholes: Sequence[int], parts: Sequence[int] = ()) -> None:
        """Mark as empty the cells of some sets that are not in others."""
        empty = np.zeros_like(self.alive)
        for index in wholes:
            empty[self._where(index)] = True
        for index in parts:
            empty[self._where(index)] = False
        self.alive &= ~empty

    def shared(self) -> NDArray[np.float32]:
        """Return how many living cells each two sets have in common, shape (n, n)."""
        gone = self._counted & ~self.alive
        self._shared, self._counted = self._shared - _in_common(self._masks, gone), self.alive.copy()
        return self._shared

    def rows(self) -> csr_array:
        """Return which living cells each set covers, shape (n, living cells), of 0 and 1.

        Raises
        ------
        TooFine
            If the sets cover more than forty million cells together.
        """
        return _rows(self._masks, self.alive)

    def _where(self, index: int) -> tuple[NDArray[np.int64], ...]:
        return np.ix_(*(mask[index] for mask in self._masks))


def _in_common(masks: Sequence[NDArray[np.bool_]], wanted: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return how many of the wanted cells each two sets cover.

    Cells that fill a box are counted by a product of its sides. Others are counted one by one, those that are wanted
    or those of the box that are not, whichever are fewer: by a dense product where it fits, which is faster. Whole
    numbers up to 2**24 are exact in all of these, and a lattice has fewer cells.
    """
    masks, wanted = _boxed(masks, wanted)
    if 2 * wanted.sum() > wanted.size or not wanted.size:
        sides = (mask.astype(np.float32) for mask in masks)
        every = reduce(np.multiply, (side @ side.T for side in sides))
        return every if wanted.all() else every - _in_common(masks, ~wanted)
    if _is_small(masks, wanted):
        covered = _covered(masks, wanted).astype(np.float32)
        return covered @ covered.T
    rows = _rows(masks, wanted)
    return (rows @ rows.T).toarray().astype(np.float32)


def _rows(masks: Sequence[NDArray[np.bool_]], wanted: NDArray[np.bool_]) -> csr_array:
    """Return which of the wanted cells each set covers."""
    from scipy.sparse import csr_array

    masks, wanted = _boxed(masks, wanted)
    n_sets, sizes = len(masks[0]), reduce(np.multiply, (mask.sum(axis=1).astype(float) for mask in masks))
    if sizes.sum() > MOST_MEMBERSHIPS:
        raise TooFine
    if _is_small(masks, wanted):
        members = [np.flatnonzero(row) for row in _covered(masks, wanted)]
    else:
        number = np.full(wanted.shape, -1)
        number[wanted] = np.arange(int(wanted.sum()))
        members = [number[np.ix_(*(mask[index] for mask in masks))].ravel() for index in range(n_sets)]
        members = [found[found >= 0] for found in members]
    starts = np.cumsum([0, *(found.size for found in members)])
    columns = np.concatenate(members)
    return csr_array((np.ones(columns.size), columns, starts), shape=(n_sets, int(wanted.sum())))


def _boxed(
    masks: Sequence[NDArray[np.bool_]], wanted: NDArray[np.bool_]
) -> tuple[list[NDArray[np.bool_]], NDArray[np.bool_]]:
    """Return the classes of each dimension in which a cell is wanted."""
    axes = range(wanted.ndim)
    box = [wanted.any(axis=tuple(other for other in axes if other != axis)) for axis in axes]
    return [mask[:, each] for mask, each in zip(masks, box, strict=True)], wanted[np.ix_(*box)]


def _is_small(masks: Sequence[NDArray[np.bool_]], wanted: NDArray[np.bool_]) -> bool:
    """Tell whether it fits into memory which of all cells each set covers."""
    return len(masks[0]) * wanted.size <= MOST_DENSE


def _covered(masks: Sequence[NDArray[np.bool_]], wanted: NDArray[np.bool_]) -> NDArray[np.bool_]:
    every = reduce(lambda one, other: (one[:, :, None] & other[:, None, :]).reshape(len(one), -1), masks)
    return every[:, wanted.ravel()]
