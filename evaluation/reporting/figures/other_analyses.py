"""The effect at other dates and under other specifications, beside the primary one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from evaluation.reporting import numbers, style
from evaluation.reporting.catalogue import Catalogue
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
QUANTITIES = ("rate_ratio_12_months", "level_change")
"""What is said of other analyses, that of the headline first."""
CHOICES = ("method", "shape", "lag", "phase_in", "seasonality", "co_interventions", "periods_before")
PRIMARY = "primary"


def quantity_shown(table: pd.DataFrame) -> str:
    """Return the quantity of a table of several that a figure shows: that of the headline, where there is one."""
    known = set(table.loc[table["estimate"].notna(), "quantity"])
    return next((quantity for quantity in QUANTITIES if quantity in known), QUANTITIES[0])


def placebo_dates(table: pd.DataFrame, *, labels: Labels, catalogue: Catalogue) -> Figure:
    """Draw the effect at the real date beside those at dates before it, at which nothing began, one panel a series.

    Parameters
    ----------
    table : DataFrame
        ``series, date, is_placebo, quantity, estimate, conf_low, conf_high``; the quantity is chosen by
        :func:`quantity_shown`.
    labels : Labels
    catalogue : Catalogue
    """
    from matplotlib.lines import Line2D

    style.apply_style()
    table = _known(table)
    keys = list(dict.fromkeys(table["series"])) or [EVERYBODY]
    figure, axes, room = panels(keys, height=2.4, more=0.1)
    looks = {True: (style.PALETTE.muted, "o", 4.2, 1.1), False: (style.PALETTE.highlight, "D", 6.5, 2.4)}
    for key, axis in zip(keys, axes, strict=True):
        for is_placebo, rows in table[table["series"] == key].groupby(table["is_placebo"].astype(bool)):
            colour, marker, size, width = looks[is_placebo]
            time = [period_span(str(date)[:7])[0] for date in rows["date"]]
            axis.vlines(time, rows["conf_low"], rows["conf_high"], color=colour, linewidth=width)
            axis.plot(time, rows["estimate"], marker, color=colour, markersize=size, markeredgewidth=0)
        axis.axhline(1.0, color=style.PALETTE.ink, linewidth=1.0)
        axis.xaxis.get_major_locator().set_params(integer=True, nbins=7 if len(keys) <= 3 else 4)
        titled(axis, series_label(labels, key) if len(keys) > 1 else "", room)
    _ratio_axis(axes, table, catalogue)
    handles = [
        Line2D([], [], color=colour, marker=marker, markersize=size, linewidth=width)
        for colour, marker, size, width in looks.values()
    ]
    legend_below(figure, handles, [catalogue.text(f"{_AREA}.{name}") for name in ("placebo", "real")])
    return figure


def specification_curve(
    table: pd.DataFrame, *, key: str, declared: Mapping[str, Any], catalogue: Catalogue
) -> Figure:
    """Draw the effect on one series under every specification, from the lowest, above the choices that differ.

    Parameters
    ----------
    table : DataFrame
        ``series``, ``specification``, the names of ``CHOICES``, ``quantity``, ``estimate``, ``conf_low``,
        ``conf_high``.
    key : str
        Series.
    declared : mapping
        What a blank choice stands for: see :func:`declared_choices`.
    catalogue : Catalogue
    """
    from matplotlib import pyplot as plt

    style.apply_style()
    rows = _known(table[table["series"] == key]).sort_values("estimate", kind="stable").reset_index(drop=True)
    marked = choices_that_differ(rows, declared, catalogue)
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
        holds_none = row["conf_low"] <= 1.0 <= row["conf_high"]
        colour = style.PALETTE.muted if holds_none else style.PALETTE.series[0]
        colour = style.PALETTE.highlight if is_primary[place] else colour
        marker = "D" if is_primary[place] else "s" if holds_none else "o"
        width = 2.4 if is_primary[place] else 1.6
        above.plot([place, place], [row["conf_low"], row["conf_high"]], color=colour, linewidth=width)
        above.plot([place], [row["estimate"]], marker, color=colour, markersize=6)
    above.axhline(1.0, color=style.PALETTE.ink, linewidth=1.0)
    _ratio_axis([above], rows, catalogue)
    named.label(below)
    for height, (_, chosen) in zip(named.places, marked, strict=False):
        places = [place for place in rows.index if chosen[place]]
        below.plot(places, [height] * len(places), "o", color=style.PALETTE.ink, markersize=4)
    below.set_xticks([])
    below.set_xlim(-0.7, len(rows) - 0.3)
    below.grid(axis="y")
    _legend_of_curve(figure, catalogue, rows, is_primary)
    return figure


def all_figures(
    tables: Iterable[OutputTable], *, plan: Mapping[str, Any], labels: Labels, catalogue: Catalogue
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
    """
    found = {}
    frames = {table.name: table.to_frame() for table in tables if table.rows}
    if "placebo_dates" in frames:
        found["placebo_dates"] = placebo_dates(frames["placebo_dates"], labels=labels, catalogue=catalogue)
    curve = frames.get("specification_curve", pd.DataFrame(columns=["series", "intervention"]))
    for (key, intervention), rows in curve.groupby(["series", "intervention"], sort=False):
        declared = declared_choices(plan, intervention)
        name = f"specification_curve_{key}_{intervention}"
        found[name] = specification_curve(rows, key=key, declared=declared, catalogue=catalogue)
    return found


