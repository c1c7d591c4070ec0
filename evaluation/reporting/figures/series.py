"""Series of estimates along a line, each with its own interval, told apart by colour, marker and dashes."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Any

import pandas as pd

from evaluation.reporting import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D


def draw_series(axis: Axes, points: pd.DataFrame, *, apart: float) -> dict[str, Line2D]:
    """Draw one line for each series, and the interval of each estimate; return what a legend shows, by series.

    A line alone needs no legend: then nothing is returned.

    Parameters
    ----------
    axis : Axes
    points : DataFrame
        ``series``, ``x``, ``estimate``, ``conf_low``, ``conf_high``, in the order of the series; an interval that is
        missing is not drawn.
    apart : float
        How far the points of two series at one place stand apart.
    """
    import seaborn as sns
    from matplotlib.lines import Line2D

    keys = list(dict.fromkeys(points["series"]))
    shift = {key: apart * (place - (len(keys) - 1) / 2) for place, key in enumerate(keys)}
    colours = _one_each(style.PALETTE.series, keys)
    markers = _one_each(style.MARKERS, keys)
    dashes = _one_each(style.DASHES, keys)
    look = {"linewidth": 1.6, "markersize": 6.5, "markeredgewidth": 0}
    points = points.assign(x=points["x"] + points["series"].map(shift))
    sns.lineplot(
        points,
        x="x",
        y="estimate",
        hue="series",
        style="series",
        palette=colours,
        markers=markers,
        dashes=dashes,
        errorbar=None,
        legend=False,
        ax=axis,
        **look,
    )
    for key, ours in points.dropna(subset=["conf_low", "conf_high"]).groupby("series", sort=False):
        axis.vlines(ours["x"], ours["conf_low"], ours["conf_high"], color=colours[key], linewidth=1.6)
    axis.set(xlabel="", ylabel="")
    if len(keys) == 1:
        return {}
    return {
        key: Line2D([], [], color=colours[key], marker=markers[key], linestyle=(0, dashes[key] or None), **look)
        for key in keys
    }


def _one_each(items: tuple[Any, ...], keys: list[str]) -> dict[str, Any]:
    return dict(zip(keys, cycle(items), strict=False))
