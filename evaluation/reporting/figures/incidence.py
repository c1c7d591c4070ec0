"""What became of people in treatment: those who left, died and moved stacked above one another, by day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from evaluation.reporting import numbers, style
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.figures.days import day_ticks, percent_formatter, share_axis
from evaluation.reporting.figures.panels import EVERYBODY, panels, titled
from evaluation.reporting.figures.words import LINE, NamedRows, legend_below, message
from evaluation.reporting.labels import Labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_AREA = "retention.figure"
_HEIGHT = 2.35
_MOST_TICKS = 4
_ROOM_AT_END = 0.24
_HIGHEST = 1.03
_SMALL = 0.095
OUTCOMES = ("left", "died", "moved")
STILL, STILL_OR_HIDDEN = "still", "still_or_hidden"
_RESTS = (STILL, STILL_OR_HIDDEN)
_COLOURS = {
    "left": style.PALETTE.series[1],
    "died": style.PALETTE.series[3],
    "moved": style.PALETTE.series[2],
    STILL: style.PALETTE.grid,
    STILL_OR_HIDDEN: style.PALETTE.grid,
}


def stacked_incidence(
    curve: pd.DataFrame, *, labels: Labels, catalogue: Catalogue, last_day: float | None = None
) -> Figure:
    """Draw the cumulative incidence of every way out of treatment, stacked up to 100%, a panel for each group.

    What is above all of them is still in treatment. Shares too small to be seen in an area stand at its end in
    figures, as all others do, and every area has a line at its upper edge. Intervals are not drawn: those of stacked
    areas would lie on one another. Every step is a person: for the evaluator only.

    Parameters
    ----------
    curve : DataFrame
        The table ``incidence_curve``: ``scope``, ``group``, ``level`` (blank for everybody), ``cause``, ``time``,
        ``incidence``. Without rows the figure says that there are none.
    labels : Labels
    catalogue : Catalogue
    last_day : float, optional
        The last day drawn, at which the shares in figures are; by default the last one of the table.
    """
    style.apply_style()
    if curve.empty:
        return message(catalogue.text(f"{_AREA}.no_other_outcomes"))
    last = float(curve["time"].max()) if last_day is None else float(last_day)
    causes = list(dict.fromkeys(curve["cause"]))
    curve = curve.astype({"group": "object", "level": "object"}).fillna({"group": "", "level": ""})
    scopes = list(dict.fromkeys(curve["scope"]))
    figure, axes, room = panels(scopes, height=_HEIGHT, share_y=True)
    is_narrow = axes[0].get_gridspec().ncols > 1
    most, room_at_end = (_MOST_TICKS, _ROOM_AT_END) if is_narrow else (2 * _MOST_TICKS, _ROOM_AT_END / 2)
    for scope, axis in zip(scopes, axes, strict=True):
        ours = curve[curve["scope"] == scope]
        first = ours.iloc[0]
        shares = {cause: _until(ours[ours["cause"] == cause], last) for cause in causes}
        _areas(axis, shares, room_at_end, catalogue)
        axis.set_xlim(0, last * (1 + room_at_end))
        axis.set_xticks([tick for tick in day_ticks(last, most=most) if tick <= last])
        axis.grid(visible=False)
        is_first = axis.get_subplotspec().is_first_col()
        share_axis(axis, catalogue, catalogue.text(f"{_AREA}.share_of_people") if is_first else "", highest=_HIGHEST)
        titled(axis, labels.label(first["group"] or "arm", first["level"] or EVERYBODY), room)
    _legend(figure, [STILL, *reversed(causes)], catalogue, axis_label=catalogue.text(f"{_AREA}.days"))
    return figure


def _until(curve: pd.DataFrame, last: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the days and shares of one cause from day 0 to the last day drawn."""
    time, share = (curve[column].to_numpy(dtype=float) for column in ("time", "incidence"))
    inside = time <= last
    time, share = np.append(0.0, time[inside]), np.append(0.0, share[inside])
    return np.append(time, last), np.append(share, share[-1])


