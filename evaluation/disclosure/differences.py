"""Can a small number be had from counts that are published together? Subtraction, and every linear combination.

Counts are rows of 0 and 1 over the cells of a lattice. Cells that a published zero covers are known to be empty
and are left out, and so is everything that a subtraction shows to be empty, until nothing more is found. Then

- *parts*: a count minus one count inside it, or minus all counts of one block that lie inside it;
- *cover*: all counts of one block that together cover a count, minus that count;
- *combination*: a small cell of a table that was handed over (at any level of pooling, with any margin) whose row
  is a linear combination of published rows.

A remainder in the hidden range is a leak. A part that is larger than its whole means that the two do not count the
same thing; nothing can then be promised, so it is treated as a leak too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.lattice import Lattice, TooFine
from evaluation.disclosure.scope import Count, Scope

MOST_EQUATIONS = 6000
_TOLERANCE = 1e-6
_RANK_TOLERANCE = 1e-10
_SHOWN = 6
_MOST_STRUCK_AT_ONCE = 20


@dataclass(frozen=True)
class Leak:
    """A number that could be had, and how.

    Parameters
    ----------
    equation : str
        In words, with the numbers: for the evaluator, never for the public.
    """

    equation: str


def find_leak(counts: Sequence[Count], hidden: range, targets: Sequence[Count] = ()) -> Leak | None:
    """Return the first leak found in counts of one measure that are published together, or None.

    Parameters
    ----------
    counts : sequence of Count
        Of one measure; the result does not depend on their order, but which leak is told first may.
    hidden : range
        Numbers that must not be shown or inferred.
    targets : sequence of Count
        True small counts that must not be a linear combination of the published ones.
    """
    shown = find_small(counts, hidden)
    if shown or len(counts) < 2 or not hidden:
        return shown
    try:
        return _System(tuple(counts), hidden).leak(targets)
    except TooFine:
        return Leak("the counts tell so many cells apart that they cannot be checked")


def find_small(counts: Sequence[Count], hidden: range) -> Leak | None:
    """Return the first count that must itself not be shown, or None."""
    for count in counts:
        if count.value in hidden:
            return Leak(f"{count.label} ({count.where}): {count.value} is itself in {_words(hidden)}")
        if count.value < 0:
            return Leak(f"{count.label} ({count.where}): {count.value}, so its parts do not count the same thing")
    return None


class _System:
    def __init__(self, counts: Sequence[Count], hidden: range) -> None:
        place: dict[tuple[Scope, int], int] = {}
        self.counts: list[Count] = []
        self.members: dict[str, dict[int, None]] = {}
        base: set[int] = set()
        for count in counts:
            index = place.setdefault((count.scope, count.value), len(place))
            if index == len(self.counts):
                self.counts.append(count)
            self.members.setdefault(count.block, {})[index] = None
            base |= set() if count.derived else {index}
        if len(place) > MOST_EQUATIONS:
            raise TooFine
        self.base = np.array(sorted(base), dtype=np.int64)
        self.hidden = hidden
        self.values = np.array([count.value for count in self.counts], dtype=np.int64)
        self.lattice = Lattice([count.scope for count in self.counts])
        self.rows = self.lattice.incidence([count.scope for count in self.counts])
        self.alive = np.ones(self.lattice.n_cells, dtype=bool)
        self.nothing_left: list[tuple[float, list[int], list[int]]] = []
        self._empty(np.flatnonzero(self.values == 0))

    def leak(self, targets: Sequence[Count]) -> Leak | None:
        while True:
            live = self.rows[:, np.flatnonzero(self.alive)]
            shared = (live @ live.T).toarray()
            self.nothing_left = []
            found = self._by_subtraction(shared, np.diag(shared).copy())
            if found:
                return found
            if not self.nothing_left:
                return self._by_combination(live, shared, targets)
            self._strike_out()

    def _by_subtraction(self, shared: NDArray[np.float32], size: NDArray[np.float32]) -> Leak | None:
        values, some = self.values, size > 0
        impossible = np.flatnonzero(~some & (values > 0))
        if impossible.size:
            count = self.counts[impossible[0]]
            return Leak(f"{count.label} ({count.where}): {count.value}, where other counts leave nobody")
        inside = (shared == size[None, :]) & some[None, :] & some[:, None]
        np.fill_diagonal(inside, False)
        rest = values[:, None] - values[None, :]
        bad = inside & ((rest < 0) | np.isin(rest, self.hidden))
        if bad.any():
            whole, part = (int(index) for index in np.argwhere(bad)[0])
            return self._leak(whole, [part], cover=False)
        for whole, part in np.argwhere(inside & (rest == 0) & (size[:, None] > size[None, :])):
            self.nothing_left.append((float(size[whole] - size[part]), [int(whole)], [int(part)]))
        for block in self._blocks(shared):
            found = self._parts(inside, size, block) or self._covers(shared, size, block)
            if found:
                return found
        return None

    def _parts(self, inside: NDArray[np.bool_], size: NDArray[np.float32], block: NDArray[np.int64]) -> Leak | None:
        within = inside[:, block]
        rest = self.values - within @ self.values[block]
        n_parts = within.sum(axis=1)
        bad = np.flatnonzero((n_parts > 1) & ((rest < 0) | np.isin(rest, self.hidden)))
        if bad.size:
            return self._leak(int(bad[0]), block[within[bad[0]]], cover=False)
        left = size - within @ size[block]
        for whole in np.flatnonzero((n_parts > 1) & (rest == 0) & (left > 0)):
            self.nothing_left.append((float(left[whole]), [int(whole)], block[within[whole]].tolist()))
        return None

    def _covers(
        self, shared: NDArray[np.float32], size: NDArray[np.float32], block: NDArray[np.int64]
    ) -> Leak | None:
        touching = shared[:, block] > 0
        covered = (shared[:, block].sum(axis=1) == size) & (size > 0) & (touching.sum(axis=1) > 1)
        rest = touching @ self.values[block] - self.values
        bad = np.flatnonzero(covered & ((rest < 0) | np.isin(rest, self.hidden)))
        if bad.size:
            return self._leak(int(bad[0]), block[touching[bad[0]]], cover=True)
        left = touching @ size[block] - size
        for part in np.flatnonzero(covered & (rest == 0) & (left > 0)):
            self.nothing_left.append((float(left[part]), block[touching[part]].tolist(), [int(part)]))
        return None

    def _by_combination(self, live: object, shared: NDArray[np.float32], targets: Sequence[Count]) -> Leak | None:
        base = self.base[shared[self.base, self.base] > 0]
        chosen = [target for target in targets if self.lattice.separates(target.scope)]
        if not chosen or not base.size:
            return None
        wanted = self.lattice.incidence([target.scope for target in chosen])[:, np.flatnonzero(self.alive)]
        lengths = np.asarray(wanted.sum(axis=1), dtype=float)
        length = np.sqrt(shared[base, base].astype(float))
        independent, triangle = _independent_rows(shared[np.ix_(base, base)] / np.outer(length, length))
        products = (live[base[independent]] @ wanted.T).toarray() / length[independent, None]
        from scipy.linalg import solve_triangular

        explained = (solve_triangular(triangle, products, trans="T") ** 2).sum(axis=0)
        known = np.flatnonzero((lengths > 0) & (lengths - explained < _TOLERANCE * np.maximum(lengths, 1.0)))
        if not known.size:
            return None
        target = chosen[int(known[0])]
        return Leak(f"{target.label}: {target.value} is a sum and difference of published counts")

    def _blocks(self, shared: NDArray[np.float32]) -> list[NDArray[np.int64]]:
        """Return the blocks as families of disjoint counts; overlapping ones are parted."""
        families: dict[tuple[int, ...], None] = {}
        for indices in self.members.values():
            members = [index for index in indices if shared[index, index] > 0]
            if not shared[np.ix_(members, members)].sum(axis=1).any():
                continue
            if (shared[np.ix_(members, members)].sum(axis=1) == shared[members, members]).all():
                families[tuple(members)] = None
                continue
            parted: list[list[int]] = []
            for index in members:
                home = next((family for family in parted if not shared[index, family].any()), None)
                if home is None:
                    parted.append([index])
                else:
                    home.append(index)
            families |= dict.fromkeys(map(tuple, parted))
        return [np.array(family) for family in families if len(family) > 1]

    def _empty(self, indices: NDArray[np.int64]) -> None:
        if indices.size:
            self.alive[self.rows[indices].indices] = False

    def _strike_out(self) -> None:
        """Leave out the cells that the largest differences of nothing show to be empty; the others follow."""
        self.nothing_left.sort(key=lambda each: (-each[0], each[1], each[2]))
        for _, wholes, parts in self.nothing_left[:_MOST_STRUCK_AT_ONCE]:
            empty = np.zeros_like(self.alive)
            empty[self.rows[wholes].indices] = True
            empty[self.rows[parts].indices] = False
            self.alive &= ~empty

    def _leak(self, one: int, several: Sequence[int], *, cover: bool) -> Leak:
        alone = self.counts[one]
        others = [self.counts[int(index)] for index in several]
        total = sum(other.value for other in others)
        names = "; ".join(sorted(other.label for other in others)[:_SHOWN])
        names += f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
        single = f"{alone.label} ({alone.where}): {alone.value}"
        sums = f"{names} ({others[0].where}): {total}"
        first, second, rest = (sums, single, total - alone.value) if cover else (single, sums, alone.value - total)
        if rest < 0:
            return Leak(f"{first} cannot hold {second}: they do not count the same thing")
        return Leak(f"{first} minus {second} leaves {rest}")


def _independent_rows(gram: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return linearly independent rows of a Gram matrix and the upper Cholesky factor of their own Gram matrix."""
    from scipy.linalg.lapack import dpstrf

    factor, pivots, rank, _ = dpstrf(gram, tol=_RANK_TOLERANCE)
    return pivots[:rank] - 1, np.triu(factor[:rank, :rank])


def _words(hidden: range) -> str:
    return f"{hidden.start} to {hidden.stop - 1}"
