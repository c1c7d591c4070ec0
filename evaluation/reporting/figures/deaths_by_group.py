"""Rates of overdose deaths by group of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from evaluation.data.months import month_start
from evaluation.reporting import numbers, style
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.figures.panels import EVERYBODY, panels, place_column, titled
from evaluation.reporting.figures.periods import period_span
from evaluation.reporting.figures.words import NAMES_WIDTH, NamedRows, legend_below
from evaluation.reporting.labels import Labels
from evaluation.stats.rate_reliability import RateStandard, Reliability, rate_reliability
from evaluation.stats.rates import poisson_rates

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_AREA = "overdose_deaths.figure"


def group_rates(
    table: pd.DataFrame,
    *,
    dimension: str,
    interventions: Sequence[Mapping[str, Any]],
    conf_level: float,
    labels: Labels,
    catalogue: Catalogue,
    standard: RateStandard | None = None,
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
    conf_level : float
        Of the intervals.
    labels : Labels
    catalogue : Catalogue
    standard : RateStandard, optional
        Rates that it does not show are not drawn.
    """
    style.apply_style()
    rates = rates_by_group(
        table, dimension=dimension, interventions=interventions, conf_level=conf_level, standard=standard
    )
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
    table: pd.DataFrame,
    *,
    dimension: str,
    interventions: Sequence[Mapping[str, Any]],
    conf_level: float,
    standard: RateStandard | None = None,
) -> pd.DataFrame:
    """Return the rates that :func:`group_rates` draws.

    Returns
    -------
    DataFrame
        ``series``, the dimension, ``time`` (``before``, ``after`` or ``whole``), ``first_month``, ``last_month``
        (month numbers), ``deaths``, ``person_years``, ``rate``, ``conf_low``, ``conf_high`` (exact Poisson; missing
        where the standard does not show them), ``reliability``.
    """
    table = table[table["person_years"] > 0]
    place = place_column(table)
    spans = [_months(period) for period in table["period"]]
    table = table.assign(
        series=table[place] if place else EVERYBODY,
        time=pd.Categorical(_times(spans, interventions), ["before", "after", "whole"]),
        first=[first for first, _ in spans],
        last=[stop - 1 for _, stop in spans],
    )
    sums = (
        table[table["time"].notna()]
        .groupby(["series", dimension, "time"], sort=True, observed=True)
        .agg(
            first_month=("first", "min"),
            last_month=("last", "max"),
            deaths=("deaths", "sum"),
            person_years=("person_years", "sum"),
        )
        .reset_index()
        .sort_values(["time", "series", dimension], ignore_index=True)
    )
    found = poisson_rates(sums["deaths"], sums["person_years"], conf_level=conf_level, per=100_000)
    marks = rate_reliability(sums["deaths"], standard)
    rates = pd.DataFrame({"rate": found.rate, "conf_low": found.conf_low, "conf_high": found.conf_high})
    rates = rates[[mark is not Reliability.NOT_SHOWN for mark in marks]].reindex(sums.index)
    return sums.assign(time=sums["time"].astype("str"), reliability=marks).join(rates)


def left_out(table: pd.DataFrame, *, interventions: Sequence[Mapping[str, Any]]) -> list[tuple[int, int]]:
    """Return the runs of months (first and last, as month numbers) that are neither before nor after the starts."""
    spans = sorted({_months(period) for period in table.loc[table["person_years"] > 0, "period"]})
    times = _times(spans, interventions)
    months = sorted(
        {month for (first, stop), time in zip(spans, times, strict=True) if not time for month in range(first, stop)}
    )
    firsts = [month for month in months if month - 1 not in months]
    lasts = [month for month in months if month + 1 not in months]
    return list(zip(firsts, lasts, strict=True))


def from_to(first: int, last: int, language: str) -> str:
    """Return what a run of months is called: ``2016–2019`` or ``2016`` for whole years, else its months."""
    if first % 12 == 0 and last % 12 == 11:
        years = [str(first // 12), str(last // 12)]
    else:
        years = [numbers.month(month_start(month), language) for month in (first, last)]
    return years[0] if years[0] == years[1] else f"{years[0]}–{years[1]}"


def _months(period: str) -> tuple[int, int]:
    """Return the first month of a period, and the first no longer in it."""
    start, n_months = period_span(str(period))
    first = round(start * 12)
    return first, first + n_months


def _times(spans: Sequence[tuple[int, int]], interventions: Sequence[Mapping[str, Any]]) -> list[str | None]:
    starts = sorted(_months(str(each["date"])[:7])[0] for each in interventions)
    if not starts:
        return ["whole"] * len(spans)
    return ["before" if stop <= starts[0] else "after" if first >= starts[-1] else None for first, stop in spans]


def _time_label(rows: pd.DataFrame, time: str, catalogue: Catalogue) -> str:
    years = from_to(int(rows["first_month"].min()), int(rows["last_month"].max()), catalogue.language)
    return catalogue.text(f"{_AREA}.{time}", years=years)
