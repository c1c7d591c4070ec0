"""Panels one above the other, one for each series, and names of series."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from evaluation.reporting import style
from evaluation.reporting.figures.words import POINTS_PER_INCH, wrapped
from evaluation.reporting.labels import Labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

EVERYBODY = "all"
PLACES = ("arm", "community")
_MOST_STACKED = 3
_TICK_LABELS = 60


def panels(
    keys: Sequence[str],
    *,
    height: float,
    labels_width: float = _TICK_LABELS,
    more: float = 0.7,
    share_y: bool = False,
) -> tuple[Figure, list[Axes], float]:
    """Make one panel for each key: up to three are stacked, more stand two in a row.

    Parameters
    ----------
    keys : sequence of str
    height : float
        Of a panel, in inches.
    labels_width : float
        Points left of a panel that its labels need.
    more : float
        Inches of the figure for what all panels share, such as a legend.
    share_y : bool
        Whether labels stand at the first panel of a row only.

    Returns
    -------
    figure : Figure
    axes : list of Axes
    room : float
        Points that a title of a panel can be wide.
    """
    from matplotlib import pyplot as plt

    columns = 1 if len(keys) <= _MOST_STACKED else 2
    rows = math.ceil(len(keys) / columns)
    figure, grid = plt.subplots(
        rows, columns, figsize=(style.WIDTH, more + height * rows), squeeze=False, sharey=share_y
    )
    axes = list(grid.ravel())
    for axis in axes[len(keys) :]:
        axis.remove()
    everything = style.WIDTH * POINTS_PER_INCH
    room = (everything - labels_width) / columns if share_y else everything / columns - labels_width
    return figure, axes[: len(keys)], room - 8


def titled(axis: Axes, title: str, room: float) -> None:
    """Give a panel its title, in lines that do not leave it."""
    axis.set_title(wrapped(title, room, bold=True))


def label_upright(axes: Sequence[Axes], label: str) -> None:
    """Label the vertical axis of the first panel of each row."""
    for axis in axes:
        if axis.get_subplotspec().is_first_col():
            axis.set_ylabel(label)


def place_column(frame: pd.DataFrame) -> str:
    """Return the column that tells the series of a table apart: ``arm``, ``community``, or blank for one series."""
    return next((name for name in PLACES if name in frame), "")


def series_label(labels: Labels, key: str) -> str:
    """Return the name of a series: an arm, a community, all together; or its key in words, where it has no name."""
    for place in PLACES:
        if key in labels.of(place):
            return labels.of(place)[key]
    return labels.label(PLACES[0], key) if key == EVERYBODY else key_in_words(key)


def key_in_words(key: str) -> str:
    """Return a key as the title of a series: ``Van drivers killed`` of ``van_drivers_killed``."""
    return key[:1].upper() + key[1:].replace("_", " ")
