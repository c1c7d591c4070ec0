"""Retention in treatment: how long people stay, and whether some leave sooner than others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evaluation.analyses.result import AnalysisResult
from evaluation.analyses.treatment.curves import comparison_of_landmarks, landmark_rows, median_row
from evaluation.analyses.treatment.days_left_out import note_days_left_out
from evaluation.analyses.treatment.definitions import definition_rows
from evaluation.analyses.treatment.hazards import fit_hazards, hazard_rows, proportionality_rows
from evaluation.analyses.treatment.incidence import gray_rows, incidence_curves, incidence_rows
from evaluation.analyses.treatment.other_hazards import recurrent_rows, subdistribution_rows
from evaluation.analyses.treatment.outputs import (
    curve_table,
    incidence_tables,
    outcome_table,
    person_tables,
    residual_tables,
)
from evaluation.analyses.treatment.over_time import days_in_treatment_rows, times_left_rows
from evaluation.analyses.treatment.people import find_people
from evaluation.analyses.treatment.remarks import check_remarks
from evaluation.analyses.treatment.restricted_means import restricted_mean_rows, time_lost_rows
from evaluation.analyses.treatment.rows import diagnostic_rows, person_row, scopes_of
from evaluation.analyses.treatment.tests_of_groups import log_rank_rows
from evaluation.data.observation_check import check_observation
from evaluation.data.parameters import RetentionParameters
from evaluation.data.strict_yaml import counted
from evaluation.errors import DataError
from evaluation.stats.survival.kaplan_meier import kaplan_meier

if TYPE_CHECKING:
    from evaluation.data.validated import Tables


def analyse(tables: Tables, parameters: RetentionParameters, rng: np.random.Generator) -> AnalysisResult:
    """Estimate how long people stay in treatment, and compare groups.

    Parameters
    ----------
    tables : Tables
        With rows of supply (and treatment events and patients, where named), or one row per person.
    parameters : RetentionParameters
    rng : numpy.random.Generator
        Not used: nothing here is random.

    Returns
    -------
    AnalysisResult
        The quantities that ``docs/methods/retention.md`` lists. What the data do not determine (a landmark beyond the
        last follow-up, a hazard ratio under separation) is a row whose estimate is missing and whose note says why.
        Tables: ``persons_by_<group>`` (counts); ``survival_curve``, ``outcomes`` and, where there are any,
        ``incidence_curve`` and ``schoenfeld_residuals`` (restricted).

    Raises
    ------
    ParameterError
        If a group or covariate is not a column that people have, or the observation window is empty.
    DataError
        If nobody can be followed.
    """
    people = find_people(tables, parameters)
    chosen = list(scopes_of(people, parameters))
    curves = [
        (scope, kaplan_meier(people.follow_up.subset(index), conf_level=parameters.conf_level))
        for scope, index in chosen
        if index.size
    ]
    incidence = incidence_curves(people, chosen, parameters)
    model = fit_hazards(people, parameters)
    of_curves = [
        *(person_row(scope, people, index) for scope, index in chosen),
        *(row for scope, curve in curves for row in landmark_rows(scope, curve, parameters.landmarks)),
        *(median_row(scope, curve) for scope, curve in curves),
        *comparison_of_landmarks(people, curves, parameters),
        *restricted_mean_rows(people, curves, parameters),
        *time_lost_rows(people, chosen, parameters),
        *incidence_rows(people, incidence, parameters),
    ]
    estimates = [
        *note_days_left_out(of_curves, people, chosen, parameters),
        *log_rank_rows(people, parameters),
        *gray_rows(people, parameters),
        *hazard_rows(model, parameters),
        *proportionality_rows(model, parameters),
        *subdistribution_rows(people, parameters),
        *recurrent_rows(people, parameters),
        *times_left_rows(people, chosen, parameters),
        *days_in_treatment_rows(people, chosen, parameters),
        *definition_rows(people, parameters),
        *diagnostic_rows(people, parameters),
    ]
    outputs = [
        *person_tables(people, parameters),
        curve_table(people, curves),
        *incidence_tables(people, incidence),
        *residual_tables(people, model),
        outcome_table(people),
    ]
    return AnalysisResult(estimates=tuple(estimates), tables=tuple(outputs))


def check(tables: Tables, parameters: RetentionParameters) -> tuple[str, ...]:
    """Return what to know of the data, or raise what :func:`analyse` would raise.

    Data that do not reach to both ends of the observation are refused, too.
    """
    people = find_people(tables, parameters)
    if parameters.dispensing:
        source = tables[parameters.dispensing]
        problems = list(check_observation(source, parameters))
        if problems:
            raise DataError(f"{source.name}: {counted(len(problems))}.", problems)
    return tuple(check_remarks(people, parameters))
