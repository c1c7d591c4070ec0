"""Figures of overdose deaths: years, effects, and what the model leaves over."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import pandas as pd

from evaluation.reporting import style
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.figures.panels import EVERYBODY, PLACES, label_upright, panels, series_label, titled
from evaluation.reporting.figures.ratios import Ratio, ratio_panels
from evaluation.reporting.figures.series import draw_series
from evaluation.reporting.figures.words import legend_below
from evaluation.reporting.labels import Labels

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_AREA = "overdose_deaths.figure"


def yearly_rates(
    rows: pd.DataFrame, *, controls: Collection[str] = (), labels: Labels, catalogue: Catalogue
) -> Figure:
    """Draw deaths per 100,000 person-years by calendar year with intervals, one line for each series.

    Parameters
    ----------
    rows : DataFrame
        Rows of the ledger whose quantity is ``death_rate``: ``arm``, ``community``, ``period``, ``estimate``,
        ``conf_low``, ``conf_high``.
    controls : collection of str
        Series that the interventions did not reach, which the legend says.
    labels : Labels
    catalogue : Catalogue
    """
    from matplotlib import pyplot as plt

    style.apply_style()
    figure, axis = plt.subplots(figsize=(style.WIDTH, 3.4))
    points = rows.assign(series=rows["arm"] + rows["community"], x=rows["period"].str[:4].astype(int))
    handles = draw_series(axis, points, apart=0.07)
    axis.set_ylim(bottom=0)
    axis.set_ylabel(catalogue.text(f"{_AREA}.rate"))
    axis.xaxis.get_major_locator().set_params(integer=True, nbins=8)
    if handles:
        firsts = points.drop_duplicates("series").set_index("series")
        names = {key: _scope_label(labels, firsts.loc[key]) for key in handles}
        names |= {key: catalogue.text(f"{_AREA}.control", scope=names[key]) for key in handles if key in controls}
        legend_below(figure, list(handles.values()), list(names.values()))
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
    rows = rows[rows["estimate"].notna()].assign(scope=lambda frame: frame["arm"] + frame["community"])
    scopes = list(dict.fromkeys(rows["scope"]))
    parts = []
    for scope in scopes:
        ours = rows[rows["scope"] == scope]
        ratios = [
            Ratio(
                catalogue.text(f"{_AREA}.{row['quantity']}") + _of_intervention(row),
                row["estimate"],
                row["conf_low"],
                row["conf_high"],
            )
            for _, row in ours.iterrows()
        ]
        parts.append((_scope_label(labels, ours.iloc[0]) if len(scopes) > 1 else "", ratios))
    return ratio_panels(parts, label=catalogue.text(f"{_AREA}.rate_ratio"), language=catalogue.language)


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
    figure, axes, room = panels(keys, height=1.9)
    for key, axis in zip(keys, axes, strict=True):
        ours = table[table["series"] == key]
        axis.bar(ours["lag"], ours["autocorrelation"], width=0.6, color=style.PALETTE.series[0])
        for side in (-1, 1) if len(ours) else ():
            axis.axhline(side * ours["limit"].iloc[0], color=style.PALETTE.muted, linewidth=1.2, linestyle="--")
        axis.axhline(0, color=style.PALETTE.ink, linewidth=0.8)
        axis.set_ylim(-reach, reach)
        titled(axis, series_label(labels, key) if len(keys) > 1 else "", room)
    figure.supxlabel(catalogue.text(f"{_AREA}.lag"))
    label_upright(axes, catalogue.text(f"{_AREA}.autocorrelation"))
    return figure


def _scope_label(labels: Labels, row: pd.Series) -> str:
    for name in PLACES:
        if row[name]:
            return labels.label(name, row[name])
    return labels.label("arm", EVERYBODY)


def _of_intervention(row: pd.Series) -> str:
    """Return the name of the intervention of a row where there are several."""
    more = str(row["result_id"]).split("/")[3:]
    return f" ({more[0].replace('_', ' ')})" if more else ""
