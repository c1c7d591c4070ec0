"""Which hidden numbers are tied to one another by what is shown.

A *circuit* is an equation between hidden numbers that follows from what is shown and in which none can be left out:
what is hidden in a row, by its total. Numbers of one circuit are tied, and so are two that are tied to the same one.
These are the connected components of a matroid, and any basis gives them: a number outside it is tied to those of the
basis by which it is expressed (Oxley, Matroid Theory, 2nd ed. 2011, 4.1-4.3). Whatever exact numbers an
attacker subtracts from others, no circuit falls into parts: he ties these, and may tie more.

Numbers are had as inner products of their sums of atoms. What is shown is projected out, and a Cholesky decomposition
with pivots of what is left finds a basis.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.suppression.system import LinkedSystem

KNOWN = -1
_TOLERANCE = 1e-7


class Ties:
    """The ties between the numbers of a system.

    Parameters
    ----------
    system : LinkedSystem
    """

    def __init__(self, system: LinkedSystem) -> None:
        from scipy.sparse import csr_array, vstack

        rows = csr_array(vstack([system.sums, system.equations]))
        products = (rows @ rows.T).toarray()
        lengths = np.sqrt(products.diagonal())
        self._products = products / np.outer(lengths, lengths)
        self._n_numbers = system.values.size

    def among(self, hidden: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return a label for each number, the same for those that are tied when these are hidden and no others.

        Parameters
        ----------
        hidden : ndarray of bool, shape (m,)

        Returns
        -------
        ndarray of int, shape (m,)
            ``KNOWN`` for what is shown, or follows from it.
        """
        from scipy.linalg import solve_triangular
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import connected_components

        labels = np.full(self._n_numbers, KNOWN)
        numbers = np.flatnonzero(hidden)
        shown = np.setdiff1d(np.arange(len(self._products)), numbers)
        factor, basis, _ = _decomposed(self._products[np.ix_(shown, shown)])
        told = solve_triangular(factor[:, : basis.size], self._products[np.ix_(shown[basis], numbers)], trans="T")
        left = self._products[np.ix_(numbers, numbers)] - told.T @ told
        is_open = left.diagonal() > _TOLERANCE
        numbers, left = numbers[is_open], left[np.ix_(is_open, is_open)]
        factor, basis, others = _decomposed(left)
        expressed = solve_triangular(factor[:, : basis.size], factor[:, basis.size :])
        row, column = np.nonzero(np.abs(expressed) > _TOLERANCE)
        links = csr_array((np.ones(row.size), (basis[row], others[column])), shape=left.shape)
        labels[numbers] = connected_components(links, directed=False)[1]
        return labels


def _decomposed(
    products: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Return a triangular factor, shape (rank, n), and which rows are its first columns, and which the others."""
    from scipy.linalg.lapack import dpstrf

    if not products.size:
        nothing = np.zeros(0, dtype=np.int64)
        return np.zeros((0, 0)), nothing, nothing
    factor, order, rank, _ = dpstrf(products, tol=_TOLERANCE)
    return np.triu(factor)[:rank], order[:rank] - 1, order[rank:] - 1
