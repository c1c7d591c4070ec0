"""The period that each row of a series belongs to, and whether every period from first to last has one row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.data.calendar import Calendar, Frequency
from evaluation.data.strict_yaml import counted
from evaluation.errors import Problem

if TYPE_CHECKING:
    from evaluation.data.validated import ValidatedTable

SHOWN = 5
_PARTS = {
    Frequency.MONTH: ("year", "month_of_year"),
    Frequency.QUARTER: ("year", "quarter_of_year"),
    Frequency.YEAR: ("year",),
    Frequency.WEEK: (),
}
_LONGER = {
    (Frequency.WEEK, 52): "year",
    (Frequency.MONTH, 3): "quarter",
    (Frequency.MONTH, 12): "year",
    (Frequency.QUARTER, 4): "year",
}
_FEWEST_ALIKE = 3


def first_days(table: ValidatedTable, frequency: Frequency) -> tuple[pd.Series | None, list[Problem]]:
    """Return the first day of each row's period, as a datetime column, and what is wrong with it.

    Parameters
    ----------
    table : ValidatedTable
        Of dictionary table ``series``.
    frequency : Frequency

    Returns
    -------
    Series or None
        None where the periods are not known.
    list of Problem
        A date that is missing, is not the first day of a period, or contradicts year, month or quarter.
    """
    frame, parts = table.frame, _PARTS[frequency]
    where = table.where
    present = [name for name in parts if name in frame]
    if "date" not in frame and len(present) < max(len(parts), 1):
        expected = "a column date" + (f", or {' and '.join(parts)}" if parts else "")
        found = ", ".join(name for name in ("year", "month_of_year", "quarter_of_year") if name in frame)
        if other := [name for name in table.ignored_columns if name.casefold() in ("month", "quarter", "week")]:
            found = ", ".join(filter(None, (found, f"and {other[0]!r}, which sources maps to no column")))
        wrong = f"has nothing that dates a {frequency}"
        return None, [Problem(where, wrong, found or "neither date nor year", expected, table.schema.file)]
    used = ["date"] if "date" in frame else present
    blank = frame[used].isna().any(axis=1)
    if blank.any():
        wrong = f"{counted(int(blank.sum()), 'row')} without {' or '.join(used)}"
        return None, [Problem(where, wrong, "", "a period in every row", table.schema.file)]
    if "date" not in frame:
        numbers = frame[present].astype("int64")
        month = 1 if len(present) == 1 else (numbers[present[1]] - 1) * frequency.months + 1
        return pd.to_datetime(pd.DataFrame({"year": numbers["year"], "month": month, "day": 1})), []
    days = frame["date"]
    return days, [*_not_first(days, frequency, where), *_contradictions(frame, frequency, where)]


def grid_problems(days: Iterable[dt.date], calendar: Calendar, *, where: str) -> Iterator[Problem]:
    """Find periods that stand twice in a series, and those without a row.

    Parameters
    ----------
    days : iterable of date
        First days of the periods of its rows, within the calendar.
    calendar : Calendar
        The periods that it must have.
    where : str
        The file and the series.
    """
    positions = np.array([calendar.position(day) for day in days], dtype=int)
    n_rows = np.bincount(positions, minlength=calendar.n_periods)
    if (n_rows > 1).any():
        found = shown(calendar, n_rows > 1, lambda position: f"{n_rows[position]} rows")
        expected = "one row for each period; columns that tell rows apart are mapped to series, or kept by select"
        yield Problem(where, f"{_periods(calendar, n_rows > 1)} more than once", found, expected)
    missing = n_rows == 0
    if not missing.any():
        return
    frequency, known = calendar.frequency, np.flatnonzero(n_rows)
    steps = np.diff(known)
    alike = _longest_alike(steps)
    if steps.size and steps.max() > 1 and (steps == steps[0]).all():
        longer = _LONGER.get((frequency, int(steps[0])))
        wrong = f"has a row only every {steps[0]} {frequency}s"
        expected = f"frequency: {longer}" if longer else f"a row for each {frequency}"
        yield Problem(where, wrong, f"{calendar.label(known[0])}, {calendar.label(known[1])}, ...", expected)
    elif alike is not None:
        first, step = alike
        wrong = f"mixes periods of {frequency}s with longer ones"
        found = f"a row every {step} {frequency}s from {calendar.label(known[first])} on"
        yield Problem(where, wrong, found, "periods of one length: add up the shorter ones, or set start and end")
    else:
        expected = (
            "a row for every period, with a blank value where it is missing; or start and end that leave it out"
        )
        yield Problem(where, f"{_periods(calendar, missing)} without a row", shown(calendar, missing), expected)


def shown(calendar: Calendar, which: NDArray[np.bool_], said: Callable[[int], str] | None = None) -> str:
    """Return the labels of some periods, at most five of them, each with what ``said`` returns for its position."""
    positions = np.flatnonzero(which)
    labels = [
        calendar.label(int(position)) + (f" ({said(position)})" if said else "") for position in positions[:SHOWN]
    ]
    more = f" and {positions.size - SHOWN:,} more" if positions.size > SHOWN else ""
    return ", ".join(labels) + more


def _periods(calendar: Calendar, which: NDArray[np.bool_]) -> str:
    return counted(int(which.sum()), str(calendar.frequency))


def _not_first(days: pd.Series, frequency: Frequency, where: str) -> Iterator[Problem]:
    """Find dates on which no period begins."""
    if frequency is Frequency.WEEK:
        weekday = int(days.dt.day_of_week.mode()[0])
        wrong = days[days.dt.day_of_week != weekday]
        name = dt.date(2024, 1, 1 + weekday).strftime("%A")
        expected = f"weeks that all begin on one weekday, such as the {name} of most rows"
    else:
        month = (days.dt.month - 1) // frequency.months * frequency.months + 1
        first = pd.to_datetime(pd.DataFrame({"year": days.dt.year, "month": month, "day": 1}))
        wrong = days[days != first]
        expected = f"the first day of the {frequency}, or another frequency"
    if len(wrong):
        dates = sorted({f"{day:%Y-%m-%d}" for day in wrong})
        more = f" and {len(dates) - SHOWN:,} more" if len(dates) > SHOWN else ""
        said = f"{counted(len(wrong), 'row')} whose date is not the first day of a {frequency}"
        yield Problem(f"{where}, column date", said, ", ".join(dates[:SHOWN]) + more, expected)


def _contradictions(frame: pd.DataFrame, frequency: Frequency, where: str) -> Iterator[Problem]:
    """Find rows whose date is not in the year, month or quarter that they say."""
    dates = frame["date"]
    of_date = {"year": dates.dt.year, "month_of_year": dates.dt.month, "quarter_of_year": dates.dt.quarter}
    for name in _PARTS[frequency]:
        if name in frame:
            odd = frame[name].notna() & (frame[name] != of_date[name])
            if odd.any():
                pairs = zip(dates[odd][:SHOWN], frame[name][odd][:SHOWN], strict=True)
                found = ", ".join(f"{day:%Y-%m-%d} with {value}" for day, value in pairs)
                wrong = f"{counted(int(odd.sum()), 'row')} whose date is not in its {name}"
                yield Problem(where, wrong, found, f'one of the two; {name}: "" under columns leaves it out')


def _longest_alike(steps: NDArray[np.int64]) -> tuple[int, int] | None:
    """Return where three steps of one length above 1 begin that follow one another, and the length."""
    for first in range(steps.size - _FEWEST_ALIKE + 1):
        run = steps[first : first + _FEWEST_ALIKE]
        if run[0] > 1 and (run == run[0]).all():
            return first, int(run[0])
    return None
