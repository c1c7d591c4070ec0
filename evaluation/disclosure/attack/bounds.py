"""The least and the most that each hidden cell can be, by linear programs (GLOP)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.attack.reduction import Component

if TYPE_CHECKING:
    from ortools.linear_solver import pywraplp
    from scipy.sparse import csr_array

_PARAMETERS = "use_preprocessing: false  primal_feasibility_tolerance: 1e-9  dual_feasibility_tolerance: 1e-9"
_WHOLE = 1e-6


class NoTable(Exception):
    """No table of people agrees with everything that is public."""


@dataclass(frozen=True, eq=False)
class Bounds:
    """How far hidden cells are bounded.

    Parameters
    ----------
    lower, upper : ndarray of float, shape (k,)
        Infinite where nothing bounds a cell.
    lower_is_whole, upper_is_whole : ndarray of bool, shape (k,)
        A table of whole numbers reaches the bound, so that whole numbers cannot tighten it.
    seen : ndarray of float, shape (tables, k)
        What the cells are in each table of whole numbers that was come across.
    n_solved : int
        Linear programs.
    """

    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    lower_is_whole: NDArray[np.bool_]
    upper_is_whole: NDArray[np.bool_]
    seen: NDArray[np.float64]
    n_solved: int


def has_table(component: Component) -> bool:
    """Whether some table agrees with what is public about the cells of a component."""
    from scipy.sparse import csr_array

    try:
        linear_bounds(component, csr_array((1, component.unknowns.size)), np.zeros(1))
    except NoTable:
        return False
    return True


def linear_bounds(component: Component, targets: csr_array, least: NDArray[np.float64]) -> Bounds:
    """Return the bounds of sums of cells.

    Parameters
    ----------
    component : Component
    targets : csr_array of shape (k, n)
        Sums of the cells of the component.
    least : ndarray of float, shape (k,)
        What each is known to be at the least; where a table that was come across has it, no program is solved.

    Raises
    ------
    NoTable
        If the numbers contradict one another.
    RuntimeError
        If the solver fails.
    """
    from ortools.linear_solver import pywraplp

    solver, cells = _program(component)
    objective = solver.Objective()
    found = np.zeros((2, targets.shape[0]))
    whole = np.ones((2, targets.shape[0]), dtype=bool)
    seen: list[NDArray[np.float64]] = []
    n_solved = 0
    least_seen = np.full(targets.shape[0], np.inf)
    for side, direction, unbounded in (
        (1, objective.SetMaximization, np.inf),
        (0, objective.SetMinimization, -np.inf),
    ):
        direction()
        for number in range(targets.shape[0]):
            if side == 0 and least_seen[number] <= least[number]:
                found[side, number] = least_seen[number]
                continue
            part = slice(targets.indptr[number], targets.indptr[number + 1])
            terms = list(zip(targets.indices[part], targets.data[part], strict=True))
            for cell, factor in terms:
                objective.SetCoefficient(cells[cell], float(factor))
            status = solver.Solve()
            n_solved += 1
            if status == pywraplp.Solver.INFEASIBLE:
                raise NoTable
            if status == pywraplp.Solver.OPTIMAL:
                found[side, number] = objective.Value()
                table = _whole_table(cells)
                whole[side, number] = table is not None
                if table is not None:
                    seen.append(targets @ table)
                    least_seen = np.minimum(least_seen, seen[-1])
            elif status == pywraplp.Solver.UNBOUNDED:
                found[side, number] = unbounded
            else:
                raise RuntimeError(f"GLOP ended with status {status}")
            for cell, _ in terms:
                objective.SetCoefficient(cells[cell], 0.0)
    tables = np.unique(np.array(seen).reshape(-1, targets.shape[0]), axis=0)
    return Bounds(found[0], found[1], whole[0], whole[1], tables, n_solved)


def some_table(
    component: Component, targets: csr_array, *, large: tuple[int, int], small: tuple[int, int]
) -> tuple[bool, NDArray[np.float64] | None]:
    """Return whether some table of real numbers has one sum large and another small, and what is in it.

    Parameters
    ----------
    component : Component
    targets : csr_array of shape (k, n)
    large, small : (int, int)
        The number of a sum, and what it is at the least, or at the most.

    Returns
    -------
    bool
    ndarray of float, shape (k,), or None
        The sums; None where the table that was found is not of whole numbers.

    Raises
    ------
    RuntimeError
        If the solver fails.
    """
    from ortools.linear_solver import pywraplp

    solver, cells = _program(component)
    objective = solver.Objective()
    objective.SetMaximization()
    for number, low, high in ((large[0], large[1], solver.infinity()), (small[0], -solver.infinity(), small[1])):
        constraint = solver.Constraint(float(low), float(high))
        for at in range(targets.indptr[number], targets.indptr[number + 1]):
            constraint.SetCoefficient(cells[targets.indices[at]], float(targets.data[at]))
    for at in range(targets.indptr[small[0]], targets.indptr[small[0] + 1]):
        objective.SetCoefficient(cells[targets.indices[at]], -float(targets.data[at]))
    status = solver.Solve()
    if status == pywraplp.Solver.INFEASIBLE:
        return False, None
    if status != pywraplp.Solver.OPTIMAL:
        raise RuntimeError(f"GLOP ended with status {status}")
    table = _whole_table(cells)
    return True, None if table is None else targets @ table


def _program(component: Component) -> tuple[pywraplp.Solver, list[pywraplp.Variable]]:
    """Return everything that is known of a component, and its cells."""
    from ortools.linear_solver import pywraplp

    solver = pywraplp.Solver.CreateSolver("GLOP")
    solver.SetSolverSpecificParametersAsString(_PARAMETERS)
    cells = [solver.NumVar(0.0, solver.infinity(), "") for _ in component.unknowns]
    rows = component.known.rows
    for row, (low, high) in enumerate(zip(component.known.lower, component.known.upper, strict=True)):
        constraint = solver.Constraint(float(low), float(high))
        for at in range(rows.indptr[row], rows.indptr[row + 1]):
            constraint.SetCoefficient(cells[rows.indices[at]], float(rows.data[at]))
    return solver, cells


def _whole_table(cells: Sequence[pywraplp.Variable]) -> NDArray[np.float64] | None:
    """Return the solution if it is of whole numbers; the first that is not ends the reading of it."""
    table = np.zeros(len(cells))
    for at, cell in enumerate(cells):
        value = cell.solution_value()
        table[at] = round(value)
        if abs(value - table[at]) > _WHOLE:
            return None
    return table
