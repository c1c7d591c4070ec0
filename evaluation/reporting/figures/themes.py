"""Figures of themes: how many interviews hold each theme, by whom, and how far coders agree on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from evaluation.reporting import numbers, style
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.figures.words import NAMES_WIDTH, POINTS_PER_INCH, NamedRows, height_of, message, wrapped
from evaluation.reporting.labels import Labels
from evaluation.stats.coder_agreement import RELIABLE, TENTATIVE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_AREA = "voices.figure"
_MOST_PANELS_IN_A_ROW = 3
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
        return message(catalogue.text(f"{_AREA}.nothing"))
    rows = rows.sort_values(["estimate", "theme"], ascending=[False, True])
    named = NamedRows.of([labels.label("theme", theme) for theme in rows["theme"]])
    figure, axis = plt.subplots(figsize=(style.WIDTH, 0.7 + named.height))
    places = named.places
    axis.hlines(places, rows["conf_low"], rows["conf_high"], color=_PALETTE.series[0], linewidth=2.0, alpha=0.55)
    axis.plot(rows["estimate"], places, "o", color=_PALETTE.series[0], markersize=7)
    for place, n_events, n_obs in zip(places, rows["n_events"], rows["n_obs"], strict=True):
        counts = catalogue.text(f"{_AREA}.x_of_y", x=_whole(n_events, catalogue), y=_whole(n_obs, catalogue))
        axis.text(1.015, place, counts, va="center", color=_PALETTE.muted)
    named.label(axis)
    axis.set_xlabel(catalogue.text(f"{_AREA}.share"))
    _share_axis(axis, catalogue)
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
        return message(catalogue.text(f"{_AREA}.nothing"))
    themes = by_share(rows)
    groups = list(dict.fromkeys(rows[dimension]))
    n_rows = math.ceil(len(groups) / _MOST_PANELS_IN_A_ROW)
    columns = math.ceil(len(groups) / n_rows)
    named = NamedRows.of([labels.label("theme", theme) for theme in themes], least=0.28)
    room = (style.WIDTH * POINTS_PER_INCH - NAMES_WIDTH) / columns - 12
    titles = [wrapped(labels.label(dimension, group), room, bold=True) for group in groups]
    above = max(map(height_of, titles)) + 0.5
    figure, grid = plt.subplots(
        n_rows,
        columns,
        figsize=(style.WIDTH, 0.3 + (0.3 + above + named.height) * n_rows),
        squeeze=False,
        sharey=True,
    )
    axes = list(grid.ravel())
    for axis in axes[len(groups) :]:
        axis.remove()
    places = dict(zip(themes, named.places, strict=True))
    for group, title, axis in zip(groups, titles, axes, strict=False):
        ours = rows[rows[dimension] == group]
        _group_panel(axis, ours, places, colour=_PALETTE.series[0])
        axis.set_title(title, pad=8 + 1.25 * style.FONT_SIZE)
        n_sources = catalogue.text(f"{_AREA}.interviews", count=int(ours["n_sources"].iloc[0]))
        axis.annotate(n_sources, (0, 1), xycoords="axes fraction", xytext=(0, 6), textcoords="offset points")
        named.label(axis)
        _share_axis(axis, catalogue, sparse=True)
    figure.supxlabel(catalogue.text(f"{_AREA}.share_of_group"))
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
        return message(catalogue.text(f"{_AREA}.nothing"))
    themes = rows[rows["theme"] != "all"].sort_values(["estimate", "theme"], ascending=[False, True])
    rows = pd.concat([rows[rows["theme"] == "all"], themes])
    everything = catalogue.text(f"{_AREA}.all_themes")
    names = [everything if theme == "all" else labels.label("theme", theme) for theme in rows["theme"]]
    named = NamedRows.of(names)
    figure, axis = plt.subplots(figsize=(style.WIDTH, 1.15 + named.height))
    for place, (_, row) in zip(named.places, rows.iterrows(), strict=True):
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
            wrapped(catalogue.text(f"{_AREA}.{key}"), 60),
            xy=(level, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(-4 if level == TENTATIVE else 4, 4),
            textcoords="offset points",
            ha="right" if level == TENTATIVE else "left",
            va="bottom",
        )
    lowest = min(0.0, float(np.nanmin(rows[["estimate", "conf_low"]].to_numpy(dtype=float), initial=0.0)))
    axis.set_xlim(lowest - 0.02, 1.02)
    axis.set_xlabel(catalogue.text(f"{_AREA}.alpha"))
    named.label(axis)
    return figure


def by_share(rows: pd.DataFrame) -> list[str]:
    """Return themes by their share of the interviews of all groups, the largest first."""
    totals = rows.groupby("theme")[["n_sources_with_theme", "n_sources"]].sum()
    share = totals["n_sources_with_theme"] / totals["n_sources"]
    return list(share.sort_values(ascending=False, kind="stable").index)


def sorted_groups(groups: Sequence[str], order: Sequence[str]) -> list[str]:
    """Return groups in the order of their code list; joined and broader groups come last."""
    known = list(order)
    return sorted(groups, key=lambda group: (known.index(group) if group in known else len(known), group))


def _group_panel(axis: Axes, rows: pd.DataFrame, places: dict[str, float], *, colour: str) -> None:
    heights = [places[theme] for theme in rows["theme"]]
    shares = rows["n_sources_with_theme"] / rows["n_sources"]
    axis.hlines(heights, rows["conf_low"], rows["conf_high"], color=colour, linewidth=1.8, alpha=0.5)
    axis.plot(shares, heights, "o", color=colour, markersize=6)


def _share_axis(axis: Axes, catalogue: Catalogue, *, sparse: bool = False) -> None:
    ticks = [0.0, 0.5, 1.0] if sparse else [0.0, 0.25, 0.5, 0.75, 1.0]
    axis.set_xlim(-0.03, 1.03)
    axis.set_xticks(ticks, [numbers.percent(tick, 0, catalogue.language) for tick in ticks])


def _whole(value: float, catalogue: Catalogue) -> str:
    return numbers.number(float(value), 0, catalogue.language)
