"""Treatment for opioid use disorder: people, episodes of treatment, and the rows of supply they leave behind.

An episode's length is drawn first, from a proportional-hazards model; the fills are then laid so that the
supply runs out on exactly that day under the declared rules. Pick-ups are a little early or late, some supply
leaks over, some people are in jail between two fills, some change between tablets and methadone: none of this
moves the end of the episode, and an analysis that applies the rules finds every one of them again.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from evaluation.data.demo import world
from evaluation.data.demo.fills import lay_injections, lay_oral_fills
from evaluation.data.demo.time_in_treatment import (
    BUPRENORPHINE,
    GAP_DAYS,
    INJECTION,
    INJECTION_DAYS,
    MEDICATIONS,
    METHADONE,
    OBSERVATION_END,
    OBSERVATION_START,
    WASHOUT_DAYS,
    Episodes,
    draw_episodes,
    draw_people,
)

DATA_START = np.datetime64("2020-06-15", "D")
LATE_DEATH_SHARE = 0.02
JAIL_SHARE = 0.10
INPATIENT_SHARE = 0.05
SWITCH_SHARE = 0.06
SPLIT_SHARE = 0.01
FILLS_AFTER_DEATH = 6


class TreatmentTables(NamedTuple):
    """The three tables that are written, and the planted episodes that are not.

    ``episodes`` has ``person_id, start, medication, time, status, analysed``: days from the first fill to the
    planted end or the end of follow-up; 1 discontinuation, 2 death, 3 transfer, 0 none of them;
    ``analysed`` is true for new initiations that the declared rules can recognise.
    """

    patients: pd.DataFrame
    dispensing: pd.DataFrame
    events: pd.DataFrame
    episodes: pd.DataFrame


def simulate_treatment(rng: np.random.Generator) -> TreatmentTables:
    """Return people, dispensing rows, events and the planted episodes behind them."""
    patients = draw_people(rng)
    episodes = draw_episodes(rng, patients)
    fills, stays = _supply(rng, episodes)
    events = pd.concat([_endings(episodes), _late_deaths(rng, episodes), stays], ignore_index=True)
    events = events[(events["start"] >= OBSERVATION_START) & (events["start"] < OBSERVATION_END)]
    fills = pd.concat([fills, _fills_after_death(rng, events)], ignore_index=True)
    fills = fills[(fills["date"] >= DATA_START) & (fills["date"] < OBSERVATION_END)]

    ids = patients["person_id"].to_numpy()
    is_seen = np.isin(np.arange(len(patients)), fills["person"])
    events = events[is_seen[events["person"].to_numpy()]]
    return TreatmentTables(
        patients=patients[is_seen].reset_index(drop=True),
        dispensing=_named(fills, ids).sort_values(["date", "person_id"], kind="stable", ignore_index=True),
        events=_named(events, ids).sort_values(["person_id", "start", "event"], kind="stable", ignore_index=True),
        episodes=_planted(episodes, ids),
    )


def _supply(rng: np.random.Generator, episodes: Episodes) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return fills and stays by person number; fills stop where death or transfer comes first."""
    oral = np.flatnonzero(episodes.medication != INJECTION)
    injected = np.flatnonzero(episodes.medication == INJECTION)
    can_be_jailed = episodes.start[oral] >= OBSERVATION_START
    laid = lay_oral_fills(
        rng,
        length=episodes.length[oral],
        is_weekly=episodes.medication[oral] == METHADONE,
        may_go_to_jail=can_be_jailed & (rng.random(oral.size) < JAIL_SHARE),
        switches=rng.random(oral.size) < SWITCH_SHARE,
        split_share=SPLIT_SHARE,
    )
    injection_of, injection_day = lay_injections(rng, length=episodes.length[injected], days=INJECTION_DAYS)
    weekly = laid.is_weekly
    fills = pd.DataFrame(
        {
            "episode": np.concatenate([oral[laid.episode], injected[injection_of]]),
            "day": np.concatenate([laid.day, injection_day]),
            "medication": np.concatenate(
                [np.where(weekly, METHADONE, BUPRENORPHINE), np.full(injection_of.size, INJECTION)]
            ),
            "days_supply": np.concatenate([laid.days_supply, np.full(injection_of.size, INJECTION_DAYS)]),
        }
    )
    fills = fills[fills["day"].to_numpy() < episodes.leaves[fills["episode"].to_numpy()]]
    fills = fills.assign(
        person=episodes.person[fills["episode"]], date=episodes.start[fills["episode"]] + fills["day"].to_numpy()
    )
    jailed = oral[laid.jail_episode]
    stays = [_stays(episodes, jailed, laid.jail_day, laid.jail_days, "jail")]
    in_ward = np.flatnonzero((rng.random(episodes.person.size) < INPATIENT_SHARE) & (episodes.length > 20))
    nights = rng.integers(1, 8, in_ward.size)
    admitted = (rng.random(in_ward.size) * (episodes.length[in_ward] - nights)).astype(np.int64)
    stays.append(_stays(episodes, in_ward, admitted, nights, "inpatient"))
    return fills[["person", "date", "medication", "days_supply"]], pd.concat(stays, ignore_index=True)


