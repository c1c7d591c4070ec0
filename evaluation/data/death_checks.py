"""Whether deaths and population go together, before anything is computed from them."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np

from evaluation.data.deaths import DeathCounts, deaths_by_month, has_values, is_blank
from evaluation.data.gaps import empty_stretches
from evaluation.data.months import MonthWindow
from evaluation.errors import DataError, Problem

if TYPE_CHECKING:
    from evaluation.data.validated import ValidatedTable

_DEFINED_IN = "evaluation/data/parameters/overdose_deaths.py"


def check_places(source: ValidatedTable, population: ValidatedTable, counts: DeathCounts, dimension: str) -> None:
    """Refuse deaths or population that cannot be told apart by ``dimension``: ``arm``, ``community`` or blank."""
    if not dimension:
        return
    problems = [
        Problem(
            str(table.path), f"has no {dimension}", "", f"a column community for series: {dimension}", _DEFINED_IN
        )
        for table in (source, population)
        if not has_values(table.frame, dimension)
    ]
    if not problems:
        homeless = int(counts.frame.loc[is_blank(counts.frame[dimension]), "deaths"].sum())
        if homeless:
            expected = f"{dimension} of every death, or drop_if_missing of the source, or series: all"
            problems.append(
                Problem(str(source.path), f"deaths without {dimension}", f"{homeless}", expected, _DEFINED_IN)
            )
    if problems:
        raise DataError(f"Deaths cannot be told apart by {dimension}.", problems)


def check_subgroups(source: ValidatedTable, counts: DeathCounts, subgroups: Collection[str]) -> None:
    """Refuse subgroups that the deaths do not tell apart."""
    problems = [
        Problem(str(source.path), f"has no {name}", "", f"a column for subgroup {name}", _DEFINED_IN)
        for name in subgroups
        if name not in counts.dimensions
    ]
    if problems:
        raise DataError(f"{source.name}: deaths cannot be described by {len(problems)} subgroup(s).", problems)


def check_gaps(source: ValidatedTable, counts: DeathCounts, window: MonthWindow) -> None:
    """Refuse months without a row where deaths are so frequent that none at all is hard to believe."""
    frame = counts.frame
    places = [("", frame)]
    if "community" in counts.dimensions:
        places = [(f" of community {key}", rows) for key, rows in frame.groupby("community", sort=True)]
    problems = []
    for name, rows in places:
        has_row = np.isin(window.numbers, rows["month"].to_numpy())
        for gap in empty_stretches(deaths_by_month(rows, window), has_row):
            months = f"{window.periods[gap.start]} to {window.periods[gap.stop - 1]}"
            problems.append(
                Problem(
                    str(source.path),
                    f"no deaths{name} from {months}",
                    f"no row, where about {gap.expected:.0f} deaths are usual in that time",
                    "start and end within the data; for months that truly had none, a row with 0 deaths",
                    _DEFINED_IN,
                )
            )
    if problems:
        raise DataError(f"{source.name}: {len(problems)} stretch(es) of months seem to be missing.", problems)
