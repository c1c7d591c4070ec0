"""Landmarks with coarser steps: days of follow-up are left out until no step between two of them counts too few.

A step is what a reader can subtract: those who left, died, moved or were censored after one landmark that is shown,
up to the next one. All levels of a breakdown have the same landmarks, as levels are subtracted from a total.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from evaluation.disclosure.follow_up import START, day_of

Row = Mapping[str, str]
_MOST_FORMS = 32


def coarser_forms(rows: Sequence[Row], is_safe: Callable[[Sequence[Row], int], bool]) -> Iterator[tuple[Row, ...]]:
    """Yield rows at as many landmarks as is safe, then at fewer of these; later landmarks are kept first.

    Parameters
    ----------
    rows : sequence of mapping
        Of one breakdown; events of each are those since the landmark before.
    is_safe : callable
        Whether all that ends in one step is of enough people, or of none: called with the rows of its last day, and
        the day before its first.

    Yields
    ------
    tuple of mapping
        ``n_events`` are those since the landmark before that is kept, and the note says which one that is.
    """
    days = sorted({day_of(row["period"]) for row in rows})

    @cache
    def step_is_safe(since: int, day: int) -> bool:
        return is_safe(merged(rows, since, day), since)

    longest = max(longest_chains(days, step_is_safe).values(), key=_number_then_lateness)
    forms = (
        tuple(sorted(chosen))
        for size in range(len(longest), 0, -1)
        for chosen in itertools.combinations(sorted(longest, reverse=True), size)
    )
    safe = (chosen for chosen in forms if all(itertools.starmap(step_is_safe, itertools.pairwise([START, *chosen]))))
    for chosen in itertools.islice(safe, _MOST_FORMS):
        yield tuple(row for since, day in itertools.pairwise([START, *chosen]) for row in merged(rows, since, day))


def longest_chains(
    days: Sequence[int], step_is_safe: Callable[[int, int], bool], since: int = START
) -> dict[int, tuple[int, ...]]:
    """Return, for each day that can be reached, the most days up to it all of whose steps are safe.

    Of several such sets it is the one with the later days. The day before the first step is in none of them.
    """
    best: dict[int, tuple[int, ...]] = {since: ()}
    for day in days:
        chains = [(*chain, day) for before, chain in best.items() if step_is_safe(before, day)]
        if chains:
            best[day] = max(chains, key=_number_then_lateness)
    return best


def _number_then_lateness(chain: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    return len(chain), chain[::-1]


def merged(rows: Sequence[Row], since: int, day: int) -> list[Row]:
    """Return the rows of one landmark with the events of all landmarks after another one."""
    merged = []
    for row in rows:
        if day_of(row["period"]) != day:
            continue
        key = _key(row)
        steps = [each for each in rows if _key(each) == key and since < day_of(each["period"]) <= day]
        if len(steps) == 1:
            merged.append(row)
            continue
        told = all(each["n_events"] for each in steps)
        n_events = str(int(sum(float(each["n_events"]) for each in steps))) if told else ""
        whence = "the start" if since == START else f"day {since}"
        note = "; ".join(filter(None, (row["note"], f"events are those since {whence}")))
        merged.append({**row, "n_events": n_events, "note": note})
    return merged


def _key(row: Row) -> str:
    return row["result_id"].rpartition("/")[0]
