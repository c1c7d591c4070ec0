"""Panels side by side, one for each series, and words that fit beside them."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from evaluation.reporting.labels import Labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

EVERYBODY = "all"
PLACES = ("arm", "community")


def panels(
    keys: Sequence[str], *, height: float, share_y: bool = False, most_stacked: int = 1
) -> tuple[Figure, list[Axes]]:
    """Return a figure with one panel of ``height`` inches for each key: few are stacked, more stand two in a row."""
    from matplotlib import pyplot as plt

    columns = 1 if len(keys) <= most_stacked else 2
    rows = math.ceil(len(keys) / columns)
    size = (7.2 if columns == 1 else 8.4, 0.9 + height * rows)
    figure, grid = plt.subplots(rows, columns, figsize=size, squeeze=False, sharey=share_y)
    axes = list(grid.ravel())
    for axis in axes[len(keys) :]:
        axis.remove()
    return figure, axes[: len(keys)]


def place_column(frame: pd.DataFrame) -> str:
    """Return the column that tells the series of a table apart: ``arm``, ``community``, or blank for one series."""
    return next((name for name in PLACES if name in frame), "")


def wrapped(text: str, width: int = 30) -> str:
    """Return text in lines of at most ``width`` characters."""
    return textwrap.fill(text, width=width)


def series_label(labels: Labels, key: str) -> str:
    """Return the name of a series: an arm, a community, or all together."""
    named = (labels.of(place) for place in PLACES)
    return next((names[key] for names in named if key in names), labels.label(PLACES[0], key))
