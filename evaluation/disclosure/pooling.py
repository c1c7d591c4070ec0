"""A table of counts at every level of pooling: months to years, ages and race to broader groups, communities to arms.

The order in which levels are tried keeps a table's dimensions before their detail: first every dimension is kept,
then one is dropped, and so on; among these, places stay fine longest, then groups of people, and time is pooled
first. What a table is about stays: one of its groups of people, or else places, or else time, is never dropped, and
a table of a single total is no breakdown and is not offered.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.disclosure.count_table import ARM, CountTable, PooledTable
from evaluation.disclosure.scope import PERIOD, PLACE, window_of

_TIME = ("month", "quarter", "year")


def pooled_tables(table: CountTable) -> Iterator[PooledTable]:
    """Yield a table at every level of pooling, the first choice first."""
    grid = _complete(table)
    ways = [_ways(table, name, grid.levels[name]) for name in table.dimensions]
    for choice in sorted(itertools.product(*ways), key=_loss):
        chosen = {name: how for name, (_, _, how) in zip(table.dimensions, choice, strict=True) if how}
        if _keeps_its_subject(choice) and not (ARM in chosen and chosen.get(PLACE) == ARM):
            pooled = _pool(table, grid, chosen)
            if len(pooled.frame) > 1 or grid.count.size == 1:
                yield pooled


@dataclass(frozen=True, eq=False)
class _Grid:
    """Every combination of the levels of a table; ``codes`` number the levels of each row."""

    levels: Mapping[str, list[str]]
    codes: Mapping[str, NDArray[np.int64]]
    count: NDArray[np.int64]
    exposure: NDArray[np.float64]
    window: tuple[int, int] | None
    whole: Mapping[str, frozenset[str]]


def _loss(choice: tuple[tuple[str, int, str], ...]) -> tuple[int, ...]:
    dropped = {"place": 0, "people": 0, "time": 0}
    steps = {"place": 0, "people": 0, "time": 0}
    for kind, step, how in choice:
        dropped[kind] += not how
        steps[kind] += step if how else 0
    return (sum(dropped.values()), *dropped.values(), *steps.values(), *(step for _, step, _ in choice))


def _keeps_its_subject(choice: tuple[tuple[str, int, str], ...]) -> bool:
    subject = next(kind for kind in ("people", "place", "time") if any(each[0] == kind for each in choice))
    return any(how for kind, _, how in choice if kind == subject)


def _ways(table: CountTable, name: str, found: list[str]) -> list[tuple[str, int, str]]:
    """Return how fine a dimension may be kept, step by step; the last step is to drop it."""
    pools = table.pools.get(name, {})
    if name == PERIOD:
        kind, ways = "time", _TIME[{"YYYY": 2, "YYYY-Qn": 1, "YYYY-MM": 0}[_form(found[0])] :]
    elif name == PLACE:
        arms = _arm_of(table)
        kind, ways = "place", (PLACE, ARM) if all(arms.get(level) for level in found) else (PLACE,)
    elif name == ARM:
        kind, ways = "place", (ARM,)
    else:
        kind, ways = (
            "people",
            ("code", "pool") if any(pools.get(level, level) != level for level in found) else ("code",),
        )
    return [(kind, step, how) for step, how in enumerate((*ways, ""))]


def _pool(table: CountTable, grid: _Grid, chosen: Mapping[str, str]) -> PooledTable:
    covers: dict[str, dict[str, frozenset[str]]] = {}
    whole = dict(grid.whole)
    columns, shapes, codes = [], [], []
    for name, how in chosen.items():
        column = ARM if how == ARM else name
        mapping = _mapping(table, name, how, grid.levels[name])
        shown = sorted(set(mapping.values()))
        number = {level: place for place, level in enumerate(shown)}
        codes.append(np.array([number[mapping[level]] for level in grid.levels[name]])[grid.codes[name]])
        columns.append((column, shown))
        shapes.append(len(shown))
        covers[column] = {} if name == PERIOD else _covered(table, name, how, mapping)
        if name != PERIOD:
            place = PLACE if column == ARM else column
            whole[place] = whole[place].union(*covers[column].values())
    cell = np.ravel_multi_index(codes, shapes)
    sums = [np.bincount(cell, weights=each, minlength=int(np.prod(shapes))) for each in (grid.count, grid.exposure)]
    present = np.flatnonzero(np.bincount(cell, minlength=sums[0].size))
    frame = pd.DataFrame(
        {
            name: pd.array(np.array(shown, dtype=object)[where], dtype="str")
            for (name, shown), where in zip(columns, np.unravel_index(present, shapes), strict=True)
        }
        | {"count": sums[0][present].astype(np.int64), "exposure": sums[1][present]}
    )
    levels = tuple((name, how) for (name, _), how in zip(columns, chosen.values(), strict=True))
    return PooledTable(table.name, table.measure, levels, frame, covers, whole, grid.window)


def _mapping(table: CountTable, name: str, how: str, found: list[str]) -> dict[str, str]:
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


def _complete(table: CountTable) -> _Grid:
    """Return every combination of the levels of a table, with every month between the first and the last.

    Levels that no row names count zero: what the table covers is all levels that are known.
    """
    follows = PLACE in table.dimensions and ARM in table.dimensions
    names = [name for name in table.dimensions if not (follows and name == ARM)]
    levels = {name: sorted(str(level) for level in table.frame[name].unique()) for name in names}
    window, whole = table.window, {}
    if PERIOD in levels:
        if all(_form(period) == "YYYY-MM" for period in levels[PERIOD]):
            numbers = [int(period[:4]) * 12 + int(period[5:]) - 1 for period in levels[PERIOD]]
            levels[PERIOD] = [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(min(numbers), max(numbers) + 1)]
        window = (window_of(levels[PERIOD][0])[0], window_of(levels[PERIOD][-1])[1])
    shape = [len(levels[name]) for name in names]
    number = {name: {level: place for place, level in enumerate(levels[name])} for name in names}
    cell = np.ravel_multi_index(
        [table.frame[name].map(number[name]).to_numpy(dtype=np.int64) for name in names], shape
    )
    count, exposure = np.zeros(int(np.prod(shape)), dtype=np.int64), np.full(int(np.prod(shape)), np.nan)
    count[cell], exposure[cell] = table.frame["count"], table.frame["exposure"]
    codes = dict(zip(names, (part.ravel() for part in np.indices(shape)), strict=True))
    for name in names:
        if name != PERIOD:
            covered = [table.members[level] if name == ARM else {level} for level in levels[name]]
            place = PLACE if name == ARM else name
            whole[place] = _known(table, name).union(*covered)
    if follows:
        arm_of = [_arm_of(table)[level] for level in levels[PLACE]]
        levels[ARM] = sorted(set(arm_of))
        codes[ARM] = np.array([levels[ARM].index(arm) for arm in arm_of])[codes[PLACE]]
    return _Grid(levels, codes, count, exposure, window, whole)


def _known(table: CountTable, name: str) -> frozenset[str]:
    """Return the levels that a dimension is known to have; of arms, the communities of those that have a name."""
    if name != ARM:
        return table.known.get(name, frozenset())
    named = (places for arm, places in table.members.items() if arm)
    return frozenset().union(*named) if PLACE in table.known else frozenset()


def _form(period: str) -> str:
    return {4: "YYYY", 7: "YYYY-Qn" if "Q" in period else "YYYY-MM"}[len(period)]


def _coarser(period: str, how: str) -> str:
    if how == "quarter" and _form(period) == "YYYY-MM":
        return f"{period[:4]}-Q{(int(period[5:]) + 2) // 3}"
    return period[:4] if how == "year" else period


def _arm_of(table: CountTable) -> dict[str, str]:
    return {place: arm for arm, places in table.members.items() for place in places}
