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
        One axis for each dimension of the lattice; change it with :meth:`strike_out`.
    """

    def __init__(self, scopes: Sequence[Scope], closed: Universe | None = None) -> None:
        self.lattice = Lattice(scopes, closed)
        self._masks = self.lattice.masks(scopes)
        self.alive = np.ones(self.lattice.shape, dtype=bool)

    def strike_out(self, wholes: Sequence[int], parts: Sequence[int] = ()) -> None:
        """Mark as empty the cells of some sets that are not in others."""
        empty = np.zeros_like(self.alive)
        for index in wholes:
            empty[self._where(index)] = True
        for index in parts:
            empty[self._where(index)] = False
        self.alive &= ~empty

    def shared(self) -> NDArray[np.float64]:
        """Return how many cells each two sets have in common, shape (n, n).

        All cells are counted by products of the dimensions; those that live, or those that do not, one by one.
        """
        axes = range(self.alive.ndim)
        used = [self.alive.any(axis=tuple(other for other in axes if other != axis)) for axis in axes]
        kept = [mask[:, each] for mask, each in zip(self._masks, used, strict=True)]
        every = reduce(np.multiply, (mask.astype(float) @ mask.T.astype(float) for mask in kept))
        living = self.alive[np.ix_(*used)]
        if living.all():
            return every
        is_mostly_alive = 2 * living.sum() > living.size
        rows = _rows(kept, ~living if is_mostly_alive else living)
        common = (rows @ rows.T).toarray()
        return every - common if is_mostly_alive else common

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


def _rows(masks: Sequence[NDArray[np.bool_]], wanted: NDArray[np.bool_]) -> csr_array:
    """Return which of the wanted cells each set covers."""
    from scipy.sparse import csr_array

    sizes = reduce(np.multiply, (mask.sum(axis=1).astype(float) for mask in masks))
    if sizes.sum() > MOST_MEMBERSHIPS:
        raise TooFine
    number = np.full(wanted.shape, -1)
    number[wanted] = np.arange(int(wanted.sum()))
    members = [number[np.ix_(*(mask[index] for mask in masks))].ravel() for index in range(sizes.size)]
    members = [found[found >= 0] for found in members]
    starts = np.cumsum([0, *(found.size for found in members)])
    columns = np.concatenate(members)
    return csr_array((np.ones(columns.size), columns, starts), shape=(sizes.size, int(wanted.sum())))
