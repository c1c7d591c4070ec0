"""When the interviews were held: days from a variable of their cases, and the periods that these make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from evaluation.data.qualitative import QualitativeProject
from evaluation.data.source_groups import SourceGroups
from evaluation.errors import Problem

TIME = "time"
_DEFINED_IN = "docs/methods/themes.md"


def read_dates(
    project: QualitativeProject, variable: str, source_ids: Iterable[str]
) -> tuple[Mapping[str, date], list[Problem]]:
    """Return the day of each interview, and a problem for every value that is no date.

    An interview without a date, or whose cases have several, is absent.

    Parameters
    ----------
    project : QualitativeProject
    variable : str
        Name of the case variable; its values begin with ``YYYY-MM-DD``.
    source_ids : iterable of str
        The interviews that are counted.
    """
    held: dict[str, date] = {}
    unknown: dict[str, int] = {}
    for source_id, values in project.values_of(source_ids, variable).items():
        days = set()
        for value in values:
            try:
                days.add(date.fromisoformat(value.strip()[:10]))
            except ValueError:
                unknown[value] = unknown.get(value, 0) + 1
        if len(days) == 1:
            held[source_id] = days.pop()
    problems = [
        Problem(
            f"{project.path}, case variable {variable}",
            "is not a date",
            f"{value!r} in {count} source(s)",
            "YYYY-MM-DD",
            _DEFINED_IN,
        )
        for value, count in sorted(unknown.items())
    ]
    return held, problems


def by_time(dates: Mapping[str, date], unit: str) -> SourceGroups:
    """Return the interviews by the period in which they were held.

    Parameters
    ----------
    dates : mapping
        Day of each interview.
    unit : str
        ``year``, ``half_year`` or ``quarter``; levels are ``2023``, ``2023-H1``, ``2023-Q1``.
    """
    level_of = {source_id: _period(day, unit) for source_id, day in dates.items()}
    return SourceGroups(TIME, tuple(sorted(set(level_of.values()))), level_of)


def _period(day: date, unit: str) -> str:
    if unit == "half_year":
        return f"{day.year}-H{(day.month + 5) // 6}"
    return f"{day.year}-Q{(day.month + 2) // 3}" if unit == "quarter" else str(day.year)
