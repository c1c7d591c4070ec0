"""Figures of code saturation: how many themes so many interviews hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from evaluation.reporting import style
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.figures.words import legend_below, message

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_AREA = "voices.figure"
_PALETTE = style.PALETTE


def saturation_orders(table: pd.DataFrame, *, catalogue: Catalogue) -> Figure:
    """Draw the codes that the first interviews hold, in the order held and over random orders.

    Each step in the order held is about one interview: for the evaluator only.

    Parameters
    ----------
    table : DataFrame
        The restricted table ``saturation_orders``: ``n_sources``, ``codes_in_order_held`` (missing where the order is
        not known), ``codes_median``, ``codes_low``, ``codes_high``.
    catalogue : Catalogue
    """
    from matplotlib import pyplot as plt

    style.apply_style()
    if table.empty:
        return message(catalogue.text(f"{_AREA}.nothing"))
    figure, axis = plt.subplots(figsize=(style.WIDTH, 3.2))
    number = table["n_sources"]
    band = axis.fill_between(
        number, table["codes_low"], table["codes_high"], step="mid", color=_PALETTE.series[0], alpha=0.2, linewidth=0
    )
    (median,) = axis.plot(number, table["codes_median"], color=_PALETTE.series[0])
    handles, keys = [median, band], ["median", "band"]
    if table["codes_in_order_held"].notna().all():
        held = axis.plot(number, table["codes_in_order_held"], "o", color=_PALETTE.highlight, markersize=4)
        handles, keys = [*handles, *held], [*keys, "held"]
    _axes_of_codes(figure, catalogue)
    legend_below(figure, handles, [catalogue.text(f"{_AREA}.orders.{key}") for key in keys])
    return figure


def expected_themes(table: pd.DataFrame, *, catalogue: Catalogue) -> Figure:
    """Draw how many themes so many interviews would hold, on average over all choices of them.

    Parameters
    ----------
    table : DataFrame
        The table ``themes_saturation``: ``n_sources``, ``expected_themes``.
    catalogue : Catalogue
    """
    from matplotlib import pyplot as plt

    style.apply_style()
    figure, axis = plt.subplots(figsize=(style.WIDTH, 2.8))
    axis.plot(table["n_sources"], table["expected_themes"], "-o", color=_PALETTE.series[0], markersize=3.5)
    _axes_of_codes(figure, catalogue)
    return figure


def _axes_of_codes(figure: Figure, catalogue: Catalogue) -> None:
    from matplotlib.ticker import MaxNLocator

    (axis,) = figure.axes
    axis.set_xlim(left=0)
    axis.set_ylim(bottom=0)
    axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    axis.set_xlabel(catalogue.text(f"{_AREA}.number_of_interviews"))
    axis.set_ylabel(catalogue.text(f"{_AREA}.number_of_themes"))
