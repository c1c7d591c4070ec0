"""Figures of overdose deaths: every month as a point, the model's line, and what it expected without an intervention."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from evaluation.reporting import numbers, style
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.labels import Labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

EVERYBODY = "all"
_AREA = "overdose_deaths.figure"
_PLACES = ("arm", "community")


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
    keys = list(dict.fromkeys(fitted["series"]))
    figure, axes = _panels(keys, height=3.3)
    for number, (key, axis) in enumerate(zip(keys, axes, strict=True)):
        colour = style.PALETTE.series[number % len(style.PALETTE.series)] if len(keys) <= 2 else style.PALETTE.series[0]
        ours = points[points["series"] == key]
        lines = fitted[fitted["series"] == key]
        months = _decimal_years(lines["period"])
        _counterfactual(axis, months, lines)
        axis.plot(ours["time"], ours["deaths"], "o", color=colour, alpha=0.45, markersize=3.6, markeredgewidth=0)
        for part in _parts(lines["period"], interventions):
            axis.plot(months[part], lines["fitted"].to_numpy()[part], color=colour, linewidth=2.0)
        axis.set_ylim(bottom=0)
        axis.set_title(labels.label(_dimension(by_month), key) if len(keys) > 1 else "")
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
    """Draw rate ratios with their intervals on a logarithmic axis; 1 means no difference.

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
    rows = rows[rows["estimate"].notna()]
    figure, axis = plt.subplots(figsize=(7.2, 1.1 + 0.42 * len(rows)))
    places = np.arange(len(rows))[::-1]
    names = []
    for place, (_, row) in zip(places, rows.iterrows(), strict=True):
        settled = row["conf_low"] > 1 or row["conf_high"] < 1
        colour = style.PALETTE.series[0] if settled else style.PALETTE.muted
        axis.plot([row["conf_low"], row["conf_high"]], [place, place], color=colour, linewidth=2.2)
        axis.plot([row["estimate"]], [place], "o", color=colour, markersize=7)
        quantity = catalogue.text(f"{_AREA}.{row['quantity']}")
        names.append(f"{_scope_label(labels, row)}: {quantity}{_of_intervention(row)}")
    axis.axvline(1.0, color=style.PALETTE.ink, linewidth=1.0)
    axis.set_xscale("log")
    ticks = _ratio_ticks(rows["conf_low"].min(), rows["conf_high"].max())
    axis.set_xticks(ticks)
    axis.xaxis.set_minor_locator(NullLocator())
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: numbers.number(value, 2, catalogue.language)))
    axis.set_yticks(places, names)
    axis.set_ylim(-0.7, len(rows) - 0.3)
    axis.grid(axis="x")
    axis.grid(visible=False, axis="y")
    axis.set_xlabel(catalogue.text(f"{_AREA}.rate_ratio"))
    return figure


def group_rates(table: pd.DataFrame, *, dimension: str, labels: Labels, catalogue: Catalogue) -> Figure:
    """Draw deaths per 100,000 person-years by year for each group of people, one panel for each arm.

    Parameters
    ----------
    table : DataFrame
        ``period`` (months, quarters or years), ``arm`` if there are arms, the dimension, ``deaths`` and
        ``person_years``; groups without person-years are left out.
    dimension : str
        ``age_group``, ``sex`` or ``race_ethnicity``.
    labels : Labels
    catalogue : Catalogue
    """
    style.apply_style()
    table = table[table["person_years"] > 0]
    place = _dimension(table)
    yearly = table.assign(year=table["period"].str[:4].astype(int), series=table[place] if place else EVERYBODY)
    sums = yearly.groupby(["series", dimension, "year"], sort=True)[["deaths", "person_years"]].sum().reset_index()
    sums["rate"] = 100_000 * sums["deaths"] / sums["person_years"]
    known = list(labels.of(dimension))
    groups = sorted(set(sums[dimension]), key=lambda code: (known.index(code) if code in known else len(known), code))
    keys = list(dict.fromkeys(yearly["series"]))
    figure, axes = _panels(keys, height=3.4)
    for key, axis in zip(keys, axes, strict=True):
        for number, group in enumerate(groups):
            ours = sums[(sums["series"] == key) & (sums[dimension] == group)]
            axis.plot(
                ours["year"],
                ours["rate"],
                color=style.PALETTE.series[number % len(style.PALETTE.series)],
                marker=style.MARKERS[number % len(style.MARKERS)],
                dashes=style.DASHES[number % len(style.DASHES)],
                linewidth=1.6,
                label=labels.label(dimension, group),
            )
        axis.set_title(labels.label(place, key) if place else "")
        axis.xaxis.get_major_locator().set_params(integer=True, nbins=5)
    top = 1.06 * sums["rate"].max()
    for axis in axes:
        axis.set_ylim(0, top)
    axes[0].set_ylabel(catalogue.text(f"{_AREA}.rate"))
    handles, names = axes[0].get_legend_handles_labels()
    columns = 3 if max(len(name) for name in names) < 30 else 1
    figure.legend(handles, names, loc="outside lower center", ncols=columns)
    return figure


