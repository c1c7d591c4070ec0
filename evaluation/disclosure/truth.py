"""What a run can count: the number of any scope that its tables and its ledger add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.count_table import ARM, CountTable
from evaluation.disclosure.scope import PERIOD, PLACE, Count, Scope, window_of
from evaluation.disclosure.universe import Universe


def as_closed(scope: Scope, closed: Universe) -> Scope:
    """Return a scope without the dimensions that it covers whole."""
    kept = tuple((name, levels) for name, levels in scope.levels if not (name in closed and levels >= closed[name]))
    return replace(scope, levels=kept)


def truths(tables: Sequence[CountTable], counts: Sequence[Count], closed: Mapping[str, Universe]) -> dict[str, Truth]:
    """Return what a run can count, by measure.

    Parameters
    ----------
    tables : sequence of CountTable
    counts : sequence of Count
    closed : mapping
        Measure to the dimensions that have known levels and no others.
    """
    return {
        measure: Truth(
            [table for table in tables if table.measure == measure],
            [count for count in counts if count.scope.measure == measure],
            closed.get(measure, {}),
        )
        for measure in sorted({*(table.measure for table in tables), *(count.scope.measure for count in counts)})
    }


class Truth:
    """The numbers of one measure.

    Parameters
    ----------
    tables : iterable of CountTable
        As they were handed over.
    counts : iterable of Count
        Of the run's ledger, released or not.
    closed : mapping
        Dimensions that have these levels and no others.
    """

    def __init__(self, tables: Iterable[CountTable], counts: Iterable[Count], closed: Universe) -> None:
        self._closed = closed
        self._counts = {as_closed(count.scope, closed): count.value for count in counts}
        self._tables = sorted(tables, key=lambda table: (len(table.dimensions), table.name))

    def count(self, scope: Scope) -> int | None:
        """Return what a scope counts, or None where the run cannot tell."""
        scope = as_closed(scope, self._closed)
        if scope not in self._counts:
            found = (self._in_table(table, scope) for table in self._tables)
            self._counts[scope] = next((value for value in found if value is not None), None)
        return self._counts[scope]

    def _in_table(self, table: CountTable, scope: Scope) -> int | None:
        names = {PLACE if name == ARM else name for name in table.dimensions if name != PERIOD}
        wanted = dict(scope.levels)
        if not wanted.keys() <= names or not (names - wanted.keys()) <= self._closed.keys():
            return None
        inside = _in_window(table, scope.window)
        for name, levels in wanted.items():
            column = name if name in table.dimensions else ARM
            covered = {
                level: table.members[level] if column == ARM else frozenset({level})
                for level in table.frame[column].unique()
            }
            if inside is None or any(part & levels and not part <= levels for part in covered.values()):
                return None
            chosen = {level for level, part in covered.items() if part <= levels}
            inside = inside & table.frame[column].isin(chosen).to_numpy()
        return None if inside is None else int(table.frame.loc[inside, "count"].sum())


def _in_window(table: CountTable, window: tuple[int, int] | None) -> NDArray[np.bool_] | None:
    """Return the rows of a window, or None where the table cannot tell it from other days."""
    if PERIOD not in table.dimensions:
        return np.ones(len(table.frame), dtype=bool) if table.window == window else None
    spans = {period: window_of(period) for period in table.frame[PERIOD].unique()}
    first, last = min(span[0] for span in spans.values()), max(span[1] for span in spans.values())
    if window is None or window[0] < first or last < window[1]:
        return None
    meeting = {period: span for period, span in spans.items() if span[0] < window[1] and window[0] < span[1]}
    if any(start < window[0] or window[1] < stop for start, stop in meeting.values()):
        return None
    return table.frame[PERIOD].isin(meeting).to_numpy()
