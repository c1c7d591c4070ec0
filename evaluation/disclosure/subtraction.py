"""Which sets lie inside which, and what is left when published counts are subtracted from one another.

All functions take the counts of one measure as arrays: ``shared[i, j]`` is the number of cells that sets ``i`` and
``j`` have in common, so set ``j`` lies inside set ``i`` where ``shared[i, j] == shared[j, j]``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Remainder:
    """What is left of sets of counts minus other sets that lie inside them.

    Parameters
    ----------
    wholes, parts : tuple of int
        Disjoint counts that are added up; one of the two has a single member, or ``parts`` comes from two blocks.
    value : int
        Sum of the wholes minus sum of the parts.
    n_cells : float
        Cells that are left.
    """

    wholes: tuple[int, ...]
    parts: tuple[int, ...]
    value: int
    n_cells: float


@dataclass(frozen=True, eq=False)
class Sets:
    """Published counts of one measure as sets of cells.

    Parameters
    ----------
    values : ndarray of int, shape (n,)
    shared : ndarray, shape (n, n)
        Cells in common.
    blocks : sequence of ndarray of int
        Families of disjoint counts.
    """

    values: Numbers
    shared: NDArray[np.float32]
    blocks: Sequence[Numbers]

    @property
    def size(self) -> NDArray[np.float32]:
        """Cells of each set."""
        return np.diag(self.shared)

    def inside(self) -> NDArray[np.bool_]:
        """Tell which sets lie inside which others: ``inside[whole, part]``."""
        some = self.size > 0
        found = (self.shared == self.size[None, :]) & some[None, :] & some[:, None]
        np.fill_diagonal(found, False)
        return found


def disjoint_families(blocks: Iterable[Iterable[int]], shared: NDArray[np.float32]) -> list[Numbers]:
    """Return blocks of counts as families of disjoint ones that cover something; overlapping ones are parted."""
    families: dict[tuple[int, ...], None] = {}
    for indices in blocks:
        members = [index for index in indices if shared[index, index] > 0]
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


def single_parts(sets: Sets, inside: NDArray[np.bool_], wanted: range) -> Iterator[Remainder]:
    """Yield each count minus one inside it, where what is left is wanted, nothing, or less than nothing."""
    rest = sets.values[:, None] - sets.values[None, :]
    size = sets.size
    telling = inside & ((rest <= 0) | _among(rest, wanted))
    for whole, part in np.argwhere(telling):
        yield Remainder((int(whole),), (int(part),), int(rest[whole, part]), float(size[whole] - size[part]))


def block_parts(sets: Sets, inside: NDArray[np.bool_], wanted: range) -> Iterator[Remainder]:
    """Yield each count minus all counts of a block inside it."""
    for block in sets.blocks:
        within = inside[:, block]
        rest = sets.values - within @ sets.values[block]
        left = sets.size - within @ sets.size[block]
        for whole in np.flatnonzero((within.sum(axis=1) > 1) & ((rest <= 0) | _among(rest, wanted))):
            yield Remainder((int(whole),), _tuple(block[within[whole]]), int(rest[whole]), float(left[whole]))


def block_covers(sets: Sets, wanted: range) -> Iterator[Remainder]:
    """Yield the counts of a block that together cover a count, minus that count."""
    for block in sets.blocks:
        touching = sets.shared[:, block] > 0
        covered = (sets.shared[:, block].sum(axis=1) == sets.size) & (sets.size > 0) & (touching.sum(axis=1) > 1)
        rest = touching @ sets.values[block] - sets.values
        left = touching @ sets.size[block] - sets.size
        for part in np.flatnonzero(covered & ((rest <= 0) | _among(rest, wanted))):
            yield Remainder(_tuple(block[touching[part]]), (int(part),), int(rest[part]), float(left[part]))


def pairs_of_parts(sets: Sets, inside: NDArray[np.bool_], wanted: range) -> Iterator[Remainder]:
    """Yield each count minus two disjoint parts of different origin: single counts, or all of a block inside it.

    What is left is wanted, or less than nothing.
    """
    in_block = np.zeros((len(sets.blocks), sets.values.size), dtype=bool)
    for at, block in enumerate(sets.blocks):
        in_block[at, block] = True
    touch = sets.shared > 0
    packed = np.packbits(touch, axis=1)
    for whole in np.flatnonzero(inside.sum(axis=1) > 1):
        members = np.flatnonzero(inside[whole] & (sets.values > 0))
        within = in_block[:, members]
        within = within[within.sum(axis=1) > 1]
        totals = np.concatenate([sets.values[members], within @ sets.values[members]])
        pairs = _pairs_above(totals, int(sets.values[whole]) - wanted.stop)
        rest = sets.values[whole] - totals[pairs].sum(axis=1)
        pairs = pairs[(rest < 0) | _among(rest, wanted)]
        if not pairs.size:
            continue
        for one, other in pairs[_are_apart(touch, packed, members, within, pairs)]:
            both = np.concatenate([_unit(members, within, one), _unit(members, within, other)])
            yield Remainder((int(whole),), _tuple(both), int(sets.values[whole] - sets.values[both].sum()), 1.0)


def _pairs_above(totals: Numbers, least: int) -> Numbers:
    """Return the pairs of numbers that are more than ``least`` together, in order, shape (pairs, 2)."""
    order = np.argsort(totals, kind="stable")
    ranked = totals[order]
    first = np.maximum(np.searchsorted(ranked, least - ranked, side="right"), np.arange(ranked.size) + 1)
    n_pairs = ranked.size - np.minimum(first, ranked.size)
    one = np.repeat(np.arange(ranked.size), n_pairs)
    other = np.arange(one.size) - np.repeat(np.cumsum(n_pairs) - n_pairs, n_pairs) + first[one]
    pairs = np.sort(np.column_stack([order[one], order[other]]), axis=1)
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def _unit(members: Numbers, within: NDArray[np.bool_], at: int) -> Numbers:
    """Return the counts of a part: the members come first, each alone, then all of a block."""
    return members[[at]] if at < members.size else members[within[at - members.size]]


def _among(numbers: Numbers, wanted: range) -> NDArray[np.bool_]:
    return (numbers >= wanted.start) & (numbers < wanted.stop)


def _are_apart(
    touch: NDArray[np.bool_], packed: NDArray[np.uint8], members: Numbers, within: NDArray[np.bool_], pairs: Numbers
) -> NDArray[np.bool_]:
    """Tell of pairs of parts, numbered as in ``_unit``, the lower first, whether they have no cell in common.

    Which sets touch is given twice, ``packed`` into bits by row.
    """
    one, other = pairs.T
    apart = np.empty(len(pairs), dtype=bool)
    alone = other < members.size
    apart[alone] = ~touch[members[one[alone]], members[other[alone]]]
    if alone.all():
        return apart
    blocks, place = np.unique(pairs[~alone], return_inverse=True)
    first = np.searchsorted(blocks, members.size)
    used = within[blocks[first:] - members.size]
    starts = np.cumsum([0, *used.sum(axis=1)[:-1]])
    touched = np.bitwise_or.reduceat(packed[members[np.nonzero(used)[1]]], starts)
    touched = np.unpackbits(touched, axis=1, count=len(touch))[:, members].view(bool)
    by_blocks = touched.astype(np.float32) @ used.T.astype(np.float32) > 0
    touched = np.hstack([touched[:, blocks[:first]], by_blocks])
    one, other = place.reshape(-1, 2).T
    apart[~alone] = ~touched[other - first, one]
    return apart


def _tuple(indices: Numbers) -> tuple[int, ...]:
    return tuple(int(index) for index in indices)
