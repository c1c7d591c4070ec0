"""Lay fills and injections over episodes of known length so that supply ends on exactly the last day."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

WEEK = 7
LATE_SHARE = 0.12
EARLY_SHARE = 0.15
EARLIEST = 3
SHORTEST_JAIL, LONGEST_JAIL = 3, 45


class OralFills(NamedTuple):
    """Fills in order of episode and day, and the jail stays between them; days count from the episode's start.

    ``episode``, ``day``, ``days_supply``, ``is_weekly`` have one element per row of supply; ``jail_episode``,
    ``jail_day``, ``jail_days`` one per stay.
    """

    episode: np.ndarray
    day: np.ndarray
    days_supply: np.ndarray
    is_weekly: np.ndarray
    jail_episode: np.ndarray
    jail_day: np.ndarray
    jail_days: np.ndarray


class _Slots(NamedTuple):
    """Possible fills of every episode, more of them than are needed."""

    episode: np.ndarray
    number: np.ndarray
    first: np.ndarray
    supply: np.ndarray


def lay_oral_fills(
    rng: np.random.Generator,
    *,
    length: np.ndarray,
    is_weekly: np.ndarray,
    may_go_to_jail: np.ndarray,
    switches: np.ndarray,
    split_share: float,
) -> OralFills:
    """Lay fills of methadone (weekly) and buprenorphine (14 or 28 days).

    Each fill is on time, up to three days early (its supply stacks) or late by less than one supply; the last
    one is cut so that supply covers day ``length - 1`` and no later day. A jail stay fills the pause before one
    fill, and is left out where the episode ends within it.

    Parameters
    ----------
    rng : numpy.random.Generator
    length : array of int, shape (episodes,)
        Days to cover, at least 1.
    is_weekly, may_go_to_jail, switches : array of bool, shape (episodes,)
        Starts on weekly methadone; is to spend a pause in jail; changes to the other medication half-way.
    split_share : float
        Share of fills handed out as two unequal rows on one day.
    """
    usual = np.where(is_weekly, WEEK, np.where(rng.random(length.size) < 0.4, 2 * WEEK, 4 * WEEK))
    slots = _slots(length, usual)
    per_episode = np.bincount(slots.episode, minlength=length.size)

    lateness = rng.random(slots.episode.size)
    most = np.minimum(slots.supply - 1, 12)
    delay = np.where(lateness < LATE_SHARE, 1 + (lateness / LATE_SHARE * most).astype(np.int64), 0)
    early = np.where(lateness > 1 - EARLY_SHARE, 1 + ((1 - lateness) / EARLY_SHARE * EARLIEST).astype(np.int64), 0)
    delay[slots.first] = early[slots.first] = 0

    half_way = (per_episode - 1) // 2
    is_switch = (switches & (half_way > 0))[slots.episode] & (slots.number == half_way[slots.episode])
    early[is_switch] = 0

    jail_days = rng.integers(SHORTEST_JAIL, LONGEST_JAIL + 1, length.size)
    jail_slot = 1 + (rng.random(length.size) * (length // usual)).astype(np.int64)
    jailed = may_go_to_jail[slots.episode] & (slots.number == jail_slot[slots.episode])
    _, begin = _coverage(slots, np.where(jailed, delay + jail_days[slots.episode], delay))
    jailed &= begin < length[slots.episode]
    early[jailed] = 0
    delay = np.where(jailed, delay + jail_days[slots.episode], delay)

    free, begin = _coverage(slots, delay)
    end = length[slots.episode]
    runs_out = (begin >= end) & (free < end)
    begin = np.where(runs_out, free, begin)
    last = np.minimum(slots.supply, end - begin)
    days_supply = np.where(runs_out, end - begin, last)
    kept = begin < end

    changed = switches & (half_way > 0)
    weekly = is_weekly[slots.episode] ^ (changed[slots.episode] & (slots.number >= half_way[slots.episode]))
    jailed &= kept
    rows = OralFills(
        episode=slots.episode[kept],
        day=(begin - np.where(runs_out, 0, early))[kept],
        days_supply=days_supply[kept],
        is_weekly=weekly[kept],
        jail_episode=slots.episode[jailed],
        jail_day=free[jailed],
        jail_days=jail_days[slots.episode[jailed]],
    )
    return _split(rng, rows, split_share)


def lay_injections(rng: np.random.Generator, *, length: np.ndarray, days: int) -> tuple[np.ndarray, np.ndarray]:
    """Return episode and day of each injection, the last one ``days`` before the episode's end.

    ``length`` is ``days`` or at least three weeks more. Intervals are 24 to 52 days: shorter ones overlap,
    longer ones leave a gap of less than 30 days.
    """
    span = length - days
    intervals = np.where(span > 0, np.maximum(span // (days - 2), 1), 0)
    episode = np.repeat(np.arange(length.size), intervals + 1)
    number = _numbers(intervals + 1)
    inner = (number > 0) & (number < intervals[episode])
    even = np.rint(span[episode] * number / np.maximum(intervals[episode], 1)).astype(np.int64)
    return episode, even + np.where(inner, rng.integers(-1, 2, episode.size), 0)


def _numbers(counts: np.ndarray) -> np.ndarray:
    """Return 0, 1, ... within each group of the given sizes."""
    return np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)


def _slots(length: np.ndarray, usual: np.ndarray) -> _Slots:
    counts = length // usual + 2
    episode = np.repeat(np.arange(length.size), counts)
    number = _numbers(counts)
    return _Slots(episode, number, number == 0, usual[episode])


def _coverage(slots: _Slots, delay: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for each slot the first day that earlier supply leaves free, and the day its own supply begins."""
    total = np.cumsum(delay)
    before_episode = (total - delay)[slots.first][slots.episode]
    begin = slots.supply * slots.number + total - before_episode
    return begin - delay, begin


def _split(rng: np.random.Generator, rows: OralFills, share: float) -> OralFills:
    """Hand out some fills as two rows of unequal supply on the same day."""
    split = (rng.random(rows.episode.size) < share) & (rows.days_supply >= 5)
    part = np.where(split, rows.days_supply // 3, 0)
    copies = np.where(split, 2, 1)
    is_part = _numbers(copies) == 1
    repeated = [np.repeat(column, copies) for column in (rows.episode, rows.day, rows.is_weekly)]
    supply = np.repeat(rows.days_supply - part, copies)
    supply[is_part] = np.repeat(part, copies)[is_part]
    return rows._replace(episode=repeated[0], day=repeated[1], is_weekly=repeated[2], days_supply=supply)
