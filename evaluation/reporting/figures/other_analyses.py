"""The effect at other dates and under other specifications, beside the primary one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from evaluation.reporting import numbers, style
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.figures.choices import choices_that_differ, declared_choices
from evaluation.reporting.figures.panels import EVERYBODY, label_upright, panels, series_label, titled
from evaluation.reporting.figures.periods import period_span
from evaluation.reporting.figures.ratios import ratio_ticks
from evaluation.reporting.figures.words import NamedRows, legend_below
from evaluation.reporting.labels import Labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from evaluation.data.output_table import OutputTable

_AREA = "overdose_deaths.figure"
QUANTITIES = (
    "rate_ratio_12_months",
    "ratio_12_months",
    "odds_ratio_12_months",
    "change_12_months",
    "level_change",
)
"""What is said of other analyses, that of the headline first."""
PRIMARY = "primary"
_MOST_BARS = 48


def quantity_shown(table: pd.DataFrame) -> str:
    """Return the quantity of a table of several that a figure shows: that of the headline, where there is one."""
    known = set(table.loc[table["estimate"].notna(), "quantity"])
    return next((quantity for quantity in QUANTITIES if quantity in known), QUANTITIES[0])


def no_effect_of(plan: Mapping[str, Any]) -> float:
    """Return what an effect is where there is none, by the plan of an analysis: 0 for differences, 1 for ratios."""
    return 0.0 if plan.get("kind") == "value" and plan.get("scale") == "identity" else 1.0


def placebo_dates(table: pd.DataFrame, *, labels: Labels, catalogue: Catalogue, no_effect: float = 1.0) -> Figure:
    """Draw the effect at the real date beside those at dates before it, at which nothing began, one panel a series.

    Parameters
    ----------
    table : DataFrame
        ``series, date, is_placebo, quantity, estimate, conf_low, conf_high``; the quantity is chosen by
        :func:`quantity_shown`.
    labels : Labels
    catalogue : Catalogue
    no_effect : float
        See :func:`no_effect_of`.
    """
    from matplotlib.lines import Line2D

    style.apply_style()
    table = _known(table)
    keys = list(dict.fromkeys(table["series"])) or [EVERYBODY]
    figure, axes, room = panels(keys, height=2.4, more=0.1)
    is_dense = table["date"].nunique() > _MOST_BARS
    looks = {
        True: (style.PALETTE.muted, "o", 2.2, 0.7, 0.45) if is_dense else (style.PALETTE.muted, "o", 4.2, 1.1, 1.0),
        False: (style.PALETTE.highlight, "D", 6.5, 2.4, 1.0),
    }
    for key, axis in zip(keys, axes, strict=True):
        for is_placebo, rows in table[table["series"] == key].groupby(table["is_placebo"].astype(bool)):
            colour, marker, size, width, alpha = looks[is_placebo]
            time = [period_span(str(date)[:7])[0] for date in rows["date"]]
            axis.vlines(time, rows["conf_low"], rows["conf_high"], color=colour, linewidth=width, alpha=alpha)
            axis.plot(time, rows["estimate"], marker, color=colour, markersize=size, markeredgewidth=0)
        axis.axhline(no_effect, color=style.PALETTE.ink, linewidth=1.0)
        axis.xaxis.get_major_locator().set_params(integer=True, nbins=7 if len(keys) <= 3 else 4)
        titled(axis, series_label(labels, key) if len(keys) > 1 else "", room)
    _effect_axis(axes, table, catalogue, no_effect)
    handles = [
        Line2D([], [], color=colour, marker=marker, markersize=size, linewidth=width)
        for colour, marker, size, width, _ in looks.values()
    ]
    legend_below(figure, handles, [catalogue.text(f"{_AREA}.{name}") for name in ("placebo", "real")])
    return figure


def specification_curve(
    table: pd.DataFrame,
    *,
    key: str,
    declared: Mapping[str, Any],
    catalogue: Catalogue,
    no_effect: float = 1.0,
    period: str = "month",
) -> Figure:
    """Draw the effect on one series under every specification, from the lowest, above the choices that differ.

    Parameters
    ----------
    table : DataFrame
        ``series``, ``specification``, the names of :data:`~evaluation.reporting.figures.choices.CHOICES`,
        ``quantity``, ``estimate``, ``conf_low``, ``conf_high``.
    key : str
        Series.
    declared : mapping
        What a blank choice stands for: see :func:`declared_choices`.
    catalogue : Catalogue
    no_effect : float
        See :func:`no_effect_of`.
    period : str
        What the series is counted by.
    """
    from matplotlib import pyplot as plt

    style.apply_style()
    rows = _known(table[table["series"] == key]).sort_values("estimate", kind="stable").reset_index(drop=True)
    marked = choices_that_differ(rows, declared, catalogue, period)
    named = NamedRows.of([name for name, _ in marked] or [""], least=0.22)
    top = 2.4
    figure, (above, below) = plt.subplots(
        2,
        1,
        figsize=(style.WIDTH, top + named.height + 0.5),
        sharex=True,
        height_ratios=[top, max(named.height, 0.1)],
    )
    is_primary = rows["specification"] == PRIMARY
    for place, row in rows.iterrows():
        holds_none = row["conf_low"] <= no_effect <= row["conf_high"]
        colour = style.PALETTE.muted if holds_none else style.PALETTE.series[0]
        colour = style.PALETTE.highlight if is_primary[place] else colour
        marker = "D" if is_primary[place] else "s" if holds_none else "o"
        width = 2.4 if is_primary[place] else 1.6
        above.plot([place, place], [row["conf_low"], row["conf_high"]], color=colour, linewidth=width)
        above.plot([place], [row["estimate"]], marker, color=colour, markersize=6)
    above.axhline(no_effect, color=style.PALETTE.ink, linewidth=1.0)
    _effect_axis([above], rows, catalogue, no_effect)
    named.label(below)
    for height, (_, chosen) in zip(named.places, marked, strict=False):
        places = [place for place in rows.index if chosen[place]]
        below.plot(places, [height] * len(places), "o", color=style.PALETTE.ink, markersize=4)
    below.set_xticks([])
    below.set_xlim(-0.7, len(rows) - 0.3)
    below.grid(axis="y")
    holds_none = (rows["conf_low"] <= no_effect) & (rows["conf_high"] >= no_effect) & ~is_primary
    _legend_of_curve(figure, catalogue, holds_none, is_primary, no_effect)
    return figure


def all_figures(
    tables: Iterable[OutputTable], *, plan: Mapping[str, Any], labels: Labels, catalogue: Catalogue, prefix: str = ""
) -> dict[str, Figure]:
    """Return the figures of placebo dates and of specifications, by name; none of a table that there is not.

    Parameters
    ----------
    tables : iterable of OutputTable
        Of a result, ``placebo_dates`` and ``specification_curve`` maybe among them.
    plan : mapping
        Of the analysis.
    labels : Labels
    catalogue : Catalogue
    prefix : str
        Of the names of the tables, and of the figures.
    """
    found = {}
    no_effect, period = no_effect_of(plan), str(plan.get("frequency", "month"))
    frames = {table.name.removeprefix(prefix): table.to_frame() for table in tables if table.rows}
    if "placebo_dates" in frames:
        found[f"{prefix}placebo_dates"] = placebo_dates(
            frames["placebo_dates"], labels=labels, catalogue=catalogue, no_effect=no_effect
        )
    curve = frames.get("specification_curve", pd.DataFrame(columns=["series", "intervention"]))
    for (key, intervention), rows in curve.groupby(["series", "intervention"], sort=False):
        found[f"{prefix}specification_curve_{key}_{intervention}"] = specification_curve(
            rows,
            key=key,
            declared=declared_choices(plan, intervention),
            catalogue=catalogue,
            no_effect=no_effect,
            period=period,
        )
    return found


def _known(table: pd.DataFrame) -> pd.DataFrame:
    return table[(table["quantity"] == quantity_shown(table)) & table["estimate"].notna()]


def _effect_axis(axes: list[Axes], rows: pd.DataFrame, catalogue: Catalogue, no_effect: float) -> None:
    """Give panels one axis of effects: logarithmic for ratios, linear for differences."""
    from matplotlib.ticker import FuncFormatter, NullLocator

    low, high = min(rows["conf_low"].min(), no_effect), max(rows["conf_high"].max(), no_effect)
    if no_effect == 1.0:
        for axis in axes:
            axis.set_yscale("log")
            axis.set_yticks(ratio_ticks(low, high))
            axis.yaxis.set_minor_locator(NullLocator())
            axis.yaxis.set_major_formatter(
                FuncFormatter(lambda value, _: numbers.number(value, 2, catalogue.language))
            )
    if len(rows):
        space = 0.04 * (high - low)
        for axis in axes:
            axis.set_ylim((0.96 * low, 1.04 * high) if no_effect == 1.0 else (low - space, high + space))
    label_upright(axes, catalogue.text(f"{_AREA}.{'ratio' if no_effect == 1.0 else 'difference'}"))


def _legend_of_curve(
    figure: Figure, catalogue: Catalogue, holds_none: pd.Series, is_primary: pd.Series, no_effect: float
) -> None:
    from matplotlib.lines import Line2D

    looks = {
        "ours": (style.PALETTE.highlight, "D", is_primary.any()),
        "settled": (style.PALETTE.series[0], "o", (~holds_none & ~is_primary).any()),
        "unsettled": (style.PALETTE.muted, "s", holds_none.any()),
    }
    shown = {name: look for name, look in looks.items() if look[2]}
    handles = [Line2D([], [], color=colour, marker=marker, markersize=6) for colour, marker, _ in shown.values()]
    legend_below(figure, handles, [catalogue.text(f"{_AREA}.{name}", no_effect=f"{no_effect:g}") for name in shown])
