"""Rates of overdose deaths by group of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from evaluation.reporting import style
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.figures.panels import EVERYBODY, panels, place_column, titled
from evaluation.reporting.figures.periods import period_span
from evaluation.reporting.figures.words import NAMES_WIDTH, NamedRows, legend_below
from evaluation.reporting.labels import Labels
from evaluation.stats.rates import poisson_rates

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_AREA = "overdose_deaths.figure"


def group_rates(
    table: pd.DataFrame,
    *,
    dimension: str,
    interventions: Sequence[Mapping[str, Any]],
    labels: Labels,
    catalogue: Catalogue,
) -> Figure:
    """Draw deaths per 100,000 person-years of each group of people, before the first intervention and after the last.

    Without an intervention there is one rate for the whole time. Periods that an intervention cuts are left out.

    Parameters
    ----------
    table : DataFrame
        ``period`` (months, quarters or years), ``arm`` if there are arms, the dimension, ``deaths`` and
        ``person_years``; groups without person-years are left out.
    dimension : str
        ``age_group``, ``sex`` or ``race_ethnicity``.
    interventions : sequence of mapping
        ``name``, ``date`` (ISO) and ``description``, as in the analysis plan.
    labels : Labels
    catalogue : Catalogue
    """
    style.apply_style()
    rates = rates_by_group(table, dimension=dimension, interventions=interventions)
    place = place_column(table)
    known = list(labels.of(dimension))
    groups = sorted(
        set(rates[dimension]), key=lambda code: (known.index(code) if code in known else len(known), code)
    )
    keys, times = list(dict.fromkeys(rates["series"])), list(dict.fromkeys(rates["time"]))
    named = NamedRows.of([labels.label(dimension, group) for group in groups], least=0.2 + 0.13 * len(times))
    figure, axes, room = panels(keys, height=0.6 + named.height, labels_width=NAMES_WIDTH, more=0.25, share_y=True)
    for key, axis in zip(keys, axes, strict=True):
        for number, time in enumerate(times):
            ours = rates[(rates["series"] == key) & (rates["time"] == time)].set_index(dimension).reindex(groups)
            shift = 0.13 * (number - (len(times) - 1) / 2)
            axis.errorbar(
                ours["rate"],
                np.array(named.places) + shift,
                xerr=np.vstack([ours["rate"] - ours["conf_low"], ours["conf_high"] - ours["rate"]]),
                linestyle="",
                marker=style.MARKERS[number],
                color=style.PALETTE.series[0] if number == len(times) - 1 else style.PALETTE.muted,
                label=_time_label(rates[rates["time"] == time], time, catalogue),
            )
        titled(axis, labels.label(place, key) if place else "", room)
        axis.set_xlim(0, 1.05 * rates["conf_high"].max())
        axis.xaxis.get_major_locator().set_params(nbins=6 if len(keys) <= 3 else 3)
        named.label(axis)
    label = catalogue.text(f"{_AREA}.rate")
    if len(times) > 1:
        legend_below(figure, *axes[0].get_legend_handles_labels(), axis_label=label)
    else:
        figure.supxlabel(label)
    return figure


def rates_by_group(
    table: pd.DataFrame, *, dimension: str, interventions: Sequence[Mapping[str, Any]]
) -> pd.DataFrame:
    """Return the rates that :func:`group_rates` draws.

    Returns
    -------
    DataFrame
        ``series``, the dimension, ``time`` (``before``, ``after`` or ``whole``), ``first_year``, ``last_year``,
        ``deaths``, ``person_years``, ``rate``, ``conf_low``, ``conf_high`` (95 %, exact Poisson).
    """
    table = table[table["person_years"] > 0]
    place = place_column(table)
    spans = [period_span(period) for period in table["period"]]
    starts = sorted(period_span(str(each["date"])[:7])[0] for each in interventions)
    times = ["whole"] * len(spans)
    if starts:
        edge = 1e-6
        times = [
            "before" if start + months / 12 <= starts[0] + edge else "after" if start >= starts[-1] - edge else None
            for start, months in spans
        ]
    table = table.assign(
        series=table[place] if place else EVERYBODY,
        time=pd.Categorical(times, ["before", "after", "whole"]),
        year=[int(start + 1e-6) for start, _ in spans],
    )
    sums = (
        table[table["time"].notna()]
        .groupby(["series", dimension, "time"], sort=True, observed=True)
        .agg(
            first_year=("year", "min"),
            last_year=("year", "max"),
            deaths=("deaths", "sum"),
            person_years=("person_years", "sum"),
        )
        .reset_index()
        .sort_values(["time", "series", dimension], ignore_index=True)
    )
    found = poisson_rates(sums["deaths"], sums["person_years"], conf_level=0.95, per=100_000)
    return sums.assign(
        time=sums["time"].astype("str"), rate=found.rate, conf_low=found.conf_low, conf_high=found.conf_high
    )


def _time_label(rows: pd.DataFrame, time: str, catalogue: Catalogue) -> str:
    years = years_from_to(int(rows["first_year"].min()), int(rows["last_year"].max()))
    return catalogue.text(f"{_AREA}.{time}", years=years)


def years_from_to(first: int, last: int) -> str:
    """Return the years of a period: ``2016–2019``, or ``2016``."""
    return str(first) if first == last else f"{first}–{last}"
