"""By how many people a group changed since earlier publications, printed or not.

What follows from a release by itself and what followed from an earlier one by itself, of the same group of people,
differ by those who came or went. A difference that earlier publications had already among themselves is out. So is
none of its own what a group changed by that nobody prints, where it is only two others together whose changes are
known and may be: one had 30 more, the other 27 fewer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.brute_force.determined import Answer, Determined
from evaluation.disclosure.brute_force.grid import Grid, grid_of
from evaluation.disclosure.brute_force.groups import Asked, TooFine, asked_of
from evaluation.disclosure.brute_force.subtraction import MOST_SHOWN
from evaluation.disclosure.fact import Fact

_MOST_WEIGHED = 20_000

_Group = Mapping[str, NDArray[np.bool_]]


def net_changes(
    now: Sequence[Fact],
    earlier: Mapping[str, Sequence[Fact]],
    hidden: range,
    closed: Mapping[str, frozenset[str]],
) -> list[str]:
    """Return in words the groups of people that changed by a hidden number since an earlier publication.

    Parameters
    ----------
    now : sequence of Fact
        Exact numbers of one measure, of the release that is about to be published.
    earlier : mapping
        Name of each earlier publication to its exact numbers of the measure.
    hidden : range
    closed : mapping
        Dimensions that have these levels and no others. A publication that contradicts itself by them is read
        without; one that does so all the same is not compared.
    """
    told = {words: facts for words, facts in earlier.items() if facts}
    if not now or not told:
        return []
    worlds = [_World(now, list(told.values()), hidden, known) for known in ([closed, {}] if closed else [closed])]
    found: dict[str, None] = {}
    for place, words in enumerate(told):
        world = next((each for each in worlds if each.can_compare(place)), None)
        if world is None:
            continue
        try:
            for whom, was, is_now in world.changed(place):
                text = f"{is_now} follows from this release and {was} from {words}, a change by {abs(is_now - was)}"
                found[f"{now[0].measure}, {whom}: {text}"] = None
                if len(found) == MOST_SHOWN:
                    return list(found)
        except TooFine as error:
            return [*found, f"{now[0].measure} cannot be compared with {words}: {error}"]
    return list(found)


class _World:
    """Publications on one grid, each with what it determines by itself; the last is the new one."""

    def __init__(
        self,
        now: Sequence[Fact],
        earlier: Sequence[Sequence[Fact]],
        hidden: range,
        closed: Mapping[str, frozenset[str]],
    ) -> None:
        self.told = [*earlier, now]
        self.facts = [fact for facts in self.told for fact in facts]
        self.hidden, self.closed = hidden, closed
        self._solved: dict[int, Determined] = {}
        self._is_settled: set[int] = set()
        self.newest: list[Answer] = []

    @cached_property
    def grid(self) -> Grid:
        return grid_of(self.facts, self.closed)

    @cached_property
    def asked(self) -> list[Asked]:
        return asked_of(self.grid)

    @cached_property
    def published(self) -> dict[str, set[bytes]]:
        """Sets of classes that a number is of, and the whole."""
        return {
            name: {row.tobytes() for row in np.vstack([mask, np.ones((1, mask.shape[1]), dtype=bool)])}
            for name, mask in self.grid.masks.items()
        }

    def can_compare(self, place: int) -> bool:
        """Whether neither an earlier publication nor the new one contradicts itself."""
        return not (self._of(place).is_contradictory or self._of(len(self.told) - 1).is_contradictory)

    def changed(self, place: int) -> Iterator[tuple[str, int, int]]:
        """Yield groups that changed by a hidden number since a publication, in words, with both numbers."""
        n_weighed = 0
        old, new = self._of(place), self._of(len(self.told) - 1)
        self.newest = self.newest or new.settle(self.asked)
        for before, now in zip(old.settle(self.asked), self.newest, strict=True):
            is_bad = before.is_known & now.is_known & np.isin(np.abs(now.value - before.value), self.hidden)
            for other in range(len(self.told) - 1):
                if other != place and is_bad.any() and not self._of(other).is_contradictory:
                    out = self._settled(other).answer(now.asked)
                    is_bad &= ~(out.is_known & (out.value == now.value))
            for at in np.argwhere(is_bad):
                n_weighed += 1
                if n_weighed > _MOST_WEIGHED:
                    raise TooFine(f"more than {_MOST_WEIGHED:,} groups changed by a few")
                group = now.group(at)
                if self._is_published(group) or not self._is_sum(group, old, new):
                    yield self.grid.words(group), int(before.value[*at]), int(now.value[*at])

    def _is_published(self, group: _Group) -> bool:
        return all(covered.tobytes() in self.published[name] for name, covered in group.items())

    def _is_sum(self, group: _Group, old: Determined, new: Determined) -> bool:
        """Whether a group is two others whose changes are known, and none of them hidden."""
        for name, covered in group.items():
            finest = self._finest[name]
            inside = finest[(finest <= covered).all(axis=1) & (finest < covered).any(axis=1)]
            if not len(inside):
                continue
            parts = Asked({each: inside if each == name else sets[None] for each, sets in group.items()})
            rests = Asked({**parts.sets, name: covered & ~inside})
            if (self._may_change(parts, old, new) & self._may_change(rests, old, new)).any():
                return True
        return False

    @cached_property
    def _finest(self) -> dict[str, NDArray[np.bool_]]:
        """The sets of each dimension that are asked for, as many as are anywhere."""
        return {
            name: max((each.sets[name] for each in self.asked if name in each.sets), key=len)
            for name in self.grid.masks
        }

    def _may_change(self, asked: Asked, old: Determined, new: Determined) -> NDArray[np.bool_]:
        before, now = old.answer(asked), new.answer(asked)
        return before.is_known & now.is_known & ~np.isin(np.abs(now.value - before.value), self.hidden)

    def _of(self, place: int) -> Determined:
        if place not in self._solved:
            starts = np.cumsum([0, *map(len, self.told)])
            values = np.array([fact.value for fact in self.facts], dtype=float)
            self._solved[place] = Determined(self.grid, range(starts[place], starts[place + 1]), values)
        return self._solved[place]

    def _settled(self, place: int) -> Determined:
        solved = self._of(place)
        if place not in self._is_settled:
            solved.settle(self.asked)
            self._is_settled.add(place)
        return solved
