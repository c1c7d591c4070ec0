"""Overdose deaths by month: what was seen, what the model fits, and what was expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from evaluation.reporting import style
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.figures.panels import EVERYBODY, label_upright, panels, place_column, titled
from evaluation.reporting.figures.periods import first_month, period_span
from evaluation.reporting.figures.words import LINE, height_of, legend_below, wrapped
from evaluation.reporting.labels import Labels
from evaluation.reporting.plan import Plan

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_AREA = "overdose_deaths.figure"
_PANEL_HEIGHT = 2.5
_LINES = ("fitted", "counterfactual", "counterfactual_low", "counterfactual_high")


def monthly_deaths(
    by_month: pd.DataFrame,
    fitted: pd.DataFrame | None,
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
    fitted : DataFrame or None
        ``period`` in the same forms (one that an intervention cuts is not drawn), ``series``, ``fitted``,
        ``counterfactual`` and the ends of their intervals, in deaths of the period. None draws the points alone.
    interventions : sequence of mapping
        ``name``, ``date`` (ISO) and ``description``, as in the analysis plan.
    labels : Labels
    catalogue : Catalogue
    """
    style.apply_style()
    points = _points(by_month)
    fitted = _per_month(fitted, interventions)
    keys = list(dict.fromkeys(points["series"]))
    figure, axes, room = panels(keys, height=_PANEL_HEIGHT + 0.5 * (len(keys) == 1), more=0.1)
    colour = style.PALETTE.series[0]
    for key, axis in zip(keys, axes, strict=True):
        ours = points[points["series"] == key]
        lines = fitted[fitted["series"] == key]
        months = _decimal_years(lines["period"])
        _counterfactual(axis, months, lines)
        axis.plot(ours["time"], ours["deaths"], "o", color=colour, alpha=0.6, markersize=3.6, markeredgewidth=0)
        for part in _parts(lines["period"], interventions):
            axis.plot(months[part], lines["fitted"].to_numpy()[part], color=colour, linewidth=2.0)
        axis.set_ylim(bottom=0)
        titled(axis, labels.label(place_column(by_month), key) if len(keys) > 1 else "", room)
        axis.xaxis.get_major_locator().set_params(integer=True, nbins=6 if len(keys) <= 3 else 4)
    label_upright(axes, catalogue.text(f"{_AREA}.deaths_per_month"))
    _legend(figure, catalogue, fitted)
    names = [_intervention_label(axes[0], each, room) for each in interventions]
    _level_tops(figure, axes, points, fitted, above=sum(height_of(name) + 0.4 * LINE for name in names))
    for axis in axes:
        _interventions(axis, interventions, names)
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


def _per_month(fitted: pd.DataFrame | None, interventions: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return the lines of the model in deaths per month, without periods that an intervention cuts."""
    if fitted is None:
        return pd.DataFrame({name: pd.Series(dtype="float64") for name in _LINES} | {"series": [], "period": []})
    months = np.array([n_months for _, n_months in map(period_span, fitted["period"])])
    firsts = np.array([first_month(period) for period in fitted["period"]])
    starts = [first_month(str(each["date"])) for each in interventions]
    is_cut = np.array([((firsts < start) & (start < firsts + months)) for start in starts]).any(axis=0)
    lines = fitted.assign(**{name: fitted[name] / months for name in _LINES})
    return lines[~is_cut] if starts else lines


def _decimal_years(periods: pd.Series) -> np.ndarray:
    return np.array([start + months / 24 for start, months in map(period_span, periods)])


def _parts(periods: pd.Series, interventions: Sequence[Mapping[str, Any]]) -> list[slice]:
    """Return the rows between interventions, so that the line breaks where one begins."""
    months = np.array([first_month(period) for period in periods], dtype=int)
    starts = sorted(int((months < first_month(str(each["date"]))).sum()) for each in interventions)
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


def _is_early(axis: Axes, intervention: Mapping[str, Any]) -> bool:
    """Whether there is more room to the right of an intervention than to its left."""
    left, right = axis.get_xlim()
    return period_span(str(intervention["date"])[:7])[0] - left < 0.5 * (right - left)


def _intervention_label(axis: Axes, intervention: Mapping[str, Any], room: float) -> str:
    left, right = axis.get_xlim()
    share = (period_span(str(intervention["date"])[:7])[0] - left) / (right - left)
    return wrapped(Plan.name_of(intervention), 0.94 * room * max(share, 1 - share) - 6)


def _interventions(axis: Axes, interventions: Sequence[Mapping[str, Any]], names: Sequence[str]) -> None:
    """Draw the start of each intervention as a line; a label stands below that of the intervention before."""
    lines_above = 0.0
    for each, name in zip(interventions, names, strict=True):
        start, _ = period_span(str(each["date"])[:7])
        axis.axvline(start, color=style.PALETTE.ink, linewidth=1.0)
        early = _is_early(axis, each)
        axis.annotate(
            name,
            xy=(start, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(4 if early else -4, -1.25 * style.FONT_SIZE * lines_above),
            textcoords="offset points",
            ha="left" if early else "right",
            va="top",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
        )
        lines_above += name.count("\n") + 1.4


def _level_tops(
    figure: Figure, axes: Sequence[Axes], points: pd.DataFrame, fitted: pd.DataFrame, *, above: float
) -> None:
    """Give all panels one scale where their series are of like size, and so many inches for labels above the data."""
    rows = len({axis.get_subplotspec().rowspan.start for axis in axes})
    figure.set_figheight(figure.get_figheight() + rows * max(0.0, above - LINE))
    figure.draw_without_rendering()
    height = min(axis.get_window_extent().height for axis in axes) / figure.dpi
    tops = []
    for key in dict.fromkeys(points["series"]):
        lines = fitted[fitted["series"] == key]
        values = pd.concat(
            [points.loc[points["series"] == key, "deaths"], lines["fitted"], lines["counterfactual_high"]]
        )
        tops.append(float(values.astype(float).max()))
    alike = max(tops) < 2.5 * min(tops)
    headroom = 1 - (above + 0.5 * LINE) / height
    for axis, top in zip(axes, tops, strict=True):
        axis.set_ylim(0, (max(tops) if alike else top) / headroom)


def _legend(figure: Figure, catalogue: Catalogue, fitted: pd.DataFrame) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    ink, muted, colour = style.PALETTE.ink, style.PALETTE.muted, style.PALETTE.series[0]
    handles: list[Any] = [Line2D([], [], marker="o", linestyle="", color=colour, alpha=0.6, markersize=4.5)]
    names = ["points"]
    if len(fitted):
        handles.append(Line2D([], [], color=colour))
        names.append("fitted")
    if fitted["counterfactual"].notna().any():
        handles.append(
            (Patch(color=muted, alpha=0.18, linewidth=0), Line2D([], [], color=ink, linewidth=1.6, dashes=(4, 2)))
        )
        names.append("counterfactual")
    legend_below(figure, handles, [catalogue.text(f"{_AREA}.{name}") for name in names])
