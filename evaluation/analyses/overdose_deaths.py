"""Overdose deaths: how many, is that changing, and did it change when an intervention began."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evaluation.analyses.deaths.description import count_rows, describe_years
from evaluation.analyses.deaths.outputs import count_tables
from evaluation.analyses.deaths.study import study_of
from evaluation.analyses.interruption.averted import estimate_averted
from evaluation.analyses.interruption.controlled import estimate_controlled
from evaluation.analyses.interruption.curves import basis_table, correlogram_table, line_table
from evaluation.analyses.interruption.declared import check_declared
from evaluation.analyses.interruption.effects import estimate_effects, estimate_trends
from evaluation.analyses.interruption.modelled import model_all
from evaluation.analyses.interruption.remarks import sum_remarks
from evaluation.analyses.interruption.robustness import examine
from evaluation.analyses.result import AnalysisResult
from evaluation.data.death_series import DeathSeries, death_series
from evaluation.data.output_table import Sensitivity
from evaluation.data.parameters import OverdoseDeathsParameters
from evaluation.data.parameters.section import Depth
from evaluation.data.strict_yaml import counted

if TYPE_CHECKING:
    from evaluation.data.validated import Tables


def analyse(
    tables: Tables, parameters: OverdoseDeathsParameters, rng: np.random.Generator, depth: Depth = "quick"
) -> AnalysisResult:
    """Describe overdose deaths by month, and estimate the effect of each declared intervention.

    Parameters
    ----------
    tables : Tables
        With the sources of deaths (``overdose_deaths`` or ``death_records``) and ``population``.
    parameters : OverdoseDeathsParameters
    rng : numpy.random.Generator
        For the intervals of deaths averted; what is asked beyond has streams of its own.
    depth : {"quick", "full"}
        ``full`` adds the joint test of the specification curve, and power.

    Returns
    -------
    AnalysisResult
        The quantities that ``docs/methods/overdose_deaths.md`` lists; without a declared intervention counts, rates,
        trend and diagnostics only. A series that does not determine its model gives rows whose estimate is missing
        and whose note says why. Tables: ``deaths_by_month``, ``deaths_by_community``,
        ``deaths_by_<subgroup>`` (counts), ``deaths_fitted``, ``residual_autocorrelation`` and, with an intervention,
        ``placebo_dates`` and ``specification_curve`` (curves), ``deaths_modelled`` and, with an intervention,
        ``leave_one_year_out`` (restricted).

    Raises
    ------
    DataError
        If the sources do not go together: see :func:`evaluation.data.death_series.death_series`.
    ParameterError
        If a declared date is outside the data, or the model cannot be fitted as it is declared: see
        :func:`evaluation.analyses.interruption.declared.check_declared`.
    """
    data = _checked_series(tables, parameters)
    study = study_of(data, parameters)
    modelled = model_all(study)
    vital = Sensitivity.VITAL
    more, more_tables = examine(study, modelled, rng, depth=depth, sensitivity=vital)
    estimates = [
        *count_rows(data, tables[parameters.deaths].dropped),
        *describe_years(data, parameters),
        *estimate_trends(study, modelled),
        *estimate_effects(study, modelled),
        *estimate_averted(study, modelled, rng),
        *estimate_controlled(study, modelled),
        *more,
    ]
    outputs = [
        *count_tables(data, parameters),
        line_table("deaths_fitted", study, modelled, vital),
        correlogram_table("residual_autocorrelation", study, modelled, vital),
        basis_table("deaths_modelled", study, modelled, vital),
        *more_tables,
    ]
    return AnalysisResult(estimates=tuple(estimates), tables=tuple(outputs))


def check(tables: Tables, parameters: OverdoseDeathsParameters) -> tuple[str, ...]:
    """Return what to know of the data, or raise what :func:`analyse` would raise; nothing is estimated."""
    data = _checked_series(tables, parameters)
    remarks = list(sum_remarks(study_of(data, parameters)))
    if repeated := data.n_rows_repeated:
        words = "repeats another in every column" if repeated == 1 else "repeat another in every column"
        remarks.append(f"{counted(repeated, 'row')} {words}: counted; a column death_id tells records apart")
    if odd := data.n_ages_outside_groups:
        words = "has an age that is" if odd == 1 else "have ages that are"
        remarks.append(f"{counted(odd, 'row')} {words} in no age group: among the unknown in counts by age")
    return tuple(f"{parameters.deaths}: {remark}" for remark in remarks)


def _checked_series(tables: Tables, parameters: OverdoseDeathsParameters) -> DeathSeries:
    data = death_series(tables, parameters)
    check_declared(study_of(data, parameters))
    return data
