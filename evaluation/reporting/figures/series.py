"""Series of estimates along a line, each with its own interval, told apart by colour, marker and dashes."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Any

import pandas as pd

from evaluation.reporting import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_series(axis: Axes, points: pd.DataFrame, *, apart: float) -> list[Any]:
    """Draw one line for each series, and the interval of each estimate; return what a legend shows of each series.

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

    keys = list(dict.fromkeys(points["series"]))
    shift = {key: apart * (place - (len(keys) - 1) / 2) for place, key in enumerate(keys)}
    colours = _one_each(style.PALETTE.series, keys)
    points = points.assign(x=points["x"] + points["series"].map(shift))
    sns.lineplot(
        points,
        x="x",
        y="estimate",
        hue="series",
        style="series",
        palette=colours,
        markers=_one_each(style.MARKERS, keys),
        dashes=_one_each(style.DASHES, keys),
        errorbar=None,
        legend=False if len(keys) == 1 else "full",
        linewidth=1.6,
        markersize=6.5,
        markeredgewidth=0,
        ax=axis,
    )
    for key, ours in points.dropna(subset=["conf_low", "conf_high"]).groupby("series", sort=False):
        axis.vlines(ours["x"], ours["conf_low"], ours["conf_high"], color=colours[key], linewidth=1.6)
    axis.set(xlabel="", ylabel="")
    if axis.get_legend():
        axis.get_legend().remove()
    return axis.get_legend_handles_labels()[0]


def _one_each(items: tuple[Any, ...], keys: list[str]) -> dict[str, Any]:
    return dict(zip(keys, cycle(items), strict=False))
