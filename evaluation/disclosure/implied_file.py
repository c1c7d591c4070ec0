"""Counts that follow from the models of a release, in a file of it, where later releases find them.

They count as published with their models. None of them is one that must stay hidden.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from evaluation.data.series_parts import SeriesParts
from evaluation.data.whole_files import write_json
from evaluation.disclosure.fact import Fact
from evaluation.disclosure.scope import SERIES, Count

IMPLIED = "implied_counts.json"
_WHAT = "Counts that nobody prints, and that follow from the models in results.csv; see docs/methods/disclosure.md."


def write_implied(folder: Path, counts: Iterable[Count]) -> None:
    """Write the counts that models of a release give away, each once.

    Parameters
    ----------
    folder : Path
    counts : iterable of Count
        Each has a window.
    """
    entries = {(count.block, count.scope.window, count.scope.levels, count.where): _entry(count) for count in counts}
    ordered = [entries[key] for key in sorted(entries, key=lambda each: (each[3], *map(repr, each[:3])))]
    write_json(folder / IMPLIED, {"what": _WHAT, "counts": ordered})


def read_entries(folder: Path) -> list[dict[str, Any]]:
    """Return the counts as they are written.

    Raises
    ------
    ValueError, OSError
        If the file is not what a release writes.
    """
    return json.loads((folder / IMPLIED).read_text(encoding="utf-8"))["counts"]


def read_implied(folder: Path, parts: SeriesParts) -> Iterator[Fact]:
    """Yield the counts, where a series holds all that any plan calls a part of it.

    Raises
    ------
    KeyError, ValueError, OSError
        If the file is not what a release writes.
    """
    for entry in read_entries(folder):
        groups = {name: frozenset(levels) for name, levels in entry["groups"].items()}
        if SERIES in groups:
            groups[SERIES] = groups[SERIES].union(*map(parts.covered, groups[SERIES]))
        window = (pd.Timestamp(entry["start"]), pd.Timestamp(entry["end"]))
        words = f"{IMPLIED}, {entry['words']} ({entry['model']}): {entry['count']}"
        yield Fact(entry["measure"], entry["count"], window, groups, words, entry["block"])


def _entry(count: Count) -> dict[str, Any]:
    start, end = (date.fromordinal(day).isoformat() for day in count.scope.window)
    return {
        "model": count.where,
        "block": count.block,
        "words": count.label,
        "measure": count.scope.measure,
        "start": start,
        "end": end,
        "groups": {name: sorted(levels) for name, levels in count.scope.levels},
        "count": count.value,
    }
