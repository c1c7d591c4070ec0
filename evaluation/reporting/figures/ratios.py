"""Ratios with their intervals on a logarithmic axis; 1 is no difference."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluation.reporting import numbers, style
from evaluation.reporting.figures.panels import titled
from evaluation.reporting.figures.words import NAMES_WIDTH, POINTS_PER_INCH, NamedRows, height_of, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ROOM = style.WIDTH * POINTS_PER_INCH - NAMES_WIDTH - 16


@dataclass(frozen=True)
class Ratio:
    """One row; without an interval it is what others are compared with.

    Parameters
    ----------
    name : str
    estimate, conf_low, conf_high : float
    """

    name: str
    estimate: float
    conf_low: float
    conf_high: float


def ratio_panels(parts: Sequence[tuple[str, Sequence[Ratio]]], *, label: str, language: str) -> Figure:
    """Draw ratios from the top, one panel with a title for each part.

    An interval that holds 1 is grey, and its estimate a square.

    Parameters
    ----------
    parts : sequence of (str, sequence of Ratio)
        Title, which may be blank, and rows.
    label : str
        What the ratios are.
    language : str
        Of the numbers on the axis.
    """
    from matplotlib import pyplot as plt
    from matplotlib.ticker import FuncFormatter, NullLocator

    style.apply_style()
    rows = [NamedRows.of([ratio.name for ratio in ratios]) for _, ratios in parts]
    titles = sum(height_of(wrapped(title, _ROOM, bold=True)) + 0.14 for title, _ in parts if title)
    heights = [each.height for each in rows]
    figure, grid = plt.subplots(
        len(parts),
        1,
        figsize=(style.WIDTH, 0.65 + sum(heights) + titles + 0.12 * len(parts)),
        sharex=True,
        squeeze=False,
        height_ratios=heights,
    )
    for (title, ratios), named, axis in zip(parts, rows, grid.ravel(), strict=True):
        for place, ratio in zip(named.places, ratios, strict=True):
            _row(axis, place, ratio)
        axis.axvline(1.0, color=style.PALETTE.ink, linewidth=1.0)
        named.label(axis)
        titled(axis, title, _ROOM)
    ends = [end for _, ratios in parts for each in ratios for end in (each.conf_low, each.conf_high)]
    known = [end for end in ends if not math.isnan(end)] or [1.0]
    axis.set_xscale("log")
    axis.set_xticks(ratio_ticks(min(known), max(known)))
    axis.xaxis.set_minor_locator(NullLocator())
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: numbers.number(value, 2, language)))
    figure.supxlabel(label)
    return figure


def _row(axis: Axes, place: float, ratio: Ratio) -> None:
    if math.isnan(ratio.conf_low):
        axis.plot([1.0], [place], "D", color=style.PALETTE.ink, markerfacecolor="white", markersize=6, zorder=3)
        return
    settled = ratio.conf_low > 1 or ratio.conf_high < 1
    colour = style.PALETTE.series[0] if settled else style.PALETTE.muted
    axis.plot([ratio.conf_low, ratio.conf_high], [place, place], color=colour, linewidth=2.2)
    axis.plot([ratio.estimate], [place], "o" if settled else "s", color=colour, markersize=7)


def ratio_ticks(low: float, high: float) -> list[float]:
    """Return round ratios around 1 that stand at least a sixth of the axis apart."""
    low, high = min(low, 0.9), max(high, 1.1)
    apart = math.log(high / low) / 6
    chosen = [1.0]
    for tick in (0.9, 1.1, 0.8, 1.25, 0.7, 1.5, 0.6, 0.5, 2.0, 0.33, 3.0, 0.25, 4.0, 0.1, 10.0):
        if 0.97 * low <= tick <= 1.03 * high and all(abs(math.log(tick / other)) > apart for other in chosen):
            chosen.append(tick)
    return sorted(chosen)
