"""Which numbers of one breakdown every reader can add up: over groups, over time, or over both."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

from evaluation.disclosure.scope import DEFINITION, FOLLOW_UP

_STATES = frozenset({FOLLOW_UP, DEFINITION})
"""What the same people are counted by again and again."""


class Part(Protocol):
    """A number of a breakdown: who is counted, and when."""

    @property
    def groups(self) -> Mapping[str, frozenset[str]]:
        """Dimension to the levels covered."""

    @property
    def days(self) -> tuple[int, int] | None:
        """As ``date.toordinal``; None for all time."""


Own = TypeVar("Own", bound=Part)


def parts_of_sums(parts: Sequence[Own]) -> Iterator[tuple[Own, ...]]:
    """Yield the numbers of a breakdown that count nobody twice, and together all in some groups and days.

    Parameters
    ----------
    parts : sequence of Part
        Of one breakdown, which all name the same dimensions.
    """
    names = sorted({name for part in parts for name in part.groups} - _STATES)
    names = [name for name in names if len({part.groups[name] for part in parts}) > 1]
    days = {part.days for part in parts}
    for over_time in {False, len(days) > 1 and None not in days}:
        for size in range(0 if over_time else 1, len(names) + 1):
            for summed in itertools.combinations(names, size):
                yield from _tiled(parts, summed, over_time=over_time)


def _tiled(parts: Sequence[Own], summed: Sequence[str], *, over_time: bool) -> Iterator[tuple[Own, ...]]:
    together: dict[object, list[Own]] = {}
    for part in parts:
        kept = frozenset((name, levels) for name, levels in part.groups.items() if name not in summed)
        together.setdefault((None if over_time else part.days, kept), []).append(part)
    for members in together.values():
        axes = [{part.groups[name] for part in members} for name in summed]
        days = sorted({part.days for part in members}) if over_time else [members[0].days]
        cells = {(part.days, *(part.groups[name] for name in summed)) for part in members}
        is_whole = len(members) == len(cells) == len(days) * math.prod(map(len, axes)) > 1
        is_apart = all(sum(map(len, axis)) == len(frozenset().union(*axis)) for axis in axes)
        if is_whole and is_apart and all(one[1] == other[0] for one, other in itertools.pairwise(days)):
            yield tuple(members)
