"""A table of counts at every level of pooling: months to years, ages and race to broader groups, communities to arms.

The order in which levels are tried keeps a table's dimensions before their detail: first every dimension is kept,
then one is dropped, and so on; among these, places stay fine longest, then groups of people, and time is pooled
first. A table of a single total is no breakdown and is not offered.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from evaluation.disclosure.closed_list import Measure
from evaluation.disclosure.scope import PERIOD, PLACE, Count, Scope, window_of

ARM = "arm"
_TIME = ("month", "quarter", "year")


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
    """

    name: str
    measure: str
    dimensions: tuple[str, ...]
    frame: pd.DataFrame
    pools: Mapping[str, Mapping[str, str]]
    members: Mapping[str, frozenset[str]]
    window: tuple[int, int] | None = None


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
        The dimensions, ``count`` and ``exposure``, sorted.
    covers : mapping
        For each dimension but ``period``, what each level stands for: codes or communities.
    whole : mapping
        For each dimension that the table had, all that it covers: codes or communities.
    window : (int, int) or None
        All the time that the table covers.
    """

    name: str
    measure: str
    levels: tuple[tuple[str, str], ...]
    frame: pd.DataFrame
    covers: Mapping[str, Mapping[str, frozenset[str]]]
    whole: Mapping[str, frozenset[str]]
    window: tuple[int, int] | None

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The columns that classify."""
        return tuple(name for name, _ in self.levels)

    def counts(self) -> Iterator[Count]:
        """Yield every cell as a count, and every margin that a reader can add up."""
        names = self.dimensions
        for size in range(len(names), -1, -1):
            for kept in itertools.combinations(names, size):
                yield from self._counts_by(kept)

    def cells(self, only: range) -> Iterator[Count]:
        """Yield the cells, without margins, whose count is in a range."""
        chosen = self.frame[self.frame["count"].isin(list(only))]
        yield from replace(self, frame=chosen)._counts_by(self.dimensions)

    def _counts_by(self, kept: tuple[str, ...]) -> Iterator[Count]:
        frame, derived = self.frame, kept != self.dimensions
        if derived:
            total = pd.DataFrame({"count": [frame["count"].sum()]})
            frame = frame.groupby(list(kept), sort=True)["count"].sum().reset_index() if kept else total
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


def pooled_tables(table: CountTable) -> Iterator[PooledTable]:
    """Yield a table at every level of pooling, the first choice first."""
    grid = _complete(table)
    window, whole = table.window, {}
    for name in table.dimensions:
        found = grid[name].unique()
        if name == PERIOD:
            windows = [window_of(period) for period in found]
            window = (min(start for start, _ in windows), max(end for _, end in windows))
        else:
            place = PLACE if name == ARM else name
            levels = frozenset().union(*(table.members[arm] for arm in found)) if name == ARM else frozenset(found)
            whole[place] = whole[place] & levels if place in whole else levels
    for choice in sorted(itertools.product(*(_rungs(table, grid, name) for name in table.dimensions)), key=_loss):
        chosen = {name: how for name, (_, (_, how)) in zip(table.dimensions, choice, strict=True)}
        if ARM in chosen and chosen.get(PLACE) == ARM:
            continue
        if any(chosen.values()):
            yield _pool(table, grid, chosen, whole, window)


def _loss(choice: tuple[tuple[str, tuple[int, str]], ...]) -> tuple[int, ...]:
    dropped = {"time": 0, "people": 0, "place": 0}
    steps = {"time": 0, "people": 0, "place": 0}
    for kind, (number, how) in choice:
        dropped[kind] += not how
        steps[kind] += number if how else 0
    order = ("place", "people", "time")
    each = tuple(number for _, (number, _) in choice)
    return (sum(dropped.values()), *(dropped[kind] for kind in order), *(steps[kind] for kind in order), *each)


