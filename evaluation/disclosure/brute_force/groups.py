"""Which groups of people are asked for: products of sets of classes, and nothing is left out unsaid.

Of each dimension single classes, published sets, their complements, stretches between any two days, and what two
published sets have in common, together, apart or leave; all sets where classes are few. Where all products are too
many, every triple of dimensions that fits and every pair is asked as finely, the other dimensions whole, and the
product of all more coarsely.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.brute_force.grid import Grid, is_summed

MOST_ASKED = 2_000_000
"""Groups of three dimensions and more."""
MOST_OF_A_PAIR = 50_000_000
MOST_PAIRS = 100_000
"""Of published sets of one dimension."""
MOST_PAIRS_IN_COMMON = 2_000
"""Of a published set and what two others have in common."""
_AT_ONCE = 200_000
_FEW_CLASSES = 6

_Sets = NDArray[np.bool_]


class TooFine(Exception):
    """Groups of two dimensions are too many to be asked for."""


@dataclass(frozen=True, eq=False)
class Asked:
    """Groups that are asked for together: every product of sets of these dimensions, all others whole.

    Parameters
    ----------
    sets : mapping
        Dimension to sets of its classes, shape (sets, classes).
    """

    sets: Mapping[str, _Sets]

    @property
    def n(self) -> int:
        """How many groups."""
        return prod(len(each) for each in self.sets.values())

    def at_once(self) -> Iterator[Asked]:
        """Yield the same groups in parts that are small enough to be held."""
        widest = max(self.sets, key=lambda name: len(self.sets[name]))
        step = max(_AT_ONCE * len(self.sets[widest]) // self.n, 1)
        for start in range(0, len(self.sets[widest]), step):
            yield Asked({**self.sets, widest: self.sets[widest][start : start + step]})


def asked_of(grid: Grid) -> list[Asked]:
    """Return all groups that are asked for.

    Raises
    ------
    TooFine
        If two dimensions have more groups than can be asked for.
    """
    ladders = {name: _ladder(name, grid) for name in grid.masks}
    finest = {name: ladder[0] for name, ladder in ladders.items()}
    if Asked(finest).n <= MOST_ASKED or len(finest) < 2:
        return [Asked(finest)]
    asked = [Asked(_reduced(ladders))] if len(finest) > 2 else []
    told: set[tuple[str, ...]] = set()
    for size in (3, 2):
        for names in itertools.combinations(finest, size):
            each = Asked({name: finest[name] for name in names})
            if size == 2 and each.n > MOST_OF_A_PAIR:
                raise TooFine(f"{each.n:,} groups by {names[0]} and {names[1]}")
            if (size == 3 and each.n <= MOST_ASKED) or (size == 2 and names not in told):
                told.update(itertools.combinations(names, 2))
                asked.append(each)
    return asked


def _reduced(ladders: Mapping[str, Sequence[_Sets]]) -> dict[str, _Sets]:
    """Return fewer sets of all dimensions: no combined ones, then no stretches and no complements in the widest."""
    step = dict.fromkeys(ladders, 1)
    while prod(float(len(ladder[step[name]])) for name, ladder in ladders.items()) > MOST_ASKED:
        movable = [name for name, ladder in ladders.items() if step[name] + 1 < len(ladder)]
        if not movable:
            break
        step[max(movable, key=lambda name: len(ladders[name][step[name]]))] += 1
    return {name: ladder[step[name]] for name, ladder in ladders.items()}


def _ladder(name: str, grid: Grid) -> list[_Sets]:
    mask = grid.masks[name]
    between = grid.between.get(name, mask[:0])
    if not is_summed(name):
        return [distinct(np.vstack([np.eye(mask.shape[1], dtype=bool), mask]))] * 2
    plain = [_sets(mask, ~mask, between), _sets(mask, ~mask), _sets(mask)]
    return [distinct(np.vstack([plain[0], _combined(mask)])), *plain]


def _sets(*masks: _Sets) -> _Sets:
    """Return single classes, all, and others."""
    width = masks[0].shape[1]
    return distinct(np.vstack([np.eye(width, dtype=bool), np.ones((1, width), dtype=bool), *masks]))


def _combined(mask: _Sets) -> _Sets:
    """Return what two published sets have in common, apart, together, and leave; all sets where classes are few.

    Two single classes are not joined where classes are many: what no number tells of either is in no other set.
    """
    width = mask.shape[1]
    if width <= _FEW_CLASSES:
        return (np.arange(1, 2**width)[:, None] >> np.arange(width) & 1).astype(bool)
    published = distinct(np.vstack([mask, mask.any(axis=0, where=~mask.all(axis=1)[:, None])]))
    several = published[(published.sum(axis=1) > 1) & ~published.all(axis=1)]
    if len(several) * len(published) > MOST_PAIRS:
        raise TooFine(f"{len(several) * len(published):,} pairs of sets of one dimension")
    parts, shared = [mask[:0]], [mask[:0]]
    for one in several:
        common, together = one & published, one | published
        shared.append(common)
        parts.append(distinct(np.vstack([common, one & ~published, published & ~one, together, ~together, ~common])))
    of_two = distinct(np.vstack(shared))
    if len(several) * len(of_two) <= MOST_PAIRS_IN_COMMON:
        parts += [one & of_two for one in several]
    return distinct(np.vstack(parts))


def distinct(sets: _Sets) -> _Sets:
    """Return each set once, without the empty one."""
    packed = np.packbits(sets, axis=1)
    rows = np.ascontiguousarray(packed).view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first = np.unique(rows, return_index=True)
    kept = sets[first]
    return kept[kept.any(axis=1)]
