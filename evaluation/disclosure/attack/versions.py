"""Numbers that changed from one publication to the next: the change counts people, and data have versions.

A stretch of time in which the numbers that two publications share did not change has the same data in both, and
what they say about it is one system. Where such a number changed, each publication speaks of data of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.attack.known import KnownNumber, Publication, Window

Closed = Mapping[str, frozenset[str]]
Numbers = dict[Hashable, KnownNumber]


@dataclass(frozen=True, eq=False)
class Change:
    """A number of the same people that two publications give differently.

    Parameters
    ----------
    before, after : KnownNumber
    first, second : str
        The publications.
    """

    before: KnownNumber
    after: KnownNumber
    first: str
    second: str

    @property
    def size(self) -> int | None:
        """How many people more or less; None where one of the numbers is not exact."""
        exact = self.before.lower == self.before.upper and self.after.lower == self.after.upper
        return abs(self.after.lower - self.before.lower) if exact else None


def spans_of(publications: Sequence[Publication]) -> list[Window]:
    """Return the stretches between all days at which a window begins or ends, and None for all other time."""
    windows = {each.window for public in publications for each in (*public.numbers, *public.hidden)}
    windows |= {
        each.window for public in publications for share in public.shares for each in (share.part, share.whole)
    }
    edges = sorted({day for window in windows if window for day in window})
    return [*itertools.pairwise(edges), None]


def is_within(span: Window, window: Window) -> bool:
    """Whether a stretch lies in a window; all time holds everything, and all other time is only in it."""
    return window is None or (span is not None and window[0] <= span[0] and span[1] <= window[1])


def changes(publications: Sequence[Publication], closed: Closed | None = None) -> list[Change]:
    """Return the numbers of each publication that differ from those that any before gave, oldest first.

    A number that was published before as it is now tells nothing new.
    """
    found = []
    before: dict[Hashable, list[tuple[KnownNumber, str]]] = {}
    for public in publications:
        for key, number in numbers_of(public, closed).items():
            others = before.setdefault(key, [])
            if all(_differ(other, number) for other, _ in others):
                found += [Change(other, number, words, public.words) for other, words in others]
            others.append((number, public.words))
    return found


def numbers_of(public: Publication, closed: Closed | None = None) -> Numbers:
    """Return the numbers of one publication by whom they count; of two for the same people, the narrower.

    A dimension of which all known levels are covered is as one that is not named.
    """
    found: Numbers = {}
    for number in public.numbers:
        named = ((name, each) for name, each in number.groups.items() if not _is_whole(name, each, closed or {}))
        key = (number.window, frozenset(named))
        if key not in found or number.upper - number.lower < found[key].upper - found[key].lower:
            found[key] = number
    return found


def versions_of(
    publications: Sequence[Publication], spans: Sequence[Window], closed: Closed | None = None
) -> NDArray[np.int64]:
    """Return which version of the data each publication has in each stretch of time, as far as single numbers say.

    Returns
    -------
    ndarray of int, shape (len(publications), len(spans))
        Equal where two publications speak of the same data. Each is compared with the newest one before it that
        shares a number there; where none does, the data are taken to be those of the one before.
    """
    numbers = [numbers_of(public, closed) for public in publications]
    versions = np.zeros((len(publications), len(spans)), dtype=np.int64)
    for later in range(1, len(publications)):
        versions[later] = versions[later - 1]
        open_spans = np.ones(len(spans), dtype=bool)
        for earlier in range(later - 1, -1, -1):
            compared, changed = _compare(numbers[earlier], numbers[later], spans)
            versions[later] = np.where(open_spans & compared, versions[earlier], versions[later])
            fresh = versions[:later].max() + 1
            versions[later] = np.where(open_spans & changed, fresh, versions[later])
            open_spans &= ~compared
            if not open_spans.any():
                break
    return versions


def _compare(
    earlier: Numbers, later: Numbers, spans: Sequence[Window]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which stretches have a number in both, and in which of these the data changed.

    The shortest windows decide: a year changes with one of its quarters, and the other quarters do not.
    """
    is_changed: dict[Window, bool] = {}
    for key in earlier.keys() & later.keys():
        window = later[key].window
        is_changed[window] = is_changed.get(window, False) or _differ(earlier[key], later[key])
    compared, changed = np.zeros(len(spans), dtype=bool), np.zeros(len(spans), dtype=bool)
    for place, span in enumerate(spans):
        covering = [window for window in is_changed if is_within(span, window)]
        shortest = [a for a in covering if not any(b != a and is_within(b, a) for b in covering)]
        compared[place] = bool(covering)
        changed[place] = any(is_changed[window] for window in shortest)
    for window in (window for window, differs in is_changed.items() if differs):
        inside = np.array([is_within(span, window) for span in spans])
        if not (inside & changed).any():
            changed |= inside
    return compared, changed


def _is_whole(name: str, levels: frozenset[str], closed: Closed) -> bool:
    return name in closed and levels >= closed[name]


def _differ(one: KnownNumber, other: KnownNumber) -> bool:
    return one.upper < other.lower or other.upper < one.lower
