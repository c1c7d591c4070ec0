"""Parameters of the retention analysis."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from evaluation.data.episode_rule import EventDate
from evaluation.data.parameters.section import (
    AnalysisSection,
    ConfLevel,
    Distinct,
    OptionalDate,
    prespecified,
    source,
)

Day = Annotated[int, Field(gt=0, le=3650)]


class RetentionParameters(AnalysisSection):
    """Retention in treatment from dispensing rows, or from a person-level table."""

    dispensing: str = source(
        "dispensing",
        tables=("dispensing",),
        description="one row per fill, dose or injection; blank if persons is given",
    )
    treatment_events: str = source(
        "", tables=("treatment_events",), description="deaths, transfers, jail and inpatient stays; may be blank"
    )
    patients: str = source(
        "", tables=("patients",), description="one row per person with community and groups; may be blank"
    )
    persons: str = source(
        "",
        tables=("persons",),
        description="person-level table of time and status; blank if dispensing is given",
    )
    observation_start: OptionalDate = prespecified(None, description="first day of the data; blank: earliest fill")
    observation_end: OptionalDate = prespecified(
        None, description="first day no longer observed; blank: after the last fill"
    )
    gap_days: int = prespecified(30, ge=1, le=180, description="uncovered days that end an episode")
    carry_over_cap_days: int = prespecified(30, ge=0, le=365, description="most leftover supply that carries over")
    washout_days: int = prespecified(60, ge=0, le=730, description="days without supply before a new initiation")
    event_date: EventDate = prespecified(
        EventDate.FIRST_UNCOVERED_DAY, description="the day on which leaving treatment is dated"
    )
    landmarks: tuple[Day, ...] = prespecified((30, 90, 180, 365), description="days of follow-up reported")
    groups: Distinct[str] = prespecified((), description="columns compared by Kaplan-Meier and log-rank")
    covariates: Distinct[str] = prespecified((), description="columns of the Cox model")
    conf_level: ConfLevel = prespecified(0.95, description="confidence level of every interval")

    @model_validator(mode="after")
    def _one_door(self) -> RetentionParameters:
        if bool(self.dispensing) == bool(self.persons):
            raise ValueError("give exactly one of dispensing (rows of supply) and persons (time and status)")
        if list(self.landmarks) != sorted(set(self.landmarks)):
            raise ValueError(f"landmarks {list(self.landmarks)} are not in rising order")
        start, end = self.observation_start, self.observation_end
        if start and end and start >= end:
            raise ValueError(f"observation_start {start} is not before observation_end {end}")
        return self