def declared_choices(plan: Mapping[str, Any], intervention: str) -> dict[str, Any]:
    """Return the choices of the primary analysis of one intervention, by the plan."""
    ours = next((each for each in plan.get("interventions") or () if each["name"] == intervention), {})
    chosen = {name: ours.get(name, plan.get(name)) for name in CHOICES}
    return {name: value for name, value in chosen.items() if isinstance(value, str | int | float)}


def choices_that_differ(
    rows: pd.DataFrame, declared: Mapping[str, Any], catalogue: Catalogue
) -> list[tuple[str, pd.Series]]:
    """Return the name of each choice that some specifications make and others do not, and who makes it."""
    found = []
    for name in CHOICES:
        texts = rows[name].astype("object").where(rows[name].notna(), declared.get(name)).map(_text)
        for value in sorted(set(texts)) if texts.nunique() > 1 else ():
            found.append((choice_name(name, value, catalogue), texts == value))
    return found


def choice_name(name: str, value: str, catalogue: Catalogue) -> str:
    """Return a choice in words: ``6 months phase-in``."""
    for key in (f"overdose_deaths.choice.{name}.{value}", f"overdose_deaths.method.{value}"):
        if key in catalogue:
            return catalogue.text(key)
    return catalogue.text(f"overdose_deaths.choice.{name}.any", value=value.replace("_", " "))


def _text(value: Any) -> str:
    if value is None or pd.isna(value):
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _known(table: pd.DataFrame) -> pd.DataFrame:
    return table[(table["quantity"] == quantity_shown(table)) & table["estimate"].notna()]


def _ratio_axis(axes: list[Axes], rows: pd.DataFrame, catalogue: Catalogue) -> None:
    """Give panels one logarithmic axis of ratios."""
    from matplotlib.ticker import FuncFormatter, NullLocator

    low, high = rows["conf_low"].min(), rows["conf_high"].max()
    for axis in axes:
        axis.set_yscale("log")
        axis.set_yticks(ratio_ticks(low, high))
        axis.yaxis.set_minor_locator(NullLocator())
        axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: numbers.number(value, 2, catalogue.language)))
    if len(rows):
        for axis in axes:
            axis.set_ylim(0.96 * min(low, 1.0), 1.04 * max(high, 1.0))
    label_upright(axes, catalogue.text(f"{_AREA}.ratio"))


def _legend_of_curve(figure: Figure, catalogue: Catalogue, rows: pd.DataFrame, is_primary: pd.Series) -> None:
    from matplotlib.lines import Line2D

    holds_none = (rows["conf_low"] <= 1.0) & (rows["conf_high"] >= 1.0) & ~is_primary
    looks = {
        "ours": (style.PALETTE.highlight, "D", is_primary.any()),
        "settled": (style.PALETTE.series[0], "o", (~holds_none & ~is_primary).any()),
        "unsettled": (style.PALETTE.muted, "s", holds_none.any()),
    }
    shown = {name: look for name, look in looks.items() if look[2]}
    handles = [Line2D([], [], color=colour, marker=marker, markersize=6) for colour, marker, _ in shown.values()]
    legend_below(figure, handles, [catalogue.text(f"{_AREA}.{name}") for name in shown])
