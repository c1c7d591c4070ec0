"""Figures of overdose deaths: months, years, effects, and what the model leaves over."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from evaluation.reporting import numbers, style
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.figures.panels import EVERYBODY, PLACES, panels, place_column, series_label, wrapped
from evaluation.reporting.figures.periods import period_span
from evaluation.reporting.labels import Labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_AREA = "overdose_deaths.figure"


def monthly_deaths(
    by_month: pd.DataFrame,
    fitted: pd.DataFrame,
    *,
    interventions: Sequence[Mapping[str, Any]],
    labels: Labels,
    catalogue: Catalogue,
) -> Figure:
    """Draw deaths per month of each series as points, with the model's line.

    Where interventions are declared, the expected deaths without them are dashed, with their interval as a band,
    and each start is a labelled line.

    Parameters
    ----------
    by_month : DataFrame
        ``period`` (``YYYY-MM``, or ``YYYY-Qn`` or ``YYYY`` where months were pooled: then deaths are divided by
        the months), ``arm`` or ``community`` if there are several series, ``deaths``.
    fitted : DataFrame
        ``period`` (``YYYY-MM``), ``series``, ``fitted``, ``counterfactual`` and the ends of their intervals.
    interventions : sequence of mapping
        ``name``, ``date`` (ISO) and ``description``, as in the analysis plan.
    labels : Labels
    catalogue : Catalogue
    """
    style.apply_style()
    points = _points(by_month)
    keys = list(dict.fromkeys(points["series"]))
    figure, axes = panels(keys, height=3.3 if len(keys) == 1 else 2.7, most_stacked=3)
    for number, (key, axis) in enumerate(zip(keys, axes, strict=True)):
        colour = (
            style.PALETTE.series[number % len(style.PALETTE.series)] if len(keys) <= 2 else style.PALETTE.series[0]
        )
        ours = points[points["series"] == key]
        lines = fitted[fitted["series"] == key]
        months = _decimal_years(lines["period"])
        _counterfactual(axis, months, lines)
        axis.plot(ours["time"], ours["deaths"], "o", color=colour, alpha=0.6, markersize=3.6, markeredgewidth=0)
        for part in _parts(lines["period"], interventions):
            axis.plot(months[part], lines["fitted"].to_numpy()[part], color=colour, linewidth=2.0)
        axis.set_ylim(bottom=0)
        axis.set_title(labels.label(place_column(by_month), key) if len(keys) > 1 else "")
    _level_tops(axes, points, fitted)
    for axis in axes:
        _interventions(axis, interventions)
        _years(axis)
    axes[0].set_ylabel(catalogue.text(f"{_AREA}.deaths_per_month"))
    _legend(figure, axes[0], catalogue, has_counterfactual=fitted["counterfactual"].notna().any())
    return figure


def yearly_rates(rows: pd.DataFrame, *, labels: Labels, catalogue: Catalogue) -> Figure:
    """Draw deaths per 100,000 person-years by calendar year with intervals, one line for each series.

    Parameters
    ----------
    rows : DataFrame
        Rows of the ledger whose quantity is ``death_rate``: ``arm``, ``community``, ``period``, ``estimate``,
        ``conf_low``, ``conf_high``.
    labels : Labels
    catalogue : Catalogue
    """
    from matplotlib import pyplot as plt

    style.apply_style()
    series = rows["arm"].where(rows["arm"] != "", rows["community"])
    keys = [key for key in dict.fromkeys(series) if key] or [""]
    figure, axis = plt.subplots(figsize=(7.2, 3.8))
    for number, key in enumerate(keys):
        ours = rows[series == key]
        shift = 0.07 * (number - (len(keys) - 1) / 2)
        year = ours["period"].str[:4].astype(int).to_numpy() + shift
        low, high = ours["estimate"] - ours["conf_low"], ours["conf_high"] - ours["estimate"]
        colour = style.PALETTE.series[number % len(style.PALETTE.series)]
        axis.errorbar(
            year,
            ours["estimate"],
            yerr=np.vstack([low, high]),
            color=colour,
            marker=style.MARKERS[number % len(style.MARKERS)],
            dashes=style.DASHES[number % len(style.DASHES)],
            elinewidth=1.2,
            linewidth=1.6,
            label=_scope_label(labels, ours.iloc[0]),
        )
    axis.set_ylim(bottom=0)
    axis.set_ylabel(catalogue.text(f"{_AREA}.rate"))
    axis.xaxis.get_major_locator().set_params(integer=True)
    if len(keys) > 1:
        axis.legend(loc="lower left", ncols=2 if len(keys) <= 4 else 4)
    return figure


def effects(rows: pd.DataFrame, *, labels: Labels, catalogue: Catalogue) -> Figure:
    """Draw rate ratios with their intervals on a logarithmic axis, one panel for each series; 1 is no difference.

    Parameters
    ----------
    rows : DataFrame
        Rows of the ledger in rate ratios: ``result_id``, ``quantity``, ``arm``, ``community``, ``estimate``,
        ``conf_low``, ``conf_high``. Rows without an estimate are left out.
    labels : Labels
    catalogue : Catalogue
    """
    from matplotlib import pyplot as plt
    from matplotlib.ticker import FuncFormatter, NullLocator

    style.apply_style()
    rows = rows[rows["estimate"].notna()].assign(scope=lambda frame: frame["arm"] + frame["community"])
    scopes = list(dict.fromkeys(rows["scope"]))
    counts = [int((rows["scope"] == scope).sum()) for scope in scopes]
    figure, grid = plt.subplots(
        len(scopes),
        1,
        figsize=(7.2, 0.8 + 0.38 * sum(counts) + 0.45 * len(scopes)),
        sharex=True,
        squeeze=False,
        height_ratios=counts,
    )
    for scope, axis in zip(scopes, grid.ravel(), strict=True):
        ours = rows[rows["scope"] == scope].iloc[::-1]
        for place, (_, row) in enumerate(ours.iterrows()):
            settled = row["conf_low"] > 1 or row["conf_high"] < 1
            colour = style.PALETTE.series[0] if settled else style.PALETTE.muted
            axis.plot([row["conf_low"], row["conf_high"]], [place, place], color=colour, linewidth=2.2)
            axis.plot([row["estimate"]], [place], "o", color=colour, markersize=7)
        axis.axvline(1.0, color=style.PALETTE.ink, linewidth=1.0)
        names = [catalogue.text(f"{_AREA}.{row['quantity']}") + _of_intervention(row) for _, row in ours.iterrows()]
        axis.set_yticks(range(len(ours)), names)
        axis.set_ylim(-0.6, len(ours) - 0.4)
        axis.grid(axis="x")
        axis.grid(visible=False, axis="y")
        axis.set_title(_scope_label(labels, ours.iloc[0]) if len(scopes) > 1 else "")
    axis.set_xscale("log")
    axis.set_xticks(_ratio_ticks(rows["conf_low"].min(), rows["conf_high"].max()))
    axis.xaxis.set_minor_locator(NullLocator())
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: numbers.number(value, 2, catalogue.language)))
    axis.set_xlabel(catalogue.text(f"{_AREA}.rate_ratio"))
    return figure


def correlogram(table: pd.DataFrame, *, labels: Labels, catalogue: Catalogue) -> Figure:
    """Draw the autocorrelation of the residuals by lag; by chance 1 bar in 20 crosses the dashed lines.

    Parameters
    ----------
    table : DataFrame
        ``series, lag, autocorrelation, limit``.
    labels : Labels
    catalogue : Catalogue
    """
    style.apply_style()
    keys = list(dict.fromkeys(table["series"])) or [EVERYBODY]
    reach = max([0.5, *(1.15 * table["autocorrelation"].astype(float).abs())])
    figure, axes = panels(keys, height=2.6)
    for key, axis in zip(keys, axes, strict=True):
        ours = table[table["series"] == key]
        axis.bar(ours["lag"], ours["autocorrelation"], width=0.6, color=style.PALETTE.series[0])
        for side in (-1, 1) if len(ours) else ():
            axis.axhline(side * ours["limit"].iloc[0], color=style.PALETTE.muted, linewidth=1.2, linestyle="--")
        axis.axhline(0, color=style.PALETTE.ink, linewidth=0.8)
        axis.set_ylim(-reach, reach)
        axis.set_title(series_label(labels, key) if len(keys) > 1 else "")
        axis.set_xlabel(catalogue.text(f"{_AREA}.lag"))
    axes[0].set_ylabel(catalogue.text(f"{_AREA}.autocorrelation"))
    return figure


def _points(by_month: pd.DataFrame) -> pd.DataFrame:
    """Return deaths per month at the middle of each period."""
    place = place_column(by_month)
    start, months = zip(*(period_span(period) for period in by_month["period"]), strict=True)
    return pd.DataFrame(
        {
            "series": by_month[place] if place else EVERYBODY,
            "time": np.array(start) + np.array(months) / 24,
            "deaths": by_month["deaths"] / np.array(months),
        }
    )


def _decimal_years(periods: pd.Series) -> np.ndarray:
    return np.array([start + months / 24 for start, months in map(period_span, periods)])


def _parts(periods: pd.Series, interventions: Sequence[Mapping[str, Any]]) -> list[slice]:
    """Return the rows between interventions, so that the line breaks where one begins."""
    starts = sorted(int((periods < str(each["date"])[:7]).sum()) for each in interventions)
    edges = [0, *starts, len(periods)]
    return [slice(first, last) for first, last in pairwise(edges)]


def _counterfactual(axis: Axes, months: np.ndarray, lines: pd.DataFrame) -> None:
    after = lines["counterfactual"].notna().to_numpy()
    if not after.any():
        return
    low, high = (lines[f"counterfactual_{end}"].to_numpy(dtype=float)[after] for end in ("low", "high"))
    axis.fill_between(months[after], low, high, color=style.PALETTE.muted, alpha=0.18, linewidth=0)
    expected = lines["counterfactual"].to_numpy(dtype=float)[after]
    axis.plot(months[after], expected, color=style.PALETTE.ink, linewidth=1.6, dashes=(4, 2))


def _interventions(axis: Axes, interventions: Sequence[Mapping[str, Any]]) -> None:
    left, right = axis.get_xlim()
    for each in interventions:
        start, _ = period_span(str(each["date"])[:7])
        axis.axvline(start, color=style.PALETTE.ink, linewidth=1.0)
        early = start - left < 0.4 * (right - left)
        axis.annotate(
            wrapped(str(each["description"] or each["name"])),
            xy=(start, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(4 if early else -4, -4),
            textcoords="offset points",
            ha="left" if early else "right",
            va="top",
            fontsize=9.5,
        )


def _level_tops(axes: Sequence[Axes], points: pd.DataFrame, fitted: pd.DataFrame) -> None:
    """Give all panels one scale where their series are of like size, and room for labels at the top."""
    tops = []
    for key in dict.fromkeys(points["series"]):
        lines = fitted[fitted["series"] == key]
        values = pd.concat(
            [points.loc[points["series"] == key, "deaths"], lines["fitted"], lines["counterfactual_high"]]
        )
        tops.append(float(values.astype(float).max()))
    alike = max(tops) < 2.5 * min(tops)
    for axis, top in zip(axes, tops, strict=True):
        axis.set_ylim(0, 1.18 * (max(tops) if alike else top))


def _years(axis: Axes) -> None:
    axis.xaxis.get_major_locator().set_params(integer=True, nbins=6)


def _legend(figure: Figure, axis: Axes, catalogue: Catalogue, *, has_counterfactual: bool) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    ink, muted = style.PALETTE.ink, style.PALETTE.muted
    handles: list[Any] = [
        Line2D([], [], marker="o", linestyle="", color=style.PALETTE.series[0], alpha=0.5, markersize=4.5),
        Line2D([], [], color=style.PALETTE.series[0]),
    ]
    names = ["points", "fitted"]
    if has_counterfactual:
        handles.append(
            (Patch(color=muted, alpha=0.18, linewidth=0), Line2D([], [], color=ink, linewidth=1.6, dashes=(4, 2)))
        )
        names.append("counterfactual")
    texts = [catalogue.text(f"{_AREA}.{name}") for name in names]
    figure.legend(handles, texts, loc="outside lower center", ncols=3 if len(handles) == 3 else 2)


def _scope_label(labels: Labels, row: pd.Series) -> str:
    for name in PLACES:
        if row[name]:
            return labels.label(name, row[name])
    return labels.label("arm", EVERYBODY)


def _of_intervention(row: pd.Series) -> str:
    """Return the name of the intervention of a row where there are several."""
    more = str(row["result_id"]).split("/")[3:]
    return f" ({more[0].replace('_', ' ')})" if more else ""


def _ratio_ticks(low: float, high: float) -> list[float]:
    """Return round ratios around 1 that stand at least a seventh of the axis apart."""
    apart = (math.log(max(high, 1.1)) - math.log(min(low, 0.9))) / 7
    below, above = [1.0], [1.0]
    for tick in (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1):
        if tick >= 0.97 * low and math.log(below[-1] / tick) >= apart:
            below.append(tick)
    for tick in (1.1, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0):
        if tick <= 1.03 * high and math.log(tick / above[-1]) >= apart:
            above.append(tick)
    return sorted({*below, *above})
