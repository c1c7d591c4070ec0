"""Linear programs that share their equations: thousands in one release, which differ in costs and bounds alone.

The model stays in the solver, but each program is solved anew: the answer depends on no program before it, and a
start from the last solution, faster for hundreds of cells, takes ten times as long for two thousand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from highspy import Highs
    from scipy.sparse import csc_array


class Unsolved(ArithmeticError):
    """The solver neither solved a program nor proved that nothing solves it."""


@dataclass(frozen=True, eq=False)
class Solution:
    """A cheapest point.

    Parameters
    ----------
    x : ndarray of float, shape (n,)
    duals : ndarray of float, shape (rows,)
        By how much the least cost rises where the right-hand side of an equation rises by one.
    """

    x: NDArray[np.float64]
    duals: NDArray[np.float64]


class LinearPrograms:
    """All programs ``min costs @ x`` where ``matrix @ x == 0`` and ``lower <= x <= upper``.

    Parameters
    ----------
    matrix : csc_array of shape (rows, n)
    """

    def __init__(self, matrix: csc_array) -> None:
        import highspy

        rows, n = matrix.shape
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = rows, n
        model.col_cost_, model.col_lower_, model.col_upper_ = np.zeros(n), np.zeros(n), np.zeros(n)
        model.row_lower_, model.row_upper_ = np.zeros(rows), np.zeros(rows)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
        model.a_matrix_.value_ = matrix.data
        self._status = highspy.HighsModelStatus
        self._solver = _silent_solver()
        for option, value in (("threads", 1), ("presolve", "off"), ("solver", "simplex")):
            self._solver.setOptionValue(option, value)
        self._solver.passModel(model)
        self._columns = np.arange(n, dtype=np.int32)

    def solve(self, costs: NDArray[np.float64], bounds: NDArray[np.float64]) -> Solution | None:
        """Return a cheapest point, or None where no point is within the bounds.

        Parameters
        ----------
        costs : ndarray of float, shape (n,)
        bounds : ndarray of float, shape (n, 2)

        Raises
        ------
        Unsolved
            If the solver gives up.
        """
        n = self._columns.size
        self._solver.clearSolver()
        self._solver.changeColsCost(n, self._columns, costs)
        self._solver.changeColsBounds(n, self._columns, *np.ascontiguousarray(bounds.T))
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == self._status.kInfeasible:
            return None
        if status != self._status.kOptimal:
            raise Unsolved(f"a linear program of {n} unknowns: {self._solver.modelStatusToString(status)}")
        found = self._solver.getSolution()
        return Solution(np.array(found.col_value), np.array(found.row_dual))


def _silent_solver() -> Highs:
    """Return a solver that prints nothing, not even its name, which it does once callbacks are enabled."""
    import highspy

    class Silent(highspy.Highs):
        def enableCallbacks(self) -> None:
            self.silent()
            super().enableCallbacks()

    return Silent()
