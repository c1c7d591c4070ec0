"""Parameters of the retention analysis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, model_validator

from evaluation.data.code_list import load_code_list
from evaluation.data.episode_rule import EventDate, ExemptDays, FirstDay, Stacking, Transfer, UnfinishedGap
from evaluation.data.model_check import Misfit
from evaluation.data.parameters.section import (
    AnalysisSection,
    ConfLevel,
    Distinct,
    OptionalDate,
    prespecified,
    source,
)

Day = Annotated[int, Field(gt=0, le=3650)]
Gap = Annotated[int, Field(ge=1, le=180)]
Duration = Annotated[int, Field(gt=0, le=365)]
OF_SUPPLY = (
    "treatment_events",
    "patients",
    "observation_start",
    "observation_end",
    "gap_days",
    "carry_over_cap_days",
    "washout_days",
    "event_date",
    "stacking",
    "exempt_days",
    "transfer",
    "unfinished_gap",
    "first_day",
    "injections",
    "durations",
    "definition_gaps",
    "definition_days",
    "definition_share_covered",
)
"""Keys that a table of persons does not heed."""


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
    gap_days: Gap = prespecified(30, description="uncovered days that end an episode")
    carry_over_cap_days: int = prespecified(30, ge=0, le=365, description="most leftover supply that carries over")
    washout_days: int = prespecified(60, ge=0, le=730, description="days without supply before a new initiation")
    event_date: EventDate = prespecified(
        EventDate.FIRST_UNCOVERED_DAY, description="the day on which leaving treatment is dated"
    )
    stacking: Stacking = prespecified(
        Stacking.PER_DRUG, description="whether supply of one drug adds up, or a day is covered by any row of it"
    )
    exempt_days: ExemptDays = prespecified(
        ExemptDays.SUPPLY_RUNS_ON, description="whether supply runs on in jail and hospital, or is kept for later"
    )
    transfer: Transfer = prespecified(
        Transfer.END_OF_FOLLOW_UP, description="whether a move to another provider is an outcome, or censoring"
    )
    unfinished_gap: UnfinishedGap = prespecified(
        UnfinishedGap.TERMINAL, description="what death or a move inside an unfinished gap is"
    )
    first_day: FirstDay = prespecified(
        FirstDay.EXCLUDED, description="what becomes of people who die or move on their first day"
    )
    injections: Distinct[str] = prespecified(
        ("xr_buprenorphine", "buprenorphine_implant", "xr_naltrexone"),
        description="medications that last their own days and never add up",
    )
    durations: dict[str, Duration] = prespecified(
        {}, description="medication -> days that each of its rows lasts, whatever its days of supply"
    )
    definition_gaps: Distinct[Gap] = prespecified(
        (7, 14, 30, 45, 60), description="gaps of the other definitions, beside the headline"
    )
    definition_days: int = prespecified(180, ge=30, le=730, description="days over which definitions are compared")
    definition_share_covered: float = prespecified(
        0.8, gt=0, le=1, description="least share of days covered that is retention"
    )
    landmarks: tuple[Day, ...] = prespecified(
        (30, 90, 180, 365), min_length=1, description="days of follow-up reported"
    )
    restricted_mean_days: Day = prespecified(180, description="days up to which mean times are taken")
    groups: Distinct[str] = prespecified((), description="columns compared by Kaplan-Meier and log-rank")
    ordered_groups: Distinct[str] = prespecified((), description="of the groups, those tested for a trend")
    covariates: Distinct[str] = prespecified((), description="columns of the Cox model")
    strata: Distinct[str] = prespecified((), description="columns within whose levels people are compared")
    cluster: str = prespecified("", description="column of people who depend on one another; blank: nobody does")
    conf_level: ConfLevel = prespecified(0.95, description="confidence level of every interval")

    def in_vain(self) -> Iterator[str]:
        """Yield the keys given that only rows of supply can heed, where there are none."""
        for key in OF_SUPPLY if self.persons else ():
            if key in self.model_fields_set and getattr(self, key) not in ("", None):
                yield key

    @model_validator(mode="after")
    def _agrees(self) -> RetentionParameters:
        wrong: list[str | Misfit] = [*self._unknown_medications()]
        if bool(self.dispensing) == bool(self.persons):
            wrong.append("give exactly one of dispensing (rows of supply) and persons (time and status)")
        if list(self.landmarks) != sorted(set(self.landmarks)):
            wrong.append(f"landmarks {list(self.landmarks)} are not in rising order")
        wrong += [
            f"ordered_groups has {name}, which is none of the groups {list(self.groups)}"
            for name in self.ordered_groups
            if name not in self.groups
        ]
        wrong += [
            f"{name} is compared, so it cannot be one of the strata"
            for name in dict.fromkeys((*self.groups, *self.covariates))
            if name in self.strata
        ]
        if self.exempt_days is ExemptDays.PAUSED_SUPPLY and self.stacking is Stacking.NONE:
            wrong.append("exempt_days: paused_supply keeps supply that adds up, and stacking: none adds none up")
        if "carry_over_cap_days" in self.model_fields_set and self.stacking is Stacking.NONE:
            wrong.append("carry_over_cap_days caps supply that carries over, and stacking: none carries none over")
        start, end = self.observation_start, self.observation_end
        if start and end and start >= end:
            wrong.append(f"observation_start {start} is not before observation_end {end}")
        if wrong:
            raise ValueError(*wrong)
        return self

    def _unknown_medications(self) -> Iterator[Misfit]:
        known = [code.code for code in load_code_list("medication").codes]
        named = [(("injections", place), name) for place, name in enumerate(self.injections)]
        for place, name in (*named, *((("durations", name), name) for name in self.durations)):
            if name not in known:
                yield Misfit(place, "is not a medication", repr(name), f"one of {', '.join(known)}")
