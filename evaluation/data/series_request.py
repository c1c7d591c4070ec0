"""What the parameters ask of a file of series: which of them, which periods, and interventions that they can tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.data.calendar import Calendar, Frequency
from evaluation.errors import ParameterError, Problem

if TYPE_CHECKING:
    from evaluation.data.parameters.interrupted_series import InterruptedSeriesParameters
    from evaluation.data.validated import ValidatedTable

ONLY_SERIES = "all"
FEWEST_PERIODS_ASIDE = 2
_PARAMETERS = "evaluation/data/parameters/interrupted_series.py"


def series_asked(
    table: ValidatedTable, parameters: InterruptedSeriesParameters
) -> tuple[tuple[str, ...], list[Problem]]:
    """Return the keys of the series to read, in order, and a problem for each that is not there."""
    frame = table.frame
    there = sorted(set(frame["series"])) if "series" in frame else [ONLY_SERIES]
    others = (*parameters.controls, *parameters.negative_controls)
    chosen = parameters.series or tuple(key for key in there if key not in others)
    roles = {
        "series": parameters.series,
        "controls": parameters.controls,
        "negative_controls": parameters.negative_controls,
        "parts": tuple(dict.fromkeys(key for whole, parts in parameters.parts.items() for key in (whole, *parts))),
    }
    unfit = [
        Problem(
            f"interrupted_series.{role}",
            f"{table.where} has no series {key!r}",
            "" if "series" in frame else "no column series: the file is one series, called all",
            ", ".join(there),
            _PARAMETERS,
        )
        for role, keys in roles.items()
        for key in keys
        if key not in there
    ]
    if not chosen:
        unfit.append(
            Problem(
                "interrupted_series.series",
                "leaves no series to analyse",
                f"every series of {table.where} is a control",
                "a series that the interventions reached",
                _PARAMETERS,
            )
        )
    return tuple(key for key in (*chosen, *others) if key in there), unfit


def periods_asked(days: pd.Series, frequency: Frequency, parameters: InterruptedSeriesParameters) -> Calendar:
    """Return the periods to analyse: from ``start`` or the first row until before ``end`` or to the last row."""
    first, last = min(days), max(days)
    calendar = Calendar(frequency, first, 1)
    unfit = []
    for name in ("start", "end", "provisional_from"):
        day: dt.date | None = getattr(parameters, name)
        if day and calendar.day(calendar.position_of_day(day)) != day:
            expected = str(calendar.day(calendar.position_of_day(day)))
            wrong = f"is not the first day of a {frequency} of the data"
            unfit.append(Problem(f"interrupted_series.{name}", wrong, str(day), expected, _PARAMETERS))
    start = parameters.start or first
    stop = parameters.end or calendar.day(calendar.position(last) + 1)
    if not unfit and (start > last or stop <= first):
        unfit.append(
            Problem(
                f"interrupted_series.{'start' if start > last else 'end'}",
                "leaves no period with a row",
                f"{frequency}s from {start} until before {stop}",
                f"{frequency}s from {first} to {last}, which the data have",
                _PARAMETERS,
            )
        )
    if unfit:
        raise ParameterError("There are no periods to analyse.", unfit)
    calendar = Calendar(frequency, start, 1)
    return Calendar(frequency, start, calendar.position(stop))


def periods_in_model(
    missing: NDArray[np.bool_], calendar: Calendar, parameters: InterruptedSeriesParameters
) -> NDArray[np.bool_]:
    """Tell which periods have a value, are complete and are not declared left out, shape (n,)."""
    used = ~missing
    if parameters.provisional_from:
        used[max(0, calendar.position_of_day(parameters.provisional_from)) :] = False
    for day in parameters.left_out:
        position = calendar.position_of_day(day)
        if 0 <= position < used.size:
            used[position] = False
    return used


def unfit_interventions(
    used: NDArray[np.bool_], calendar: Calendar, parameters: InterruptedSeriesParameters, *, where: str = ""
) -> Iterator[Problem]:
    """Find interventions that are outside the periods, or have fewer than two of them in the model on a side.

    Parameters
    ----------
    used : ndarray of bool, shape (n,)
        Periods in the model.
    calendar : Calendar
    parameters : InterruptedSeriesParameters
    where : str
        The series; blank where it is a matter of the periods, whatever the values of any series.
    """
    frequency = calendar.frequency
    for intervention in parameters.interventions:
        place = f"interrupted_series.interventions, {intervention.name}"
        expected = f"two {frequency}s with a value on either side: they tell level and slope apart"
        start = calendar.position_of_day(intervention.date)
        if calendar.day(start) != intervention.date:
            wrong = f"does not begin with a {frequency} of the data"
            yield Problem(place, wrong, str(intervention.date), str(calendar.day(start)), _PARAMETERS)
            continue
        if not 0 <= start < calendar.n_periods:
            wrong = f"is outside the {frequency}s analysed"
            yield Problem(place, wrong, f"{intervention.date}, of {calendar}", expected, _PARAMETERS)
            continue
        onset = start + intervention.periods_until_onset
        n_before, n_after = int(used[:start].sum()), int(used[onset:].sum())
        if min(n_before, n_after) < FEWEST_PERIODS_ASIDE:
            wrong = f"leaves fewer than two {frequency}s before or after it"
            found = f"{intervention.date}, of {calendar}: {n_before} before and {n_after} after in the model"
            yield Problem(place, wrong, f"{found} of {where}" if where else found, expected, _PARAMETERS)
