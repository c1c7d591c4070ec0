"""Months of series whose models were published before: what a whole leaves of a part, or its part of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from evaluation.disclosure.implied_file import read_entries

OF_MODEL = "the segmented model of "
SEGMENTS, MONTHS = "segmented models, segments", "segmented models, months"
"""Blocks of what the model of a single series gives away."""

Window = tuple[int, int]


@dataclass(frozen=True, eq=False)
class EarlierModel:
    """What is known of a series from the model of it in an earlier publication.

    Parameters
    ----------
    series : str
    measure : str
        What its events are.
    window : (int, int)
        From the first day to the one after the last that the model is about; months stand for periods of any length.
    months : mapping
        Days of a month to its events, where these follow.
    """

    series: str
    measure: str
    window: Window
    months: Mapping[Window, int]

    def hides(self, month: Window) -> bool:
        """Tell whether the model is about a month of which the events do not follow."""
        return month not in self.months and self.window[0] <= month[0] and month[1] <= self.window[1]


def read_models(folder: Path) -> Iterator[EarlierModel]:
    """Yield the models of single series of a publication.

    Raises
    ------
    KeyError, ValueError, OSError
        If its files are not what a release writes.
    """
    found: dict[tuple[str, str], list[tuple[str, Window, int]]] = {}
    for entry in read_entries(folder):
        if entry["block"] in (SEGMENTS, MONTHS):
            window = (date.fromisoformat(entry["start"]).toordinal(), date.fromisoformat(entry["end"]).toordinal())
            key = entry["model"].removeprefix(OF_MODEL), entry["measure"]
            found.setdefault(key, []).append((entry["block"], window, entry["count"]))
    for (series, measure), told in found.items():
        windows = [window for _, window, _ in told]
        whole = (min(start for start, _ in windows), max(end for _, end in windows))
        months = {window: count for block, window, count in told if block == MONTHS}
        yield EarlierModel(series, measure, whole, months)
