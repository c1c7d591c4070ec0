"""From rows of supply to the days that each medication covers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evaluation.data.stretches import DayClock, Days


class Coverage(NamedTuple):
    """Half-open stretches of covered days on the line, parallel arrays sorted by start and medication.

    Stretches of one person may overlap where medications do, and where supply does not stack. None is empty.
    """

    person: Days
    medication: Days
    start: Days
    stop: Days


def covered_days(
    *,
    person: Days,
    medication: Days,
    day: Days,
    supply: Days,
    stacks: NDArray[np.bool_],
    carry_over_cap: int,
    n_days: int,
    pauses: DayClock | None = None,
) -> Coverage:
    """Return the days that the supply of each person and medication covers.

    What stacks: the fills of one day are added up; on the next day of supply, what is left of earlier days, at
    most ``carry_over_cap`` days of it, is added, and the surplus is lost. What does not stack (injections) covers
    its own days from the day it is given, however much is left. Different medications do not know each other.

    Parameters
    ----------
    person, medication, day, supply : array of int, shape (n,)
        One element per row of supply, in any order. Persons and medications are numbered from 0; ``day`` counts
        from observation start and is less than ``n_days``; ``supply`` is at least 1.
    stacks : array of bool
        By medication number.
    carry_over_cap : int
        Days.
    n_days : int
        Days of observation: stretches are cut at its end. The line has one day more for each person.
    pauses : DayClock, optional
        Stands still on the days of the line on which nothing of what stacks is used up; a day on which some is kept
        is covered.

    Returns
    -------
    Coverage
    """
    order = np.argsort((person * stacks.size + medication) * n_days + day)
    person, medication, day = person[order], medication[order], day[order]
    supply = np.minimum(supply[order], n_days)
    new_drug = _changes(person, medication)
    first = np.flatnonzero(new_drug | _changes(day))
    if not first.size:
        return Coverage(person, medication, day, day)
    of_day = np.where(stacks[medication[first]], np.add.reduceat(supply, first), np.maximum.reduceat(supply, first))
    person, medication, new_drug = person[first], medication[first], new_drug[first]
    stack = stacks[medication]
    start, end = person * (n_days + 1) + day[first], person * (n_days + 1) + n_days

    now, limit = start, end
    if pauses is not None:
        now, limit = np.where(stack, pauses.reading(start), start), np.where(stack, pauses.reading(end) + 1, end)
    stop = _stacked(now, of_day, np.flatnonzero(new_drug), np.where(stack, carry_over_cap, 0), limit)
    if pauses is not None:
        stop = np.where(stack, pauses.day(stop - 1) + 1, stop)
    is_replaced = np.append(~new_drug[1:], False) & stack
    stop = np.where(is_replaced, np.minimum(stop, np.append(start[1:], 0)), np.minimum(stop, end))

    order = np.lexsort((medication, start))
    return Coverage(person[order], medication[order], start[order], stop[order])


def _stacked(now: Days, supply: Days, drug_starts: Days, cap: Days, limit: Days) -> Days:
    """Return when nothing is left after each fill, working over every person's k-th fill at once."""
    sizes = np.diff(np.append(drug_starts, now.size))
    by_size = np.argsort(-sizes, kind="stable")
    first, sizes = drug_starts[by_size], sizes[by_size]
    still_there = np.searchsorted(-sizes, -np.arange(1, sizes[0] + 1), side="right")
    stop = np.empty_like(now)
    for k, n in enumerate(still_there):
        at = first[:n] + k
        left = 0 if k == 0 else np.clip(stop[at - 1] - now[at], 0, cap[at])
        stop[at] = np.minimum(now[at] + supply[at] + left, limit[at])
    return stop


def _changes(*columns: Days) -> NDArray[np.bool_]:
    """Return where any column differs from the row before; true for the first row."""
    changed = np.zeros(columns[0].size, dtype=bool)
    changed[:1] = True
    for column in columns:
        changed[1:] |= column[1:] != column[:-1]
    return changed
