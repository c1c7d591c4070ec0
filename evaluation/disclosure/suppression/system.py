"""All numbers of a measure as sums of unknown cells: the one linear system that an attacker would solve.

The unknowns are *atoms*: cells that no published number and no table tells apart further. An atom of a clique of
dimensions is a product of classes of levels and time; where two cliques share dimensions they agree on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.lattice import Lattice, TooFine
from evaluation.disclosure.scope import PERIOD, Count, Scope
from evaluation.disclosure.suppression.cliques import Clique, cliques, junctions
from evaluation.disclosure.universe import Universe

if TYPE_CHECKING:
    from scipy.sparse import csr_array

MOST_ATOMS = 200_000
MOST_MEMBERSHIPS = 40_000_000
SHOWN = -1
_SHOWN_IN_WORDS = 6


class ContradictoryCounts(Exception):
    """The numbers do not count the same thing: no table of people agrees with all of them."""


@dataclass(frozen=True, eq=False)
class LinkedSystem:
    """Numbers that may be hidden, and the equations that hold whatever is hidden.

    Parameters
    ----------
    cells : tuple of Count
        The cells of all tables, in the order in which they were given.
    number_of : ndarray of int, shape (len(cells),)
        Which number each cell is; cells that count the same are one number. ``SHOWN`` for what can never be hidden:
        zeros, and what is published already.
    values : ndarray of float, shape (m,)
        The numbers that may be hidden, each 1 or more, in an order that does not depend on that of the cells.
    sums : csr_array of shape (m, atoms)
        Each number as a sum of atoms.
    equations : csr_array of shape (e, atoms)
    totals : ndarray of float, shape (e,)
        ``equations @ atoms == totals``, with atoms of 0 or more.
    """

    cells: tuple[Count, ...]
    number_of: NDArray[np.int64]
    values: NDArray[np.float64]
    sums: csr_array
    equations: csr_array
    totals: NDArray[np.float64]

    @classmethod
    def of(
        cls, cells: Sequence[Count], published: Sequence[Count] = (), closed: Universe | None = None
    ) -> LinkedSystem:
        """Return the system of the cells of all tables of one measure.

        Parameters
        ----------
        cells : sequence of Count
            What is to be published, with every total that a table prints.
        published : sequence of Count
            Numbers that were published earlier or elsewhere.
        closed : mapping of str to frozenset of str
            Dimensions that have these levels and no others.

        Raises
        ------
        TooFine
            If the numbers tell more than 200,000 atoms apart.
        ContradictoryCounts
            If one thing has two values, or nobody can be in a number that is not zero.
        """
        known = {count.scope: count for count in sorted(cells, key=_order)}
        known |= {count.scope: count for count in sorted(published, key=_order)}
        twice = [(count, known[count.scope]) for count in (*cells, *published)]
        _refuse(f"{_words(a)}; {_words(b)}" for a, b in twice if a.value != b.value)
        counts = sorted(known.values(), key=_order)
        rows, agreements = _incidence([count.scope for count in counts], closed or {})
        values = np.array([count.value for count in counts], dtype=float)
        alive = _alive(rows, values, agreements)
        rows, agreements = rows[:, alive], agreements[:, alive]
        nobody = np.flatnonzero((np.diff(rows.indptr) == 0) & (values > 0))
        _refuse(f"{_words(counts[at])}, where nobody can be" for at in nobody)
        rows, agreements = _merged(rows, agreements)
        fixed = {count.scope for count in published}
        return cls._numbered(tuple(cells), counts, rows, agreements, fixed)

    @classmethod
    def _numbered(
        cls,
        cells: tuple[Count, ...],
        counts: list[Count],
        rows: csr_array,
        agreements: csr_array,
        fixed: set[Scope],
    ) -> LinkedSystem:
        """Give one number to all counts that sum the same atoms, and none to those that are known anyway."""
        from scipy.sparse import csr_array, vstack

        alike: dict[bytes, list[int]] = {}
        for at in range(len(counts)):
            alike.setdefault(rows.indices[rows.indptr[at] : rows.indptr[at + 1]].tobytes(), []).append(at)
        number_of_scope: dict[Scope, int] = {}
        free, constant = [], []
        for members in alike.values():
            first = counts[members[0]]
            other = [counts[at] for at in members if counts[at].value != first.value]
            _refuse(f"{_words(each)}; as many as {_words(first)}" for each in other)
            known = first.value == 0 or any(counts[at].scope in fixed for at in members)
            number_of_scope |= {counts[at].scope: SHOWN if known else len(free) for at in members}
            if not known:
                free.append(members[0])
            elif first.value > 0:
                constant.append(members[0])
        values = np.array([float(count.value) for count in counts])
        return cls(
            cells,
            np.array([number_of_scope[cell.scope] for cell in cells], dtype=np.int64),
            values[free],
            csr_array(rows[free]),
            csr_array(vstack([rows[constant], agreements])),
            np.concatenate([values[constant], np.zeros(agreements.shape[0])]),
        )


def _incidence(scopes: list[Scope], closed: Universe) -> tuple[csr_array, csr_array]:
    """Return which atoms each scope covers, and equations by which cliques agree, over atoms before merging."""
    from scipy.sparse import csr_array

    masks = _masks(scopes, closed)
    named = [frozenset(name for name, mask in masks.items() if not mask[at].all()) for at in range(len(scopes))]
    trees = cliques(named)
    sizes = [[masks[name].shape[1] for name in sorted(clique)] for clique in trees]
    starts = np.cumsum([0, *(int(np.prod(size, dtype=float)) for size in sizes)])
    if starts[-1] > MOST_ATOMS:
        raise TooFine
    members: list[NDArray[np.int64]] = []
    for at, names in enumerate(named):
        home = next(number for number, clique in enumerate(trees) if names <= clique)
        covered = [mask for name, mask in sorted(masks.items()) if name in trees[home]]
        members.append(starts[home] + np.flatnonzero(reduce(np.kron, [mask[at] for mask in covered], [True])))
    memberships = sum(found.size for found in members)
    if memberships > MOST_MEMBERSHIPS:
        raise TooFine
    pointers = np.cumsum([0, *(found.size for found in members)])
    columns = np.concatenate([*members, np.zeros(0, dtype=np.int64)])
    rows = csr_array((np.ones(memberships), columns, pointers), shape=(len(scopes), int(starts[-1])))
    return rows, _agreements(trees, sizes, starts)


def _agreements(trees: list[Clique], sizes: list[list[int]], starts: NDArray[np.int64]) -> csr_array:
    """Return the equations by which neighbouring cliques have the same sums over what they share."""
    from scipy.sparse import coo_array, csr_array, vstack

    found = [csr_array((0, int(starts[-1])))]
    for pair in junctions(trees):
        shared = trees[pair[0]] & trees[pair[1]]
        height = 0
        entries: list[tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]] = []
        for clique, sign in zip(pair, (1.0, -1.0), strict=True):
            axes = [name in shared for name in sorted(trees[clique])]
            grid = np.indices(sizes[clique]).reshape(len(axes), -1)
            kept = [size for size, keep in zip(sizes[clique], axes, strict=True) if keep]
            class_of = np.ravel_multi_index(tuple(grid[axes]), kept) if kept else np.zeros(grid.shape[1], dtype=int)
            height = int(np.prod(kept, dtype=int))
            entries.append((np.full(class_of.size, sign), class_of, starts[clique] + np.arange(class_of.size)))
        data, row, column = (np.concatenate(part) for part in zip(*entries, strict=True))
        found.append(csr_array(coo_array((data, (row, column)), shape=(height, int(starts[-1])))))
    return csr_array(vstack(found))


def _masks(scopes: list[Scope], closed: Universe) -> dict[str, NDArray[np.bool_]]:
    """Return for each dimension which of the classes that any scope covers each covers, shape (scopes, classes)."""
    found = {}
    for name in sorted({PERIOD, *(dimension for scope in scopes for dimension, _ in scope.levels)}):
        alone = [
            replace(scope, levels=())
            if name == PERIOD
            else Scope(scope.measure, None, tuple(term for term in scope.levels if term[0] == name))
            for scope in scopes
        ]
        lattice = Lattice(alone, closed)
        masks = lattice.masks(alone)[lattice.dimensions.index(name)]
        found[name] = masks[:, masks.any(axis=0)]
    return found


def _alive(rows: csr_array, values: NDArray[np.float64], agreements: csr_array) -> NDArray[np.bool_]:
    """Return the atoms that are not known to be empty from a zero, or from the zero of another clique."""
    alive = ~(rows[values == 0].sum(axis=0) > 0)
    plus, minus = (agreements > 0).astype(float), (agreements < 0).astype(float)
    while True:
        left, right = plus @ alive == 0, minus @ alive == 0
        empty = (minus[left].sum(axis=0) > 0) | (plus[right].sum(axis=0) > 0)
        if not (alive & empty).any():
            return alive
        alive &= ~empty


def _merged(rows: csr_array, agreements: csr_array) -> tuple[csr_array, csr_array]:
    """Merge the atoms that no number and no equation tells apart."""
    from scipy.sparse import csc_array, csr_array, vstack

    stacked = csc_array(vstack([rows, agreements]))
    stacked.sort_indices()
    first: dict[tuple[bytes, bytes], int] = {}
    for at in range(stacked.shape[1]):
        part = slice(stacked.indptr[at], stacked.indptr[at + 1])
        if part.stop > part.start:
            first.setdefault((stacked.indices[part].tobytes(), stacked.data[part].tobytes()), at)
    kept = csr_array(stacked[:, list(first.values())])
    kept.sort_indices()
    top, bottom = csr_array(kept[: rows.shape[0]]), csr_array(kept[rows.shape[0] :])
    return top, csr_array(bottom[np.flatnonzero(np.diff(bottom.indptr))])


def _refuse(problems: Iterable[str]) -> None:
    found = sorted(problems)
    if found:
        more = f" and {len(found) - _SHOWN_IN_WORDS} more" if len(found) > _SHOWN_IN_WORDS else ""
        raise ContradictoryCounts("; ".join(found[:_SHOWN_IN_WORDS]) + more)


def _words(count: Count) -> str:
    return f"{count.label} ({count.where}): {count.value}"


def _order(count: Count) -> tuple[object, ...]:
    scope = count.scope
    levels = tuple((name, tuple(sorted(values))) for name, values in scope.levels)
    as_of = tuple((days or (), version) for days, version in scope.as_of)
    return (scope.measure, scope.window or (), levels, as_of, count.value)
