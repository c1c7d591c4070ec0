"""Can a small number be had from counts that are published together? Subtraction, and every linear combination.

Counts are rows of 0 and 1 over the cells of a lattice. Cells that a published zero covers are known to be empty
and are left out, and so is everything that a difference shows to be empty, until nothing more is found. Then

- *parts*: a count minus one count inside it, minus all counts of one block that lie inside it, or minus two such;
- *cover*: all counts of one block that together cover a count, minus that count;
- *equations*: the count of any product of groups (single classes, published sets, complements) that all published
  counts together determine.

A remainder in the hidden range is a leak. A part that is larger than its whole, or equations that no table solves,
mean that the counts do not count the same thing; nothing can then be promised, so that is treated as a leak too.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.disclosure.cells import Cells
from evaluation.disclosure.equations import Determined, determined_counts
from evaluation.disclosure.lattice import TooFine
from evaluation.disclosure.scope import Count, Scope
from evaluation.disclosure.subtraction import (
    Remainder,
    Sets,
    block_covers,
    block_parts,
    disjoint_families,
    pairs_of_parts,
    single_parts,
)
from evaluation.disclosure.universe import Universe

MOST_COUNTS = 8_000
_SHOWN = 6
_MOST_STRUCK_AT_ONCE = 20


@dataclass(frozen=True)
class Leak:
    """A number that could be had, and how.

    Parameters
    ----------
    equation : str
        In words, with the numbers: for the evaluator, never for the public.
    is_of_past : bool
        Whether it follows only beside what was published before.
    is_unknown : bool
        Whether there are too many numbers for it to be known that there is none.
    """

    equation: str
    is_of_past: bool = False
    is_unknown: bool = False


def find_leak(
    counts: Sequence[Count], hidden: range, closed: Universe | None = None, *, thorough: bool = True
) -> Leak | None:
    """Return the first leak found in counts of one measure that are published together, or None.

    Parameters
    ----------
    counts : sequence of Count
        Of one measure; whether there is a leak does not depend on their order, but which is told first may.
    hidden : range
        Numbers that must not be shown or inferred.
    closed : mapping of str to frozenset of str
        Dimensions that have these levels and no others.
    thorough : bool
        Whether pairs of parts and equations are tried too, which takes longer.
    """
    shown = find_small(counts, hidden)
    if shown or len(counts) < 2 or not hidden:
        return shown
    try:
        return _System(counts, hidden, closed).leak(thorough=thorough)
    except TooFine:
        return Leak("the counts tell so many cells apart that they cannot be checked", is_unknown=True)


def contradicts_itself(counts: Sequence[Count], closed: Universe | None = None) -> bool:
    """Tell whether counts of one measure do not count the same thing, or are too many for it to be known."""
    try:
        return len(counts) > 1 and _System(counts, range(0), closed).leak(thorough=True) is not None
    except TooFine:
        return True


def find_small(counts: Sequence[Count], hidden: range) -> Leak | None:
    """Return the first count that must itself not be shown, or None."""
    for count in counts:
        if count.value in hidden:
            words = f"{hidden.start} to {hidden.stop - 1}"
            return Leak(f"{count.label} ({count.where}): {count.value} is itself in {words}")
        if count.value < 0:
            return Leak(f"{count.label} ({count.where}): {count.value}, so its parts do not count the same thing")
    return None


class _System:
    def __init__(self, counts: Sequence[Count], hidden: range, closed: Universe | None) -> None:
        place: dict[tuple[Scope, int], int] = {}
        self.counts: list[Count] = []
        self.members: dict[str, dict[int, None]] = {}
        for count in counts:
            index = place.setdefault((count.scope, count.value), len(place))
            if index == len(self.counts):
                self.counts.append(count)
            self.members.setdefault(count.block, {})[index] = None
        if len(place) > MOST_COUNTS:
            raise TooFine
        self.hidden = hidden
        self.values = np.array([count.value for count in self.counts], dtype=np.int64)
        self.cells = Cells([count.scope for count in self.counts], closed)
        self.cells.strike_out(np.flatnonzero(self.values == 0).tolist())

    def leak(self, *, thorough: bool) -> Leak | None:
        while True:
            shared = self.cells.shared()
            sets = Sets(self.values, shared, disjoint_families(self.members.values(), shared))
            found, empty = self._by_subtraction(sets)
            if found or not (empty or thorough):
                return found
            if empty:
                self._strike_out(empty)
                continue
            pair = next(pairs_of_parts(sets, sets.inside(), self.hidden), None)
            if pair:
                return self._told(pair)
            known = determined_counts(self.cells, self.values, self.hidden)
            if known.contradiction:
                return Leak("all published counts together contradict one another: they do not count the same thing")
            if any(known.values):
                return self._determined(known)
            if not known.values:
                return None
            for group in known.groups:
                self.cells.alive[np.ix_(*group)] = False

    def _by_subtraction(self, sets: Sets) -> tuple[Leak | None, list[Remainder]]:
        impossible = np.flatnonzero((sets.size == 0) & (self.values > 0))
        if impossible.size:
            count = self.counts[impossible[0]]
            return Leak(f"{count.label} ({count.where}): {count.value}, where other counts leave nobody"), []
        inside = sets.inside()
        ways = [single_parts(sets, inside, self.hidden), block_parts(sets, inside, self.hidden)]
        ways += [block_covers(sets, self.hidden)]
        empty = []
        for remainder in itertools.chain(*ways):
            if remainder.value != 0:
                return self._told(remainder), []
            if remainder.n_cells > 0:
                empty.append(remainder)
        return None, empty

    def _strike_out(self, remainders: list[Remainder]) -> None:
        """Leave out the cells that the largest differences of nothing show to be empty; the others follow."""
        remainders.sort(key=lambda each: (-each.n_cells, each.wholes, each.parts))
        for remainder in remainders[:_MOST_STRUCK_AT_ONCE]:
            self.cells.strike_out(remainder.wholes, remainder.parts)

    def _told(self, remainder: Remainder) -> Leak:
        wholes, parts = (self._named(indices) for indices in (remainder.wholes, remainder.parts))
        if remainder.value < 0:
            return Leak(f"{wholes} cannot hold {parts}: they do not count the same thing")
        return Leak(f"{wholes} minus {parts} leaves {remainder.value}")

    def _named(self, indices: Sequence[int]) -> str:
        counts = [self.counts[index] for index in indices]
        names = "; ".join(sorted(count.label for count in counts)[:_SHOWN])
        names += f" and {len(counts) - _SHOWN} more" if len(counts) > _SHOWN else ""
        places = " and ".join(sorted({count.where for count in counts})[:2])
        return f"{names} ({places}): {sum(count.value for count in counts)}"

    def _determined(self, known: Determined) -> Leak:
        group, value = next(each for each in zip(known.groups, known.values, strict=True) if each[1])
        words = self.cells.lattice.words_of(group)
        measure = self.counts[0].scope.measure
        return Leak(f"{measure}s, {words}: {value} follows from all published counts together")
