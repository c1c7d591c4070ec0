"""Dates that are declared about a series, held against the periods that are analysed: none is ignored in silence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evaluation.errors import Problem

if TYPE_CHECKING:
    from evaluation.data.calendar import Calendar
    from evaluation.data.parameters.interruption import InterruptionParameters

_DEFINED_IN = "evaluation/data/declared_dates.py"


def dates_outside(calendar: Calendar, parameters: InterruptionParameters, *, stem: str) -> Iterator[Problem]:
    """Find co-interventions, provisional and left-out periods and windows that no period analysed has to do with.

    Interventions are not looked at: what they need beside a period is a matter of each analysis.

    Parameters
    ----------
    calendar : Calendar
        The periods analysed.
    parameters : InterruptionParameters
    stem : str
        Of the analysis.
    """
    period, stop = calendar.frequency, calendar.n_periods
    first, last, after = calendar.day(0), calendar.day(stop - 1), calendar.day(stop)

    def outside(key: str, wrong: str, day: dt.date, expected: str) -> Problem:
        return Problem(
            f"{stem}.{key}", f"{wrong} the {period}s analysed", f"{day}, of {calendar}", expected, _DEFINED_IN
        )

    for each in parameters.co_interventions:
        if calendar.position_of_day(each.start) >= stop:
            yield outside(f"co_interventions, {each.name}", "starts after", each.start, f"a start before {after}")
        elif each.end and calendar.position_of_day(each.end) <= 0:
            yield outside(f"co_interventions, {each.name}", "ends before", each.end, f"an end after {first}, or none")
    provisional = parameters.provisional_from
    if provisional and not 0 < calendar.position_of_day(provisional) <= stop:
        expected = f'a date after {first} and not after {after}, or "" where all are complete'
        is_late = calendar.position_of_day(provisional) > stop
        yield outside("provisional_from", "is after" if is_late else "leaves none of", provisional, expected)
    for day in parameters.left_out:
        if not 0 <= calendar.position_of_day(day) < stop:
            yield outside("left_out", "is outside", day, f"a day from {first} to {last}")
    for each in parameters.specifications:
        where = f"specifications, {each.name}"
        if each.start and not 0 <= calendar.position_of_day(each.start) < stop:
            yield outside(f"{where}, start", "is outside", each.start, f"a date from {first} to {last}")
        if each.end and not 0 < calendar.position_of_day(each.end) <= stop:
            yield outside(f"{where}, end", "is outside", each.end, f"a date after {first} and not after {after}")
