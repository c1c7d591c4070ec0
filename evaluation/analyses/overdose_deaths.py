"""Overdose deaths: how many, is that changing, and did it change when an intervention began."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evaluation.analyses.deaths.description import count_rows, describe_years
from evaluation.analyses.deaths.diagnostics import diagnose
from evaluation.analyses.deaths.effects import estimate_effects, estimate_trend
from evaluation.analyses.deaths.outputs import count_tables, curve_tables, month_table
from evaluation.analyses.deaths.rows import fit_model
from evaluation.analyses.result import AnalysisResult
from evaluation.data.death_series import DeathSeries, death_series
from evaluation.data.months import month_number
from evaluation.data.parameters import OverdoseDeathsParameters
from evaluation.data.strict_yaml import counted
from evaluation.errors import ParameterError, Problem
from evaluation.stats.series.segmented import MONTHS_PER_YEAR

if TYPE_CHECKING:
    from evaluation.data.validated import Tables


def analyse(tables: Tables, parameters: OverdoseDeathsParameters, rng: np.random.Generator) -> AnalysisResult:
    """Describe overdose deaths by month, and estimate the effect of each declared intervention.

    Parameters
    ----------
    tables : Tables
        With the sources of deaths (``overdose_deaths`` or ``death_records``) and ``population``.
    parameters : OverdoseDeathsParameters
    rng : numpy.random.Generator
        For the checks of the residuals and the intervals of deaths averted.

    Returns
    -------
    AnalysisResult
        The quantities that ``docs/methods/overdose_deaths.md`` lists; without a declared intervention counts, rates,
        trend and diagnostics only. A series that does not determine its model gives rows whose estimate is missing
        and whose note says why. Tables: ``deaths_by_month``, ``deaths_by_community``,
        ``deaths_by_<subgroup>`` (counts), ``deaths_fitted`` and ``residual_autocorrelation`` (curves),
        ``deaths_modelled`` (restricted).

    Raises
    ------
    DataError
        If the sources do not go together: see :func:`evaluation.data.death_series.death_series`.
    ParameterError
        If an intervention is outside the data, or the model has no fewer parameters than there are months.
    """
    data = _checked_series(tables, parameters)
    starts = tuple(month_number(intervention.date) - data.window.first for intervention in parameters.interventions)
    modelled = [fit_model(series, data, parameters, starts, rng) for series in data.series]
    estimates = [
        *count_rows(data, tables[parameters.deaths].dropped),
        *describe_years(data, parameters),
        *(row for item in modelled for row in estimate_trend(item, data, parameters)),
        *estimate_effects(modelled, data, parameters, rng),
        *(row for item in modelled for row in diagnose(item, data, parameters)),
    ]
    outputs = [
        *count_tables(data, parameters),
        *curve_tables(modelled, data, parameters),
        month_table(modelled, data),
    ]
    return AnalysisResult(estimates=tuple(estimates), tables=tuple(outputs))


def check(tables: Tables, parameters: OverdoseDeathsParameters) -> tuple[str, ...]:
    """Return what to know of the data, or raise what :func:`analyse` would raise; nothing is estimated."""
    data = _checked_series(tables, parameters)
    remarks = []
    if repeated := data.n_rows_repeated:
        words = "repeats another in every column" if repeated == 1 else "repeat another in every column"
        remarks.append(f"{counted(repeated, 'row')} {words}: counted; a column death_id tells records apart")
    if odd := data.n_ages_outside_groups:
        words = "has an age that is" if odd == 1 else "have ages that are"
        remarks.append(f"{counted(odd, 'row')} {words} in no age group: among the unknown in counts by age")
    return tuple(f"{parameters.deaths}: {remark}" for remark in remarks)


def _checked_series(tables: Tables, parameters: OverdoseDeathsParameters) -> DeathSeries:
    data = death_series(tables, parameters)
    _check_length(data, parameters)
    return data


def _check_length(data: DeathSeries, parameters: OverdoseDeathsParameters) -> None:
    seasonal = {"none": 0, "harmonics": 2 * parameters.harmonics, "months": MONTHS_PER_YEAR - 1}
    n_parameters = 2 + 2 * len(parameters.interventions) + seasonal[parameters.seasonality]
    if data.window.n_months > n_parameters:
        return
    problem = Problem(
        "overdose_deaths",
        "the model has no fewer parameters than there are months",
        f"{n_parameters} parameters, {data.window.n_months} months ({data.window})",
        "more months, fewer harmonics, or seasonality: none",
        "docs/methods/overdose_deaths.md",
    )
    raise ParameterError("The series is too short for its model.", [problem])
