"""Bounds of hidden cells when people are whole numbers, by exact integer arithmetic (CP-SAT)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.attack.real_numbers import NoTable, Table
from evaluation.disclosure.attack.reduction import Component

if TYPE_CHECKING:
    from ortools.sat.python import cp_model
    from scipy.sparse import csr_array

MOST_PEOPLE = 10**9
MOST_WORK = 2.0
MOST_WORK_ON_BOUNDS = 0.3
_ROUNDING = 1e-6


class Answer(StrEnum):
    """Whether there is such a table; ``open`` where the search was ended before that was known."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


@dataclass(frozen=True)
class WholeBound:
    """A bound of one hidden cell.

    Parameters
    ----------
    value : int
        Holds for every table.
    is_reached : bool
        Some table has this value; False where the search was ended before that was known.
    """

    value: int
    is_reached: bool


class WholeNumbers:
    """A component as a program in whole numbers.

    Parameters
    ----------
    component : Component
    """

    def __init__(self, component: Component) -> None:
        from ortools.sat.python import cp_model

        self._model = cp_model.CpModel()
        known, n = component.known, component.unknowns.size
        most = _most(component)
        self._cells = [self._model.new_int_var(0, int(most[at]), "") for at in range(n)]
        for row in range(known.rows.shape[0]):
            domain = cp_model.Domain(
                cp_model.INT_MIN if np.isneginf(known.lower[row]) else int(known.lower[row]),
                cp_model.INT_MAX if np.isposinf(known.upper[row]) else int(known.upper[row]),
            )
            self._model.add_linear_expression_in_domain(_sum(self._cells, known.rows, row), domain)

    def bound(self, targets: csr_array, number: int, *, upper: bool) -> WholeBound:
        """Return the least or the most that one of the sums of cells can be.

        Parameters
        ----------
        targets : csr_array of shape (k, n)
        number : int
        upper : bool

        Raises
        ------
        NoTable
            If no table of whole numbers agrees with everything.
        """
        from ortools.sat.python import cp_model

        model, cells = self._model.clone(), self._cells
        wanted = _sum(cells, targets, number)
        (model.maximize if upper else model.minimize)(wanted)
        solver = _solver(MOST_WORK_ON_BOUNDS)
        status = solver.solve(model)
        if status == cp_model.INFEASIBLE:
            raise NoTable
        limit = solver.best_objective_bound
        value = math.floor(limit + _ROUNDING) if upper else math.ceil(limit - _ROUNDING)
        return WholeBound(value, status == cp_model.OPTIMAL)

    def table_with(self, targets: csr_array, number: int, at_least: int) -> tuple[Answer, Table | None]:
        """Return whether one of the sums can be so much, and a table of whole numbers in which it is.

        Parameters
        ----------
        targets : csr_array of shape (k, n)
        number : int
        at_least : int
        """
        model = self._model.clone()
        model.add(_sum(self._cells, targets, number) >= at_least)
        return self._some_table(model)

    def can_be(
        self, targets: csr_array, at_least: Mapping[int, int], one_at_most: Sequence[Mapping[int, int]]
    ) -> tuple[Answer, Table | None]:
        """Return whether some table has several sums at so much or more, and one of each group at so much or less.

        With the table that was found.

        Parameters
        ----------
        targets : csr_array of shape (k, n)
        at_least : mapping
            Number of the sum to what it must be at the least.
        one_at_most : sequence of mapping
            For each group, number of the sum to what it may be at the most.
        """
        model = self._model.clone()
        for number, least in at_least.items():
            model.add(_sum(self._cells, targets, number) >= least)
        for group in one_at_most:
            chosen = {number: model.new_bool_var("") for number in group}
            model.add_bool_or(list(chosen.values()))
            for number, most in group.items():
                model.add(_sum(self._cells, targets, number) <= most).only_enforce_if(chosen[number])
        return self._some_table(model)

    def _some_table(self, model: cp_model.CpModel) -> tuple[Answer, Table | None]:
        from ortools.sat.python import cp_model

        solver = _solver(MOST_WORK)
        status = solver.solve(model)
        if status == cp_model.INFEASIBLE:
            return Answer.NO, None
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Answer.OPEN, None
        return Answer.YES, np.array([solver.value(cell) for cell in self._cells], dtype=float)


def _solver(work: float) -> cp_model.CpSolver:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = work
    return solver


def _sum(cells: Sequence[cp_model.IntVar], rows: csr_array, row: int) -> cp_model.LinearExpr:
    from ortools.sat.python import cp_model

    part = slice(rows.indptr[row], rows.indptr[row + 1])
    return cp_model.LinearExpr.weighted_sum(
        [cells[at] for at in rows.indices[part]], [int(factor) for factor in rows.data[part]]
    )


def _most(component: Component) -> NDArray[np.float64]:
    """Return how many people each cell can have at the most, from the single numbers that it is a part of."""
    known = component.known
    most = np.full(component.unknowns.size, float(MOST_PEOPLE))
    for row in range(known.rows.shape[0]):
        part = slice(known.rows.indptr[row], known.rows.indptr[row + 1])
        if np.isfinite(known.upper[row]) and (known.rows.data[part] > 0).all():
            inside = known.rows.indices[part]
            most[inside] = np.minimum(most[inside], known.upper[row] // known.rows.data[part])
    return np.maximum(most, 0)
