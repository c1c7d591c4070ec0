"""Overdose deaths by month: what was seen, what the model fits, and what was expected."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.figures.interrupted import LEGEND, Start, draw_interrupted
from evaluation.reporting.figures.panels import EVERYBODY, place_column
from evaluation.reporting.figures.periods import first_month, last_month, period_span
from evaluation.reporting.labels import Labels
from evaluation.reporting.plan import Plan

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_AREA = "overdose_deaths.figure"
_MONTHS_WITH_SEASONS = 24
_LINES = ("fitted", "counterfactual", "counterfactual_low", "counterfactual_high")


def monthly_deaths(
    by_month: pd.DataFrame,
    fitted: pd.DataFrame | None,
    *,
    interventions: Sequence[Mapping[str, Any]],
    left_out: Collection[int] = (),
    controls: Collection[str] = (),
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
    controls : collection of str
        Series that the interventions did not reach: their titles say so, and their starts have no labels.
    labels : Labels
    catalogue : Catalogue
    """
    points = _points(by_month, left_out)
    lines = _per_month(fitted, interventions)
    keys = list(dict.fromkeys(points["series"]))
    names = {key: labels.label(place_column(by_month), key) for key in keys}
    trend = [pd.Series(_trend(lines[lines["series"] == key], interventions)) for key in keys]
    lines = pd.concat([lines[lines["series"] == key] for key in keys], ignore_index=True)
    return draw_interrupted(
        points,
        lines.assign(time=_decimal_years(lines["period"]), trend=pd.concat(trend, ignore_index=True)),
        starts=[
            Start(period_span(str(each["date"])[:7])[0], Plan.name_of(each), *_lag_and_transition(each))
            for each in interventions
        ],
        titles={
            key: name if key not in controls else catalogue.text(f"{_AREA}.control", scope=name)
            for key, name in names.items()
        },
        controls=controls,
        label=catalogue.text(f"{_AREA}.deaths_per_month"),
        words={name: catalogue.text(f"{_AREA}.{name}") for name in LEGEND},
    )


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
            "value": by_month["deaths"] / np.array(months),
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


def _lag_and_transition(intervention: Mapping[str, Any]) -> tuple[float, float]:
    """Return the years in which nothing changes yet, and those after them that are compared with nothing."""
    return int(intervention.get("lag", 0)) / 12, int(intervention.get("transition", 0)) / 12
