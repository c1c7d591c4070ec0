"""Figures of themes: how many interviews hold each theme, by whom, and how far coders agree on it."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from evaluation.reporting import numbers, style
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.labels import Labels
from evaluation.stats.coder_agreement import RELIABLE, TENTATIVE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_AREA = "voices.figure"
_MOST_PANELS_IN_A_ROW = 4
_PANEL_WIDTHS = {1: 4.6, 2: 2.9, 3: 2.2, 4: 1.75}
_PALETTE = style.PALETTE


def prevalence(rows: pd.DataFrame, *, labels: Labels, catalogue: Catalogue) -> Figure:
    """Draw the share of interviews that hold each theme with its interval, the most frequent at the top.

    Parameters
    ----------
    rows : DataFrame
        ``theme``, ``estimate``, ``conf_low``, ``conf_high`` (proportions), ``n_events`` (interviews with the theme),
        ``n_obs`` (interviews); see :func:`evaluation.reporting.voices.prevalence_rows`.
    labels : Labels
    catalogue : Catalogue
    """
    from matplotlib import pyplot as plt

    style.apply_style()
    if rows.empty:
        return _nothing(catalogue)
    rows = rows.sort_values(["estimate", "theme"], ascending=[False, True])
    figure, axis = plt.subplots(figsize=(7.2, 1.0 + 0.36 * len(rows)))
    places = np.arange(len(rows))[::-1]
    axis.hlines(places, rows["conf_low"], rows["conf_high"], color=_PALETTE.series[0], linewidth=2.0, alpha=0.55)
    axis.plot(rows["estimate"], places, "o", color=_PALETTE.series[0], markersize=7)
    for place, n_events, n_obs in zip(places, rows["n_events"], rows["n_obs"], strict=True):
        counts = catalogue.text(f"{_AREA}.x_of_y", x=_whole(n_events, catalogue), y=_whole(n_obs, catalogue))
        axis.text(1.015, place, counts, va="center", fontsize=10, color=_PALETTE.muted)
    axis.set_yticks(places, [labels.label("theme", theme) for theme in rows["theme"]])
    axis.set_xlabel(catalogue.text(f"{_AREA}.share"))
    _share_axis(axis, len(rows), catalogue)
    return figure


def prevalence_by_group(rows: pd.DataFrame, *, dimension: str, labels: Labels, catalogue: Catalogue) -> Figure:
    """Draw the share of interviews that hold each theme, one panel for each group of speakers.

    Parameters
    ----------
    rows : DataFrame
        ``theme``, the dimension, ``n_sources_with_theme``, ``n_sources``, ``conf_low`` and ``conf_high``; see
        :func:`evaluation.reporting.voices.group_rows`. Themes are sorted by their share over all groups.
    dimension : str
        ``role``, ``arm`` or ``community``.
    labels : Labels
    catalogue : Catalogue
    """
    from matplotlib import pyplot as plt

    style.apply_style()
    if rows.empty:
        return _nothing(catalogue)
    totals = rows.groupby("theme")[["n_sources_with_theme", "n_sources"]].sum()
    share = totals["n_sources_with_theme"] / totals["n_sources"]
    themes = list(share.sort_values(ascending=False, kind="stable").index)
    groups = list(dict.fromkeys(rows[dimension]))
    columns = min(_MOST_PANELS_IN_A_ROW, len(groups))
    n_rows = math.ceil(len(groups) / columns)
    width = _PANEL_WIDTHS[columns]
    figure, grid = plt.subplots(
        n_rows,
        columns,
        figsize=(2.6 + width * columns, (1.35 + 0.34 * len(themes)) * n_rows),
        squeeze=False,
        sharey=True,
    )
    axes = list(grid.ravel())
    for axis in axes[len(groups) :]:
        axis.remove()
    places = {theme: len(themes) - 1 - number for number, theme in enumerate(themes)}
    for number, (group, axis) in enumerate(zip(groups, axes, strict=False)):
        ours = rows[rows[dimension] == group]
        _group_panel(axis, ours, places, colour=_PALETTE.series[0])
        n_sources = catalogue.text(f"{_AREA}.interviews", count=int(ours["n_sources"].iloc[0]))
        axis.set_title(f"{textwrap.fill(labels.label(dimension, group), int(11 * width))}\n{n_sources}", fontsize=10)
        _share_axis(axis, len(themes), catalogue, sparse=True)
        axis.tick_params(axis="y", labelleft=number % columns == 0, left=number % columns == 0)
    axes[0].set_yticks(list(places.values()), [labels.label("theme", theme) for theme in places])
    figure.supxlabel(catalogue.text(f"{_AREA}.share_of_group"), fontsize=11)
    return figure


def agreement(rows: pd.DataFrame, *, labels: Labels, catalogue: Catalogue) -> Figure:
    """Draw Krippendorff's alpha with its interval: all themes together, then each theme, the clearest first.

    Parameters
    ----------
    rows : DataFrame
        ``theme`` (``all`` for all together), ``estimate``, ``conf_low``, ``conf_high``; themes without an estimate
        are left out. See :func:`evaluation.reporting.voices.agreement_rows`.
    labels : Labels
    catalogue : Catalogue
    """
    from matplotlib import pyplot as plt

    style.apply_style()
    rows = rows[rows["estimate"].notna()]
    if rows.empty:
        return _nothing(catalogue)
    themes = rows[rows["theme"] != "all"].sort_values(["estimate", "theme"], ascending=[False, True])
    rows = pd.concat([rows[rows["theme"] == "all"], themes])
    figure, axis = plt.subplots(figsize=(7.2, 1.4 + 0.36 * len(rows)))
    places = np.arange(len(rows))[::-1]
    for place, (_, row) in zip(places, rows.iterrows(), strict=True):
        together = row["theme"] == "all"
        settled = row["conf_low"] >= TENTATIVE
        colour = _PALETTE.series[0] if settled else _PALETTE.highlight
        axis.hlines(
            place, row["conf_low"], row["conf_high"], color=colour, linewidth=3.0 if together else 2.0, alpha=0.6
        )
        marker = "D" if together else "o" if settled else "s"
        axis.plot([row["estimate"]], [place], marker, color=colour, markersize=8 if together else 7)
    for level, key in ((TENTATIVE, "tentative"), (RELIABLE, "reliable")):
        axis.axvline(level, color=_PALETTE.ink, linewidth=1.0, dashes=(4, 3))
        axis.annotate(
            catalogue.text(f"{_AREA}.{key}"),
            xy=(level, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(-4 if level == TENTATIVE else 4, 4),
            textcoords="offset points",
            ha="right" if level == TENTATIVE else "left",
            va="bottom",
            fontsize=9.5,
        )
    everything = catalogue.text(f"{_AREA}.all_themes")
    names = [everything if theme == "all" else labels.label("theme", theme) for theme in rows["theme"]]
    axis.set_yticks(places, names)
    lowest = min(0.0, float(np.nanmin(rows[["estimate", "conf_low"]].to_numpy(dtype=float), initial=0.0)))
    axis.set_xlim(lowest - 0.02, 1.02)
    axis.set_ylim(-0.7, len(rows) - 0.3)
    axis.set_xlabel(catalogue.text(f"{_AREA}.alpha"))
    axis.grid(axis="x")
    axis.grid(visible=False, axis="y")
    return figure


def sorted_groups(groups: Sequence[str], order: Sequence[str]) -> list[str]:
    """Return groups in the order of their code list; joined and broader groups come last."""
    known = list(order)
    return sorted(groups, key=lambda group: (known.index(group) if group in known else len(known), group))


def _group_panel(axis: Axes, rows: pd.DataFrame, places: dict[str, int], *, colour: str) -> None:
    heights = [places[theme] for theme in rows["theme"]]
    shares = rows["n_sources_with_theme"] / rows["n_sources"]
    axis.hlines(heights, rows["conf_low"], rows["conf_high"], color=colour, linewidth=1.8, alpha=0.5)
    axis.plot(shares, heights, "o", color=colour, markersize=6)


def _share_axis(axis: Axes, n_themes: int, catalogue: Catalogue, *, sparse: bool = False) -> None:
    ticks = [0.0, 0.5, 1.0] if sparse else [0.0, 0.25, 0.5, 0.75, 1.0]
    axis.set_xlim(-0.03, 1.03)
    axis.set_ylim(-0.7, n_themes - 0.3)
    axis.set_xticks(ticks, [numbers.percent(tick, 0, catalogue.language) for tick in ticks])
    axis.grid(axis="x")
    axis.grid(visible=False, axis="y")


def _whole(value: float, catalogue: Catalogue) -> str:
    return numbers.number(float(value), 0, catalogue.language)


def _nothing(catalogue: Catalogue) -> Figure:
    from matplotlib import pyplot as plt

    figure, axis = plt.subplots(figsize=(7.2, 1.0))
    axis.set_axis_off()
    axis.text(0.0, 0.5, catalogue.text(f"{_AREA}.nothing"), va="center")
    return figure
