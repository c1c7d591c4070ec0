"""What a release says of its plan: places and arms, series and their parts, windows and the months of models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from evaluation.data.series_parts import SeriesParts
from evaluation.disclosure.fact import Window

TELLS_APART = {"overdose_deaths": "community", "interrupted_series": "series"}
"""What tells the series of an analysis apart."""
_DATE = len("2020-01-06")
_STEPS = {
    "week": pd.DateOffset(weeks=1),
    "month": pd.DateOffset(months=1),
    "quarter": pd.DateOffset(months=3),
    "year": pd.DateOffset(years=1),
}


class PublishedPlan:
    """The plan of a release.

    Parameters
    ----------
    about : mapping
        Its ``about.json``.
    parts : SeriesParts
        By this plan and those of other releases about the same people.
    """

    def __init__(self, about: Mapping[str, Any], parts: SeriesParts) -> None:
        self._parts = parts
        self._plan: Mapping[str, Any] = about["plan"]
        self.places = frozenset(about["communities"])
        self.arms: dict[str, frozenset[str]] = {}
        for arm in {*about["arms"], *(place["arm"] for place in about["communities"].values())}:
            self.arms[arm] = frozenset(key for key, place in about["communities"].items() if place["arm"] == arm)
        self.windows = {
            analysis: (pd.Timestamp(start), pd.Timestamp(end)) for analysis, (start, end) in about["windows"].items()
        }

    def of(self, analysis: str) -> Mapping[str, Any]:
        """Return the plan of an analysis."""
        return self._plan.get(analysis, {})

    def members(self, analysis: str, key: str) -> frozenset[str]:
        """Return the communities of an arm; or a series, all that the plan calls parts of it, and their parts."""
        if TELLS_APART[analysis] == "community":
            return self.arms.get(key, frozenset({key}))
        return self._parts.covered(key)

    def months_of_model(self, analysis: str, window: Window) -> Window | None:
        """Return what of a window a model rests on, by the plan; None where months inside it are left out."""
        plan = self.of(analysis)
        start, end = window
        if plan.get("provisional_from"):
            end = min(end, pd.Timestamp(plan["provisional_from"]))
        out = [pd.Timestamp(day) for day in plan.get("left_out", ())]
        step = _STEPS[plan.get("frequency", "month")]
        for each in plan.get("interventions", ()):
            first = pd.Timestamp(each["date"]) + each.get("lag", 0) * step
            out += [first + n * step for n in range(each.get("transition", 0))]
        return None if start >= end or any(start <= day < end for day in out) else (start, end)


def window_of(period: str) -> Window:
    """Return the half-open window of a month, quarter, year, week or stretch of days."""
    if "/" in period:
        start, end = period.split("/")
        return pd.Timestamp(start), pd.Timestamp(end)
    if len(period) == _DATE:
        return pd.Timestamp(period), pd.Timestamp(period) + pd.Timedelta(weeks=1)
    span = pd.Period(period.replace("-Q", "Q"))
    return span.start_time.normalize(), (span + 1).start_time.normalize()
