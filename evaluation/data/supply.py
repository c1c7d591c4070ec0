"""From rows of supply to the days that each medication covers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.int64]


class Coverage(NamedTuple):
    """Half-open stretches of covered days, parallel arrays sorted by person, start and medication.

    Stretches of one person may overlap where medications do. Nobody's stretch is empty.
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
    last_day: int,
) -> Coverage:
    """Return the days that the supply of each person and medication covers.

    What stacks: the fills of one day are added up; on the next day of supply, what is left of earlier days, at
    most ``carry_over_cap`` days of it, is added, and the surplus is lost. What does not stack (injections) covers
    its own days from the day it is given, however much is left. Different medications do not know each other.

    Parameters
    ----------
    person, medication, day, supply : array of int, shape (n,)
        One element per row of supply, in any order. Persons and medications are numbered from 0; ``supply`` is at
        least 1.
    stacks : array of bool
        By medication number.
    carry_over_cap : int
        Days.
    last_day : int
        First day that does not matter any more; stretches are cut there. No row is on or after it.

    Returns
    -------
    Coverage
    """
    order = np.lexsort((day, medication, person))
    person, medication, day = person[order], medication[order], day[order]
    supply = np.minimum(supply[order], last_day - day.min(initial=0))
    new_drug = _changes(person, medication)
    first = np.flatnonzero(new_drug | _changes(day))
    if not first.size:
        return Coverage(person, medication, day, day)
    of_day = np.where(stacks[medication[first]], np.add.reduceat(supply, first), np.maximum.reduceat(supply, first))
    person, medication, day, new_drug = person[first], medication[first], day[first], new_drug[first]

    stop = _stacked(day, of_day, np.flatnonzero(new_drug), np.where(stacks[medication], carry_over_cap, 0), last_day)
    following = np.append(day[1:], last_day)
    replaced = np.append(~new_drug[1:], False) & stacks[medication]
    stop = np.where(replaced, np.minimum(stop, following), stop)
    stop = np.minimum(stop, last_day)

    order = np.lexsort((medication, day, person))
    return Coverage(person[order], medication[order], day[order], stop[order])


def _stacked(day: Days, supply: Days, drug_starts: Days, cap: Days, last_day: int) -> Days:
    """Return the first day without supply after each fill, working over every person's k-th fill at once."""
    sizes = np.diff(np.append(drug_starts, day.size))
    by_size = np.argsort(-sizes, kind="stable")
    first, sizes = drug_starts[by_size], sizes[by_size]
    still_there = np.searchsorted(-sizes, -np.arange(1, sizes[0] + 1), side="right")
    stop = np.empty_like(day)
    for k, n in enumerate(still_there):
        at = first[:n] + k
        left = 0 if k == 0 else np.clip(stop[at - 1] - day[at], 0, cap[at])
        stop[at] = np.minimum(day[at] + supply[at] + left, last_day)
    return stop


def _changes(*columns: Days) -> NDArray[np.bool_]:
    """Return where any column differs from the row before; true for the first row."""
    changed = np.zeros(columns[0].size, dtype=bool)
    changed[:1] = True
    for column in columns:
        changed[1:] |= column[1:] != column[:-1]
    return changed
