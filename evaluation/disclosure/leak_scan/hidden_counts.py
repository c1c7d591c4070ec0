"""The counts that a run holds and a release does not show: cells of its tables, their margins and sums over time."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from evaluation.data.output_table import Measure, TableKind
from evaluation.data.whole_files import read_csv
from evaluation.disclosure.count_table import ARM
from evaluation.disclosure.fact import Fact
from evaluation.disclosure.leak_scan.named import MONTH, QUARTER, YEAR, Name
from evaluation.disclosure.run_folder import FinishedRun, RestrictedTable
from evaluation.disclosure.scope import PERIOD, PLACE, finest

_LONGEST_SUM = 12
_THEME = "theme"

Window = tuple[int, int]
"""Months since the year 0, half-open."""


class HiddenCount(NamedTuple):
    """A count that stands in a restricted table, or follows from one by adding up.

    Parameters
    ----------
    measure : str
    value : int
    window : (int, int) or None
        None where its table has no periods.
    levels : tuple of (str, str)
        Dimension and level; a dimension that is covered whole is not named.
    periods : tuple of (str, str)
        A text that has all of them, and all levels, is about this count.
    """

    measure: str
    value: int
    window: Window | None
    levels: tuple[Name, ...]
    periods: tuple[Name, ...]

    def __str__(self) -> str:
        when = " to ".join(period for _, period in self.periods)
        return ", ".join(filter(None, (self.measure, *(level for _, level in self.levels), when)))


def counts_of(run: FinishedRun, hidden: Mapping[str, range]) -> Iterator[HiddenCount]:
    """Yield every count of the run's tables of counts that has something to be named by.

    Cells and margins, by months, quarters, years and all time; where a small cell is among the months, also the sums
    over up to twelve months on end.

    Parameters
    ----------
    run : FinishedRun
    hidden : mapping
        Measure to the numbers that must stay hidden.
    """
    for table in run.tables:
        if table.kind is TableKind.COUNTS:
            cube = _Cube(table, run.members)
            yield from cube.cells()
            yield from cube.sums(hidden.get(cube.measure, range(0)))


def themes_shown(released: Path, members: Mapping[str, frozenset[str]]) -> Iterator[Fact]:
    """Yield the released numbers of people who speak of a theme: they are not of the kind that is subtracted."""
    for row in _records(released / "results.csv"):
        levels = dict(part.split("=") for part in row["subgroup"].split(";") if "=" in part)
        if _THEME in levels and row["n_events"]:
            groups = {name: finest(name, {level}) for name, level in levels.items()}
            groups |= {PLACE: members.get(row["arm"], frozenset())} if row["arm"] else {}
            yield Fact(Measure.PARTICIPANT, int(float(row["n_events"])), None, groups, "", row["result_id"])
    for file in sorted((released / "tables").glob("*.json")):
        about = json.loads(file.read_text(encoding="utf-8"))
        if about["kind"] != "counts" or _THEME not in about["dimensions"]:
            continue
        for row in _records(file.with_suffix(".csv")):
            groups = {}
            for name in about["dimensions"]:
                levels = finest(name, about["covers"].get(name, {}).get(row[name], [row[name]]))
                whole = [members.get(level, frozenset({level})) for level in levels]
                groups[PLACE if name == ARM else name] = frozenset().union(*whole) if name == ARM else levels
            yield Fact(about["measure"], int(row[about["count"]]), None, groups, "", file.stem)


def _records(file: Path) -> list[dict[str, str]]:
    columns, rows = read_csv(file, where=file.name)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def is_shown(count: HiddenCount, facts: Sequence[Fact], members: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether what is released shows a count, or shows parts that add up to it.

    Parameters
    ----------
    count : HiddenCount
    facts : sequence of Fact
        All released numbers of its measure.
    members : mapping
        Arm to its communities.
    """
    groups = {
        PLACE if name == ARM else name: members.get(level, frozenset()) if name == ARM else finest(name, {level})
        for name, level in count.levels
    }
    parts: dict[str, int] = {}
    for fact in facts:
        if fact.is_exact and _is_within(fact, count, groups):
            if fact.value == count.value:
                return True
            parts[fact.family] = parts.get(fact.family, 0) + fact.value
    return count.value in parts.values()


