"""What a run can count: the number of any scope that its tables and its ledger add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.disclosure.count_table import ARM, CountTable
from evaluation.disclosure.scope import PERIOD, PLACE, Count, Scope, finest, window_of
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
        ordered = sorted(tables, key=lambda table: (len(table.dimensions), table.name))
        self._tables = [_Coded(table) for table in ordered]

    def count(self, scope: Scope) -> int | None:
        """Return what a scope counts, or None where the run cannot tell."""
        scope = as_closed(scope, self._closed)
        if scope not in self._counts:
            found = (self._in_table(table, scope) for table in self._tables)
            self._counts[scope] = next((value for value in found if value is not None), None)
        return self._counts[scope]

    def _in_table(self, table: _Coded, scope: Scope) -> int | None:
        wanted = dict(scope.levels)
        if not wanted.keys() <= table.names or not (table.names - wanted.keys()) <= self._closed.keys():
            return None
        inside = table.in_window(scope.window)
        for name, levels in wanted.items():
            if inside is None:
                return None
            of_levels = table.of_levels(name, levels)
            inside = None if of_levels is None else inside & of_levels
        return None if inside is None else int(table.values[inside].sum())


class _Coded:
    """A table with its levels as numbers, so that rows are chosen by arrays."""

    def __init__(self, table: CountTable) -> None:
        self._window, self._has_periods = table.window, PERIOD in table.dimensions
        self.values = table.frame["count"].to_numpy()
        self._rows: dict[str, NDArray[np.int64]] = {}
        self._covered: dict[str, list[frozenset[str]]] = {}
        for column in table.dimensions:
            rows, levels = pd.factorize(table.frame[column])
            if column == PERIOD:
                self._rows[PERIOD], self._spans = (
                    rows,
                    np.array([window_of(level) for level in levels]).reshape(-1, 2),
                )
            elif column != ARM:
                self._rows[column], self._covered[column] = rows, [finest(column, {level}) for level in levels]
            elif PLACE not in table.dimensions:
                self._rows[PLACE], self._covered[PLACE] = rows, [table.members[level] for level in levels]
        self.names = self._covered.keys()

    def in_window(self, window: tuple[int, int] | None) -> NDArray[np.bool_] | None:
        """Return the rows of a window, or None where the table cannot tell it from other days."""
        if not self._has_periods:
            return np.ones(self.values.size, dtype=bool) if self._window == window else None
        starts, stops = self._spans.T
        if window is None or window[0] < starts.min() or stops.max() < window[1]:
            return None
        meeting = (starts < window[1]) & (window[0] < stops)
        if (meeting & ((starts < window[0]) | (window[1] < stops))).any():
            return None
        return meeting[self._rows[PERIOD]]

    def of_levels(self, name: str, levels: frozenset[str]) -> NDArray[np.bool_] | None:
        """Return the rows of levels, or None where the table cannot tell these from others."""
        covered = self._covered[name]
        if any(part & levels and not part <= levels for part in covered):
            return None
        return np.array([part <= levels for part in covered], dtype=bool)[self._rows[name]]
