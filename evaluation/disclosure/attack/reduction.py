"""What is left of a system when every exact number is subtracted from the numbers that contain it.

A reader does the same: a total minus the cells that are shown leaves the sum of those that are hidden. Afterwards a
system falls into small parts that share no unknown cell. Each step is kept, so that a proof about what is left can be
said in terms of the numbers that were published.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.attack.system import Inequalities, joined

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_MOST_PASSES = 6
_BOUNDS = ("lower", "upper", "lower_from", "upper_from")


@dataclass(frozen=True)
class Rest:
    """A row of which others were subtracted.

    Parameters
    ----------
    whole : int
        The row, by its number: rows of the system first, then rests in the order in which they were made.
    parts : tuple of (int, int)
        What was subtracted, and how often.
    """

    whole: int
    parts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)
class Component:
    """Unknown cells that are tied together by what is left.

    Parameters
    ----------
    unknowns : ndarray of int, shape (n,)
        Which cells of the system they are.
    known : Inequalities
        Over these cells; its bounds come from rows and rests, by their number.
    """

    unknowns: NDArray[np.int64]
    known: Inequalities


@dataclass(frozen=True, eq=False)
class Reduction:
    """A system after all subtractions.

    Parameters
    ----------
    rows : csr_array of int, shape (m, n)
        What is left of each row of the system.
    subtracted : ndarray of float, shape (m,)
        The sum of the numbers that were subtracted from each row.
    number : ndarray of int, shape (m,)
        Of what is left of each row, by which :class:`Rest` and the rows are counted.
    rests : tuple of Rest
    components : tuple of Component
    component_of : ndarray of int, shape (m,)
        Where what is left of each row is; -1 where nothing is left.
    broken : tuple of int
        Rows of which nothing is left, but whose bounds exclude what was subtracted.
    """

    rows: csr_array
    subtracted: NDArray[np.float64]
    number: NDArray[np.int64]
    rests: tuple[Rest, ...]
    components: tuple[Component, ...]
    component_of: NDArray[np.int64]
    broken: tuple[int, ...]

    def in_rows(self, times: Mapping[int, Fraction]) -> dict[int, Fraction]:
        """Return multiples of rows and rests as multiples of the rows of the system."""
        n_rows = self.rows.shape[0]
        result = dict(times)
        for number in range(n_rows + len(self.rests) - 1, n_rows - 1, -1):
            if factor := result.pop(number, Fraction(0)):
                rest = self.rests[number - n_rows]
                for other, size in ((rest.whole, 1), *((part, -size) for part, size in rest.parts)):
                    result[other] = result.get(other, Fraction(0)) + size * factor
        return {row: factor for row, factor in result.items() if factor}

    def parts_of(self, row: int) -> dict[int, Fraction]:
        """Return what was subtracted from a row, as multiples of rows and rests."""
        found: dict[int, Fraction] = {}
        number, n_rows = int(self.number[row]), self.rows.shape[0]
        while number >= n_rows:
            rest = self.rests[number - n_rows]
            for part, size in rest.parts:
                found[part] = found.get(part, Fraction(0)) + size
            number = rest.whole
        return found


def together(components: Sequence[Component]) -> Component:
    """Return components that share no unknown cell as one."""
    from scipy.sparse import block_diag, csr_array

    parts = [component.known for component in components]
    return Component(
        np.concatenate([component.unknowns for component in components]),
        Inequalities(
            csr_array(block_diag([part.rows for part in parts], format="csr"), dtype=np.int64),
            *(np.concatenate([getattr(part, name) for part in parts]) for name in _BOUNDS),
        ),
    )


def reduce(known: Inequalities) -> Reduction:
    """Subtract exact numbers from the numbers that contain them, short ones first, until nothing changes."""
    from scipy.sparse import csr_array

    work = _Work(known)
    for _ in range(_MOST_PASSES):
        if not work.subtract_all():
            break
    sizes = [support.size for support in work.supports]
    pointers = np.cumsum([0, *sizes])
    columns = np.concatenate([*work.supports, np.zeros(0, dtype=np.int64)])
    data = np.concatenate([*work.factors, np.zeros(0, dtype=np.int64)])
    rows = csr_array((data, columns, pointers), shape=known.rows.shape)
    lower, upper = known.lower - work.subtracted, known.upper - work.subtracted
    is_empty = np.array(sizes) == 0
    broken = np.flatnonzero(is_empty & ((lower > 0) | (upper < 0)))
    number = np.array(work.number, dtype=np.int64)
    component_of = np.full(len(sizes), -1)
    components = []
    for inside, component in _components(rows, lower, upper, number, np.flatnonzero(~is_empty)):
        component_of[inside] = len(components)
        components.append(component)
    return Reduction(
        rows, work.subtracted, number, tuple(work.rests), tuple(components), component_of, tuple(broken.tolist())
    )


class _Work:
    def __init__(self, known: Inequalities) -> None:
        rows = known.rows
        parts = list(itertools.pairwise(rows.indptr.tolist()))
        self.supports = [rows.indices[start:stop].astype(np.int64) for start, stop in parts]
        self.factors = [rows.data[start:stop].astype(np.int64) for start, stop in parts]
        self.is_exact = known.lower == known.upper
        self.values = known.lower.copy()
        self.subtracted = np.zeros(len(parts))
        self.number = list(range(len(parts)))
        self.rests: list[Rest] = []
        self.holders: list[set[int]] = [set() for _ in range(rows.shape[1])]
        self.table = np.zeros(rows.shape[1], dtype=np.int64)

    def subtract_all(self) -> bool:
        changed = False
        for row in sorted(range(len(self.supports)), key=lambda row: (self.supports[row].size, row)):
            if self.supports[row].size:
                changed |= self._subtract_from(row)
        return changed

    def _subtract_from(self, row: int) -> bool:
        support = self.supports[row]
        for cell in support:
            self.holders[cell].discard(row)
        held = np.fromiter(itertools.chain.from_iterable(self.holders[cell] for cell in support), dtype=np.int64)
        candidates, times = np.unique(held, return_counts=True)
        inside = [
            at for at, n in zip(candidates.tolist(), times.tolist(), strict=True) if n == self.supports[at].size
        ]
        self.table[support] = self.factors[row]
        parts = []
        for part in sorted(inside, key=lambda part: (-self.supports[part].size, part)):
            factors = self.table[self.supports[part]]
            if factors[0] and (factors == factors[0]).all():
                self.table[self.supports[part]] = 0
                parts.append((self.number[part], int(factors[0])))
                self.subtracted[row] += factors[0] * (self.values[part] - self.subtracted[part])
        if parts:
            left = self.table[support]
            self.supports[row], self.factors[row] = support[left != 0], left[left != 0]
            self.rests.append(Rest(self.number[row], tuple(parts)))
            self.number[row] = len(self.supports) + len(self.rests) - 1
        self.table[support] = 0
        if self.is_exact[row] and (self.factors[row] == 1).all():
            for cell in self.supports[row]:
                self.holders[cell].add(row)
        return bool(parts)


def _components(
    rows: csr_array,
    lower: NDArray[np.float64],
    upper: NDArray[np.float64],
    number: NDArray[np.int64],
    open_rows: NDArray[np.int64],
) -> Iterator[tuple[NDArray[np.int64], Component]]:
    from scipy.sparse import block_array, csr_array
    from scipy.sparse.csgraph import connected_components

    if not open_rows.size:
        return
    left = csr_array(rows[open_rows])
    graph = block_array([[None, left], [left.T, None]], format="csr")
    _, label = connected_components(graph, directed=False)
    row_label, cell_label = label[: open_rows.size], label[open_rows.size :]
    cells = np.argsort(cell_label, kind="stable")
    for each in np.unique(row_label):
        chosen = np.flatnonzero(row_label == each)
        unknowns = cells[slice(*np.searchsorted(cell_label[cells], [each, each + 1]))]
        source = open_rows[chosen]
        own = joined(csr_array(left[chosen][:, unknowns]), lower[source], upper[source])
        traced = Inequalities(
            own.rows, own.lower, own.upper, number[source[own.lower_from]], number[source[own.upper_from]]
        )
        yield source, Component(unknowns, traced)
