"""A slow, independent episode builder: one person, one day at a time. The oracle of test_episodes.py."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

INJECTIONS = ("xr_buprenorphine", "xr_naltrexone")


@dataclass
class History:
    """One person; days count from the first day of observation, which has ``n_days`` days."""

    fills: list[tuple[int, str, int]]
    stays: list[tuple[int, int]] = field(default_factory=list)
    deaths: list[int] = field(default_factory=list)
    transfers: list[int] = field(default_factory=list)


@dataclass
class Rule:
    n_days: int
    gap_days: int
    cap: int
    washout_days: int
    gap_complete: bool


def episodes_of(history: History, rule: Rule) -> list[tuple]:
    """Return (start, medication, new_initiation, end, outcome) of every episode that follow-up sees start."""
    death = min([day for day in history.deaths if day < rule.n_days], default=None)
    transfer = min([day for day in history.transfers if day < rule.n_days], default=None)
    leaving = min([day for day in (death, transfer) if day is not None], default=None)
    handed_out = defaultdict(list)
    for day, medication, supply in history.fills:
        if supply > 0 and 0 <= day < rule.n_days and (leaving is None or day <= leaving):
            handed_out[day, medication].append(supply)
    exempt = {day for start, stop in history.stays for day in range(start, stop)}
    follow_up_end = rule.n_days if rule.gap_complete else rule.n_days - rule.gap_days

    in_hand = defaultdict(int)
    injected_until = defaultdict(int)
    found = []
    open_episode = None
    days_without_cover = 0
    for day in range(rule.n_days):
        covering = []
        for medication in sorted({name for _, name in handed_out}):
            today = handed_out.get((day, medication), [])
            if medication in INJECTIONS:
                for supply in today:
                    injected_until[medication] = max(injected_until[medication], day + supply)
                if day < injected_until[medication]:
                    covering.append(medication)
            else:
                if today:
                    in_hand[medication] = sum(today) + min(rule.cap, in_hand[medication])
                if in_hand[medication]:
                    in_hand[medication] -= 1
                    covering.append(medication)

        if covering:
            if open_episode is None:
                open_episode = {
                    "start": day,
                    "medication": covering[0],
                    "new": days_without_cover >= rule.washout_days,
                }
            open_episode["last_covered"] = day
            open_episode["uncovered"] = 0
            days_without_cover = 0
        else:
            days_without_cover += 1
            if open_episode is not None and day not in exempt:
                open_episode["uncovered"] += 1

        if open_episode is not None:
            if leaving == day:
                outcome = 2 if death == day else 3
                found.append((open_episode, day, outcome))
                open_episode = None
            elif open_episode["uncovered"] == rule.gap_days:
                dated = day if rule.gap_complete else open_episode["last_covered"] + 1
                found.append((open_episode, dated, 1))
                open_episode = None
        if leaving == day:
            break
    if open_episode is not None:
        found.append((open_episode, follow_up_end, 0))

    rows = []
    for episode, end, outcome in found:
        if episode["start"] >= follow_up_end:
            continue
        if end > follow_up_end:
            end, outcome = follow_up_end, 0
        rows.append((episode["start"], episode["medication"], episode["new"], end, outcome))
    return rows


def random_history(rng: np.random.Generator, n_days: int) -> History:
    """Draw a history with ties, overlaps, empty supply, and fills and events on both edges of observation."""
    medications = ["methadone", "buprenorphine", *INJECTIONS]
    first, spread = rng.integers(0, n_days), rng.choice([20, 60, n_days])
    fills = [
        (
            int(min(n_days + 5, first + rng.integers(-3, spread))),
            medications[rng.choice(4, p=[0.35, 0.35, 0.2, 0.1])],
            int(rng.choice([0, 1, 2, 5, 7, 14, 28, 40])),
        )
        for _ in range(rng.integers(1, 8))
    ]
    begins = rng.integers(-5, n_days, rng.choice([0, 0, 1, 2]))
    return History(
        fills=fills,
        stays=[(int(day), int(day + rng.integers(1, 30))) for day in begins],
        deaths=[int(rng.integers(-2, n_days + 20))] if rng.random() < 0.25 else [],
        transfers=[int(day) for day in rng.integers(-2, n_days + 20, rng.choice([0, 0, 0, 1, 2]))],
    )
