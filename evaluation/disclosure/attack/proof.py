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

from evaluation.disclosure.attack.reduction import Component, Reduction
from evaluation.disclosure.attack.system import Inequalities

_LARGEST_DENOMINATOR = 10_000
_NOTHING = 1e-9
_MOST_TOTALS = 12


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


def proof_of(known: Inequalities, reduction: Reduction, row: int, bound: float) -> Proof | None:
    """Return why the left side of a row is at most so much.

    Parameters
    ----------
    known : Inequalities
        Of the whole system.
    reduction : Reduction
        Of the same.
    row : int
    bound : float

    Returns
    -------
    Proof or None
        None where the exact sum does not come to the bound.
    """
    target = known.rows[[row]].toarray()[0]
    if proof := _within_a_total(known, row, bound):
        return proof
    times = reduction.parts_of(row)
    if reduction.component_of[row] >= 0:
        component = reduction.components[reduction.component_of[row]]
        rest = reduction.rows[[row]].toarray()[0][component.unknowns]
        times = _added(times, _multipliers(component, rest, bound - reduction.subtracted[row]))
    return checked(known, reduction.in_rows(times), target, bound)


def contradiction_of(known: Inequalities, reduction: Reduction, component: Component) -> Proof | None:
    """Return why no table agrees with what is left in a component: nothing is at most less than 0."""
    times = _multipliers(component, np.zeros(component.unknowns.size, dtype=np.int64), -1.0)
    return checked(known, reduction.in_rows(times), np.zeros(known.rows.shape[1], dtype=np.int64), -1.0)


def broken_row(known: Inequalities, reduction: Reduction, row: int) -> Proof | None:
    """Return why a row does not hold of which nothing is left."""
    nothing = np.zeros(known.rows.shape[1], dtype=np.int64)
    both = (reduction.in_rows({int(reduction.number[row]): Fraction(sign)}) for sign in (1, -1))
    return next((proof for times in both if (proof := checked(known, times, nothing, -1.0))), None)


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


def _within_a_total(known: Inequalities, row: int, bound: float) -> Proof | None:
    """Return a proof from the smallest total that contains a row and numbers inside it, if there is one."""
    from scipy.sparse import csr_array

    near = abs(known.rows).sign()
    size = np.diff(near.indptr)
    target = known.rows[[row]].toarray()[0]
    totals = np.flatnonzero(near @ (target > 0) == size[row])
    for total in totals[np.lexsort((totals, size[totals]))][:_MOST_TOTALS]:
        cells = known.rows.indices[known.rows.indptr[total] : known.rows.indptr[total + 1]].astype(np.int64)
        mask = np.zeros(target.size, dtype=np.int64)
        mask[cells] = 1
        inside = np.flatnonzero(near @ mask == size)
        part = Inequalities(
            csr_array(known.rows[inside][:, cells]), known.lower[inside], known.upper[inside], inside, inside
        )
        times = _multipliers(Component(cells, part), target[cells], bound)
        if proof := checked(known, times, target, bound):
            return proof
    return None


def _multipliers(component: Component, target: NDArray[np.int64], bound: float) -> dict[int, Fraction]:
    """Return the smallest multipliers of rows and rests that prove a bound; none where the solver finds none."""
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
        return {}
    times: dict[int, Fraction] = {}
    for variable, sign, source in used:
        if variable.solution_value() > _NOTHING:
            size = Fraction(sign * variable.solution_value()).limit_denominator(_LARGEST_DENOMINATOR)
            times[source] = times.get(source, Fraction(0)) + size
    return times


def _added(one: Mapping[int, Fraction], other: Mapping[int, Fraction]) -> dict[int, Fraction]:
    return {key: one.get(key, Fraction(0)) + other.get(key, Fraction(0)) for key in {**one, **other}}