def _is_within(fact: Fact, count: HiddenCount, groups: Mapping[str, frozenset[str]]) -> bool:
    if not all(name in fact.groups and fact.groups[name] <= levels for name, levels in groups.items()):
        return False
    months = _months(fact)
    return count.window is None or (
        months is not None and count.window[0] <= months[0] and months[1] <= count.window[1]
    )


def _months(fact: Fact) -> Window | None:
    if fact.window is None:
        return None
    start, end = fact.window
    return start.year * 12 + start.month - 1, end.year * 12 + end.month - 1


class _Cube:
    """The cells of a table with a sum for every combination of groups."""

    def __init__(self, table: RestrictedTable, members: Mapping[str, frozenset[str]]) -> None:
        self.table, self.members = table, members
        self.measure = str(table.about["measure"])
        self.dimensions = tuple(table.about["dimensions"])
        places = {name: table.columns.index(name) for name in (*self.dimensions, table.about["count"])}
        self.series: dict[tuple[tuple[str, str], ...], dict[int | None, int]] = {}
        arm_of = {place: arm for arm, places_of_arm in members.items() for place in places_of_arm}
        for row in table.rows:
            count = row[places[table.about["count"]]]
            if not count:
                continue
            month = _month_of(row[places[PERIOD]]) if PERIOD in self.dimensions else None
            options = []
            for name in self.dimensions:
                if name == PERIOD:
                    continue
                level = row[places[name]]
                options.append([(name, level)] if name == _THEME else [(name, level), None])
                if name == PLACE and arm_of.get(level):
                    options[-1].append((ARM, arm_of[level]))
            for chosen in itertools.product(*options):
                months = self.series.setdefault(tuple(filter(None, chosen)), {})
                months[month] = months.get(month, 0) + int(float(count))

    def cells(self) -> Iterator[HiddenCount]:
        """Yield single months, quarters, years and all time of every combination of groups."""
        for levels, months in self.series.items():
            sums: dict[tuple[str, str, Window | None], int] = {}
            for month, count in months.items():
                for period in _periods_with(month, months):
                    sums[period] = sums.get(period, 0) + count
            for (kind, period, window), value in sums.items():
                periods = ((kind, period),) if kind else ()
                if value and (levels or periods):
                    yield HiddenCount(self.measure, value, window, levels, periods)

    def sums(self, small: range) -> Iterator[HiddenCount]:
        """Yield the sums over consecutive months among which one is small."""
        for levels, months in self.series.items():
            if None in months or not any(count in small for count in months.values()):
                continue
            first, last = min(months), max(months)
            named = {month: (MONTH, _written(month)) for month in range(first, last + 1)}
            for start in range(first, last + 1):
                value, has_small = 0, False
                for end in range(start, min(start + _LONGEST_SUM, last + 1)):
                    count = months.get(end, 0)
                    value, has_small = value + count, has_small or count in small
                    if has_small and end > start and value:
                        yield HiddenCount(self.measure, value, (start, end + 1), levels, (named[start], named[end]))


def _month_of(period: str) -> int:
    stamp = pd.Period(period, freq="M")
    return stamp.year * 12 + stamp.month - 1


def _written(month: int) -> str:
    return f"{month // 12}-{month % 12 + 1:02d}"


def _periods_with(month: int | None, months: Mapping[int | None, int]) -> Iterator[tuple[str, str, Window | None]]:
    if month is None:
        yield "", "", None
        return
    year, place = divmod(month, 12)
    quarter = place // 3
    yield MONTH, _written(month), (month, month + 1)
    yield QUARTER, f"{year}-Q{quarter + 1}", (year * 12 + quarter * 3, year * 12 + quarter * 3 + 3)
    yield YEAR, str(year), (year * 12, year * 12 + 12)
    yield "", "", (min(months), max(months) + 1)