def _stays(
    episodes: Episodes, which: np.ndarray, first_day: np.ndarray, days: np.ndarray, event: str
) -> pd.DataFrame:
    last_day = np.minimum(first_day + days, episodes.leaves[which])
    happened = last_day > first_day
    start = episodes.start[which]
    frame = pd.DataFrame(
        {"person": episodes.person[which], "event": event, "start": start + first_day, "end": start + last_day}
    )
    return frame[happened]


def _endings(episodes: Episodes) -> pd.DataFrame:
    """Return the deaths and transfers that end an episode before supply runs out."""
    ended = np.flatnonzero(~episodes.dropped_out)
    died = episodes.death[ended] < episodes.transfer[ended]
    return pd.DataFrame(
        {
            "person": episodes.person[ended],
            "event": np.where(died, "death", "transfer"),
            "start": episodes.start[ended] + episodes.leaves[ended],
            "end": np.datetime64("NaT", "D"),
        }
    )


def _late_deaths(rng: np.random.Generator, episodes: Episodes) -> pd.DataFrame:
    """Return deaths of people who left treatment and did not come back, well after the gap was complete."""
    n_people = world.RETENTION.n_people
    once = np.flatnonzero(np.bincount(episodes.person, minlength=n_people)[episodes.person] == 1)
    once = once[episodes.dropped_out[once] & (rng.random(once.size) < LATE_DEATH_SHARE)]
    later = episodes.length[once] + 3 * GAP_DAYS + rng.integers(0, 300, once.size)
    return pd.DataFrame(
        {
            "person": episodes.person[once],
            "event": "death",
            "start": episodes.start[once] + later,
            "end": np.datetime64("NaT", "D"),
        }
    )


def _fills_after_death(rng: np.random.Generator, events: pd.DataFrame) -> pd.DataFrame:
    """Return a few rows that cannot be right, as real data have them: supply after the day of death."""
    deaths = events[events["event"] == "death"].head(FILLS_AFTER_DEATH)
    return pd.DataFrame(
        {
            "person": deaths["person"].to_numpy(),
            "date": deaths["start"].to_numpy() + rng.integers(2, 9, len(deaths)).astype("timedelta64[D]"),
            "medication": METHADONE,
            "days_supply": 7,
        }
    )


def _named(frame: pd.DataFrame, ids: np.ndarray) -> pd.DataFrame:
    """Replace numbers of people and medications by their names."""
    named = frame.assign(person_id=ids[frame["person"].to_numpy()])
    if "medication" in named:
        named["medication"] = np.array(MEDICATIONS)[named["medication"].to_numpy()]
    return named[["person_id", *(column for column in frame if column != "person")]]


def _planted(episodes: Episodes, ids: np.ndarray) -> pd.DataFrame:
    """Return every episode's planted time and status, cut at the end of follow-up."""
    follow_up = (OBSERVATION_END - GAP_DAYS - episodes.start).astype(np.int64)
    natural = np.minimum(episodes.length, episodes.leaves)
    status = np.where(episodes.dropped_out, 1, np.where(episodes.death < episodes.transfer, 2, 3))
    recognised = episodes.is_new & (episodes.start >= OBSERVATION_START + WASHOUT_DAYS) & (follow_up > 0)
    return pd.DataFrame(
        {
            "person_id": ids[episodes.person],
            "start": episodes.start,
            "medication": np.array(MEDICATIONS)[episodes.medication],
            "time": np.minimum(natural, follow_up),
            "status": np.where(natural <= follow_up, status, 0),
            "analysed": recognised,
        }
    )
