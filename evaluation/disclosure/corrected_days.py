"""Which days were corrected between publications, and which version of the data each publication has of them.

Days that changed are the shortest that explain all numbers which differ: a year changes with one of its quarters, and
its other quarters do not. There a publication has the data of the newest one before it with which its numbers agree;
of all other days all publications have the same data.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

from evaluation.disclosure.scope import Scope

Window = tuple[int, int] | None
Range = tuple[int, int | None]
Told = Mapping[Scope, Range]


@dataclass(frozen=True, eq=False)
class CorrectedDays:
    """Days that were corrected.

    Parameters
    ----------
    windows : tuple of (int, int) or None
        The days; None for all.
    spans : tuple of (int, int) or None
        The same days, cut where any number begins or ends.
    versions : tuple of tuple of int
        For each publication, and at last the run, which data it has of each span.
    """

    windows: tuple[Window, ...]
    spans: tuple[Window, ...]
    versions: tuple[tuple[int, ...], ...]

    def as_of(self, publication: int, window: Window) -> tuple[tuple[Window, int], ...]:
        """Return the days of a window of which a publication has not the data of the run, each with its version."""
        both = zip(self.spans, self.versions[publication], self.versions[-1], strict=True)
        apart = ((days, own) for days, own, now in both if own != now)
        return tuple((days, own) for days, own in apart if days is None or is_within(days, window))


def corrected_days(told: Sequence[Told], *, finest: bool = True) -> CorrectedDays:
    """Return the days that were corrected.

    Parameters
    ----------
    told : sequence of mapping
        Of each publication, oldest first, and at last of the run: scope to the least and the most that it counts.
    finest : bool
        Whether longer windows are explained by shorter ones inside them; else all days change of every number that
        differs.
    """
    pairs = {
        (one, other): _compared(told[one], told[other], finest=finest)
        for one, other in itertools.combinations(range(len(told)), 2)
    }
    moved = frozenset().union(*(pair.moved for pair in pairs.values()))
    changed = {window for pair in pairs.values() for window in pair.moved if not pair.is_explained(window, moved)}
    changed = changed if finest else moved
    spans = _spans(told, changed)
    versions = [[0] * len(spans)]
    for later in range(1, len(told)):
        versions.append([_version(pairs, versions, later, place, days) for place, days in enumerate(spans)])
    return CorrectedDays(
        tuple(sorted(changed, key=lambda window: window or ())), spans, tuple(tuple(each) for each in versions)
    )


def all_corrected(n_publications: int) -> CorrectedDays:
    """Return that every publication, and the run, has data of its own of all days."""
    return CorrectedDays((None,), (None,), tuple((number,) for number in range(n_publications + 1)))


def are_compatible(ranges: Sequence[Range]) -> bool:
    """Whether some number is in all ranges."""
    return max(least for least, _ in ranges) <= min(inf if most is None else most for _, most in ranges)


def share_days(one: Window, other: Window) -> bool:
    """Whether two windows have a day in common."""
    return one is None or other is None or (one[0] < other[1] and other[0] < one[1])


def is_within(one: Window, other: Window) -> bool:
    """Whether all days of a window are in another."""
    return other is None or (one is not None and other[0] <= one[0] and one[1] <= other[1])


@dataclass(frozen=True, eq=False)
class _Compared:
    """Windows of numbers that two publications have both: those that changed, and those of which all are equal."""

    moved: frozenset[Window]
    windows: frozenset[Window]
    equal: frozenset[Window]

    def is_explained(self, window: Window, moved: frozenset[Window]) -> bool:
        """Whether days inside a window changed, as other publications say, and nothing here says they did not."""
        return any(each != window and is_within(each, window) for each in moved - self.equal)


def _compared(one: Told, other: Told, *, finest: bool) -> _Compared:
    shared = one.keys() & other.keys()
    differing = frozenset(scope.window for scope in shared if not are_compatible((one[scope], other[scope])))
    windows = frozenset(scope.window for scope in shared)
    return _Compared(_shortest(differing) if finest else differing, windows, windows - differing)


def _shortest(windows: frozenset[Window]) -> frozenset[Window]:
    return frozenset(one for one in windows if not any(each != one and is_within(each, one) for each in windows))


def _spans(told: Sequence[Told], changed: set[Window]) -> tuple[Window, ...]:
    if None in changed:
        return (None,)
    edges = sorted({day for each in told for scope in each if scope.window for day in scope.window})
    spans = itertools.pairwise(edges)
    return tuple(span for span in spans if any(is_within(span, window) for window in changed))


def _version(
    pairs: Mapping[tuple[int, int], _Compared],
    versions: Sequence[Sequence[int]],
    later: int,
    place: int,
    days: Window,
) -> int:
    """Return the version of the newest publication before that agrees, else a new one, or that of the one before."""
    has_changed = False
    for earlier in range(later - 1, -1, -1):
        pair = pairs[earlier, later]
        if any(is_within(days, window) for window in pair.moved):
            has_changed = True
        elif any(is_within(days, window) for window in pair.windows):
            return versions[earlier][place]
    return max(itertools.chain(*versions)) + 1 if has_changed else versions[later - 1][place]
