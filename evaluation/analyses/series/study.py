"""Series of a file as series of a study."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.analyses.interruption.study import Kind, StudiedSeries, Study
from evaluation.analyses.ledger import EVERYBODY, Scope
from evaluation.data.parameters.interrupted_series import InterruptedSeriesParameters
from evaluation.data.regular_series import RegularSeries
from evaluation.data.validated import ValidatedTable
from evaluation.stats.series.interrupted_series import Link

STEM = "interrupted_series"
_LINKS = {"identity": Link.IDENTITY, "log": Link.LOG, "logit": Link.LOGIT}
_RATE_UNITS = {"person_time": "of the exposure and year", "population": "of the exposure"}


def study_of(
    series: Sequence[RegularSeries], table: ValidatedTable, parameters: InterruptedSeriesParameters
) -> Study:
    """Return series of one file with what was declared about them.

    Parameters
    ----------
    series : sequence of RegularSeries
        One or more, of one calendar.
    table : ValidatedTable
        That they were read from.
    parameters : InterruptedSeriesParameters
    """
    calendar = series[0].calendar
    is_count = parameters.kind == "count"
    has_exposure = is_count and "exposure" in table.frame
    return Study(
        stem=STEM,
        series=tuple(_studied(each, "series" in table.frame) for each in series),
        kind=Kind(parameters.kind),
        link=Link.LOG if is_count else _LINKS[parameters.scale],
        periods=calendar.labels,
        span=f"{calendar.day(0)}/{calendar.day(calendar.n_periods)}",
        position=float(calendar.year_phase[0] * calendar.periods_per_year),
        periods_per_year=calendar.periods_per_year,
        row_of=calendar.position_of_day,
        parameters=parameters,
        unit=parameters.unit,
        rate_units=_RATE_UNITS if has_exposure else {},
        unit_of_period=str(calendar.frequency),
        table_prefix="series_",
    )


def _studied(series: RegularSeries, is_named: bool) -> StudiedSeries:
    return StudiedSeries(
        key=series.key,
        scope=Scope(series.key, (("series", series.key),)) if is_named else EVERYBODY,
        low=series.low,
        high=series.high,
        exposures=series.exposures,
    )
