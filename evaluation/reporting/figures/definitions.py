"""The share retained by every definition of leaving, the one that a report uses marked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from evaluation.reporting import numbers, style
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.figures.days import percent_formatter
from evaluation.reporting.figures.panels import titled
from evaluation.reporting.figures.words import (
    NAMES_WIDTH,
    POINTS_PER_INCH,
    NamedRows,
    height_of,
    legend_below,
    message,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_AREA = "retention.figure.definition"
_NAME = re.compile(r"/(gap|days_covered|pod_style)_(\d+)\.deaths_(censored|leaving)$")
_MEASURES = ("gap", "days_covered", "pod_style")
_DEATHS = ("censored", "leaving")
_ROOM = style.WIDTH * POINTS_PER_INCH - NAMES_WIDTH - 16
_APART = 0.075
_LEAST_HEIGHT = 0.44
_LEAST_SPAN, _TICKS = 0.2, 0.05


def retained_by_definition(
    rows: pd.DataFrame, *, gap_days: int, share_covered: float, catalogue: Catalogue
) -> Figure:
    """Draw the share retained by each definition with its interval, one panel for each kind of definition.

    A dot counts people who died as not leaving (they are censored, or left out), a square as leaving; a legend says
    so where there are both. The definition of the report has the colour of its line, which crosses every panel.

    Parameters
    ----------
    rows : DataFrame
        Rows of the ledger whose quantity is ``retained_by_definition``. Those without an estimate are left out;
        without any the figure says so.
    gap_days : int
        Days without medication that are leaving in the report.
    share_covered : float
        Least share of days covered that is retention, in the definitions by days covered.
    catalogue : Catalogue
    """
    from matplotlib import pyplot as plt
    from matplotlib.lines import Line2D
    from matplotlib.ticker import MultipleLocator

    style.apply_style()
    rows = definitions_of(rows)
    if rows.empty:
        return message(catalogue.text(f"{_AREA}.none"))
    rows = rows.assign(is_headline=is_headline(rows, gap_days))
    parts = [rows[rows["measure"] == measure] for measure in _MEASURES if measure in set(rows["measure"])]
    titles = [catalogue.text(f"{_AREA}.{part.iloc[0]['measure']}.title") for part in parts]
    named = [
        NamedRows.of(
            [definition_name(row, gap_days, share_covered, catalogue) for _, row in _once(part).iterrows()],
            least=_LEAST_HEIGHT,
        )
        for part in parts
    ]
    heights = [each.height for each in named]
    above = sum(height_of(wrapped(title, _ROOM, bold=True)) + 0.26 for title in titles)
    figure, grid = plt.subplots(
        len(parts),
        1,
        figsize=(style.WIDTH, 0.65 + sum(heights) + above),
        sharex=True,
        squeeze=False,
        height_ratios=heights,
    )
    headline = rows[rows["is_headline"]]
    ways = [deaths for deaths in _DEATHS if deaths in set(rows["deaths"])]
    shift = {deaths: _APART * (2 * place - len(ways) + 1) for place, deaths in enumerate(ways)}
    for title, part, each, axis in zip(titles, parts, named, grid.ravel(), strict=True):
        places = dict(zip(_once(part)["days"], each.places, strict=True))
        for _, row in part.iterrows():
            _point(axis, row, places[row["days"]] + shift[row["deaths"]])
        for share in headline["estimate"]:
            axis.axvline(share, color=style.PALETTE.highlight, linewidth=1.2, dashes=(4, 2), zorder=1)
        each.label(axis)
        titled(axis, title, _ROOM)
    low, high = _limits(rows)
    axis.set_xlim(low, high)
    axis.xaxis.set_major_locator(MultipleLocator(_TICKS if high - low < 2 * _LEAST_SPAN else 2 * _TICKS))
    axis.xaxis.set_major_formatter(percent_formatter(catalogue))
    label = catalogue.text(f"{_AREA}.share", days=_whole(_days_of(rows), catalogue))
    if len(ways) == 1:
        figure.supxlabel(label)
        return figure
    handles = [
        Line2D([], [], linestyle="", markersize=7, **_look(deaths, style.PALETTE.series[0])) for deaths in ways
    ]
    names = [catalogue.text(f"{_AREA}.deaths.{deaths}") for deaths in ways]
    legend_below(figure, handles, names, axis_label=label)
    return figure


def definitions_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of the ledger with an estimate, with ``measure``, ``days`` and ``deaths`` of their definition.

    Gaps come first, the shortest at the top; a definition of an unknown kind is left out.

    Parameters
    ----------
    rows : DataFrame
        Rows whose quantity is ``retained_by_definition``.
    """
    parts = rows["result_id"].astype("str").str.extract(_NAME)
    rows = rows.assign(measure=parts[0], days=pd.to_numeric(parts[1]), deaths=parts[2])
    rows = rows[rows["measure"].notna() & rows["estimate"].notna()].astype({"days": int})
    order = {"measure": _MEASURES, "deaths": _DEATHS}
    return rows.sort_values(
        ["measure", "days", "deaths"],
        key=lambda column: column.map(order[column.name].index) if column.name in order else column,
        kind="stable",
    )


def is_headline(rows: pd.DataFrame, gap_days: int) -> pd.Series:
    """Tell which of :func:`definitions_of` is the one that the report uses: its gap, deaths not leaving."""
    return (rows["measure"] == "gap") & (rows["days"] == gap_days) & (rows["deaths"] == "censored")


def definition_name(row: pd.Series, gap_days: int, share_covered: float, catalogue: Catalogue) -> str:
    """Return what a definition is called, deaths apart: ``30 days (this report)``."""
    if row["measure"] == "gap":
        key = "headline" if row["days"] == gap_days else "other"
        return catalogue.text(f"{_AREA}.gap.{key}", days=_whole(row["days"], catalogue))
    share = numbers.percent(share_covered, 0, catalogue.language)
    return catalogue.text(f"{_AREA}.{row['measure']}.name", days=_whole(row["days"], catalogue), share=share)


def _once(part: pd.DataFrame) -> pd.DataFrame:
    return part.drop_duplicates("days")


def _point(axis: Axes, row: pd.Series, place: float) -> None:
    colour = style.PALETTE.highlight if row["is_headline"] else style.PALETTE.series[0]
    axis.plot([row["conf_low"], row["conf_high"]], [place, place], color=colour, linewidth=2.0)
    axis.plot([row["estimate"]], [place], markersize=7, **_look(row["deaths"], colour))


def _look(deaths: str, colour: str) -> dict[str, object]:
    is_censored = deaths == "censored"
    return {
        "color": colour,
        "marker": "o" if is_censored else "s",
        "markeredgewidth": 1.6,
        "markerfacecolor": colour if is_censored else "white",
    }


def _limits(rows: pd.DataFrame) -> tuple[float, float]:
    ends = rows[["estimate", "conf_low", "conf_high"]].to_numpy(dtype=float).ravel()
    ends = ends[ends == ends]
    low, high = float(ends.min()) - 0.02, float(ends.max()) + 0.02
    more = max(0.0, _LEAST_SPAN - (high - low)) / 2
    return max(0.0, low - more), min(1.0, high + more)


def _days_of(rows: pd.DataFrame) -> int:
    return int(rows["period"].iloc[0].removeprefix("day "))


def _whole(value: float, catalogue: Catalogue) -> str:
    return numbers.number(float(value), 0, catalogue.language)
