"""Stretches of time and of follow-up, between any two days that numbers name.

Two results that name different days tell of the people between these days, where no result is about them.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Collection, Iterator

import numpy as np
from numpy.typing import NDArray

EVENT = "event"
_END = re.compile(r"(?P<way>.+?) (?:(?P<part>before|on) day (?P<day>\d+)|later)")
_PARTS = ("before", "on")


def stretches(n: int) -> NDArray[np.bool_]:
    """Return all unions of n stretches of time that follow one another, shape (n (n + 1) / 2, n)."""
    starts, stops = np.triu_indices(n + 1, k=1)
    places = np.arange(n)
    return (starts[:, None] <= places) & (places < stops[:, None])


def stretches_of_follow_up(levels: Collection[str]) -> Iterator[frozenset[str]]:
    """Yield the ends of follow-up between any two days: in one way, in any but leaving, and in any.

    So are those of people who are followed up to a day and do not leave after it.

    Parameters
    ----------
    levels : collection of str
        ``"event before day 90"``, ``"event on day 90"``, ``"event later"``; others are in no stretch.
    """
    by_way: dict[str, dict[tuple[float, int], str]] = {}
    for level in levels:
        if match := _END.fullmatch(level):
            when = (int(match["day"]), _PARTS.index(match["part"])) if match["day"] else (math.inf, 0)
            by_way.setdefault(match["way"], {})[when] = level
    moments = sorted({when for ends in by_way.values() for when in ends})
    for ways in {*((way,) for way in by_way), tuple(sorted(by_way.keys() - {EVENT})), tuple(sorted(by_way))}:
        for start, stop in itertools.combinations(range(len(moments) + 1), 2):
            inside = moments[start:stop]
            yield frozenset(by_way[way][when] for way in ways for when in inside if when in by_way[way])
    for place, last in enumerate(moments):
        yield frozenset(
            ends[when]
            for way, ends in by_way.items()
            for when in moments[place:]
            if when in ends and (way != EVENT or when == last)
        )
