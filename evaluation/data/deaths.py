"""Deaths by month and group, from monthly counts or from one row per death."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.data.dictionary import load_code_list
from evaluation.data.months import MonthWindow, month_numbers

if TYPE_CHECKING:
    from evaluation.data.validated import ValidatedTable

PLACES = ("community", "arm")
GROUPS = ("age_group", "sex", "race_ethnicity")
UNKNOWN = "unknown"


@dataclass(frozen=True)
class DeathCounts:
    """Deaths by month and whatever else the source says about them.

    Parameters
    ----------
    frame : DataFrame
        ``month`` (a month number), the columns of ``dimensions``, ``deaths``; at most one row per combination,
        sorted. A combination without a row counts zero.
    dimensions : tuple of str
        Those of community, arm, age_group, sex and race_ethnicity that the source has.
    """

    frame: pd.DataFrame
    dimensions: tuple[str, ...]


def count_deaths(table: ValidatedTable) -> DeathCounts:
    """Return the deaths of a source by month.

    Parameters
    ----------
    table : ValidatedTable
        Of dictionary table ``overdose_deaths`` (monthly counts) or ``death_records`` (one row per death; ages
        become age groups). Groups that are missing count as ``unknown``.
    """
    frame = table.frame
    if table.table == "death_records":
        frame = frame.assign(month=month_numbers(frame["date"]), deaths=1)
        if has_values(frame, "age"):
            frame["age_group"] = age_groups(frame["age"])
    else:
        frame = frame.assign(month=month_numbers(frame["month"]))
    dimensions = tuple(name for name in (*PLACES, *GROUPS) if has_values(frame, name))
    groups = [name for name in GROUPS if name in dimensions]
    frame = frame.assign(**{name: frame[name].fillna(UNKNOWN) for name in groups})
    keys = ["month", *dimensions]
    counted = frame.groupby(keys, sort=True, observed=True, dropna=False)["deaths"].sum().reset_index()
    return DeathCounts(frame=counted, dimensions=dimensions)


def dated_by_report(table: ValidatedTable, window: MonthWindow) -> int | None:
    """Return how many deaths of a window have the date of their report; None where the source does not say."""
    records = _records(table, window)
    if records is None or not has_values(table.frame, "date_type"):
        return None
    return int((records["date_type"] == "report").sum())


def rows_repeated(table: ValidatedTable, window: MonthWindow) -> int | None:
    """Return how many deaths of a window repeat another in every column, without an id that would tell them apart.

    None where rows are counts.
    """
    records = _records(table, window)
    if records is None:
        return None
    if "death_id" in records:
        records = records[is_blank(records["death_id"])]
    return int(records.duplicated().sum())


def ages_outside_groups(table: ValidatedTable, window: MonthWindow) -> int | None:
    """Return how many deaths of a window have an age that is in no age group; None where no ages are given."""
    records = _records(table, window)
    if records is None or not has_values(table.frame, "age"):
        return None
    return int((records["age"].notna() & age_groups(records["age"]).isna()).sum())


def _records(table: ValidatedTable, window: MonthWindow) -> pd.DataFrame | None:
    """Return the single deaths of a window; None where rows are counts."""
    if table.table != "death_records":
        return None
    return table.frame[month_numbers(table.frame["date"]).between(window.first, window.stop - 1)]


def age_groups(ages: pd.Series) -> pd.Series:
    """Return the age group of the dictionary that each age falls in; missing where there is none."""
    groups = pd.Series(np.nan, index=ages.index, dtype="str")
    for entry in load_code_list("age_group").codes:
        bounds = re.fullmatch(r"(\d+)(?:-(\d+)|\+)", entry.code)
        if bounds:
            upper = float(bounds[2]) + 1.0 if bounds[2] else np.inf
            groups[(ages >= float(bounds[1])) & (ages < upper)] = entry.code
    return groups


def deaths_by_month(frame: pd.DataFrame, window: MonthWindow) -> NDArray[np.int64]:
    """Return the deaths of each month of a window, shape (n_months,), from rows of :class:`DeathCounts`."""
    sums = frame.groupby("month")["deaths"].sum().reindex(window.numbers, fill_value=0)
    return sums.to_numpy(dtype=np.int64)


def is_blank(column: pd.Series) -> pd.Series:
    """Tell which values of a text column are missing or empty."""
    return column.isna() | (column == "")


def has_values(frame: pd.DataFrame, name: str) -> bool:
    """Tell whether a column is there and has a value in some row."""
    return name in frame and bool((~is_blank(frame[name])).any())
