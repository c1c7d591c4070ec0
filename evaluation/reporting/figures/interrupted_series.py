"""Series of one's own, period by period: what was seen, what the model fits, and what was expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from evaluation.data.calendar import Frequency
from evaluation.data.months import DAYS_PER_YEAR
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.figures.interrupted import LEGEND, Start, draw_interrupted
from evaluation.reporting.figures.panels import key_in_words
from evaluation.reporting.figures.periods import period_span
from evaluation.reporting.plan import Plan

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from evaluation.data.parameters import InterruptedSeriesParameters

_AREA = "interrupted_series.figure"
_ISO_DAY = len("YYYY-MM-DD")


def series_by_period(
    numbers: pd.DataFrame,
    fitted: pd.DataFrame,
    *,
    parameters: InterruptedSeriesParameters,
    catalogue: Catalogue,
) -> Figure:
    """Draw each series as points, with the line of its model and what was expected without the interventions.

    Parameters
    ----------
    numbers : DataFrame
        ``period``, ``series``, ``role`` (``series``, ``control`` or ``negative_control``), ``value`` (NaN where it is
        missing or known only as a range: a bar from ``value_low`` to ``value_high`` then), ``in_model``.
    fitted : DataFrame
        ``period``, ``series``, ``fitted``, ``counterfactual`` and the ends of its interval.
    parameters : InterruptedSeriesParameters
    catalogue : Catalogue
    """
    frequency = Frequency(parameters.frequency)
    half = 0.5 / frequency.periods_per_year
    points = numbers[numbers["value"].notna()]
    roles = dict(zip(numbers["series"], numbers["role"], strict=True))
    label = parameters.unit
    if parameters.kind == "count":
        label = catalogue.text(f"{_AREA}.per_period", unit=parameters.unit, period=str(frequency))
    return draw_interrupted(
        pd.DataFrame(
            {
                "series": points["series"],
                "time": _middles(points, half),
                "value": points["value"].astype(float),
                "hollow": ~points["in_model"].astype(bool),
            }
        ),
        fitted.assign(time=_middles(fitted, half), trend=float("nan")),
        starts=[
            Start(
                _start(str(each.date)),
                Plan.name_of(each.model_dump(mode="json")),
                each.lag / frequency.periods_per_year,
                each.transition / frequency.periods_per_year,
            )
            for each in parameters.interventions
        ],
        titles={key: _title(key, role, catalogue) for key, role in roles.items()},
        label=label,
        words={name: catalogue.text(f"{_AREA}.{name}", period=str(frequency)) for name in LEGEND},
        from_zero=parameters.kind == "count",
        ranges=_ranges(numbers, half),
    )


def _ranges(numbers: pd.DataFrame, half: float) -> pd.DataFrame:
    """Return the periods that are known only to lie in a range."""
    rows = numbers[numbers["value"].isna() & numbers["value_low"].notna()]
    return pd.DataFrame(
        {
            "series": rows["series"],
            "time": _middles(rows, half),
            "low": rows["value_low"],
            "high": rows["value_high"],
        }
    )


def _middles(rows: pd.DataFrame, half: float) -> pd.Series:
    return rows["period"].map(_start).astype(float) + half


def _title(key: str, role: str, catalogue: Catalogue) -> str:
    words = key_in_words(key)
    return words if role == "series" else catalogue.text(f"{_AREA}.role.{role}", series=words)


def _start(period: str) -> float:
    """Return the start of a period, or an ISO date, in years."""
    if len(period) != _ISO_DAY:
        return period_span(period)[0]
    return period_span(period[:7])[0] + (int(period[8:]) - 1) / DAYS_PER_YEAR
