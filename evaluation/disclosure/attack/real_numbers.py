"""A component as a program in real numbers (GLOP), which is asked again and again from where it ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.attack.reduction import Component

if TYPE_CHECKING:
    from ortools.linear_solver import pywraplp
    from scipy.sparse import csr_array

Table = NDArray[np.float64]

_PARAMETERS = "use_preprocessing: false  primal_feasibility_tolerance: 1e-9  dual_feasibility_tolerance: 1e-9"
_WHOLE = 1e-6


class NoTable(Exception):
    """No table of people agrees with everything that is public."""


class RealNumbers:
    """Everything that is known of a component, as a linear program over its cells.

    Parameters
    ----------
    component : Component
    """

    def __init__(self, component: Component) -> None:
        from ortools.linear_solver import pywraplp

        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._solver.SetSolverSpecificParametersAsString(_PARAMETERS)
        self._cells = [self._solver.NumVar(0.0, self._solver.infinity(), "") for _ in component.unknowns]
        self._assumed: list[pywraplp.Constraint] = []
        known = component.known
        for row, (low, high) in enumerate(zip(known.lower, known.upper, strict=True)):
            constraint = self._solver.Constraint(float(low), float(high))
            for cell, factor in self._terms(known.rows, row):
                constraint.SetCoefficient(cell, factor)

    def extreme(self, targets: csr_array, number: int, *, upper: bool) -> tuple[float, Table | None]:
        """Return the most, or the least, that one of the sums of cells can be.

        Parameters
        ----------
        targets : csr_array of shape (k, n)
        number : int
        upper : bool

        Returns
        -------
        float
            Infinite where nothing bounds it.
        ndarray of float, shape (n,), or None
            A table that reaches it; None where there is none, or the one that was found is not of whole numbers.

        Raises
        ------
        NoTable
            If the numbers contradict one another.
        RuntimeError
            If the solver fails.
        """
        from ortools.linear_solver import pywraplp

        with self._aimed_at(targets, number, upper=upper) as objective:
            status = self._solver.Solve()
            if status == pywraplp.Solver.INFEASIBLE:
                raise NoTable
            if status == pywraplp.Solver.UNBOUNDED:
                return np.inf if upper else -np.inf, None
            if status != pywraplp.Solver.OPTIMAL:
                raise RuntimeError(f"GLOP ended with status {status}")
            return objective.Value(), self._whole_table()

    def table_with(
        self, targets: csr_array, *, large: tuple[int, int], small: tuple[int, int]
    ) -> tuple[bool, Table | None]:
        """Return whether some table has one sum large and another small, and that table.

        Parameters
        ----------
        targets : csr_array of shape (k, n)
        large, small : (int, int)
            The number of a sum, and what it is at the least, or at the most.

        Returns
        -------
        bool
        ndarray of float, shape (n,), or None
            None where the table that was found is not of whole numbers.

        Raises
        ------
        RuntimeError
            If the solver fails.
        """
        from ortools.linear_solver import pywraplp

        infinity = self._solver.infinity()
        self._assumed = self._assumed or [self._solver.Constraint(-infinity, infinity) for _ in (large, small)]
        bounds = ((large[0], float(large[1]), infinity), (small[0], -infinity, float(small[1])))
        for constraint, (number, low, high) in zip(self._assumed, bounds, strict=True):
            constraint.SetBounds(low, high)
            for cell, factor in self._terms(targets, number):
                constraint.SetCoefficient(cell, factor)
        try:
            with self._aimed_at(targets, small[0], upper=False):
                status = self._solver.Solve()
                if status == pywraplp.Solver.INFEASIBLE:
                    return False, None
                if status != pywraplp.Solver.OPTIMAL:
                    raise RuntimeError(f"GLOP ended with status {status}")
                return True, self._whole_table()
        finally:
            for constraint, (number, _, _) in zip(self._assumed, bounds, strict=True):
                constraint.SetBounds(-infinity, infinity)
                for cell, _ in self._terms(targets, number):
                    constraint.SetCoefficient(cell, 0.0)

    @contextmanager
    def _aimed_at(self, targets: csr_array, number: int, *, upper: bool) -> Iterator[pywraplp.Objective]:
        objective = self._solver.Objective()
        objective.SetOptimizationDirection(upper)
        for cell, factor in self._terms(targets, number):
            objective.SetCoefficient(cell, factor)
        try:
            yield objective
        finally:
            for cell, _ in self._terms(targets, number):
                objective.SetCoefficient(cell, 0.0)

    def _terms(self, rows: csr_array, row: int) -> list[tuple[pywraplp.Variable, float]]:
        part = slice(rows.indptr[row], rows.indptr[row + 1])
        return [
            (self._cells[at], float(factor)) for at, factor in zip(rows.indices[part], rows.data[part], strict=True)
        ]

    def _whole_table(self) -> Table | None:
        """Return the solution if it is of whole numbers; the first that is not ends the reading of it."""
        table = np.zeros(len(self._cells))
        for at, cell in enumerate(self._cells):
            value = cell.solution_value()
            table[at] = round(value)
            if abs(value - table[at]) > _WHOLE:
                return None
        return table