def _areas(
    axis: Axes, shares: dict[str, tuple[np.ndarray, np.ndarray]], room_at_end: float, catalogue: Catalogue
) -> None:
    below = 0.0
    ends = []
    for cause, (time, share) in shares.items():
        above = below + share
        axis.fill_between(time, below, above, step="post", facecolor=_look(cause)["facecolor"], linewidth=0)
        axis.step(time, above, where="post", color=_COLOURS[cause], linewidth=1.3)
        ends.append((cause, share[-1], float(above[-1] - share[-1] / 2)))
        below = above
    axis.fill_between(time, below, 1.0, step="post", facecolor=_look(STILL)["facecolor"], linewidth=0)
    rest = float(1.0 - below[-1])
    ends.append((STILL, rest, 1.0 - rest / 2))
    _figures_at_end(axis, float(time[-1]), ends, room_at_end, catalogue)


def _figures_at_end(
    axis: Axes, last: float, ends: Sequence[tuple[str, float, float]], room_at_end: float, catalogue: Catalogue
) -> None:
    heights = spread([middle for *_, middle in ends], least=1.15 * LINE * _HIGHEST / (_HEIGHT - 0.75))
    for (cause, share, middle), height in zip(ends, heights, strict=True):
        text = numbers.percent(share, 0 if share >= _SMALL else 1, catalogue.language)
        colour = _look(cause)["edgecolor"]
        axis.plot(
            [last, last * (1 + 0.2 * room_at_end)], [middle, height], color=colour, linewidth=1.3, clip_on=False
        )
        axis.text(last * (1 + 0.26 * room_at_end), height, text, va="center")


def outcomes_at_landmarks(shares: pd.DataFrame, *, catalogue: Catalogue) -> Figure:
    """Draw what became of people at each landmark as one bar from 0% to 100%.

    Shares with room for it have their number.

    Parameters
    ----------
    shares : DataFrame
        ``day``, ``outcome`` (``left``, ``died``, ``moved``, and last ``still`` or ``still_or_hidden``), ``estimate``:
        those of a day sum to 1.
    catalogue : Catalogue
    """
    from matplotlib import pyplot as plt

    style.apply_style()
    days = list(dict.fromkeys(shares["day"]))
    named = NamedRows.of(
        [catalogue.text(f"{_AREA}.after", day=numbers.number(day, 0, catalogue.language)) for day in days], least=0.42
    )
    figure, axis = plt.subplots(figsize=(style.WIDTH, 0.75 + named.height))
    for day, place in zip(days, named.places, strict=True):
        start = 0.0
        for _, row in shares[shares["day"] == day].iterrows():
            share = float(row["estimate"])
            axis.barh(place, share, left=start, height=0.27, linewidth=1.0, **_look(row["outcome"]))
            if share >= _SMALL:
                text = numbers.percent(share, 0, catalogue.language)
                axis.text(start + share / 2, place, text, ha="center", va="center")
            start += share
    named.label(axis)
    axis.grid(visible=False)
    axis.set_xlim(0, 1.01)
    axis.set_xticks(np.linspace(0, 1, 6))
    axis.xaxis.set_major_formatter(percent_formatter(catalogue))
    names = [name for name in (*OUTCOMES, *_RESTS) if name in set(shares["outcome"])]
    _legend(figure, names, catalogue, axis_label=catalogue.text(f"{_AREA}.share_of_people"))
    return figure


def spread(places: Sequence[float], *, least: float) -> list[float]:
    """Return places in rising order, moved as little as keeps them apart and between 0 and 1.

    Parameters
    ----------
    places : sequence of float
        Rising, between 0 and 1.
    least : float
        How far two places are apart at least.
    """
    moved = list(places)
    for number in range(1, len(moved)):
        moved[number] = max(moved[number], moved[number - 1] + least)
    ceiling = 1.0
    for number in reversed(range(len(moved))):
        moved[number] = min(moved[number], ceiling)
        ceiling = moved[number] - least
    return moved


def _look(name: str) -> dict[str, object]:
    from matplotlib.colors import to_rgb

    colour = np.array(to_rgb(_COLOURS[name]))
    return {
        "facecolor": tuple(0.45 * colour + 0.55),
        "edgecolor": style.PALETTE.muted if name in _RESTS else _COLOURS[name],
    }


def _legend(figure: Figure, names: Sequence[str], catalogue: Catalogue, *, axis_label: str) -> None:
    from matplotlib.patches import Patch

    words = [catalogue.text(f"{_AREA}.became.{name}") for name in names]
    legend_below(figure, [Patch(**_look(name)) for name in names], words, axis_label=axis_label)
