"""Months in which series leave a count of one another that must stay hidden, be they of a run or published before."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

Window = tuple[int, int]
_MOST_COMBINED = 10


@dataclass(frozen=True, eq=False)
class ToldSeries:
    """A series by month; months stand for periods of any length.

    Parameters
    ----------
    key : str
    members : frozenset of str
        What it is the sum of: communities, or itself with its parts.
    months : mapping
        Days of a month to its events.
    is_now : bool
        Whether it is of the run.
    window : (int, int) or None
        The days that a published model of it is about, where other months were not told.
    """

    key: str
    members: frozenset[str]
    months: Mapping[Window, int]
    is_now: bool
    window: Window | None = None

    def hides(self, month: Window) -> bool:
        """Tell whether its model is about a month of which the events do not follow."""
        is_about = self.window is not None and self.window[0] <= month[0] and month[1] <= self.window[1]
        return is_about and month not in self.months


def months_with_hidden_rests(series: Sequence[ToldSeries], hidden: range) -> set[tuple[str, Window]]:
    """Return the series and months of the run of which a whole and parts of it, now or before, leave a hidden count.

    Parts are all series inside the whole that have no member in common. What an earlier publication does not tell of
    a month in its model may be such a count.
    """
    found: set[tuple[str, Window]] = set()
    wide = pd.DataFrame({at: pd.Series(each.months, dtype=float) for at, each in enumerate(series)})
    for whole, parts in _sums(series):
        own = [series[at].key for at in (whole, *parts) if series[at].is_now]
        if own:
            rest = wide[whole] - wide[list(parts)].sum(axis=1, skipna=False)
            months = rest.index[rest.between(hidden.start, hidden.stop - 1)]
            found |= set(itertools.product(own, months))
    for one, other in itertools.permutations(series, 2):
        if one.is_now and not other.is_now and (one.members < other.members or other.members < one.members):
            found |= {(one.key, month) for month in one.months if other.hides(month)}
    return found


def _sums(series: Sequence[ToldSeries]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield each series with some inside it that have no member in common."""
    for whole, each in enumerate(series):
        inside = [at for at, other in enumerate(series) if other.members < each.members]
        most = len(inside) if len(inside) <= _MOST_COMBINED else 2
        for size in range(1, most + 1):
            for parts in itertools.combinations(inside, size):
                if sum(len(series[at].members) for at in parts) == len(
                    frozenset().union(*(series[at].members for at in parts))
                ):
                    yield whole, parts
