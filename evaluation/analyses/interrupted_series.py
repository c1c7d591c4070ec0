"""Interrupted series: did any count or value, period by period, change when an intervention began."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evaluation.analyses.interruption.averted import estimate_averted
from evaluation.analyses.interruption.controlled import estimate_controlled
from evaluation.analyses.interruption.curves import basis_table, correlogram_table, line_table
from evaluation.analyses.interruption.declared import check_declared
from evaluation.analyses.interruption.effects import estimate_effects, estimate_trends
from evaluation.analyses.interruption.modelled import model_all
from evaluation.analyses.interruption.negative_controls import negative_control_rows
from evaluation.analyses.interruption.remarks import range_remarks, sum_remarks
from evaluation.analyses.interruption.robustness import examine
from evaluation.analyses.interruption.study import StudiedSeries, Study
from evaluation.analyses.result import AnalysisResult
from evaluation.analyses.series.outputs import count_rows, numbers_table
from evaluation.analyses.series.study import study_of
from evaluation.data.output_table import Sensitivity
from evaluation.data.parameters.interrupted_series import InterruptedSeriesParameters
from evaluation.data.parameters.section import Depth
from evaluation.data.regular_series import RegularSeries, regular_series, series_remarks

if TYPE_CHECKING:
    import numpy as np

    from evaluation.data.validated import Tables


def analyse(
    tables: Tables, parameters: InterruptedSeriesParameters, rng: np.random.Generator, depth: Depth = "quick"
) -> AnalysisResult:
    """Estimate the trend of each series, and the effect of each declared intervention on it.

    Parameters
    ----------
    tables : Tables
        With the source of the series.
    parameters : InterruptedSeriesParameters
    rng : numpy.random.Generator
        For the intervals of events averted; what is asked beyond has streams of its own.
    depth : {"quick", "full"}
        ``full`` adds the joint test of the specification curve and, for counts, power.

    Returns
    -------
    AnalysisResult
        The quantities that ``docs/methods/interrupted_series.md`` lists; without a declared intervention the trend
        and its diagnostics only. A series that does not determine its model gives rows whose estimate is missing and
        whose note says why. Tables: ``series_by_period``, ``series_fitted``, ``series_residual_autocorrelation``, of
        counts ``series_modelled`` and, with an intervention, ``series_leave_one_year_out``, ``series_placebo_dates``
        and ``series_specification_curve``.

    Raises
    ------
    DataError, ParameterError
        If the series cannot be analysed as the parameters say: see
        :func:`evaluation.data.regular_series.regular_series`, or if the model cannot be fitted as it is
        declared: see :func:`evaluation.analyses.interruption.declared.check_declared`.
    """
    given = _given(tables, parameters)
    study, outcomes = given.study, given.negative_controls
    modelled, unchanged = model_all(study), model_all(study, series=outcomes)
    of_people = Sensitivity.PATIENT
    more, more_tables = examine(study, modelled, rng, depth=depth, sensitivity=of_people)
    estimates = [
        *count_rows(study, [*study.series, *outcomes], tables[parameters.data].dropped),
        *estimate_trends(study, modelled),
        *estimate_effects(study, modelled),
        *estimate_averted(study, modelled, rng),
        *estimate_controlled(study, modelled),
        *negative_control_rows(study, unchanged),
        *more,
    ]
    both = [*modelled, *unchanged]
    roles = [(each, "control" if each.key in parameters.controls else "series") for each in study.series]
    outputs = [
        numbers_table(study, [*roles, *((each, "negative_control") for each in outcomes)]),
        line_table(study.table_name("fitted"), study, both, of_people),
        correlogram_table(study.table_name("residual_autocorrelation"), study, both, of_people),
        *([basis_table(study.table_name("modelled"), study, both, of_people)] if parameters.kind == "count" else []),
        *more_tables,
    ]
    return AnalysisResult(estimates=tuple(estimates), tables=tuple(outputs))


def check(tables: Tables, parameters: InterruptedSeriesParameters) -> tuple[str, ...]:
    """Return what to know of the data, or raise what :func:`analyse` would raise; nothing is estimated."""
    given = _given(tables, parameters)
    remarks = [*series_remarks(tables[parameters.data], given.series, parameters.parts), *sum_remarks(given.study)]
    remarks += range_remarks(given.study)
    return tuple(f"{parameters.data}: {remark}" for remark in remarks)


@dataclass(frozen=True, eq=False)
class _Given:
    series: tuple[RegularSeries, ...]
    study: Study
    negative_controls: tuple[StudiedSeries, ...]


def _given(tables: Tables, parameters: InterruptedSeriesParameters) -> _Given:
    table = tables[parameters.data]
    series = regular_series(table, parameters)
    study = study_of(series, table, parameters)
    check_declared(study)
    apart = tuple(each for each in study.series if each.key in parameters.negative_controls)
    kept = tuple(each for each in study.series if each.key not in parameters.negative_controls)
    return _Given(series, replace(study, series=kept), apart)
