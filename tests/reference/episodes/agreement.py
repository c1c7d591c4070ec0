"""The fast builder and the one that lives day by day, on the same random histories."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd

from evaluation.data.covered_time import covered_time
from evaluation.data.definition_grid import Deaths, definition_grid
from evaluation.data.episode_rule import (
    EpisodeRule,
    EventDate,
    ExemptDays,
    FirstDay,
    Outcome,
    Stacking,
    Transfer,
    UnfinishedGap,
)
from evaluation.data.episodes import named_episodes
from evaluation.data.treatment_rows import select_rows

START = date(2020, 1, 1)
WINDOW = 90


def _oracle() -> ModuleType:
    spec = importlib.util.spec_from_file_location("day_by_day", Path(__file__).with_name("day_by_day.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules["day_by_day"] = module
    spec.loader.exec_module(module)
    return module


day_by_day = _oracle()


def compare(rng: np.random.Generator, n_histories: int) -> list[str]:
    """Draw one rule and some histories; return each discrepancy in words."""
    drawn = day_by_day.random_rule(rng)
    histories = [day_by_day.random_history(rng, drawn.n_days) for _ in range(n_histories)]
    dispensing, happened = frames(histories)
    rule = fast_rule(drawn)
    rows = select_rows(dispensing.sample(frac=1, random_state=rng), happened.sample(frac=1, random_state=rng), rule)
    covered = covered_time(rows, rule)
    built = named_episodes(rows, covered, rule).frame
    origin = pd.Timestamp(START)
    columns = {"start": (built["start"] - origin).dt.days, "end": (built["end"] - origin).dt.days}
    names = ["person_id", "start", "medication", "new_initiation", "end", "time", "outcome"]
    found = [*built.assign(**columns)[names].itertuples(index=False, name=None)]
    expected = [
        (person_id(number), *episode)
        for number, history in enumerate(histories)
        for episode in day_by_day.episodes_of(history, drawn)
    ]
    wrong = [f"{drawn}: {row}" for row in sorted({*found} ^ {*expected}, key=str)]
    if not wrong and found != expected:
        wrong = [f"{drawn}: another order"]
    return wrong + _grid_differences(rows, covered, rule, drawn, histories)


def _grid_differences(rows, covered, rule, drawn, histories) -> list[str]:
    gaps = (2, 10)
    grid = definition_grid(rows, covered, rule, gaps=gaps, window_days=WINDOW, share_covered=0.8)
    expected: dict[str, Counter] = {}
    left_out: dict[str, Counter] = {}
    for gap in gaps:
        with_gap = day_by_day.replace(drawn, gap_days=gap)
        for deaths in Deaths:
            leaving = {Outcome.DISCONTINUED, *({Outcome.DEATH} if deaths is Deaths.LEAVING else ())}
            firsts = [
                next(
                    (
                        (person_id(n), *row)
                        for row in day_by_day.episodes_of(history, with_gap, everything=True)
                        if row[2]
                    ),
                    None,
                )
                for n, history in enumerate(histories)
            ]
            last = drawn.n_days - (0 if drawn.gap_complete else gap)
            seen = [row for row in firsts if row is not None and row[1] < last]
            expected[f"gap_{gap}/deaths_{deaths}"] = Counter(
                (row[0], float(row[5]), row[6] in leaving) for row in seen if row[5] > 0
            )
    fates = {
        "days_covered": [
            (person_id(n), day_by_day.days_covered(h, drawn, WINDOW, 0.8)) for n, h in enumerate(histories)
        ],
        "pod_style": [
            (person_id(n), f) for n, h in enumerate(histories) for f in day_by_day.continuity(h, drawn, WINDOW)
        ],
    }
    for measure, people in fates.items():
        for deaths in Deaths:
            name = f"{measure}_{WINDOW}/deaths_{deaths}"
            counted = {"retained", "left", *({"died"} if deaths is Deaths.LEAVING else ())}
            expected[name] = Counter((person, fate == "retained") for person, fate in people if fate in counted)
            left_out[name] = Counter(fate for _, fate in people if fate is not None and fate not in counted)
    found = {d.name: Counter(zip(d.person_id, d.time.tolist(), d.left.tolist(), strict=True)) for d in grid.gaps}
    found |= {d.name: Counter(zip(d.person_id, d.retained.tolist(), strict=True)) for d in grid.shares}
    wrong = [
        f"{drawn} {name}: {found[name] - expected[name]} {expected[name] - found[name]}"
        for name in expected
        if found[name] != expected[name]
    ]
    wrong += [
        f"{drawn} {d.name} left out: {d.n_left_out} {left_out[d.name]}"
        for d in grid.shares
        if {reason: n for reason, n in d.n_left_out.items() if n} != dict(left_out[d.name])
    ]
    return wrong


def person_id(number: int) -> str:
    return f"p{number:04d}"


def fast_rule(drawn) -> EpisodeRule:
    """Return the oracle's rule in the words of the fast builder."""
    return EpisodeRule(
        observation_start=START,
        observation_end=START + timedelta(drawn.n_days),
        gap_days=drawn.gap_days,
        carry_over_cap_days=drawn.cap,
        washout_days=drawn.washout_days,
        event_date=EventDate.GAP_COMPLETE if drawn.gap_complete else EventDate.FIRST_UNCOVERED_DAY,
        stacking=Stacking.NONE if drawn.union_of_intervals else Stacking.PER_DRUG,
        exempt_days=ExemptDays.PAUSED_SUPPLY if drawn.paused_supply else ExemptDays.SUPPLY_RUNS_ON,
        transfer=Transfer.CENSORING if drawn.transfer_censors else Transfer.END_OF_FOLLOW_UP,
        unfinished_gap=UnfinishedGap.DISCONTINUATION if drawn.gap_beats_leaving else UnfinishedGap.TERMINAL,
        first_day=FirstDay.HALF_A_DAY if drawn.half_a_day else FirstDay.EXCLUDED,
        injections=drawn.injections,
        durations=drawn.durations,
    )


def frames(histories) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the histories as the tables of the dictionary."""
    fills = [(person_id(n), *fill) for n, history in enumerate(histories) for fill in history.fills]
    happened = [
        (person_id(n), *event)
        for n, history in enumerate(histories)
        for event in (
            *history.stays,
            *[("death", day, np.nan) for day in history.deaths],
            *[("transfer", day, np.nan) for day in history.transfers],
        )
    ]
    dispensing = pd.DataFrame(fills, columns=["person_id", "date", "medication", "days_supply"])
    events = pd.DataFrame(happened, columns=["person_id", "event", "start", "end"])
    for frame, names in ((dispensing, ["date"]), (events, ["start", "end"])):
        frame[names] = frame[names].apply(lambda days: pd.Timestamp(START) + pd.to_timedelta(days, unit="D"))
    return dispensing, events
