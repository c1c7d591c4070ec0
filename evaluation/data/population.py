"""Person-years by month, from population estimates at yearly or monthly dates."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.data.deaths import GROUPS, PLACES, has_values
from evaluation.data.months import DAYS_PER_YEAR, MonthWindow, days_since_epoch, month_numbers
from evaluation.data.strict_yaml import counted
from evaluation.errors import DataError, Problem

if TYPE_CHECKING:
    from evaluation.data.validated import ValidatedTable

LONGEST_EXTRAPOLATION_MONTHS = 24
_DEFINED_IN = "data_dictionary/population.yml"


@dataclass(frozen=True)
class PersonYears:
    """Person-years by month and group.

    Parameters
    ----------
    frame : DataFrame
        ``month`` (a month number), the columns asked for, ``person_years``; every combination, sorted.
    extrapolated : tuple of int
        Months that lie before the first or after the last population estimate.
    """

    frame: pd.DataFrame
    extrapolated: tuple[int, ...]


def person_years(
    table: ValidatedTable,
    window: MonthWindow,
    *,
    by: Collection[str] = (),
    communities: Collection[str] | None = None,
) -> PersonYears:
    """Return the person-years lived in each month of a window.

    The population of a month is the estimate dated in that month where there is one for every month; otherwise
    it is interpolated linearly between the dates (July 1 of each year, say) to the middle of the month. Months
    outside the dates continue the line through the two nearest estimates, for at most 24 months; a single
    estimate is held constant. A line that falls below zero stays at zero.
    Person-years are the population times days of the month over 365.25.

    Parameters
    ----------
    table : ValidatedTable
        Of dictionary table ``population``.
    window : MonthWindow
    by : collection of str
        Columns to keep apart; the others are summed.
    communities : collection of str or None
        Communities to keep; None for all, or where the population is not given by community.

    Raises
    ------
    DataError
        If an estimate is missing for one group at a date that others have, the estimates end too early or start
        too late, or nobody lives in a community or arm.
    """
    frame = table.frame
    if communities is not None:
        frame = frame[frame["community"].isin(list(communities))]
    if frame.empty:
        problem = Problem(table.where, "has no row for the communities analysed", "none", "", _DEFINED_IN)
        raise DataError(f"{table.name}: no population.", [problem])
    problems = list(_incomplete(table, frame, PLACES) or _incomplete(table, frame, (*PLACES, *GROUPS)))
    by = list(by)
    # One sum per date and group: interpolation is linear, so it may follow the sum.
    wide = frame.assign(one="").pivot_table(
        index="date", columns=[*by, "one"], values="population", aggfunc="sum", observed=True
    )
    anchors = wide.to_numpy(dtype=float)
    dates = wide.index.to_series()
    months = month_numbers(dates).to_numpy()
    if len(set(months)) == len(months) and set(window.numbers) <= set(months):
        people = anchors[np.searchsorted(months, window.numbers)]
        extrapolated: tuple[int, ...] = ()
    else:
        anchor_days = days_since_epoch(dates)
        outside = (window.middles < anchor_days[0]) | (window.middles > anchor_days[-1])
        extrapolated = tuple(int(month) for month in window.numbers[outside])
        problems += _out_of_reach(table, dates, window, outside)
        people = _interpolate(window.middles, anchor_days, anchors)
    people = np.maximum(people, 0.0)
    if set(by) <= set(PLACES):
        for column in np.flatnonzero((people <= 0).any(axis=0)):
            name = _name(by, wide.columns[column][:-1] if by else ())
            problems.append(
                Problem(table.where, f"the population of {name} is not above 0", "0", "people", _DEFINED_IN)
            )
    if problems:
        raise DataError(f"{table.name}: {counted(len(problems))}.", problems)
    lived = people * (window.days / DAYS_PER_YEAR)[:, None]
    keys = wide.columns.droplevel("one").to_frame(index=False) if by else pd.DataFrame(index=range(1))
    long = keys.loc[np.tile(np.arange(len(keys)), window.n_months)].reset_index(drop=True)
    long.insert(0, "month", np.repeat(window.numbers, len(keys)))
    return PersonYears(frame=long.assign(person_years=lived.ravel()), extrapolated=extrapolated)


def _interpolate(
    at: NDArray[np.float64], days: NDArray[np.float64], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return values of shape (m, k) at ``at`` from anchors of shape (d, k); end segments run on."""
    if days.size == 1:
        return np.repeat(values, at.size, axis=0)
    segment = np.clip(np.searchsorted(days, at, side="right") - 1, 0, days.size - 2)
    share = (at - days[segment]) / (days[segment + 1] - days[segment])
    return values[segment] + share[:, None] * (values[segment + 1] - values[segment])


def _incomplete(table: ValidatedTable, frame: pd.DataFrame, names: Collection[str]) -> list[Problem]:
    """Return a problem for every group by these columns that lacks a date which others have."""
    dimensions = [name for name in names if has_values(frame, name)]
    if not dimensions:
        return []
    dates = frame.groupby(dimensions, dropna=False, sort=True)["date"].agg(frozenset)
    every = frozenset(frame["date"])
    return [
        Problem(
            table.where,
            f"{_name(dimensions, group)} has no population",
            ", ".join(sorted(f"{missing:%Y-%m-%d}" for missing in every - have)) + " missing",
            "a row for every date that other groups have",
            _DEFINED_IN,
        )
        for group, have in dates.items()
        if have != every
    ]


def _out_of_reach(
    table: ValidatedTable, dates: pd.Series, window: MonthWindow, outside: NDArray[np.bool_]
) -> Iterator[Problem]:
    days = days_since_epoch(dates)
    before = int(np.sum(outside & (window.middles < days[0])))
    after = int(np.sum(outside & (window.middles > days[-1])))
    for months, verb, place, position in ((before, "start", "after", 0), (after, "stop", "before", -1)):
        if months > LONGEST_EXTRAPOLATION_MONTHS:
            yield Problem(
                table.where,
                f"the population estimates {verb} {months} months {place} the months analysed {verb}",
                f"{dates.iloc[position]:%Y-%m-%d}, for months {window.periods[0]} to {window.periods[-1]}",
                f"at most {LONGEST_EXTRAPOLATION_MONTHS} months without an estimate",
                _DEFINED_IN,
            )


def _name(names: Collection[str], values: object) -> str:
    parts = values if isinstance(values, tuple) else (values,)
    return ", ".join(f"{name} {value}" for name, value in zip(names, parts, strict=True)) or "everybody"
