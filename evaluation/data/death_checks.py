"""Whether deaths and population go together, before anything is computed from them: what is absent counts zero."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from evaluation.data.deaths import UNKNOWN, DeathCounts, deaths_by_month, has_values, is_blank
from evaluation.data.gaps import empty_stretches
from evaluation.data.months import MonthWindow
from evaluation.data.rolling_sums import smoothness_problem, too_smooth
from evaluation.errors import Problem

if TYPE_CHECKING:
    from evaluation.data.validated import ValidatedTable

_DEFINED_IN = "evaluation/data/parameters/overdose_deaths.py"


def check_counts(source: ValidatedTable) -> Iterator[Problem]:
    """Refuse to leave out rows whose count is missing: they would count zero."""
    for drop in source.dropped:
        if drop.reason == "deaths is missing":
            yield Problem(
                source.where,
                "rows without a count are left out, and would count zero",
                f"{drop.n_rows} rows dropped by drop_if_missing: [deaths]",
                "the counts, or coarser groups or longer periods in which none is missing",
                source.schema.file,
            )


def check_places(
    source: ValidatedTable, population: ValidatedTable, counts: DeathCounts, dimension: str
) -> Iterator[Problem]:
    """Refuse deaths or population that cannot be told apart by ``dimension``: ``arm``, ``community`` or blank."""
    if not dimension:
        return
    nowhere = [table for table in (source, population) if not has_values(table.frame, dimension)]
    for table in nowhere:
        expected = f"a column community for series: {dimension}"
        if has_values(table.frame, "community"):
            expected = f"communities that the params file gives an {dimension}"
        yield Problem(table.where, f"has no {dimension}", "", expected, _DEFINED_IN)
    if source not in nowhere:
        homeless = int(counts.frame.loc[is_blank(counts.frame[dimension]), "deaths"].sum())
        if homeless:
            expected = f"{dimension} of every death, or drop_if_missing of the source, or series: all"
            yield Problem(source.where, f"deaths without {dimension}", f"{homeless}", expected, _DEFINED_IN)


def check_communities(
    source: ValidatedTable,
    population: ValidatedTable,
    counts: DeathCounts,
    *,
    declared: Collection[str],
    window: MonthWindow,
) -> Iterator[Problem]:
    """Refuse a community that one of deaths, population and params file lacks: what it lacks would count zero.

    Parameters
    ----------
    source, population : ValidatedTable
    counts : DeathCounts
        Deaths within the window.
    declared : collection of str
        Communities of the params file.
    window : MonthWindow
    """
    if "community" not in counts.dimensions:
        return
    dying = communities_of(counts.frame)
    living = communities_of(population.frame) if has_values(population.frame, "community") else None
    every = dying | set(declared) | (living or set())
    for key in sorted(every - (every if living is None else living)):
        yield Problem(population.where, f"community {key} has no population", "", "a row for every date")
    months = f"{window.periods[0]} to {window.periods[-1]}"
    for key in sorted(every - dying - source.without_rows):
        yield Problem(
            source.where,
            f"community {key} has no row",
            f"no deaths from {months}, where the params file or the population has it",
            f"its deaths; if nobody died there, a row with 0 deaths, or without_rows: [{key}] for the source",
            _DEFINED_IN,
        )
    for key in sorted(dying & source.without_rows):
        yield Problem(source.where, f"community {key} has rows", "", f"no {key} in without_rows", _DEFINED_IN)


def communities_of(frame: pd.DataFrame) -> set[str]:
    """Return the communities of a table that are known."""
    return set(frame.loc[~is_blank(frame["community"]), "community"]) - {UNKNOWN}


def check_subgroups(source: ValidatedTable, counts: DeathCounts, subgroups: Collection[str]) -> Iterator[Problem]:
    """Refuse subgroups that the deaths do not tell apart."""
    for name in subgroups:
        if name not in counts.dimensions:
            yield Problem(source.where, f"has no {name}", "", f"a column for subgroup {name}", _DEFINED_IN)


def check_gaps(source: ValidatedTable, counts: DeathCounts, window: MonthWindow) -> Iterator[Problem]:
    """Refuse months without a row at either end, and where no deaths at all are hard to believe."""
    frame = counts.frame
    silent = np.isin(np.array(window.periods), list(source.without_rows))
    has_row = np.isin(window.numbers, frame["month"].to_numpy()) | silent
    covered = np.flatnonzero(has_row)
    for first, stop, place in ((0, covered[0], "start"), (covered[-1] + 1, window.n_months, "end")):
        if first < stop:
            yield Problem(
                source.where,
                f"no deaths from {window.periods[first]} to {window.periods[stop - 1]}",
                f"no row at the {place} of the months analysed, in any place",
                "start and end within the data; for months in which nobody died, a row with 0 deaths, or "
                "without_rows for the source",
                _DEFINED_IN,
            )
    inner = MonthWindow(window.first + int(covered[0]), window.first + int(covered[-1]) + 1)
    silent = silent[covered[0] : covered[-1] + 1]
    places = [("", frame)]
    if "community" in counts.dimensions:
        places += [(f" of community {key}", rows) for key, rows in frame.groupby("community", sort=True)]
    for name, rows in places:
        has_row = np.isin(inner.numbers, rows["month"].to_numpy()) | silent
        for gap in empty_stretches(deaths_by_month(rows, inner), has_row):
            # What is missing everywhere is said once, not for every community.
            silent[gap.start : gap.stop] |= not name
            yield Problem(
                source.where,
                f"no deaths{name} from {inner.periods[gap.start]} to {inner.periods[gap.stop - 1]}",
                f"no row, where about {gap.expected:.0f} deaths are usual in that time",
                "start and end within the data; for months in which nobody died, a row with 0 deaths, or "
                "without_rows for the source",
                _DEFINED_IN,
            )


def check_single_months(
    source: ValidatedTable, counts: DeathCounts, window: MonthWindow, dimension: str
) -> Iterator[Problem]:
    """Refuse counts that are sums over several months, in all or by ``dimension``: arm, community or blank."""
    if source.table != "overdose_deaths":
        return
    series = [(source.where, counts.frame)]
    if dimension in counts.dimensions:
        parts = counts.frame.groupby(dimension, sort=True)
        series += [(f"{source.where}, {dimension} {key}", rows) for key, rows in parts]
    for name, rows in series:
        if found := too_smooth(deaths_by_month(rows, window)):
            names = (source.path.name, source.origin.get("deaths", "deaths"))
            yield smoothness_problem(
                found,
                where=f"{name}, deaths",
                period="month",
                names=names,
                defined_in="evaluation/data/rolling_sums.py",
            )
            if rows is counts.frame:
                return
