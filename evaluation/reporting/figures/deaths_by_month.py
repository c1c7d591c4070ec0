"""Overdose deaths by month: what was seen, what the model fits, and what was expected."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from evaluation.reporting import style
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.figures.panels import EVERYBODY, label_upright, panels, place_column, titled
from evaluation.reporting.figures.periods import first_month, last_month, period_span
from evaluation.reporting.figures.words import LINE, height_of, legend_below, wrapped
from evaluation.reporting.labels import Labels
from evaluation.reporting.plan import Plan

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_AREA = "overdose_deaths.figure"
_PANEL_HEIGHT = 2.9
_POINT = {"markersize": 3.8, "markeredgewidth": 0.9, "alpha": 0.8, "zorder": 3}
_MONTHS_WITH_SEASONS = 24
_LINES = ("fitted", "counterfactual", "counterfactual_low", "counterfactual_high")


def monthly_deaths(
    by_month: pd.DataFrame,
    fitted: pd.DataFrame | None,
    *,
    interventions: Sequence[Mapping[str, Any]],
    left_out: Collection[int] = (),
    labels: Labels,
    catalogue: Catalogue,
) -> Figure:
    """Draw deaths per month of each series as points, with the model's line and, without its seasons, its trend.

    Where interventions are declared, the expected deaths without them are dashed, with their interval as a band,
    each start is a labelled line, and the months until its effect is compared are shaded. Months that are not in the
    model are hollow.

    Parameters
    ----------
    by_month : DataFrame
        ``period`` (``YYYY-MM``, or ``YYYY-Qn`` or ``YYYY`` where months were pooled: then deaths are divided by
        the months), ``arm`` or ``community`` if there are several series, ``deaths``.
    fitted : DataFrame or None
        ``period`` in the same forms (one that an intervention cuts is not drawn), ``series``, ``fitted``,
        ``counterfactual`` and the ends of their intervals, in deaths of the period. None draws the points alone.
    interventions : sequence of mapping
        ``name``, ``date`` (ISO), ``description`` and maybe ``lag`` and ``transition``, as in the analysis plan.
    left_out : collection of int
        Numbers of the months that the model does not rest on: see :func:`months_left_out`.
    labels : Labels
    catalogue : Catalogue
    """
    style.apply_style()
    points = _points(by_month, left_out)
    fitted = _per_month(fitted, interventions)
    keys = list(dict.fromkeys(points["series"]))
    figure, axes, room = panels(keys, height=_PANEL_HEIGHT + 0.5 * (len(keys) == 1), more=0.1)
    colour = style.PALETTE.series[0]
    for key, axis in zip(keys, axes, strict=True):
        ours = points[points["series"] == key]
        lines = fitted[fitted["series"] == key]
        months = _decimal_years(lines["period"])
        _counterfactual(axis, months, lines)
        for hollow, some in ours.groupby("hollow"):
            face = "white" if hollow else colour
            axis.plot(some["time"], some["deaths"], "o", markerfacecolor=face, **_POINT, color=colour)
        trend = _trend(lines, interventions)
        for part in _parts(lines["period"], interventions):
            axis.plot(months[part], lines["fitted"].to_numpy()[part], color=colour, linewidth=1.3, alpha=0.75)
            if np.isfinite(trend[part]).any():
                axis.plot(months[part], trend[part], color=colour, linewidth=2.4)
        axis.set_ylim(bottom=0)
        titled(axis, labels.label(place_column(by_month), key) if len(keys) > 1 else "", room)
        axis.xaxis.get_major_locator().set_params(integer=True, nbins=6 if len(keys) <= 3 else 4)
    label_upright(axes, catalogue.text(f"{_AREA}.deaths_per_month"))
    has_trend = len(fitted) > 0 and bool(
        np.isfinite(_trend(fitted[fitted["series"] == keys[0]], interventions)).any()
    )
    shown = {"points": not points["hollow"].all(), "hollow": points["hollow"].any(), "trend": has_trend}
    _legend(figure, catalogue, fitted, **shown, transition=any(map(_waiting, interventions)))
    names = [_intervention_label(axes[0], each, room) for each in interventions]
    _level_tops(figure, axes, points, fitted, above=sum(height_of(name) + 0.4 * LINE for name in names))
    for axis in axes:
        _interventions(axis, interventions, names)
    return figure


def months_left_out(plan: Mapping[str, Any], periods: Iterable[str]) -> frozenset[int]:
    """Return the numbers of the months that a plan leaves out of the model, up to the last of some periods.

    They are provisional, named one by one, or lie between the start of an intervention and its effect.
    """
    found = {first_month(str(day)) for day in plan.get("left_out") or ()}
    if plan.get("provisional_from"):
        last = max(map(last_month, periods))
        found |= set(range(first_month(str(plan["provisional_from"])), last + 1))
    for each in plan.get("interventions") or ():
        onset = first_month(str(each["date"])) + each.get("lag", 0)
        found |= set(range(onset, onset + each.get("transition", 0)))
    return frozenset(found)


def _points(by_month: pd.DataFrame, left_out: Collection[int]) -> pd.DataFrame:
    """Return deaths per month at the middle of each period, and whether one of its months is not in the model."""
    place = place_column(by_month)
    start, months = zip(*(period_span(period) for period in by_month["period"]), strict=True)
    firsts = [round(12 * each) for each in start]
    return pd.DataFrame(
        {
            "series": by_month[place] if place else EVERYBODY,
            "time": np.array(start) + np.array(months) / 24,
            "deaths": by_month["deaths"] / np.array(months),
            "hollow": [
                any(month in left_out for month in range(first, first + length))
                for first, length in zip(firsts, months, strict=True)
            ],
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


def _trend(lines: pd.DataFrame, interventions: Sequence[Mapping[str, Any]]) -> np.ndarray:
    """Return the fitted line without its seasons: what is left of it, on the log scale, beside calendar months.

    NaN where the periods are not months, or too few to tell seasons from a trend.
    """
    fitted = lines["fitted"].to_numpy(dtype=float)
    numbers = np.array([first_month(period) for period in lines["period"]], dtype=int)
    is_monthly = all(length == 1 for _, length in map(period_span, lines["period"]))
    if not is_monthly or len(fitted) < _MONTHS_WITH_SEASONS or not (fitted > 0).all():
        return np.full(len(fitted), np.nan)
    years = (numbers - numbers[0]) / 12
    columns = [np.ones(len(years)), years]
    for part in _parts(lines["period"], interventions)[1:]:
        since = np.arange(len(years)) >= part.start
        columns += [since * 1.0, since * years]
    season = np.eye(12)[numbers % 12]
    season = (season - season.mean(axis=0))[:, 1:]
    weights = np.linalg.lstsq(np.column_stack([*columns, season]), np.log(fitted), rcond=None)[0]
    return np.exp(np.column_stack(columns) @ weights[: len(columns)])


def _waiting(intervention: Mapping[str, Any]) -> int:
    """Return the months from the start of an intervention until its effect is compared."""
    return int(intervention.get("lag", 0)) + int(intervention.get("transition", 0))


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
        if _waiting(each):
            axis.axvspan(start, start + _waiting(each) / 12, color=style.PALETTE.series[1], alpha=0.12, linewidth=0)
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


def _legend(
    figure: Figure,
    catalogue: Catalogue,
    fitted: pd.DataFrame,
    *,
    points: bool,
    hollow: bool,
    trend: bool,
    transition: bool,
) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    ink, muted, colour = style.PALETTE.ink, style.PALETTE.muted, style.PALETTE.series[0]
    handles: dict[str, Any] = {}
    for name, face, is_shown in (("points", colour, points), ("hollow", "white", hollow)):
        if is_shown:
            handles[name] = Line2D([], [], marker="o", linestyle="", color=colour, markerfacecolor=face, **_POINT)
    if len(fitted):
        handles["fitted"] = Line2D([], [], color=colour, linewidth=1.3, alpha=0.75)
    if trend:
        handles["trend"] = Line2D([], [], color=colour, linewidth=2.4)
    if fitted["counterfactual"].notna().any():
        handles["counterfactual"] = (
            Patch(color=muted, alpha=0.18, linewidth=0),
            Line2D([], [], color=ink, linewidth=1.6, dashes=(4, 2)),
        )
    if transition:
        handles["transition"] = Patch(color=style.PALETTE.series[1], alpha=0.12, linewidth=0)
    legend_below(figure, list(handles.values()), [catalogue.text(f"{_AREA}.{name}") for name in handles])
