"""The unknown cells of the attacker, and which of them each group of people is made of."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.attack.axes import Axes

if TYPE_CHECKING:
    from scipy.sparse import csr_array

MOST_UNKNOWNS = 200_000
MOST_CELLS = 20_000_000
_CHUNK = 50_000_000
_SEED = 61


class TooManyUnknowns(Exception):
    """The numbers tell so many cells apart that they cannot be attacked; coarser tables are needed."""


@dataclass(frozen=True, eq=False)
class Unknowns:
    """Unknown cells, each 0 or more.

    Parameters
    ----------
    members : csr_array of shape (groups of people, unknowns)
        1 where the people are in the cell.
    agreements : csr_array of shape (a, unknowns)
        Sums that are 0 whatever is published.
    is_whole : bool
        The cells are those of the whole product of dimensions. Otherwise there is a table for each largest set of
        dimensions that are named together, and tables that share dimensions agree on these: then bounds may be
        wider than an attacker with more memory would find.
    """

    members: csr_array
    agreements: csr_array
    is_whole: bool


def unknowns_of(axes: Axes, empty: NDArray[np.bool_]) -> Unknowns:
    """Return the unknown cells.

    Parameters
    ----------
    axes : Axes
    empty : ndarray of bool, shape (groups of people,)
        Who is nobody: these cells are struck out.

    Raises
    ------
    TooManyUnknowns
        If there are more than 200,000 even with a table for each set of dimensions.
    """
    if np.prod(axes.sizes, dtype=float) <= MOST_CELLS:
        cells = _told_apart(axes, empty)
        if cells.shape[1] <= MOST_UNKNOWNS:
            return Unknowns(_members(axes, cells), _none(cells.shape[1]), is_whole=True)
    return _of_cliques(axes, empty)


def _told_apart(axes: Axes, empty: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return one cell of each set of cells that the same numbers cover, shape (dimensions, unknowns)."""
    alive = np.ones(axes.sizes, dtype=bool)
    for place in np.flatnonzero(empty):
        alive[np.ix_(*(mask[place] for mask in axes.masks))] = False
    weights = np.random.default_rng(_SEED).integers(0, 2**63, size=len(empty), dtype=np.uint64)
    signature = np.zeros(axes.sizes, dtype=np.uint64)
    for place in np.flatnonzero(~empty):
        signature[np.ix_(*(mask[place] for mask in axes.masks))] += weights[place]
    where = np.flatnonzero(alive & (signature > 0))
    _, first = np.unique(signature.ravel()[where], return_index=True)
    return np.array(np.unravel_index(where[np.sort(first)], axes.sizes)).reshape(len(axes.sizes), -1)


def _members(axes: Axes, cells: NDArray[np.int64]) -> csr_array:
    from scipy.sparse import csr_array, vstack

    n_groups, n_cells = len(axes.masks[0]), cells.shape[1]
    parts = [csr_array((0, n_cells))]
    step = max(_CHUNK // max(n_cells, 1), 1)
    for start in range(0, n_groups, step):
        covered = [mask[start : start + step][:, place] for mask, place in zip(axes.masks, cells, strict=True)]
        parts.append(csr_array(reduce(np.logical_and, covered), dtype=np.int64))
    return csr_array(vstack(parts), dtype=np.int64)


def _of_cliques(axes: Axes, empty: NDArray[np.bool_]) -> Unknowns:
    """Return a table for each largest set of dimensions that are named together."""
    from scipy.sparse import csr_array

    n_groups = len(empty)
    named = [frozenset(at for at, mask in enumerate(axes.masks) if not mask[row].all()) for row in range(n_groups)]
    cliques = _largest(named)
    sizes = [[axes.sizes[at] for at in clique] for clique in cliques]
    starts = np.cumsum([0, *(int(np.prod(size, dtype=float)) for size in sizes)])
    if starts[-1] > MOST_UNKNOWNS:
        raise TooManyUnknowns
    rows, columns = [], []
    dead = np.zeros(starts[-1], dtype=bool)
    for row, names in enumerate(named):
        home = next(number for number, clique in enumerate(cliques) if names <= set(clique))
        box = reduce(np.kron, [axes.masks[at][row] for at in cliques[home]], np.ones(1, dtype=bool))
        covered = starts[home] + np.flatnonzero(box)
        rows.append(np.full(covered.size, row))
        columns.append(covered)
        if empty[row]:
            dead[covered] = True
    where = (np.concatenate(rows), np.concatenate(columns))
    members = csr_array((np.ones(where[0].size, dtype=np.int64), where), shape=(n_groups, int(starts[-1])))
    agreements = _agreements(cliques, sizes, starts)
    return Unknowns(csr_array(members[:, ~dead]), csr_array(agreements[:, ~dead]), is_whole=False)


def _largest(named: Iterable[frozenset[int]]) -> list[tuple[int, ...]]:
    found = set(named)
    return sorted(tuple(sorted(one)) for one in found if not any(one < other for other in found))


def _agreements(cliques: list[tuple[int, ...]], sizes: list[list[int]], starts: NDArray[np.int64]) -> csr_array:
    """Return, for any two tables, the sums over what they share as differences that are 0."""
    from scipy.sparse import csr_array, vstack

    found = [_none(int(starts[-1]))]
    for one, other in itertools.combinations(range(len(cliques)), 2):
        shared = set(cliques[one]) & set(cliques[other])
        data, rows, columns, height = [], [], [], 1
        for number, sign in ((one, 1), (other, -1)):
            kept = [at for at, name in enumerate(cliques[number]) if name in shared]
            shape = sizes[number]
            height = int(np.prod([shape[at] for at in kept], dtype=int))
            grid = np.indices(shape).reshape(len(shape), -1)
            part = np.ravel_multi_index(grid[kept], [shape[at] for at in kept]) if kept else np.zeros(grid.shape[1])
            rows.append(part.astype(np.int64))
            columns.append(starts[number] + np.arange(grid.shape[1]))
            data.append(np.full(grid.shape[1], sign))
        where = (np.concatenate(rows), np.concatenate(columns))
        found.append(csr_array((np.concatenate(data), where), shape=(height, int(starts[-1]))))
    return csr_array(vstack(found), dtype=np.int64)


def _none(width: int) -> csr_array:
    from scipy.sparse import csr_array

    return csr_array((0, width), dtype=np.int64)
