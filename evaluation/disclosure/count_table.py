"""A table of counts as it is handed over, and as it is after pooling: what each of its cells is about."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.disclosure.closed_list import Measure
from evaluation.disclosure.scope import PERIOD, PLACE, Count, Scope, window_of

ARM = "arm"
_AS_LISTED, _BROADER = "code", "pool"
SUPPRESSED = "suppressed"
PARTLY_HIDDEN, ROUNDED = "_partly_hidden", "_rounded"
"""Ends of the names of tables that are shown besides pooled ones."""


@dataclass(frozen=True, eq=False)
class CountTable:
    """A table of counts as an analysis hands it over.

    Parameters
    ----------
    name, measure : str
    dimensions : tuple of str
    frame : DataFrame
        One text column for each dimension, ``count`` (integer) and ``exposure`` (float, missing where unknown).
    pools : mapping
        For each dimension with a code list, code to broader code.
    members : mapping
        Arm to its communities.
    window : (int, int) or None
        What a table without periods covers.
    known : mapping
        Dimension to the levels that it has by all that is known; those that no row names count zero.
    """

    name: str
    measure: str
    dimensions: tuple[str, ...]
    frame: pd.DataFrame
    pools: Mapping[str, Mapping[str, str]]
    members: Mapping[str, frozenset[str]]
    window: tuple[int, int] | None = None
    known: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class PooledTable:
    """A table of counts at one level of pooling, every combination of its levels present.

    Parameters
    ----------
    name, measure : str
    levels : tuple of (str, str)
        Dimension and how fine it is kept: ``month``, ``quarter``, ``year``, ``community``, ``arm``, ``code``,
        ``pool``; dimensions that were dropped are not named.
    frame : DataFrame
        The dimensions, ``count`` and ``exposure``, sorted; ``suppressed`` where single cells are hidden.
    covers : mapping
        For each dimension but ``period``, what each level stands for: codes or communities.
    whole : mapping
        For each dimension that the table had, all that it covers: codes or communities.
    window : (int, int) or None
        All the time that the table covers.
    rounded_to : int
        To the middle of how many counts its own are rounded; 0 where they are shown as they are.
    """

    name: str
    measure: str
    levels: tuple[tuple[str, str], ...]
    frame: pd.DataFrame
    covers: Mapping[str, Mapping[str, frozenset[str]]]
    whole: Mapping[str, frozenset[str]]
    window: tuple[int, int] | None
    rounded_to: int = 0

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The columns that classify."""
        return tuple(name for name, _ in self.levels)

    @property
    def levels_in_words(self) -> str:
        """By what it is shown, and how fine: ``year, arm and age group in broader groups``."""
        said = [self._in_words(name, how) for name, how in self.levels]
        return " and ".join(filter(None, (", ".join(said[:-1]), *said[-1:]))) or "nothing: one number"

    def _in_words(self, name: str, how: str) -> str:
        if how not in (_AS_LISTED, _BROADER):
            return how
        label = name.replace("_", " ")
        if how == _BROADER:
            return f"{label} in broader groups"
        is_joined = any(len(levels) > 1 for levels in self.covers.get(name, {}).values())
        return f"{label} with some groups joined" if is_joined else label

    @property
    def suppressed(self) -> NDArray[np.bool_]:
        """Which cells are hidden, shape (cells,)."""
        if SUPPRESSED not in self.frame:
            return np.zeros(len(self.frame), dtype=bool)
        return self.frame[SUPPRESSED].to_numpy(dtype=bool)

    def hiding(self, cells: NDArray[np.bool_]) -> PooledTable:
        """Return the table with these cells hidden and all others shown."""
        frame = self.frame.drop(columns=SUPPRESSED, errors="ignore")
        return replace(self, frame=frame.assign(**{SUPPRESSED: cells}) if cells.any() else frame)

    def counts(self) -> Iterator[Count]:
        """Yield every cell whose count is shown, and every margin that a reader can add up; if rounded, the zeros.

        Levels that no row names are zeros that every reader knows.
        """
        yield from self.unlisted()
        if self.rounded_to:
            yield from self.cells(only=range(1))
            return
        names = self.dimensions
        for size in range(len(names), -1, -1):
            for kept in itertools.combinations(names, size):
                yield from self._counts_by(kept)

    def cells(self, only: range | None = None) -> Iterator[Count]:
        """Yield the cells, shown or hidden, without margins; those whose count is in a range, if there is one."""
        chosen = self.frame if only is None else self.frame[self.frame["count"].between(only.start, only.stop - 1)]
        return replace(self, frame=chosen.drop(columns=SUPPRESSED, errors="ignore"))._counts_by(self.dimensions)

    def unlisted(self) -> Iterator[Count]:
        """Yield, for each dimension, the zero of all levels that no row names."""
        where = f"table {self.name}"
        for name, covers in self.covers.items():
            place = PLACE if name == ARM else name
            rest = self.whole.get(place, frozenset()).difference(*covers.values())
            if rest:
                words = f"{Measure(self.measure).plural}, {name} {' or '.join(sorted(rest))}, not in any row"
                scope = Scope.of(self.measure, window=self.window, levels={**self.whole, place: rest})
                yield Count(scope, 0, words, where, f"{where}, not in any row", derived=True)

    def _counts_by(self, kept: tuple[str, ...]) -> Iterator[Count]:
        frame, derived = self.frame.assign(**{SUPPRESSED: self.suppressed}), kept != self.dimensions
        if derived:
            added = {"count": "sum", SUPPRESSED: "any"}
            total = frame.agg(added).to_frame().T
            frame = frame.groupby(list(kept), sort=True).agg(added).reset_index() if kept else total
        frame = frame[~frame[SUPPRESSED].astype(bool)]
        where = f"table {self.name}"
        block = f"{where} summed by {' and '.join(kept) or 'nothing'}" if derived else where
        for row in frame.to_dict("records"):
            keys = {name: row[name] for name in kept}
            words = [Measure(self.measure).plural, *(f"{name} {level}" for name, level in keys.items())]
            scope = self._scope(keys)
            yield Count(scope, int(row["count"]), ", ".join(words), where, block, derived)

    def _scope(self, keys: Mapping[str, str]) -> Scope:
        covered = dict(self.whole)
        for name, level in keys.items():
            if name != PERIOD:
                place = PLACE if name == ARM else name
                covered[place] = covered[place] & self.covers[name][level]
        window = self.window
        if PERIOD in keys:
            start, end = window_of(keys[PERIOD])
            window = (max(start, window[0]), min(end, window[1]))
        return Scope.of(self.measure, window=window, levels=covered)
