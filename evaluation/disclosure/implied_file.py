"""Counts that follow from the results of a release, in a file of it, where later releases find them.

What its models give away, and how many people are censored between landmarks: they count as published, and none of
them is one that must stay hidden.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from evaluation.data.series_parts import SeriesParts
from evaluation.data.whole_files import write_json
from evaluation.disclosure.fact import Fact
from evaluation.disclosure.published.follow_up import PublishedFollowUp
from evaluation.disclosure.scope import FOLLOW_UP, SERIES, Count

IMPLIED = "implied_counts.json"
_WHAT = "Counts that are not printed, and that follow from results.csv and curves; see docs/methods/disclosure.md."
_END = re.compile(r"(.+) (?:before|on) day (\d+)")


def write_implied(folder: Path, counts: Iterable[Count], days: Sequence[int]) -> None:
    """Write the counts that follow from a release, each once.

    Parameters
    ----------
    folder : Path
    counts : iterable of Count
        Those of people in treatment are of ends of follow-up between days.
    days : sequence of int
        The days of follow-up that counts tell apart.
    """
    entries = {
        (count.block, count.scope.window, count.scope.levels, count.where): _entry(count, days) for count in counts
    }
    by_text = sorted((where, json.dumps(entry, sort_keys=True)) for (*_, where), entry in entries.items())
    write_json(folder / IMPLIED, {"what": _WHAT, "counts": [json.loads(text) for _, text in by_text]})


def read_entries(folder: Path) -> list[dict[str, Any]]:
    """Return the counts as they are written.

    Raises
    ------
    ValueError, OSError
        If the file is not what a release writes.
    """
    return json.loads((folder / IMPLIED).read_text(encoding="utf-8"))["counts"]


def read_implied(folder: Path, parts: SeriesParts, follow_up: PublishedFollowUp) -> Iterator[Fact]:
    """Yield the counts, where a series holds all that any plan calls a part of it, by all days that are known.

    Raises
    ------
    KeyError, ValueError, OSError
        If the file is not what a release writes.
    """
    for entry in read_entries(folder):
        groups = {name: frozenset(levels) for name, levels in entry["groups"].items()}
        if SERIES in groups:
            groups[SERIES] = groups[SERIES].union(*map(parts.covered, groups[SERIES]))
        if ends := entry["follow_up"]:
            spans = (follow_up.ended(each["way"], each["since"], each["day"]) for each in ends)
            groups[FOLLOW_UP] = frozenset().union(*spans)
        window = (pd.Timestamp(entry["start"]), pd.Timestamp(entry["end"])) if entry["start"] else None
        words = f"{IMPLIED}, {entry['words']} ({entry['model']}): {entry['count']}"
        yield Fact(entry["measure"], entry["count"], window, groups, words, entry["block"])


def _entry(count: Count, days: Sequence[int]) -> dict[str, Any]:
    window = [date.fromordinal(day).isoformat() for day in count.scope.window or ()]
    start, end = window or ("", "")
    groups = {name: sorted(levels) for name, levels in count.scope.levels if name != FOLLOW_UP}
    return {
        "model": count.where,
        "block": count.block,
        "words": count.label,
        "measure": count.scope.measure,
        "start": start,
        "end": end,
        "groups": groups,
        "follow_up": _spans(count.scope.level_set(FOLLOW_UP) or frozenset(), days),
        "count": count.value,
    }


def _spans(levels: frozenset[str], days: Sequence[int]) -> list[dict[str, Any]]:
    """Return the ways in which follow-up ends, each after one day, up to and including another."""
    by_way: dict[str, set[int]] = {}
    for way, day in (_END.fullmatch(level).groups() for level in levels):
        by_way.setdefault(way, set()).add(int(day))
    return [
        {"way": way, "since": max((day for day in days if day < min(inside)), default=-1), "day": max(inside)}
        for way, inside in sorted(by_way.items())
    ]
