"""Figures of retention: full curves for the evaluator, shares at landmarks and hazard ratios for everybody."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from evaluation.reporting import numbers, style
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.figures.days import column_name, day_axis, day_ticks, share_axis
from evaluation.reporting.figures.ratios import Ratio, ratio_panels
from evaluation.reporting.figures.series import draw_series
from evaluation.reporting.figures.words import NAMES_WIDTH, height_of, legend_below, wrapped
from evaluation.reporting.labels import Labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_AREA = "retention.figure"


def survival_curves(curve: pd.DataFrame, *, labels: Labels, catalogue: Catalogue) -> Figure:
    """Draw Kaplan-Meier curves with their intervals and the number at risk beneath, one panel for each grouping.

    Every step is a person who left: for the evaluator only.

    Parameters
    ----------
    curve : DataFrame
        The table ``survival_curve``: ``group``, ``level`` (blank for everybody), ``time``, ``n_risk``,
        ``survival``, ``conf_low``, ``conf_high``.
    labels : Labels
    catalogue : Catalogue
    """
    from matplotlib import pyplot as plt

    style.apply_style()
    curve = curve.assign(group=curve["group"].fillna(""), level=curve["level"].fillna(""))
    groups = list(dict.fromkeys(curve["group"]))
    levels = {group: list(dict.fromkeys(curve.loc[curve["group"] == group, "level"])) for group in groups}
    names_of = {
        group: [wrapped(labels.label(group or "arm", level or "all"), NAMES_WIDTH) for level in levels[group]]
        for group in groups
    }
    ratios = [part for group in groups for part in (2.6, sum(map(height_of, names_of[group])) + 0.45)]
    figure, grid = plt.subplots(2 * len(groups), 1, figsize=(style.WIDTH, 0.6 + sum(ratios)), height_ratios=ratios)
    ticks = day_ticks(float(curve["time"].max()))
    for number, group in enumerate(groups):
        upper, lower = grid[2 * number], grid[2 * number + 1]
        ours = curve[curve["group"] == group]
        names = names_of[group]
        for place, (level, name) in enumerate(zip(levels[group], names, strict=True)):
            _steps(upper, ours[ours["level"] == level], place, name)
        day_axis(upper, ticks)
        share_axis(upper, catalogue, catalogue.text(f"{_AREA}.still_in_treatment"))
        upper.set_title(column_name(group, catalogue) if group else "")
        if len(names) > 1:
            upper.legend(loc="best")
        at_risk = [_at_risk(ours[ours["level"] == level], ticks) for level in levels[group]]
        _risk_table(lower, at_risk, names, ticks, catalogue)
    grid[-1].set_xlabel(catalogue.text(f"{_AREA}.days"))
    return figure


def retained_at_landmarks(
    rows: pd.DataFrame, *, labels: Labels, catalogue: Catalogue, named: Sequence[int] = ()
) -> Figure:
    """Draw the share still in treatment at each landmark with its interval, one line for each group.

    Parameters
    ----------
    rows : DataFrame
        Rows of the ledger whose quantity is ``retained``: ``arm``, ``community``, ``subgroup``, ``period``
        (``day N``), ``estimate``, ``conf_low``, ``conf_high``. Landmarks without an estimate are left out.
    labels : Labels
    catalogue : Catalogue
    named : sequence of int
        Days that the axis names, and whose shares stand beside a line alone; all by default.
    """
    from matplotlib import pyplot as plt

    style.apply_style()
    rows = in_order(rows[rows["estimate"].notna()], labels)
    days = rows["period"].str.removeprefix("day ").astype(int)
    points = rows.assign(series=rows["arm"] + rows["community"] + rows["subgroup"], x=days)
    keys = list(dict.fromkeys(points["series"]))
    named = named or sorted(set(days))
    starts = pd.DataFrame({"series": keys, "x": 0, "estimate": 1.0, "conf_low": math.nan, "conf_high": math.nan})
    figure, axis = plt.subplots(figsize=(style.WIDTH, 3.6))
    handles = draw_series(axis, pd.concat([starts, points[list(starts)]]), apart=3.5)
    if len(keys) == 1:
        named_shares = ((day, share) for day, share in zip(days, rows["estimate"], strict=True) if day in named)
        for day, share in named_shares:
            text = numbers.percent(share, 0, catalogue.language)
            axis.annotate(text, (day, share), xytext=(9, 7), textcoords="offset points", fontweight="bold")
    axis.set_xticks([0, *named])
    axis.set_xlim(-0.03 * days.max(), 1.07 * days.max())
    axis.set_xlabel(catalogue.text(f"{_AREA}.days"))
    share_axis(axis, catalogue, catalogue.text(f"{_AREA}.still_in_treatment"))
    if handles:
        firsts = points.drop_duplicates("series").set_index("series")
        legend_below(figure, list(handles.values()), [labels.scope(firsts.loc[key]) for key in handles])
    return figure


def hazard_ratios(rows: pd.DataFrame, *, labels: Labels, catalogue: Catalogue) -> Figure:
    """Draw hazard ratios of leaving with their intervals on a logarithmic axis, one panel for each covariate.

    Parameters
    ----------
    rows : DataFrame
        Rows of the ledger whose quantity is ``hazard_ratio``, with a column ``covariate``. A row with an estimate
        and no interval is the level that others are compared with. Rows without an estimate are left out.
    labels : Labels
    catalogue : Catalogue
    """
    rows = in_order(rows[rows["estimate"].notna()], labels)
    parts = []
    for covariate in dict.fromkeys(rows["covariate"]):
        ours = rows[rows["covariate"] == covariate]
        ratios = [
            Ratio(_ratio_name(row, labels, catalogue), row["estimate"], row["conf_low"], row["conf_high"])
            for _, row in ours.iterrows()
        ]
        parts.append((column_name(covariate, catalogue), ratios))
    return ratio_panels(parts, label=catalogue.text(f"{_AREA}.hazard_ratio"), language=catalogue.language)


def in_order(rows: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """Return rows of the ledger by the order of their levels in code lists and params file, then by day.

    The ledger is sorted by result id. Rows with a column ``covariate`` keep the order of their covariates.

    Parameters
    ----------
    rows : DataFrame
    labels : Labels
    """
    keys = []
    for number, (_, row) in enumerate(rows.iterrows()):
        terms = [
            ("arm", row["arm"]),
            ("community", row["community"]),
            tuple(str(row["subgroup"]).split("=", maxsplit=1)),
        ]
        dimension, level = next(term for term in (*(term for term in terms if len(term) == 2 and term[1]), ("", "")))
        known = list(labels.of(dimension)) if dimension else []
        day = str(row["period"]).removeprefix("day ")
        place = known.index(level) if level in known else len(known)
        keys.append((place, level, int(day) if day.isdecimal() else 0, number))
    by_level = rows.iloc[[key[-1] for key in sorted(keys)]]
    if "covariate" not in rows:
        return by_level
    order = {name: number for number, name in enumerate(dict.fromkeys(rows["covariate"]))}
    return by_level.sort_values("covariate", key=lambda names: names.map(order), kind="stable")


def _ratio_name(row: pd.Series, labels: Labels, catalogue: Catalogue) -> str:
    is_about_some = row["subgroup"] or row["arm"] or row["community"]
    name = labels.scope(row) if is_about_some else column_name(row["covariate"], catalogue)
    return catalogue.text(f"{_AREA}.reference", level=name) if math.isnan(row["conf_low"]) else name


def _steps(axis: Axes, curve: pd.DataFrame, place: int, name: str) -> None:
    colour = style.PALETTE.series[place % len(style.PALETTE.series)]
    time = np.concatenate([[0.0], curve["time"].to_numpy(dtype=float)])
    survival, low, high = (
        np.concatenate([[1.0], curve[column].to_numpy(dtype=float)])
        for column in ("survival", "conf_low", "conf_high")
    )
    has_interval = ~np.isnan(low)
    axis.fill_between(
        time, low, high, where=has_interval, step="post", color=colour, alpha=0.16, linewidth=0, interpolate=False
    )
    axis.step(
        time,
        survival,
        where="post",
        color=colour,
        linewidth=1.8,
        dashes=style.DASHES[place % len(style.DASHES)],
        label=name,
    )


def _at_risk(curve: pd.DataFrame, ticks: Sequence[float]) -> list[int]:
    following = np.searchsorted(curve["time"].to_numpy(dtype=float), np.asarray(ticks), side="left")
    n_risk = np.append(curve["n_risk"].to_numpy(dtype=int), 0)
    return [int(n_risk[place]) for place in following]


def _risk_table(
    axis: Axes, at_risk: Sequence[Sequence[int]], names: Sequence[str], ticks: Sequence[float], catalogue: Catalogue
) -> None:
    for place, counts in enumerate(at_risk):
        for tick, count in zip(ticks, counts, strict=True):
            text = numbers.number(count, 0, catalogue.language)
            axis.text(tick, place, text, ha="center", va="center")
    axis.set_ylim(len(names) - 0.5, -0.5)
    axis.set_yticks(range(len(names)), names)
    day_axis(axis, ticks)
    axis.tick_params(length=0, labelbottom=False)
    axis.tick_params(axis="y", pad=16)
    axis.grid(visible=False)
    axis.spines[:].set_visible(False)
    axis.set_title(catalogue.text(f"{_AREA}.at_risk"), fontweight="normal")
