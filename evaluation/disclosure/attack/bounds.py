"""The least and the most that each hidden cell can be, in real numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.attack.real_numbers import NoTable, RealNumbers, Table
from evaluation.disclosure.attack.reduction import Component

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, eq=False)
class Bounds:
    """How far hidden cells are bounded.

    Parameters
    ----------
    lower, upper : ndarray of float, shape (k,)
        Infinite where nothing bounds a cell.
    lower_is_whole, upper_is_whole : ndarray of bool, shape (k,)
        A table of whole numbers reaches the bound, so that whole numbers cannot tighten it.
    seen : sequence of ndarray of float, shape (n,)
        Tables of whole numbers that were come across.
    n_solved : int
        Linear programs.
    """

    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    lower_is_whole: NDArray[np.bool_]
    upper_is_whole: NDArray[np.bool_]
    seen: Sequence[Table]
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
    program = RealNumbers(component)
    found = np.zeros((2, targets.shape[0]))
    whole = np.ones((2, targets.shape[0]), dtype=bool)
    seen: list[Table] = []
    n_solved = 0
    least_seen = np.full(targets.shape[0], np.inf)
    for side in (1, 0):
        for number in range(targets.shape[0]):
            if side == 0 and least_seen[number] <= least[number]:
                found[side, number] = least_seen[number]
                continue
            found[side, number], table = program.extreme(targets, number, upper=side == 1)
            n_solved += 1
            whole[side, number] = table is not None or np.isinf(found[side, number])
            if table is not None:
                seen.append(table)
                least_seen = np.minimum(least_seen, targets @ table)
    return Bounds(found[0], found[1], whole[0], whole[1], seen, n_solved)