def correlogram(table: pd.DataFrame, *, labels: Labels, catalogue: Catalogue) -> Figure:
    """Draw the autocorrelation of the residuals by lag; bars beyond the dashed lines are rarer than 1 in 20 by chance.

    Parameters
    ----------
    table : DataFrame
        ``series, lag, autocorrelation, limit``.
    labels : Labels
    catalogue : Catalogue
    """
    style.apply_style()
    keys = list(dict.fromkeys(table["series"]))
    figure, axes = _panels(keys, height=2.6)
    for key, axis in zip(keys, axes, strict=True):
        ours = table[table["series"] == key]
        axis.bar(ours["lag"], ours["autocorrelation"], width=0.6, color=style.PALETTE.series[0])
        for side in (-1, 1):
            axis.axhline(side * ours["limit"].iloc[0], color=style.PALETTE.muted, linewidth=1.2, linestyle="--")
        axis.axhline(0, color=style.PALETTE.ink, linewidth=0.8)
        axis.set_ylim(-1, 1)
        axis.set_title(_any_label(labels, key) if len(keys) > 1 else "")
        axis.set_xlabel(catalogue.text(f"{_AREA}.lag"))
    axes[0].set_ylabel(catalogue.text(f"{_AREA}.autocorrelation"))
    return figure


def _panels(keys: Sequence[str], *, height: float) -> tuple[Figure, list[Axes]]:
    from matplotlib import pyplot as plt

    columns = min(2, len(keys))
    rows = math.ceil(len(keys) / columns)
    size = (7.2 if columns == 1 else 9.2, 0.9 + height * rows)
    figure, grid = plt.subplots(rows, columns, figsize=size, squeeze=False)
    axes = list(grid.ravel())
    for axis in axes[len(keys) :]:
        axis.remove()
    return figure, axes[: len(keys)]


def _points(by_month: pd.DataFrame) -> pd.DataFrame:
    """Return deaths per month at the middle of each period."""
    place = _dimension(by_month)
    start, months = zip(*(_span(period) for period in by_month["period"]), strict=True)
    return pd.DataFrame(
        {
            "series": by_month[place] if place else EVERYBODY,
            "time": np.array(start) + np.array(months) / 24,
            "deaths": by_month["deaths"] / np.array(months),
        }
    )


def _span(period: str) -> tuple[float, int]:
    """Return the start of a period in years and its length in months."""
    match = re.fullmatch(r"(\d{4})(?:-Q([1-4])|-(\d\d))?", period)
    if not match:
        start, _, stop = period.partition("/")
        first, last = (int(day[:4]) * 12 + int(day[5:7]) - 1 for day in (start, stop))
        return first / 12, last - first
    year = int(match[1])
    if match[2]:
        return year + (int(match[2]) - 1) / 4, 3
    return (year + (int(match[3]) - 1) / 12, 1) if match[3] else (float(year), 12)


def _decimal_years(periods: pd.Series) -> np.ndarray:
    return np.array([start + months / 24 for start, months in map(_span, periods)])


def _parts(periods: pd.Series, interventions: Sequence[Mapping[str, Any]]) -> list[slice]:
    """Return the rows between interventions, so that the line breaks where one begins."""
    starts = sorted(int((periods < str(each["date"])[:7]).sum()) for each in interventions)
    edges = [0, *starts, len(periods)]
    return [slice(first, last) for first, last in zip(edges[:-1], edges[1:], strict=True)]


def _counterfactual(axis: Axes, months: np.ndarray, lines: pd.DataFrame) -> None:
    after = lines["counterfactual"].notna().to_numpy()
    if not after.any():
        return
    low, high = (lines[f"counterfactual_{end}"].to_numpy(dtype=float)[after] for end in ("low", "high"))
    axis.fill_between(months[after], low, high, color=style.PALETTE.muted, alpha=0.18, linewidth=0)
    expected = lines["counterfactual"].to_numpy(dtype=float)[after]
    axis.plot(months[after], expected, color=style.PALETTE.ink, linewidth=1.6, dashes=(4, 2))


def _interventions(axis: Axes, interventions: Sequence[Mapping[str, Any]]) -> None:
    for each in interventions:
        start, _ = _span(str(each["date"])[:7])
        axis.axvline(start, color=style.PALETTE.ink, linewidth=1.0)
        axis.annotate(
            str(each["description"] or each["name"]),
            xy=(start, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(-4, -4),
            textcoords="offset points",
            ha="right",
            va="top",
            fontsize=9.5,
        )


def _level_tops(axes: Sequence[Axes], points: pd.DataFrame, fitted: pd.DataFrame) -> None:
    """Give all panels one scale where their series are of like size, and room for labels at the top."""
    tops = []
    for key in dict.fromkeys(fitted["series"]):
        lines = fitted[fitted["series"] == key]
        values = pd.concat([points.loc[points["series"] == key, "deaths"], lines["fitted"], lines["counterfactual_high"]])
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
        handles.append((Patch(color=muted, alpha=0.18, linewidth=0), Line2D([], [], color=ink, linewidth=1.6, dashes=(4, 2))))
        names.append("counterfactual")
    texts = [catalogue.text(f"{_AREA}.{name}") for name in names]
    figure.legend(handles, texts, loc="outside lower center", ncols=3 if len(handles) == 3 else 2)


def _dimension(frame: pd.DataFrame) -> str:
    return next((name for name in _PLACES if name in frame), "")


def _scope_label(labels: Labels, row: pd.Series) -> str:
    for name in _PLACES:
        if row[name]:
            return labels.label(name, row[name])
    return labels.label("arm", EVERYBODY)


def _any_label(labels: Labels, key: str) -> str:
    return next((labels.of(name)[key] for name in _PLACES if key in labels.of(name)), labels.label("arm", key))


def _of_intervention(row: pd.Series) -> str:
    """Return the name of the intervention of a row where there are several."""
    more = str(row["result_id"]).split("/")[3:]
    return f" ({more[0].replace('_', ' ')})" if more else ""


def _ratio_ticks(low: float, high: float) -> list[float]:
    candidates = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0]
    inside = [tick for tick in candidates if 0.95 * min(low, 0.9) <= tick <= 1.05 * max(high, 1.1)]
    return inside if len(inside) <= 9 else [tick for tick in inside if tick in {0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0}]
