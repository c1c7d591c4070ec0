"""Continuity of treatment for 180 days, POD-style: in the manner of published measures, and not HEDIS."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evaluation.data.covered_time import covered_time
from evaluation.data.episode_rule import EventDate, ExemptDays, Outcome, Stacking, Transfer, UnfinishedGap
from evaluation.data.episodes import episodes_by_gap
from evaluation.data.stretches import DayClock, Days, merged
from evaluation.data.treatment_rows import TreatmentRows
from evaluation.data.window_outcome import Window, WindowOutcome

LONGEST_GAP_DAYS = 7
NEGATIVE_HISTORY_DAYS = 31
LONG_STAY_DAYS = 8


def continuity_by_event(window: Window) -> WindowOutcome:
    """Say which events of starting are followed by the window without a gap of 8 days or more.

    An event is a day of supply after 31 days, all of them in the data, without cover; a person may have several.
    Supply of one drug stacks without a cap, different drugs run apart, injections last their own days. Days in jail
    or hospital count towards a gap. An event with 8 days or more in hospital within its window, in one stay or in
    stays that follow one another, is left out; so is one whose person moves before a gap is seen. Age, diagnosis,
    enrolment and hospice are not looked at: they are not in rows of supply.

    Parameters
    ----------
    window : Window
    """
    rule = replace(
        window.rule,
        gap_days=LONGEST_GAP_DAYS + 1,
        washout_days=NEGATIVE_HISTORY_DAYS,
        carry_over_cap_days=window.rule.n_days,
        event_date=EventDate.GAP_COMPLETE,
        stacking=Stacking.PER_DRUG,
        exempt_days=ExemptDays.SUPPLY_RUNS_ON,
        transfer=Transfer.END_OF_FOLLOW_UP,
        unfinished_gap=UnfinishedGap.TERMINAL,
    )
    nothing = np.zeros(0, dtype=np.int64)
    covered = replace(covered_time(window.rows, rule), exempt=DayClock(nothing, nothing))
    episodes = episodes_by_gap(covered, rule)
    events = episodes[episodes["new_initiation"]]
    person, start = events["person"].to_numpy(), events["start"].to_numpy()
    outcome, is_early = events["outcome"].to_numpy(), (events["end"] - events["start"]).to_numpy() < window.days
    left = is_early & (outcome == Outcome.DISCONTINUED)
    reasons = {
        "long_hospital_stay": _has_long_stay(window.rows, person, start, window),
        "moved": is_early & (outcome == Outcome.TRANSFER),
    }
    return window.outcome(person, start, ~left, reasons)


def _has_long_stay(rows: TreatmentRows, person: Days, start: Days, window: Window) -> np.ndarray:
    span = window.rule.n_days + 1
    line = (rows.stay_person * span)[rows.stay_is_inpatient]
    _, begins, ends = merged(
        line + rows.stay_start[rows.stay_is_inpatient], line + rows.stay_stop[rows.stay_is_inpatient]
    )
    is_long = ends - begins >= LONG_STAY_DAYS
    begins, ends = begins[is_long], ends[is_long]
    first = person * span + start
    following = np.searchsorted(ends, first + LONG_STAY_DAYS)
    return np.append(begins, np.iinfo(np.int64).max)[following] <= first + window.days - LONG_STAY_DAYS
