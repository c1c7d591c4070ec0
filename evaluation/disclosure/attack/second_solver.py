"""A second solver, HiGHS: how many people a sum of cells can be at the most, from the inequalities alone.

Nothing is subtracted before, and nothing is taken from the other programs of the attack. A table of people that
agrees with all that is public is the proof for every sum that reaches the threshold in it. A few programs, each of
which raises many sums at once, find tables for most; the others are asked one by one.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.attack.system import Inequalities

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_ROUNDING = 1e-6
_OPTIMAL, _INFEASIBLE = 0, 2
_SEED = 67
_METHODS = ("highs-ds", "highs-ipm")
"""What is tried on a row by itself: the dual simplex method, and interior points where that fails."""


def most_of_rows(known: Inequalities, rows: NDArray[np.int64], threshold: int) -> NDArray[np.float64]:
    """Return what sums of cells can be at the most, as far as it is below a threshold.

    Parameters
    ----------
    known : Inequalities
        Of cells that are each 0 or more.
    rows : ndarray of int, shape (k,)
        Which of its rows are asked for.
    threshold : int

    Returns
    -------
    ndarray of float, shape (k,)
        The threshold where some table of real numbers reaches it; minus infinity where no table agrees with what is
        known, and NaN where the solver does not find out.
    """
    from scipy.sparse import block_array
    from scipy.sparse.csgraph import connected_components

    rows = np.asarray(rows, dtype=np.int64)
    most = np.full(known.rows.shape[0], np.nan)
    graph = block_array([[None, known.rows], [known.rows.T, None]], format="csr")
    _, label = connected_components(graph, directed=False)
    row_label, cell_label = np.split(label, [known.rows.shape[0]])
    for each in np.unique(row_label[rows]):
        inside, cells = np.flatnonzero(row_label == each), np.flatnonzero(cell_label == each)
        asked = np.flatnonzero(np.isin(inside, rows))
        block = _Block(known.rows[inside][:, cells], known.lower[inside], known.upper[inside], asked)
        most[inside[asked]] = block.most(threshold)
    return most[rows]


class _Block:
    """``lower <= matrix @ cells <= upper``, and which of its rows are asked for.

    Each of these has a variable of its own, at most the row's sum and at most the threshold. Sums of such variables
    are maximised: so no program is unbounded, and a row is raised no further than is asked.
    """

    def __init__(
        self, matrix: csr_array, lower: NDArray[np.float64], upper: NDArray[np.float64], asked: NDArray[np.int64]
    ) -> None:
        from scipy.sparse import block_array, csr_array, eye_array, hstack, vstack

        self._matrix, self._lower, self._upper, self._asked = matrix, lower, upper, asked
        is_exact = lower == upper
        is_above, is_below = ~is_exact & np.isfinite(upper), ~is_exact & np.isfinite(lower)
        sides = vstack([matrix[is_above], -matrix[is_below]])
        self._at_most = block_array([[sides, None], [-matrix[asked], eye_array(asked.size)]], format="csr")
        self._limits = np.concatenate([upper[is_above], -lower[is_below], np.zeros(asked.size)])
        self._equal = hstack([matrix[is_exact], csr_array((int(is_exact.sum()), asked.size))], format="csr")
        self._values = lower[is_exact]

    def most(self, threshold: int) -> NDArray[np.float64]:
        """Return what is said of each row in :func:`most_of_rows`."""
        most = np.full(self._asked.size, np.nan)
        rng = np.random.default_rng(_SEED)
        left, is_new = np.arange(self._asked.size), True
        while left.size and is_new:
            status, _, proved = self._raise(left, rng.uniform(0.5, 1.0, left.size), threshold)
            if status == _INFEASIBLE:
                most[left] = -np.inf
                return most
            most[left[proved]] = threshold
            left, is_new = left[~proved], bool(proved.any())
        for row, method in itertools.product(left, _METHODS):
            if np.isnan(most[row]):
                status, value, proved = self._raise(np.array([row]), np.ones(1), threshold, method)
                if proved.all():
                    most[row] = threshold
                elif status == _OPTIMAL and value < threshold - _ROUNDING:
                    most[row] = value
        return most

    def _raise(
        self, places: NDArray[np.int64], weights: NDArray[np.float64], threshold: int, method: str = "highs"
    ) -> tuple[int, float, NDArray[np.bool_]]:
        """Maximise the weighted sum of some of the rows.

        Returns
        -------
        int
            The status of the solver.
        float
            The most that the sum can be, where it is optimal.
        ndarray of bool, shape (len(places),)
            Which of them reach the threshold in the table that was found, if it is one.
        """
        from scipy.optimize import linprog

        n_cells, n_asked = self._matrix.shape[1], self._asked.size
        costs, highest = np.zeros(n_cells + n_asked), np.full(n_cells + n_asked, np.inf)
        highest[n_cells:] = 0.0
        costs[n_cells + places], highest[n_cells + places] = -weights, threshold
        found = linprog(
            costs,
            A_ub=self._at_most,
            b_ub=self._limits,
            A_eq=self._equal,
            b_eq=self._values,
            bounds=np.column_stack([np.zeros_like(highest), highest]),
            method=method,
        )
        if found.status != _OPTIMAL:
            return found.status, np.nan, np.zeros(places.size, dtype=bool)
        sums = self._matrix @ np.maximum(found.x[:n_cells], 0.0)
        is_table = ((sums >= self._lower - _ROUNDING) & (sums <= self._upper + _ROUNDING)).all()
        return found.status, -found.fun, is_table & (sums[self._asked[places]] >= threshold - _ROUNDING)
