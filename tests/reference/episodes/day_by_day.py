"""A slow, independent episode builder: one person, one day at a time. The oracle of test_episodes.py."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace

import numpy as np

MEDICATIONS = ("buprenorphine", "methadone", "xr_buprenorphine", "xr_naltrexone")
INJECTIONS = ("xr_buprenorphine", "xr_naltrexone")
GAPS = (1, 3, 7, 14, 30)


@dataclass
class History:
    """One person; days count from the first day of observation, which has ``n_days`` days."""

    fills: list[tuple[int, str, int]]
    stays: list[tuple[str, int, int]] = field(default_factory=list)
    deaths: list[int] = field(default_factory=list)
    transfers: list[int] = field(default_factory=list)


@dataclass
class Rule:
    n_days: int
    gap_days: int = 30
    cap: int = 30
    washout_days: int = 0
    gap_complete: bool = False
    union_of_intervals: bool = False
    paused_supply: bool = False
    transfer_censors: bool = False
    gap_beats_leaving: bool = False
    half_a_day: bool = False
    injections: tuple[str, ...] = INJECTIONS
    durations: dict[str, int] = field(default_factory=dict)


@dataclass
class Lived:
    """What each day of one person was like, up to the day of leaving or the end of observation."""

    covering: list[list[str]]
    exempt: set[int]
    death: int | None
    transfer: int | None

    @property
    def leaving(self) -> int | None:
        return min([day for day in (self.death, self.transfer) if day is not None], default=None)


def days_away(history: History, rule: Rule, *kinds: str) -> set[int]:
    """Return the days of stays; who has died begins none."""
    death = min([day for day in history.deaths if day < rule.n_days], default=rule.n_days)
    return {
        day for kind, start, stop in history.stays if kind in kinds and start <= death for day in range(start, stop)
    }


def live(history: History, rule: Rule) -> Lived:
    death = min([day for day in history.deaths if day < rule.n_days], default=None)
    transfer = min([day for day in history.transfers if day < rule.n_days], default=None)
    lived = Lived([], days_away(history, rule, "jail", "inpatient"), death, transfer)
    handed_out = defaultdict(list)
    for day, medication, days_supply in history.fills:
        supply = rule.durations.get(medication, days_supply)
        if supply > 0 and 0 <= day < rule.n_days and (lived.leaving is None or day <= lived.leaving):
            handed_out[day, medication].append(supply)
    in_hand = defaultdict(int)
    lasts_until = defaultdict(int)
    for day in range(rule.n_days):
        covering = []
        for medication in MEDICATIONS:
            today = handed_out.get((day, medication), [])
            if medication in rule.injections or rule.union_of_intervals:
                for supply in today:
                    lasts_until[medication] = max(lasts_until[medication], day + supply)
                if day < lasts_until[medication]:
                    covering.append(medication)
            else:
                if today:
                    in_hand[medication] = sum(today) + min(rule.cap, in_hand[medication])
                if in_hand[medication]:
                    covering.append(medication)
                    if not (rule.paused_supply and day in lived.exempt):
                        in_hand[medication] -= 1
        lived.covering.append(covering)
        if day == lived.leaving:
            break
    return lived


def episodes_of(history: History, rule: Rule, *, everything: bool = False) -> list[tuple]:
    """Return (start, medication, new_initiation, end, time, outcome) of every episode that follow-up sees start.

    With ``everything``, of those after follow-up too, whose end means nothing.
    """
    lived = live(history, rule)
    follow_up_end = rule.n_days if rule.gap_complete else rule.n_days - rule.gap_days
    found = []
    open_episode = None
    days_without_cover = 0
    for day, covering in enumerate(lived.covering):
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
            if open_episode is not None and day not in lived.exempt:
                open_episode["uncovered"] += 1

        if open_episode is not None:
            is_full = not covering and day not in lived.exempt and open_episode["uncovered"] == rule.gap_days
            dated = day if rule.gap_complete else open_episode["last_covered"] + 1
            if lived.leaving == day:
                if lived.death == day:
                    outcome, end = 2, day
                elif rule.transfer_censors:
                    outcome, end = 0, day
                else:
                    outcome, end = 3, day
                if rule.gap_beats_leaving and not covering and not is_full:
                    outcome, end = 1, dated
                found.append((open_episode, end, outcome))
                open_episode = None
            elif is_full:
                found.append((open_episode, dated, 1))
                open_episode = None
    if open_episode is not None:
        found.append((open_episode, follow_up_end, 0))

    rows = []
    for episode, end, outcome in found:
        if episode["start"] >= follow_up_end and not everything:
            continue
        if end > follow_up_end:
            end, outcome = follow_up_end, 0
        time = end - episode["start"]
        if time == 0 and rule.half_a_day:
            time = 0.5
        rows.append((episode["start"], episode["medication"], episode["new"], end, time, outcome))
    return rows


def days_covered(history: History, rule: Rule, window: int, share: float) -> str | None:
    """Return whether enough days of the window from the first new start are covered, or why that is not known."""
    start = next((row[0] for row in episodes_of(history, rule, everything=True) if row[2]), None)
    if start is None:
        return None
    lived = live(history, rule)
    if start + window > rule.n_days:
        return "window_not_observed"
    if lived.leaving is not None and lived.leaving < start + window:
        return "died" if lived.death == lived.leaving else "moved"
    n_covered = sum(bool(covering) for covering in lived.covering[start : start + window])
    return "retained" if n_covered / window >= share else "left"


def continuity(history: History, rule: Rule, window: int) -> list[str]:
    """Return what became of each event of starting, POD-style: a gap of 8 days ends it, 31 without cover begin it."""
    lived = live(history, replace(rule, cap=10**9, union_of_intervals=False, paused_supply=False))
    in_hospital = days_away(history, rule, "inpatient")
    found = []
    uncovered = 0
    for start, covering in enumerate(lived.covering):
        is_event = bool(covering) and uncovered >= 31
        uncovered = 0 if covering else uncovered + 1
        if not is_event:
            continue
        if start + window > rule.n_days:
            found.append("window_not_observed")
            continue
        longest_stay = stay = gap = 0
        fate = "retained"
        for day in range(start, start + window):
            stay = stay + 1 if day in in_hospital else 0
            longest_stay = max(longest_stay, stay)
        for day in range(start, start + window):
            gap = 0 if lived.covering[day] else gap + 1
            if day == lived.leaving:
                fate = "died" if day == lived.death else "moved"
                break
            if gap == 8:
                died_later = lived.death is not None and lived.death < start + window
                fate = "died" if died_later else "left"
                break
        found.append("long_hospital_stay" if longest_stay >= 8 else fate)
    return found


def random_history(rng: np.random.Generator, n_days: int) -> History:
    """Draw a history with ties, overlaps, empty supply, and events on every edge: of supply, gaps and observation."""
    first, spread = rng.integers(0, n_days), rng.choice([20, 60, n_days])
    fills = [
        (
            int(min(n_days + 5, first + rng.integers(-3, spread))),
            MEDICATIONS[rng.choice(4, p=[0.35, 0.35, 0.2, 0.1])],
            int(
                rng.choice([0, 1, 2, 5, 7, 14, 28, 40, 10_000], p=[0.1, 0.1, 0.1, 0.15, 0.15, 0.15, 0.14, 0.1, 0.01])
            ),
        )
        for _ in range(rng.integers(1, 8))
    ]
    if rng.random() < 0.2:
        fills.append(fills[0])
    edges = [day + supply + gap for day, _, supply in fills for gap in (0, 0, *GAPS)] + [day for day, *_ in fills]

    def some_day() -> int:
        if rng.random() < 0.6:
            return int(min(rng.choice(edges) + rng.integers(-1, 2), n_days + 20))
        return int(rng.integers(-5, n_days + 20))

    begins = [some_day() for _ in range(rng.choice([0, 0, 1, 2]))]
    return History(
        fills=fills,
        stays=[(("jail", "inpatient")[rng.integers(2)], day, day + int(rng.integers(1, 30))) for day in begins],
        deaths=[some_day()] if rng.random() < 0.3 else [],
        transfers=[some_day() for _ in range(rng.choice([0, 0, 0, 1, 2]))],
    )


def random_rule(rng: np.random.Generator) -> Rule:
    """Draw every option, each value of it often."""
    union = bool(rng.random() < 0.3)
    return Rule(
        n_days=int(rng.choice([40, 60, 120, 250])),
        gap_days=int(rng.choice(GAPS)),
        cap=int(rng.choice([0, 2, 7, 30, 1000])),
        washout_days=int(rng.choice([0, 5, 20, 60])),
        gap_complete=bool(rng.random() < 0.5),
        union_of_intervals=union,
        paused_supply=bool(not union and rng.random() < 0.5),
        transfer_censors=bool(rng.random() < 0.5),
        gap_beats_leaving=bool(rng.random() < 0.5),
        half_a_day=bool(rng.random() < 0.5),
        injections=[INJECTIONS, (), ("xr_naltrexone",), ("methadone", "xr_naltrexone")][
            rng.choice(4, p=[0.4, 0.2, 0.2, 0.2])
        ],
        durations=[{}, {"xr_naltrexone": 30}, {"methadone": 1, "xr_buprenorphine": 28}][rng.choice(3)],
    )
