"""What is left of a system when the cells that single numbers give are put in, in parts that share no cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.attack.system import Inequalities, joined

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, eq=False)
class Component:
    """Unknown cells that are tied together by numbers.

    Parameters
    ----------
    unknowns : ndarray of int, shape (n,)
        Which cells of the system they are.
    known : Inequalities
        Over these cells, what is known of others put in; its rows were joined from those of the system.
    """

    unknowns: NDArray[np.int64]
    known: Inequalities


@dataclass(frozen=True, eq=False)
class Remainder:
    """A system with the cells that single numbers give put in.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        Of the cells that are known; 0 elsewhere.
    given_by : ndarray of int, shape (n,)
        The row that gives each cell, -1 where it is not known.
    order : ndarray of int
        The cells that are known, in the order in which they were put in.
    components : tuple of Component
    broken : tuple of int
        Rows that hold for no value of the cells that are left.
    """

    values: NDArray[np.float64]
    given_by: NDArray[np.int64]
    order: NDArray[np.int64]
    components: tuple[Component, ...]
    broken: tuple[int, ...]


def remainder_of(known: Inequalities) -> Remainder:
    """Put in the cells that are alone in an exact number, again and again, and take apart what is left."""
    n = known.rows.shape[1]
    values, given_by = np.zeros(n), np.full(n, -1)
    order: list[int] = []
    support = abs(known.rows).sign()
    exact = known.lower == known.upper
    while True:
        free = given_by < 0
        rest = known.rows @ values
        alone = np.flatnonzero(exact & (support @ free.astype(np.int64) == 1))
        newly = 0
        for row in alone:
            part = slice(known.rows.indptr[row], known.rows.indptr[row + 1])
            at = next(at for at in range(part.start, part.stop) if free[known.rows.indices[at]])
            cell, value = known.rows.indices[at], (known.lower[row] - rest[row]) / known.rows.data[at]
            if given_by[cell] < 0 and value >= 0 and value == round(value):
                values[cell], given_by[cell] = value, row
                order.append(int(cell))
                newly += 1
        if not newly:
            break
    free = given_by < 0
    rest = known.rows @ values
    left = support @ free.astype(np.int64)
    lower, upper = known.lower - rest, known.upper - rest
    broken = np.flatnonzero((left == 0) & ((lower > 0) | (upper < 0)))
    return Remainder(
        values,
        given_by,
        np.array(order, dtype=np.int64),
        tuple(_components(known.rows, lower, upper, free, np.flatnonzero(left))),
        tuple(int(row) for row in broken),
    )


def _components(
    rows: csr_array,
    lower: NDArray[np.float64],
    upper: NDArray[np.float64],
    free: NDArray[np.bool_],
    open_rows: NDArray[np.int64],
) -> Iterator[Component]:
    from scipy.sparse import block_array, csr_array
    from scipy.sparse.csgraph import connected_components

    unknowns = np.flatnonzero(free)
    if not open_rows.size:
        return
    left = csr_array(rows[open_rows][:, unknowns])
    graph = block_array([[None, left], [left.T, None]], format="csr")
    _, label = connected_components(graph, directed=False)
    row_label, cell_label = label[: open_rows.size], label[open_rows.size :]
    by_label = [
        (np.flatnonzero(row_label == each), np.flatnonzero(cell_label == each)) for each in np.unique(row_label)
    ]
    for chosen, inside in by_label:
        source = open_rows[chosen]
        own = joined(csr_array(left[chosen][:, inside]), lower[source], upper[source])
        traced = Inequalities(own.rows, own.lower, own.upper, source[own.lower_from], source[own.upper_from])
        yield Component(unknowns[inside], traced)
