"""Parameters of the overdose-deaths analysis."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Literal

from pydantic import Field, model_validator

from evaluation.data.parameters.section import (
    AnalysisSection,
    ConfLevel,
    Distinct,
    Name,
    OptionalDate,
    Section,
    prespecified,
    source,
)

FEWEST_MONTHS_APART = 6


class Intervention(Section):
    """A declared change at a known date."""

    name: Name = Field(description="what result ids call it: lower-case letters, digits and _")
    date: dt.date = Field(description='first day of the month in which it began, quoted: "2020-07-01"')
    description: str = Field("", description="what changed, as the report says it")


class OverdoseDeathsParameters(AnalysisSection):
    """Monthly overdose deaths: description and trend; with an intervention, a segmented regression."""

    deaths: str = source(
        "deaths",
        tables=("overdose_deaths", "death_records"),
        min_length=1,
        description="source of deaths: monthly counts or one row per death",
    )
    population: str = source(
        "population",
        tables=("population",),
        min_length=1,
        description="source of population by July 1 or by month",
    )
    series: Literal["all", "arm", "community"] = prespecified("arm", description="one series for each of these")
    start: OptionalDate = prespecified(None, description="first month analysed; blank: the first in the data")
    end: OptionalDate = prespecified(None, description="first month no longer analysed; blank: after the last")
    interventions: tuple[Intervention, ...] = prespecified((), description="declared changes; [] describes only")
    seasonality: Literal["none", "harmonics", "months"] = prespecified(
        "harmonics", description="how the time of year enters the model: not, as waves, or one step a month"
    )
    harmonics: int = prespecified(2, ge=1, le=5, description="pairs of sine and cosine per year")
    subgroups: Distinct[Literal["age_group", "sex", "race_ethnicity"]] = prespecified(
        (), description="columns by which deaths are described"
    )
    conf_level: ConfLevel = prespecified(0.95, description="confidence level of every interval")

    @model_validator(mode="after")
    def _dates_in_order(self) -> OverdoseDeathsParameters:
        for name, day in (("start", self.start), ("end", self.end)):
            if day and day.day != 1:
                raise ValueError(f"{name} {day} is not a first of a month")
        if self.start and self.end and self.start >= self.end:
            raise ValueError(f"start {self.start} is not before end {self.end}")
        names = [intervention.name for intervention in self.interventions]
        if len(set(names)) != len(names):
            raise ValueError("two interventions have the same name")
        for intervention in self.interventions:
            if intervention.date.day != 1:
                raise ValueError(f"intervention {intervention.name}: {intervention.date} is not a first of a month")
            if (self.start and intervention.date <= self.start) or (self.end and intervention.date >= self.end):
                raise ValueError(f"intervention {intervention.name}: {intervention.date} is outside start to end")
        months = sorted((12 * each.date.year + each.date.month, each.name) for each in self.interventions)
        for (month, name), (later, other) in pairwise(months):
            if later - month < FEWEST_MONTHS_APART:
                raise ValueError(
                    f"interventions {name} and {other} are {later - month} months apart; with fewer than "
                    f"{FEWEST_MONTHS_APART} their effects cannot be told apart: declare them as one"
                )
        return self
