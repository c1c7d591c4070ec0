"""A series around its interventions: what was seen, what the model fits, and what was expected without them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from evaluation.reporting import style
from evaluation.reporting.figures.panels import label_upright, panels, titled
from evaluation.reporting.figures.words import LINE, height_of, legend_below, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEGEND = ("points", "hollow", "range", "fitted", "trend", "counterfactual", "transition")
"""What the legend may name."""
_PANEL_HEIGHT = 2.5
_POINT = {"markersize": 3.8, "markeredgewidth": 0.9, "alpha": 0.8, "zorder": 3}
_HEAVY = {"linewidth": 2.4}
_RANGE = {"color": style.PALETTE.series[1], "linewidth": 2.4, "alpha": 0.8, "zorder": 3}
_LIGHT = {"linewidth": 1.3, "alpha": 0.75}


@dataclass(frozen=True)
class Start:
    """The start of an intervention.

    Parameters
    ----------
    time : float
        In years.
    name : str
    lag, transition : float
        Years in which nothing changes yet, and years after them that are compared with nothing.
    """

    time: float
    name: str
    lag: float = 0.0
    transition: float = 0.0


def draw_interrupted(
    points: pd.DataFrame,
    lines: pd.DataFrame,
    *,
    starts: Sequence[Start],
    titles: Mapping[str, str],
    label: str,
    words: Mapping[str, str],
    controls: Collection[str] = (),
    from_zero: bool = True,
    ranges: pd.DataFrame | None = None,
) -> Figure:
    """Draw one panel for each series: points, the model's line and its trend, and what was expected.

    What was expected without the interventions is dashed, with its interval as a band; each start is a labelled line,
    and the time until its effect is compared is shaded. Points that are not in the model are hollow.

    Parameters
    ----------
    points : DataFrame
        ``series``, ``time`` in years, ``value``, ``hollow``.
    lines : DataFrame
        ``series``, ``time``, ``fitted``, ``trend`` (NaN where there is none to show), ``counterfactual`` and the ends
        of its interval.
    starts : sequence of Start
    titles : mapping
        Of each series.
    label : str
        Of the vertical axis.
    words : mapping
        The names of ``LEGEND`` in words.
    controls : collection of str
        Series that the interventions did not reach: their starts have no labels.
    from_zero : bool
        Whether the vertical axis begins at zero.
    ranges : DataFrame, optional
        ``series``, ``time``, ``low``, ``high`` of what is known only to lie in a range: drawn as bars.
    """
    ranges = pd.DataFrame(columns=["series", "time", "low", "high"]) if ranges is None else ranges
    from matplotlib.lines import Line2D

    style.apply_style()
    keys = list(dict.fromkeys([*points["series"], *ranges["series"]]))
    figure, axes, room = panels(keys, height=_PANEL_HEIGHT + 0.5 * (len(keys) == 1), more=0.1)
    colour = style.PALETTE.series[0]
    for key, axis in zip(keys, axes, strict=True):
        ours = lines[lines["series"] == key]
        time = ours["time"].to_numpy()
        _counterfactual(axis, time, ours)
        for hollow, some in points[points["series"] == key].groupby("hollow"):
            face = "white" if hollow else colour
            axis.plot(some["time"], some["value"], "o", markerfacecolor=face, **_POINT, color=colour)
        bars = ranges[ranges["series"] == key]
        if len(bars):
            axis.vlines(bars["time"].astype(float), bars["low"].astype(float), bars["high"].astype(float), **_RANGE)
        for part in _parts(time, starts):
            axis.plot(time[part], ours["fitted"].to_numpy()[part], color=colour, **_LIGHT)
            if ours["trend"].iloc[part].notna().any():
                axis.plot(time[part], ours["trend"].to_numpy()[part], color=colour, **_HEAVY)
        titled(axis, titles[key] if len(keys) > 1 else "", room)
        axis.xaxis.get_major_locator().set_params(integer=True, nbins=6 if len(keys) <= 3 else 4)
    label_upright(axes, label)
    handles = _handles(points, lines, starts)
    if len(ranges):
        handles["range"] = Line2D([], [], **_RANGE)
    _legend(figure, handles, words)
    names = [_intervention_label(axes[0], each, room) for each in starts]
    above = sum(height_of(name) + 0.4 * LINE for name in names)
    seen = pd.concat([points[["series", "value"]].astype({"value": float}), _ends_of(ranges)])
    _level_tops(figure, axes, seen, lines, above=above, from_zero=from_zero)
    for key, axis in zip(keys, axes, strict=True):
        _interventions(axis, starts, [""] * len(names) if key in controls else names)
    return figure


def _ends_of(ranges: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {"series": [*ranges["series"]] * 2, "value": [*ranges["low"], *ranges["high"]]}, dtype="object"
    )


def _parts(time: np.ndarray, starts: Sequence[Start]) -> list[slice]:
    """Return the rows between interventions, so that the line breaks where one begins."""
    edges = [0, *sorted(int((time < each.time).sum()) for each in starts), len(time)]
    return [slice(first, last) for first, last in pairwise(edges)]


def _counterfactual(axis: Axes, time: np.ndarray, lines: pd.DataFrame) -> None:
    after = lines["counterfactual"].notna().to_numpy()
    if not after.any():
        return
    low, high = (lines[f"counterfactual_{end}"].to_numpy(dtype=float)[after] for end in ("low", "high"))
    axis.fill_between(time[after], low, high, color=style.PALETTE.muted, alpha=0.18, linewidth=0)
    expected = lines["counterfactual"].to_numpy(dtype=float)[after]
    axis.plot(time[after], expected, color=style.PALETTE.ink, linewidth=1.6, dashes=(4, 2))


def _share(axis: Axes, start: Start) -> float:
    """Return the share of an axis that lies left of a start."""
    left, right = axis.get_xlim()
    return (start.time - left) / (right - left)


def _intervention_label(axis: Axes, start: Start, room: float) -> str:
    share = _share(axis, start)
    return wrapped(start.name, 0.94 * room * max(share, 1 - share) - 6)


def _interventions(axis: Axes, starts: Sequence[Start], names: Sequence[str]) -> None:
    """Draw the start of each intervention as a line; a label stands below that of the one before, a blank nowhere."""
    lines_above = 0.0
    for each, name in zip(starts, names, strict=True):
        axis.axvline(each.time, color=style.PALETTE.ink, linewidth=1.0)
        if each.transition:
            first = each.time + each.lag
            axis.axvspan(first, first + each.transition, color=style.PALETTE.series[1], alpha=0.12, linewidth=0)
        if not name:
            continue
        early = _share(axis, each) < 0.5
        axis.annotate(
            name,
            xy=(each.time, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(4 if early else -4, -1.25 * style.FONT_SIZE * lines_above),
            textcoords="offset points",
            ha="left" if early else "right",
            va="top",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
        )
        lines_above += name.count("\n") + 1.4


def _level_tops(
    figure: Figure,
    axes: Sequence[Axes],
    points: pd.DataFrame,
    lines: pd.DataFrame,
    *,
    above: float,
    from_zero: bool,
) -> None:
    """Give all panels one scale where their series are of like size, and so many inches for labels above the data."""
    rows = len({axis.get_subplotspec().rowspan.start for axis in axes})
    figure.set_figheight(figure.get_figheight() + rows * max(0.0, above - LINE))
    figure.draw_without_rendering()
    height = min(axis.get_window_extent().height for axis in axes) / figure.dpi
    headroom = 1 - (above + 0.5 * LINE) / height
    ends = []
    for key in dict.fromkeys(points["series"]):
        ours = lines[lines["series"] == key]
        seen = points.loc[points["series"] == key, "value"]
        values = pd.concat([seen, ours["fitted"], ours["counterfactual_high"], ours["counterfactual_low"]])
        values = values.astype(float)
        ends.append((0.0 if from_zero else float(values.min()), float(values.max())))
    tops = [top for _, top in ends]
    alike = from_zero and max(tops) < 2.5 * min(tops)
    for axis, (low, top) in zip(axes, ends, strict=True):
        reach = (max(tops) if alike else top) - low
        axis.set_ylim(low, low + reach / headroom)


def _handles(points: pd.DataFrame, lines: pd.DataFrame, starts: Sequence[Start]) -> dict[str, Any]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    ink, muted, colour = style.PALETTE.ink, style.PALETTE.muted, style.PALETTE.series[0]
    handles: dict[str, Any] = {}
    shown = (("points", colour, not points["hollow"].all()), ("hollow", "white", points["hollow"].any()))
    for name, face, is_shown in shown:
        if is_shown:
            handles[name] = Line2D([], [], marker="o", linestyle="", color=colour, markerfacecolor=face, **_POINT)
    if len(lines):
        handles["fitted"] = Line2D([], [], color=colour, **_LIGHT)
    if lines["trend"].notna().any():
        handles["trend"] = Line2D([], [], color=colour, **_HEAVY)
    if lines["counterfactual"].notna().any():
        handles["counterfactual"] = (
            Patch(color=muted, alpha=0.18, linewidth=0),
            Line2D([], [], color=ink, linewidth=1.6, dashes=(4, 2)),
        )
    if any(each.transition for each in starts):
        handles["transition"] = Patch(color=style.PALETTE.series[1], alpha=0.12, linewidth=0)
    return handles


def _legend(figure: Figure, handles: Mapping[str, Any], words: Mapping[str, str]) -> None:
    legend_below(figure, list(handles.values()), [words[name] for name in handles])
