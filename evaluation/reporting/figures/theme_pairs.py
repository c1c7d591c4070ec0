"""Figure of themes that are spoken of in the same paragraphs: for the evaluator, who may see small numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.reporting import style
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.figures.words import NamedRows, legend_below, message
from evaluation.reporting.labels import Labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_THEMES = 14
_AREA = "voices.figure"
_PALETTE = style.PALETTE
_LARGEST = 190.0
_FALSE_DISCOVERY_RATE = 0.05


def pairs_of_themes(table: pd.DataFrame, *, labels: Labels, catalogue: Catalogue) -> Figure:
    """Draw how alike the paragraphs of each two themes are: a dot's area is Jaccard's index.

    Filled dots stand together more often than shuffles let expect, crosses less often, with false discoveries
    controlled. Themes that stand together stand side by side. The legend says how many themes are shown where not all
    have room: those with the largest index beside any other.

    Parameters
    ----------
    table : DataFrame
        The restricted table ``co_occurrence``: ``theme``, ``other_theme``, ``n_units_both``, ``jaccard``,
        ``expected``, ``p_adjusted``.
    labels : Labels
    catalogue : Catalogue
    """
    from matplotlib import pyplot as plt
    from matplotlib.lines import Line2D

    style.apply_style()
    table = table.astype({"jaccard": float, "expected": float, "p_adjusted": float})
    table = table[table["jaccard"].notna()]
    if table.empty:
        return message(catalogue.text(f"{_AREA}.nothing"))
    ends = pd.concat(
        [table[["theme", "jaccard"]], table[["other_theme", "jaccard"]].set_axis(["theme", "jaccard"], axis=1)]
    )
    alike = ends.groupby("theme")["jaccard"].max().sort_values(ascending=False, kind="stable")
    shown = sorted(alike.index[:MOST_THEMES])
    table = table[table["theme"].isin(shown) & table["other_theme"].isin(shown)]
    order = _side_by_side(shown, table)
    named = NamedRows.of([f"{n} {labels.label('theme', theme)}" for n, theme in enumerate(order, start=1)])
    figure, axis = plt.subplots(figsize=(style.WIDTH, 0.85 + named.height))
    _draw_pairs(axis, table, {theme: place for place, theme in enumerate(order)}, named.places)
    named.label(axis)
    axis.set_xticks(range(len(order)), [str(n) for n in range(1, len(order) + 1)])
    axis.set_xlim(-0.6, len(order) - 0.4)
    axis.xaxis.tick_top()
    axis.spines[["left", "bottom"]].set_visible(False)
    axis.tick_params(length=0)
    words = ""
    if len(alike) > len(order):
        words = catalogue.text(f"{_AREA}.of_all_themes", shown=str(len(order)), all=str(len(alike)))
    colour = _PALETTE.series[0]
    handles = [
        Line2D([], [], linestyle="", marker="o", color=colour, markersize=9),
        Line2D([], [], linestyle="", marker="X", color=_PALETTE.highlight, markersize=8),
        Line2D(
            [], [], linestyle="", marker="o", markerfacecolor="none", markeredgecolor=_PALETTE.muted, markersize=9
        ),
    ]
    legend_below(
        figure,
        handles,
        [catalogue.text(f"{_AREA}.pairs.{key}") for key in ("together", "apart", "chance")],
        axis_label=words,
    )
    return figure


def _draw_pairs(axis: Axes, table: pd.DataFrame, place: dict[str, int], heights: tuple[float, ...]) -> None:
    largest = float(table["jaccard"].max()) or 1.0
    for row in table.itertuples(index=False):
        first, second = sorted((place[row.theme], place[row.other_theme]))
        is_found = row.p_adjusted < _FALSE_DISCOVERY_RATE
        area = max(_LARGEST * row.jaccard / largest, 6.0)
        at = [first], [heights[second]]
        if is_found and row.n_units_both < row.expected:
            axis.scatter(*at, s=60, marker="X", color=_PALETTE.highlight, linewidths=0)
        elif is_found:
            axis.scatter(*at, s=area, color=_PALETTE.series[0], linewidths=0)
        else:
            axis.scatter(*at, s=area, facecolors="none", edgecolors=_PALETTE.muted, linewidths=1.0)


def _side_by_side(themes: list[str], table: pd.DataFrame) -> list[str]:
    """Return themes in an order in which those that stand together are near to each other."""
    from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
    from scipy.spatial.distance import squareform

    if len(themes) < 3:
        return themes
    apart = _distances(themes, table)
    tree = optimal_leaf_ordering(linkage(squareform(apart), "average"), squareform(apart))
    return [themes[place] for place in leaves_list(tree)]


def _distances(themes: list[str], table: pd.DataFrame) -> NDArray[np.float64]:
    place = {theme: number for number, theme in enumerate(themes)}
    apart = np.ones((len(themes), len(themes)))
    np.fill_diagonal(apart, 0.0)
    for row in table.itertuples(index=False):
        first, second = place[row.theme], place[row.other_theme]
        apart[first, second] = apart[second, first] = 1.0 - row.jaccard
    return apart
