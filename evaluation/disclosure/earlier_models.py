"""Months of series whose models were published before: what a whole leaves of a part, or its part of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from evaluation.disclosure.implied_file import read_entries
from evaluation.disclosure.scope import PLACE

OF_MODEL = "the segmented model of "
SEGMENTS = ("segmented models, segments", "segmented models together, segments")
MONTHS = ("segmented models, months", "segmented models together, months")
"""Blocks of what the model of a series, or of all together, gives away."""

Window = tuple[int, int]


@dataclass(frozen=True, eq=False)
class EarlierModel:
    """What is known of a series from the model of it in an earlier publication.

    Parameters
    ----------
    series : str
    measure : str
        What its events are.
    places : frozenset of str
        The communities that it is about; none where it is of another kind.
    window : (int, int)
        From the first day to the one after the last that the model is about; months stand for periods of any length.
    months : mapping
        Days of a month to its events, where these follow, be it from models of its parts.
    """

    series: str
    measure: str
    places: frozenset[str]
    window: Window
    months: Mapping[Window, int]


def read_models(folder: Path, places: frozenset[str]) -> Iterator[EarlierModel]:
    """Yield the models of a publication.

    Parameters
    ----------
    folder : Path
    places : frozenset of str
        Its communities.

    Raises
    ------
    KeyError, ValueError, OSError
        If its files are not what a release writes.
    """
    found: dict[tuple[str, str, frozenset[str]], list[tuple[str, Window, int]]] = {}
    for entry in read_entries(folder):
        if entry["block"] in (*SEGMENTS, *MONTHS):
            window = (date.fromisoformat(entry["start"]).toordinal(), date.fromisoformat(entry["end"]).toordinal())
            about = frozenset(entry["groups"].get(PLACE, places))
            key = entry["model"].removeprefix(OF_MODEL), entry["measure"], about
            found.setdefault(key, []).append((entry["block"], window, entry["count"]))
    models = []
    for (series, measure, about), told in found.items():
        windows = [window for _, window, _ in told]
        whole = (min(start for start, _ in windows), max(end for _, end in windows))
        months = {window: count for block, window, count in told if block in MONTHS}
        models.append(EarlierModel(series, measure, about, whole, months))
    for model in models:
        yield replace(model, months={**_sums_of_parts(model, models), **model.months})


def _sums_of_parts(whole: EarlierModel, models: Sequence[EarlierModel]) -> dict[Window, int]:
    """Return the months of a whole that every reader adds up: those which models of all its parts tell.

    What all arms have together is told by stretches alone. A month that one of them does not tell stays untold.
    """
    parts = [each for each in models if each.measure == whole.measure and each.places < whole.places]
    places = [place for each in parts for place in each.places]
    if not parts or len(places) != len(set(places)) or set(places) != whole.places:
        return {}
    told = set.intersection(*(set(each.months) for each in parts))
    return {month: sum(each.months[month] for each in parts) for month in told}
