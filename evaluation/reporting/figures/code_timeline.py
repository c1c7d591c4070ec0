"""Figure of themes over time: in which share of the interviews of each period a theme was spoken of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from evaluation.reporting import numbers, style
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.figures.themes import by_share
from evaluation.reporting.figures.words import (
    NAMES_WIDTH,
    POINTS_PER_INCH,
    NamedRows,
    height_of,
    message,
    text_width,
    wrapped,
)
from evaluation.reporting.labels import Labels

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_AREA = "voices.figure"
_PALETTE = style.PALETTE
_LARGEST = 260.0
_ROOM_FOR_NUMBER, _ROOM_FOR_NAME = 44, 60


def code_timeline(rows: pd.DataFrame, *, labels: Labels, catalogue: Catalogue) -> Figure:
    """Draw one row for each theme and one column for each period: a dot's area is the share of interviews.

    Parameters
    ----------
    rows : DataFrame
        The table ``themes_by_time``: ``theme``, ``time``, ``n_sources_with_theme``, ``n_sources``. Themes are sorted
        by their share over all periods.
    labels : Labels
    catalogue : Catalogue
    """
    from matplotlib import pyplot as plt

    style.apply_style()
    if rows.empty:
        return message(catalogue.text(f"{_AREA}.nothing"))
    themes = by_share(rows)
    times = sorted(rows["time"].unique())
    named = NamedRows.of([labels.label("theme", theme) for theme in themes], least=0.32)
    room = (style.WIDTH * POINTS_PER_INCH - NAMES_WIDTH) / len(times)
    names = [labels.label("time", time) for time in times]
    is_upright = room < _ROOM_FOR_NAME
    if is_upright:
        above = max(map(text_width, names)) / POINTS_PER_INCH
    else:
        names = [wrapped(name, room - 4) for name in names]
        above = max(map(height_of, names))
    figure, axis = plt.subplots(figsize=(style.WIDTH, 0.5 + above + named.height))
    heights = dict(zip(themes, named.places, strict=True))
    for row in rows.itertuples(index=False):
        value, place = row.n_sources_with_theme / row.n_sources, times.index(row.time)
        axis.scatter([place - 0.12], [heights[row.theme]], s=_LARGEST * value, color=_PALETTE.series[0], linewidths=0)
        if room > _ROOM_FOR_NUMBER:
            text = numbers.percent(value, 0, catalogue.language)
            axis.annotate(
                text, (place - 0.12, heights[row.theme]), xytext=(11, 0), textcoords="offset points", va="center"
            )
    named.label(axis)
    axis.grid(visible=False)
    axis.set_xticks(range(len(times)), names, rotation="vertical" if is_upright else "horizontal")
    axis.set_xlim(-0.5, len(times) - 0.5)
    axis.xaxis.tick_top()
    axis.spines[["left", "bottom"]].set_visible(False)
    axis.tick_params(length=0)
    return figure