def _rungs(table: CountTable, grid: pd.DataFrame, name: str) -> list[tuple[str, tuple[int, str]]]:
    """Return how fine a dimension may be kept, with the number of steps; the last is to drop it."""
    found = [str(level) for level in grid[name].unique()]
    if name == PERIOD:
        kind, finest = "time", {"YYYY": 2, "YYYY-Qn": 1, "YYYY-MM": 0}[_form(found[0])]
        ways = list(_TIME[finest:])
    elif name == PLACE:
        arms = _arm_of(table)
        kind, ways = "place", [PLACE, ARM] if all(arms.get(level) for level in found) else [PLACE]
    elif name == ARM:
        kind, ways = "place", [ARM]
    else:
        pools = table.pools.get(name, {})
        kind, ways = (
            "people",
            ["code", "pool"] if any(pools.get(level, level) != level for level in found) else ["code"],
        )
    return [(kind, step) for step in enumerate([*ways, ""])]


def _pool(
    table: CountTable,
    grid: pd.DataFrame,
    chosen: Mapping[str, str],
    whole: Mapping[str, frozenset[str]],
    window: tuple[int, int] | None,
) -> PooledTable:
    frame = grid[["count", "exposure"]].assign(unknown=grid["exposure"].isna())
    covers: dict[str, dict[str, frozenset[str]]] = {}
    levels = []
    for name, how in chosen.items():
        if how:
            column = ARM if how == ARM else name
            mapping = _mapping(table, grid, name, how)
            frame[column] = grid[name].map(mapping)
            levels.append((column, how))
            covers[column] = {} if name == PERIOD else _covered(table, name, how, mapping)
            place = PLACE if column == ARM else column
            if place in whole:
                whole = {**whole, place: whole[place] | (frozenset().union(*covers[column].values()))}
    names = [name for name, _ in levels]
    sums = frame.groupby(names, sort=True)[["count", "exposure", "unknown"]].sum().reset_index()
    sums["exposure"] = sums["exposure"].where(~sums.pop("unknown").astype(bool))
    return PooledTable(table.name, table.measure, tuple(levels), sums, covers, whole, window)


def _mapping(table: CountTable, grid: pd.DataFrame, name: str, how: str) -> dict[str, str]:
    found = [str(level) for level in grid[name].unique()]
    if how in _TIME:
        return {period: _coarser(period, how) for period in found}
    if how == ARM and name == PLACE:
        return {level: _arm_of(table)[level] for level in found}
    pools = table.pools.get(name, {}) if how == "pool" else {}
    return {level: pools.get(level, level) for level in found}


def _covered(table: CountTable, name: str, how: str, mapping: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return what each level stands for: codes that no row names count zero, so a broader level holds them too."""
    shown = sorted(set(mapping.values()))
    if how == ARM:
        return {arm: table.members[arm] for arm in shown}
    codes = {**table.pools.get(name, {}), **mapping} if how == "pool" else mapping
    return {level: frozenset(code for code, broader in codes.items() if broader == level) for level in shown}


def _form(period: str) -> str:
    return {4: "YYYY", 7: "YYYY-Qn" if "Q" in period else "YYYY-MM"}[len(period)]


def _coarser(period: str, how: str) -> str:
    if how == "quarter" and _form(period) == "YYYY-MM":
        return f"{period[:4]}-Q{(int(period[5:]) + 2) // 3}"
    return period[:4] if how == "year" else period


def _complete(table: CountTable) -> pd.DataFrame:
    """Return the table with every combination of its levels and every month between the first and the last."""
    follows = PLACE in table.dimensions and ARM in table.dimensions
    names = [name for name in table.dimensions if not (follows and name == ARM)]
    levels = {name: sorted(str(level) for level in table.frame[name].unique()) for name in names}
    if PERIOD in levels and all(_form(period) == "YYYY-MM" for period in levels[PERIOD]):
        numbers = [int(period[:4]) * 12 + int(period[5:]) - 1 for period in levels[PERIOD]]
        levels[PERIOD] = [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(min(numbers), max(numbers) + 1)]
    every = pd.MultiIndex.from_product(levels.values(), names=names).to_frame(index=False)
    full = every.merge(table.frame[[*names, "count", "exposure"]], how="left", on=names, validate="one_to_one")
    full["count"] = full["count"].fillna(0).astype("int64")
    return full.assign(**{ARM: full[PLACE].map(_arm_of(table))}) if follows else full


def _arm_of(table: CountTable) -> dict[str, str]:
    return {place: arm for arm, places in table.members.items() for place in places}
