"""Treatment episodes from rows of supply, by a declared gap rule.

A day is covered when some medication covers it. An episode ends (discontinuation) once ``gap_days`` days have
passed without cover; days in jail or hospital do not count towards them. All conventions stand in
``docs/methods/retention.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.data.episode_rule import EpisodeRule, EventDate, Outcome
from evaluation.data.supply import Coverage, Days, covered_days
from evaluation.data.treatment_rows import NEVER, select_rows
from evaluation.data.validated import Dropped

SUPPLY_COLUMNS = ("person_id", "date", "medication", "days_supply")


@dataclass(frozen=True, kw_only=True, eq=False)
class TreatmentEpisodes:
    """Every episode that starts before the end of follow-up.

    Attributes
    ----------
    frame : DataFrame
        Sorted by person and start: ``person_id``; ``episode_no`` from 1; ``start``, the first covered day;
        ``medication`` of that day (of several, the first in alphabetical order); ``new_initiation``, true where
        the whole washout lies in the data and is free of cover; ``end``, the day of the outcome; ``time`` from
        start to end in days; ``outcome``, an :class:`Outcome` number.
    rule : EpisodeRule
    dropped : tuple of Dropped
        Rows of supply and of events that were not used, by reason; each row counts once.
    n_rows_repeated : int
        Used rows of supply that repeat another in every column; their supply is added up like any other.
    n_persons : int
        People with at least one used row of supply.
    n_persons_starting_late : int
        Of them, those whose first new initiation is on or after the end of follow-up.
    """

    frame: pd.DataFrame
    rule: EpisodeRule
    dropped: tuple[Dropped, ...]
    n_rows_repeated: int
    n_persons: int
    n_persons_starting_late: int


class _Episodes(NamedTuple):
    """Parallel arrays, one element per episode, sorted by person and start; days count from observation start."""

    person: Days
    medication: Days
    start: Days
    first_uncovered: Days
    gap_complete: Days
    is_complete: NDArray[np.bool_]
    days_without_cover_before: Days


def build_episodes(
    dispensing: pd.DataFrame, treatment_events: pd.DataFrame | None, rule: EpisodeRule
) -> TreatmentEpisodes:
    """Build the treatment episodes of every person.

    Parameters
    ----------
    dispensing : DataFrame
        ``person_id, date, medication, days_supply``, rows in any order.
    treatment_events : DataFrame or None
        ``person_id, event, start, end``: death, transfer (dated by ``start``), jail, inpatient (half-open stays;
        one without an end lasts until observation ends).
    rule : EpisodeRule

    Returns
    -------
    TreatmentEpisodes
        The same for any order of the rows.
    """
    rows = select_rows(dispensing, treatment_events, rule)
    n_days = (rule.observation_end - rule.observation_start).days
    coverage = covered_days(
        person=rows.person,
        medication=rows.medication,
        day=rows.day,
        supply=rows.supply,
        stacks=~rows.medications.isin(rule.injections),
        carry_over_cap=rule.carry_over_cap_days,
        last_day=n_days,
    )
    stays = Coverage(rows.stay_person, np.zeros_like(rows.stay_person), rows.stay_start, rows.stay_stop)
    episodes = _episodes(coverage, stays, rule.gap_days, n_days)
    frame = _outcomes(episodes, rows.death, rows.transfer, rule)
    starts_late = frame["start"] >= (rule.follow_up_end - rule.observation_start).days
    initiations = frame.assign(late=starts_late)[frame["new_initiation"]].drop_duplicates("person")
    origin = np.datetime64(rule.observation_start, "D")
    frame = frame[~starts_late].reset_index(drop=True)
    return TreatmentEpisodes(
        frame=pd.DataFrame(
            {
                "person_id": rows.ids[frame["person"]],
                "episode_no": frame["episode_no"],
                "start": (origin + frame["start"].to_numpy()).astype("datetime64[s]"),
                "medication": rows.medications[frame["medication"]],
                "new_initiation": frame["new_initiation"],
                "end": (origin + frame["end"].to_numpy()).astype("datetime64[s]"),
                "time": frame["end"] - frame["start"],
                "outcome": frame["outcome"],
            }
        ),
        rule=rule,
        dropped=rows.dropped,
        n_rows_repeated=int(dispensing.loc[rows.used, list(SUPPLY_COLUMNS)].duplicated().sum()),
        n_persons=np.unique(rows.person).size,
        n_persons_starting_late=int(initiations["late"].sum()),
    )


def _merged(stretches: Coverage, span: int) -> tuple[Days, Days, Days]:
    """Unite stretches that touch: first index of each union, its start and its stop on one line for everybody.

    On that line person ``p`` has the days ``p * span`` to ``p * span + span - 1``, the last one always free.
    """
    start = stretches.person * span + stretches.start
    reached = np.maximum.accumulate(stretches.person * span + stretches.stop)
    is_first = np.ones(start.size, dtype=bool)
    is_first[1:] = start[1:] > reached[:-1]
    first = np.flatnonzero(is_first)
    return first, start[first], reached[_last_of(first, start.size)]


def _last_of(first: Days, size: int) -> Days:
    """Return the last index of each group, given the first of each."""
    return np.append(first[1:], size)[: first.size] - 1


def _episodes(coverage: Coverage, stays: Coverage, gap_days: int, n_days: int) -> _Episodes:
    """Join runs of covered days to episodes."""
    span = n_days + 1
    first, start, stop = _merged(coverage, span)
    person = coverage.person[first]
    complete = _gap_completion(stop, gap_days, _merged(stays, span)[1:])
    same_person = person[1:] == person[:-1]
    next_cover = person * span + n_days
    next_cover[:-1] = np.where(same_person, start[1:], next_cover[:-1])
    previous_cover = person * span
    previous_cover[1:] = np.where(same_person, stop[:-1], previous_cover[1:])

    ends = complete < next_cover
    opens = np.ones(person.size, dtype=bool)
    opens[1:] = ends[:-1] | ~same_person
    opening = np.flatnonzero(opens)
    closing = _last_of(opening, person.size)
    offset = person[opening] * span
    return _Episodes(
        person=person[opening],
        medication=coverage.medication[first][opening],
        start=start[opening] - offset,
        first_uncovered=stop[closing] - offset,
        gap_complete=complete[closing] - offset,
        is_complete=ends[closing],
        days_without_cover_before=(start - previous_cover)[opening],
    )


def _gap_completion(first_uncovered: Days, gap_days: int, exempt: tuple[Days, Days]) -> Days:
    """Return the day that is the ``gap_days``-th not exempt one from each first uncovered day on.

    Counted on a clock that stands still on exempt days.
    """
    start, stop = exempt
    total = np.append(0, np.cumsum(stop - start))
    begun = np.searchsorted(start, first_uncovered, side="right")
    inside = np.maximum(np.append(0, stop)[begun] - first_uncovered, 0)
    clock = first_uncovered - (total[begun] - np.where(begun > 0, inside, 0))
    target = clock + gap_days - 1
    return target + total[np.searchsorted(start - total[:-1], target, side="right")]


def _outcomes(episodes: _Episodes, death: Days, transfer: Days, rule: EpisodeRule) -> pd.DataFrame:
    """Decide how each episode ends: death or transfer up to the day the gap is complete, else discontinuation."""
    follow_up_end = (rule.follow_up_end - rule.observation_start).days
    dies, moves = death[episodes.person], transfer[episodes.person]
    leaves = np.minimum(dies, moves)
    gone = leaves <= np.where(episodes.is_complete, episodes.gap_complete, NEVER - 1)
    uses_first = rule.event_date is EventDate.FIRST_UNCOVERED_DAY
    stopped = np.where(episodes.is_complete, episodes.first_uncovered if uses_first else episodes.gap_complete, NEVER)
    end = np.where(gone, leaves, stopped)
    outcome = np.where(gone, np.where(dies <= moves, Outcome.DEATH, Outcome.TRANSFER), Outcome.DISCONTINUED)
    frame = pd.DataFrame(
        {
            "person": episodes.person,
            "medication": episodes.medication,
            "start": episodes.start,
            "new_initiation": episodes.days_without_cover_before >= rule.washout_days,
            "end": np.minimum(end, follow_up_end),
            "outcome": np.where(end > follow_up_end, Outcome.CENSORED, outcome),
        }
    )
    frame["episode_no"] = frame.groupby("person").cumcount() + 1
    return frame
