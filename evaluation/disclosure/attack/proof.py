"""Why a hidden cell is bounded: public numbers, each multiplied by something, that add up to the bound.

The multipliers are dual values of the linear program. Of all that prove the bound, those with the smallest sum are
taken, because they are few; then the multiplied rows are added up in exact fractions, so that no proof rests on a
solver.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.attack.components import Component, Remainder
from evaluation.disclosure.attack.system import Inequalities

_LARGEST_DENOMINATOR = 10_000
_NOTHING = 1e-9


@dataclass(frozen=True)
class Step:
    """A public number in a proof.

    Parameters
    ----------
    row : int
        Of the system.
    times : Fraction
        Above 0 its upper bound is used, below 0 its lower bound.
    """

    row: int
    times: Fraction


@dataclass(frozen=True)
class Proof:
    """Rows that add up to an upper bound of a sum of cells.

    Parameters
    ----------
    steps : tuple of Step
    bound : Fraction
    """

    steps: tuple[Step, ...]
    bound: Fraction


def proof_of(
    known: Inequalities,
    remainder: Remainder,
    component: Component | None,
    target: NDArray[np.int64],
    bound: float,
) -> Proof | None:
    """Return why a sum of cells is at most so much.

    Parameters
    ----------
    known : Inequalities
        Of the whole system.
    remainder : Remainder
    component : Component or None
        Where the unknown cells of the sum are; None where it has none.
    target : ndarray of int, shape (n,)
        The factors of the sum; a sum of nothing with a bound below 0 shows that no table is possible.
    bound : float

    Returns
    -------
    Proof or None
        None where the exact sum does not come to the bound.
    """
    times: dict[int, Fraction] = {}
    if component is not None:
        free = target[component.unknowns]
        rest = bound - float(target @ remainder.values)
        times = _multipliers(component, free, rest) or {}
    return checked(known, _put_in(known, remainder, target, times), target, bound)


def contradiction_of(known: Inequalities, remainder: Remainder, row: int) -> Proof | None:
    """Return why a row holds for no value of the cells that are left."""
    nothing = np.zeros(known.rows.shape[1], dtype=np.int64)
    for sign in (1, -1):
        if proof := checked(known, _put_in(known, remainder, nothing, {row: Fraction(sign)}), nothing, -1):
            return proof
    return None


def checked(
    known: Inequalities, times: Mapping[int, Fraction], target: NDArray[np.int64], bound: float
) -> Proof | None:
    """Return the proof if the multiplied rows cover the sum and add up to the bound or less, in exact fractions."""
    left: dict[int, Fraction] = {int(cell): -Fraction(int(target[cell])) for cell in np.flatnonzero(target)}
    right = Fraction(0)
    for row, factor in times.items():
        limit = known.upper[row] if factor > 0 else known.lower[row]
        if not np.isfinite(limit):
            return None
        right += factor * int(limit)
        for at in range(known.rows.indptr[row], known.rows.indptr[row + 1]):
            cell = int(known.rows.indices[at])
            left[cell] = left.get(cell, Fraction(0)) + factor * int(known.rows.data[at])
    if min(left.values(), default=Fraction(0)) < 0 or float(right) > bound + _NOTHING:
        return None
    return Proof(tuple(Step(row, times[row]) for row in sorted(times) if times[row]), right)


def _multipliers(component: Component, target: NDArray[np.int64], bound: float) -> dict[int, Fraction] | None:
    """Return the smallest multipliers of rows that prove a bound, by the rows of the system."""
    from ortools.linear_solver import pywraplp

    own = component.known
    solver = pywraplp.Solver.CreateSolver("GLOP")
    cover = [solver.Constraint(float(factor), solver.infinity()) for factor in target]
    within = solver.Constraint(
        -solver.infinity(), float(np.floor(bound + 1e-6)) if not target.any() else bound + 1e-7
    )
    objective = solver.Objective()
    objective.SetMinimization()
    used = []
    for row in range(own.rows.shape[0]):
        for sign, limit, source in ((1.0, own.upper, own.upper_from), (-1.0, own.lower, own.lower_from)):
            if not np.isfinite(limit[row]):
                continue
            variable = solver.NumVar(0.0, solver.infinity(), "")
            for at in range(own.rows.indptr[row], own.rows.indptr[row + 1]):
                cover[own.rows.indices[at]].SetCoefficient(variable, sign * float(own.rows.data[at]))
            within.SetCoefficient(variable, sign * float(limit[row]))
            objective.SetCoefficient(variable, 1.0)
            used.append((variable, sign, int(source[row])))
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        return None
    times: dict[int, Fraction] = {}
    for variable, sign, source in used:
        if variable.solution_value() > _NOTHING:
            size = Fraction(sign * variable.solution_value()).limit_denominator(_LARGEST_DENOMINATOR)
            times[source] = times.get(source, Fraction(0)) + size
    return times


def _put_in(
    known: Inequalities, remainder: Remainder, target: NDArray[np.int64], times: Mapping[int, Fraction]
) -> dict[int, Fraction]:
    """Add the rows that give the cells which had been put in, the last first."""
    result = dict(times)
    left: dict[int, Fraction] = {int(cell): -Fraction(int(target[cell])) for cell in np.flatnonzero(target)}

    def add(row: int, factor: Fraction) -> None:
        for at in range(known.rows.indptr[row], known.rows.indptr[row + 1]):
            cell = int(known.rows.indices[at])
            left[cell] = left.get(cell, Fraction(0)) + factor * int(known.rows.data[at])

    for row, factor in times.items():
        add(row, factor)
    for cell in remainder.order[::-1]:
        over = left.get(int(cell), Fraction(0))
        if over:
            row = int(remainder.given_by[cell])
            factor = -over / int(known.rows[row, cell])
            result[row] = result.get(row, Fraction(0)) + factor
            add(row, factor)
    return result
