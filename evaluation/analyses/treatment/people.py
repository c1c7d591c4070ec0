"""Who is followed, from when, and how follow-up ended: from rows of supply, or as somebody has worked it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from evaluation.analyses.treatment.columns import Column, constant_columns, read_columns
from evaluation.analyses.treatment.histories import Histories
from evaluation.analyses.treatment.intervals import Intervals
from evaluation.data.covered_time import covered_time
from evaluation.data.definition_grid import DefinitionGrid, definition_grid
from evaluation.data.episode_rule import (
    EpisodeRule,
    EventDate,
    ExemptDays,
    Outcome,
    Stacking,
    Transfer,
    UnfinishedGap,
)
from evaluation.data.episodes import TreatmentEpisodes, named_episodes
from evaluation.data.output_table import Sensitivity
from evaluation.data.parameters import RetentionParameters
from evaluation.data.person_intervals import PersonIntervals
from evaluation.data.treatment_rows import TreatmentRows, select_rows
from evaluation.errors import DataError, ParameterError, Problem
from evaluation.stats.survival.competing_events import CompetingEvents
from evaluation.stats.survival.right_censored import RightCensored

if TYPE_CHECKING:
    from evaluation.data.validated import Tables, ValidatedTable

_DEFINED_IN = "docs/methods/retention.md"
CAUSES = {Outcome.DISCONTINUED: "left", Outcome.DEATH: "died", Outcome.TRANSFER: "moved"}
"""What ends treatment, as result ids and tables call it."""

_OUTCOME_NAMES = {
    Outcome.DISCONTINUED: "left treatment",
    Outcome.DEATH: "died",
    Outcome.TRANSFER: "moved to another provider",
    Outcome.CENSORED: "still in treatment when follow-up ended",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class People:
    """The people analysed: one row each, the first new episode in rows of supply, or what a table says.

    Attributes
    ----------
    frame : DataFrame
        One row per person: the columns that can be compared.
    events : CompetingEvents
        Days from the start of treatment to its end: by leaving (1), death (2) or a move to another provider (3).
    causes : tuple of str
        Names of the causes that the data can have, in this order: ``left``, maybe ``died`` and ``moved``.
    columns : mapping of str to Column
        Those compared.
    sensitivity : Sensitivity
    period : str
        The window of observation, ``start/end``, or blank.
    definition : str
        What counts as leaving treatment, in words.
    outcomes : mapping of str to int
        How follow-up ended.
    rows_dropped, persons_excluded : mapping of str to int
        By reason.
    n_rows_repeated : int
    medications : frozenset of str
        Those of the rows of supply that are used.
    histories : Histories or None
        Of the same people in the same order; None without rows of supply.
    definitions : DefinitionGrid or None
        Retention by every definition; None without rows of supply.
    intervals : Intervals or None
        Rows of which people have several, as covariates change; None where everybody has one row.
    """

    frame: pd.DataFrame
    events: CompetingEvents
    causes: tuple[str, ...]
    columns: Mapping[str, Column]
    sensitivity: Sensitivity
    period: str
    definition: str
    outcomes: Mapping[str, int]
    rows_dropped: Mapping[str, int]
    persons_excluded: Mapping[str, int] = field(default_factory=dict)
    n_rows_repeated: int = 0
    medications: frozenset[str] = frozenset()
    histories: Histories | None = None
    definitions: DefinitionGrid | None = None
    intervals: Intervals | None = None

    @property
    def follow_up(self) -> RightCensored:
        """Days from the start of treatment to leaving it; everything else is censoring."""
        return self.events.of_cause(1)

    @property
    def rows(self) -> Intervals:
        """What a model of hazards is fitted to: intervals of people, or the people themselves."""
        number = len(self.frame)
        return self.intervals or Intervals(
            self.frame, np.arange(number), self.follow_up, np.zeros(number, dtype=bool), {}
        )


def find_people(tables: Tables, parameters: RetentionParameters) -> People:
    """Return the people analysed.

    Raises
    ------
    ParameterError
        If a group or covariate is not a column that people have, or the observation window is empty.
    DataError
        If nobody can be followed, or rows of one person contradict each other.
    """
    return _from_supply(tables, parameters) if parameters.dispensing else _from_persons(tables, parameters)


def _from_persons(tables: Tables, parameters: RetentionParameters) -> People:
    source = tables[parameters.persons]
    rows = PersonIntervals.of(source, constant_columns(source.frame, parameters))
    frame = rows.people()
    status = frame["status"].to_numpy(dtype=int)
    causes = _causes_up_to(int(status.max()))
    return People(
        frame=frame,
        events=CompetingEvents.from_arrays(frame["time"], status, frame["entry"], n_causes=len(causes)),
        causes=causes,
        columns=read_columns(rows.frame, [source], tables, parameters),
        sensitivity=source.sensitivity,
        period="",
        definition="leaving treatment as the source of the data defines it",
        outcomes={
            "censored" if code is Outcome.CENSORED else name: int((status == code).sum())
            for code, name in _OUTCOME_NAMES.items()
            if code <= len(causes)
        },
        rows_dropped=_dropped_by_reader(source),
        intervals=Intervals.of_rows(rows, parameters.covariates) if rows.is_repeated else None,
    )


def _from_supply(tables: Tables, parameters: RetentionParameters) -> People:
    source = tables[parameters.dispensing]
    others = [tables[name] for name in (parameters.treatment_events, parameters.patients) if name]
    events = tables[parameters.treatment_events].frame if parameters.treatment_events else None
    rule = _rule(source, parameters)
    rows = select_rows(source.frame, events, rule)
    covered = covered_time(rows, rule)
    built = named_episodes(rows, covered, rule)
    first = built.frame[built.frame["new_initiation"]].drop_duplicates("person_id")
    followed = first[first["time"] > 0]
    excluded = {
        "no_new_initiation": built.n_persons - len(first) - built.n_persons_starting_late,
        "starts_after_follow_up": built.n_persons_starting_late,
        "died_or_moved_on_first_day": len(first) - len(followed),
    }
    if followed.empty:
        _refuse(source, built, excluded)
    frame = followed.drop(columns=["episode_no", "start", "new_initiation", "end"]).reset_index(drop=True)
    if parameters.patients:
        characteristics = tables[parameters.patients].frame.drop(columns="medication", errors="ignore")
        frame = frame.merge(characteristics, on="person_id", how="left", validate="1:1")
    outcome = frame.pop("outcome").to_numpy()
    causes = _causes_up_to(int(Outcome.TRANSFER) if events is not None else int(Outcome.DISCONTINUED))
    if rule.transfer is Transfer.CENSORING:
        causes = tuple(cause for cause in causes if cause != CAUSES[Outcome.TRANSFER])
    described = [source, *([tables[parameters.patients]] if parameters.patients else [])]
    return People(
        frame=frame,
        events=CompetingEvents.from_arrays(frame["time"], outcome, n_causes=len(causes)),
        causes=causes,
        columns=read_columns(frame, described, tables, parameters),
        sensitivity=source.sensitivity,
        period=f"{rule.observation_start}/{rule.observation_end}",
        medications=rows.names_used,
        definition=_definition(rule, rows, has_events=events is not None),
        outcomes={name: int((outcome == code).sum()) for code, name in _OUTCOME_NAMES.items()},
        rows_dropped=_dropped_by_reader(source, *others) + Counter({d.reason: d.n_rows for d in built.dropped}),
        persons_excluded={reason: n for reason, n in excluded.items() if n},
        n_rows_repeated=built.n_rows_repeated,
        histories=Histories.of_supply(covered, rule, rows.ids.get_indexer(frame["person_id"])),
        definitions=definition_grid(
            rows,
            covered,
            rule,
            gaps=parameters.definition_gaps,
            window_days=parameters.definition_days,
            share_covered=parameters.definition_share_covered,
        ),
    )


def _causes_up_to(highest: int) -> tuple[str, ...]:
    return tuple(name for code, name in CAUSES.items() if code <= max(1, highest))


def _rule(source: ValidatedTable, parameters: RetentionParameters) -> EpisodeRule:
    dates = source.frame["date"].dropna()
    if dates.empty:
        raise DataError(f"{source.name}: no supply.", [Problem(source.where, "has no dated row", "0 rows", "supply")])
    start: date = parameters.observation_start or dates.min().date()
    end: date = parameters.observation_end or dates.max().date() + timedelta(days=1)
    if start >= end:
        problem = Problem(
            "retention.observation_start",
            "is not before the end of observation",
            f"{start} to {end}",
            f"dates within those of {source.path.name}: {dates.min().date()} to {dates.max().date()}",
            "evaluation/data/parameters/retention.py",
        )
        raise ParameterError("The observation window is empty.", [problem])
    return EpisodeRule(
        observation_start=start,
        observation_end=end,
        gap_days=parameters.gap_days,
        carry_over_cap_days=parameters.carry_over_cap_days,
        washout_days=parameters.washout_days,
        event_date=parameters.event_date,
        stacking=parameters.stacking,
        exempt_days=parameters.exempt_days,
        transfer=parameters.transfer,
        unfinished_gap=parameters.unfinished_gap,
        first_day=parameters.first_day,
        injections=parameters.injections,
        durations=parameters.durations,
    )


def _refuse(source: ValidatedTable, built: TreatmentEpisodes, excluded: Mapping[str, int]) -> None:
    rule = built.rule
    dropped = ", ".join(f"{drop.n_rows} {drop.reason}" for drop in built.dropped)
    people = ", ".join(f"{n} {reason}" for reason, n in excluded.items() if n)
    problem = Problem(
        source.where,
        "nobody starts treatment and is followed",
        f"{built.n_persons} people with usable supply ({people or 'none'}); rows not used: {dropped or 'none'}",
        f"somebody who starts after {rule.washout_days} days without supply, "
        f"from {rule.observation_start + timedelta(days=rule.washout_days)} on and before {rule.follow_up_end}",
        _DEFINED_IN,
    )
    raise DataError(f"{source.name}: nobody can be followed.", [problem])


def _definition(rule: EpisodeRule, rows: TreatmentRows, *, has_events: bool) -> str:
    dated = (
        "dated on the first day without cover"
        if rule.event_date is EventDate.FIRST_UNCOVERED_DAY
        else "dated on the day that completes the gap"
    )
    stacks = f"leftover supply carries over up to {rule.carry_over_cap_days} days"
    return "; ".join(
        each
        for each in (
            f"leaving treatment: {rule.gap_days} days without cover, {dated}"
            f"{', days in jail or hospital not counted' if has_events else ''}",
            stacks if rule.stacking is Stacking.PER_DRUG else "supply does not add up",
            "supply is kept for after jail or hospital" if rule.exempt_days is ExemptDays.PAUSED_SUPPLY else "",
            "some medications last a declared time" if rows.names_used & rule.durations.keys() else "",
            f"first start of treatment after {rule.washout_days} days without supply",
            f"follow-up to {rule.follow_up_end}",
            "death and transfer are censoring" if has_events else "deaths, transfers and stays are not in the data",
            "death or transfer inside an unfinished gap is leaving"
            if rule.unfinished_gap is UnfinishedGap.DISCONTINUATION
            else "",
        )
        if each
    )


def _dropped_by_reader(*sources: ValidatedTable) -> Counter[str]:
    """Return rows that the params file says to leave out; the reason names the source."""
    dropped: Counter[str] = Counter()
    for source in sources:
        for drop in source.dropped:
            dropped[f"{source.name} {drop.reason}"] += drop.n_rows
    return dropped
