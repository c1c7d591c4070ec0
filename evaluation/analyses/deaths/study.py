"""Monthly deaths as series of a study."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from evaluation.analyses.interruption.study import Kind, StudiedSeries, Study
from evaluation.analyses.ledger import EVERYBODY, Scope
from evaluation.data.death_series import DeathSeries, MonthlySeries
from evaluation.data.months import DAYS_PER_YEAR, month_number
from evaluation.data.parameters import OverdoseDeathsParameters
from evaluation.stats.series.interrupted_series import Link

STEM = "overdose_deaths"


def study_of(data: DeathSeries, parameters: OverdoseDeathsParameters) -> Study:
    """Return the series of deaths with what was declared about them."""
    window = data.window
    return Study(
        stem=STEM,
        series=tuple(_studied(series, data) for series in data.series),
        kind=Kind.COUNT,
        link=Link.LOG,
        periods=window.periods,
        span=str(window),
        position=window.first_calendar_month - 1,
        periods_per_year=12,
        row_of=lambda day: month_number(day) - window.first,
        parameters=parameters,
        notes=(population_note(data, window.numbers),),
        unit="deaths",
        slug="deaths",
        rate_units={"person_time": "person-years", "population": "people and month"},
        are_parts=True,
        unit_of_period="month",
    )


def scope_of(series: MonthlySeries) -> Scope:
    """Return whom a series is about, as the ledger writes it."""
    return Scope.of(series.dimension, series.key) if series.dimension else EVERYBODY


def population_note(data: DeathSeries, months: Iterable[int]) -> str:
    """Return what to say where the population of some months lies outside the estimates; blank if none does."""
    outside = sum(month in data.extrapolated for month in months)
    return f"population extrapolated for {outside} months" if outside else ""


def _studied(series: MonthlySeries, data: DeathSeries) -> StudiedSeries:
    deaths = series.deaths.astype(float)
    return StudiedSeries(
        key=series.key,
        scope=scope_of(series),
        low=deaths,
        high=deaths,
        exposures={
            "person_time": series.person_years,
            "population": series.person_years / (data.window.days / DAYS_PER_YEAR),
            "none": np.ones_like(deaths),
        },
    )
