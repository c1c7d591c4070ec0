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

from evaluation.data.covered_time import CoveredTime, covered_time
from evaluation.data.episode_rule import EpisodeRule, EventDate, FirstDay, Outcome, Transfer, UnfinishedGap
from evaluation.data.stretches import Days, last_of
from evaluation.data.treatment_rows import NEVER, TreatmentRows, select_rows
from evaluation.data.validated import Dropped


@dataclass(frozen=True, kw_only=True, eq=False)
class TreatmentEpisodes:
    """Every episode that starts before the end of follow-up.

    Attributes
    ----------
    frame : DataFrame
        Sorted by person and start: ``person_id``; ``episode_no`` from 1; ``start``, the first covered day;
        ``medication`` of that day (of several, the first in alphabetical order); ``new_initiation``, true where
        the whole washout lies in the data and is free of cover; ``end``, the day of the outcome; ``time`` from
        start to end in days, whole unless the rule gives a first day half a day; ``outcome``, an :class:`Outcome`
        number.
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


def build_episodes(
    dispensing: pd.DataFrame, treatment_events: pd.DataFrame | None, rule: EpisodeRule
) -> TreatmentEpisodes:
    """Build the treatment episodes of every person.

    Parameters
    ----------
    dispensing, treatment_events
        As :func:`evaluation.data.treatment_rows.select_rows` takes them.
    rule : EpisodeRule

    Returns
    -------
    TreatmentEpisodes
        The same for any order of the rows.

    Raises
    ------
    ValueError
        If an event is none of the four.
    """
    rows = select_rows(dispensing, treatment_events, rule)
    return named_episodes(rows, covered_time(rows, rule), rule)


def named_episodes(rows: TreatmentRows, covered: CoveredTime, rule: EpisodeRule) -> TreatmentEpisodes:
    """Return the episodes of the rule's gap with the names and dates of the rows."""
    frame = episodes_by_gap(covered, rule)
    starts_late = frame["start"] >= rule.follow_up_days
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
                "time": frame["time"],
                "outcome": frame["outcome"],
            }
        ),
        rule=rule,
        dropped=rows.dropped,
        n_rows_repeated=rows.n_repeated,
        n_persons=rows.n_persons,
        n_persons_starting_late=int(initiations["late"].sum()),
    )


class _Episodes(NamedTuple):
    """Parallel arrays, one element per episode, sorted by person and start; days count from observation start."""

    person: Days
    medication: Days
    start: Days
    first_uncovered: Days
    gap_complete: Days
    is_complete: NDArray[np.bool_]
    days_without_cover_before: Days


def episodes_by_gap(covered: CoveredTime, rule: EpisodeRule) -> pd.DataFrame:
    """Join runs of covered days to episodes by the rule's gap, and decide how each ends.

    Parameters
    ----------
    covered : CoveredTime
    rule : EpisodeRule
        Its gap, washout and what concerns the end of an episode; how supply covers days is settled in ``covered``.

    Returns
    -------
    DataFrame
        Sorted by person and start, episodes that start after follow-up among them: ``person``, ``medication`` by
        number; ``episode_no``; ``start``, ``end`` in days from observation start; ``time``; ``outcome``;
        ``new_initiation``.
    """
    episodes = _joined(covered, rule.gap_days)
    dies, moves = covered.death[episodes.person], covered.transfer[episodes.person]
    leaves = np.minimum(dies, moves)
    uses_first = rule.event_date is EventDate.FIRST_UNCOVERED_DAY
    gone = leaves <= np.where(episodes.is_complete, episodes.gap_complete, NEVER - 1)
    stopped = np.where(episodes.is_complete, episodes.first_uncovered if uses_first else episodes.gap_complete, NEVER)
    end = np.where(gone, leaves, stopped)
    as_transfer = Outcome.CENSORED if rule.transfer is Transfer.CENSORING else Outcome.TRANSFER
    outcome = np.where(gone, np.where(dies <= moves, Outcome.DEATH, as_transfer), Outcome.DISCONTINUED)
    if rule.unfinished_gap is UnfinishedGap.DISCONTINUATION:
        inside = (leaves >= episodes.first_uncovered) & (leaves < episodes.gap_complete)
        outcome = np.where(gone & inside, Outcome.DISCONTINUED, outcome)
        end = np.where(gone & inside & uses_first, episodes.first_uncovered, end)
    outcome = np.where(end > rule.follow_up_days, Outcome.CENSORED, outcome)
    end = np.minimum(end, rule.follow_up_days)
    time = end - episodes.start
    frame = pd.DataFrame(
        {
            "person": episodes.person,
            "medication": episodes.medication,
            "start": episodes.start,
            "new_initiation": episodes.days_without_cover_before >= rule.washout_days,
            "end": end,
            "time": np.where(time == 0, 0.5, time) if rule.first_day is FirstDay.HALF_A_DAY else time,
            "outcome": outcome,
        }
    )
    frame["episode_no"] = frame.groupby("person").cumcount() + 1
    return frame


def _joined(covered: CoveredTime, gap_days: int) -> _Episodes:
    person, start, stop, origin = covered.person, covered.start, covered.stop, covered.origin
    complete = covered.exempt.day(covered.exempt.reading(stop) + gap_days - 1)
    same_person = person[1:] == person[:-1]
    next_cover = origin + covered.n_days
    next_cover[:-1] = np.where(same_person, start[1:], next_cover[:-1])
    previous_cover = origin.copy()
    previous_cover[1:] = np.where(same_person, stop[:-1], previous_cover[1:])

    ends = complete < next_cover
    opens = np.ones(person.size, dtype=bool)
    opens[1:] = ends[:-1] | ~same_person
    opening = np.flatnonzero(opens)
    closing = last_of(opening, person.size)
    return _Episodes(
        person=person[opening],
        medication=covered.medication[opening],
        start=(start - origin)[opening],
        first_uncovered=(stop - origin)[closing],
        gap_complete=(complete - origin)[closing],
        is_complete=ends[closing],
        days_without_cover_before=(start - previous_cover)[opening],
    )
