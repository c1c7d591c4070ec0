"""What is asked of a primary analysis beyond its numbers: diagnostics, the gate, other choices, power."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evaluation.analyses.interruption.gate import diagnostic_rows
from evaluation.analyses.interruption.joint_test import joint_test_rows
from evaluation.analyses.interruption.left_out_years import left_out_table, range_rows, without_each_year
from evaluation.analyses.interruption.modelled import Modelled
from evaluation.analyses.interruption.placebo_dates import placebo_dates, placebo_rows, placebo_table
from evaluation.analyses.interruption.power import power_rows
from evaluation.analyses.interruption.sensitivity import other_specifications
from evaluation.analyses.interruption.specification_curve import (
    curve_points,
    curve_rows,
    curve_table,
    declared_specifications,
)
from evaluation.analyses.interruption.study import Study
from evaluation.data.output_table import OutputTable, Sensitivity
from evaluation.data.parameters.section import Depth
from evaluation.stats.estimate import Estimate


def examine(
    study: Study, modelled: Sequence[Modelled], rng: np.random.Generator, *, depth: Depth, sensitivity: Sensitivity
) -> tuple[list[Estimate], list[OutputTable]]:
    """Return diagnostics, gate, sensitivity rows and, in full depth, the joint test and power; and their tables.

    Parameters
    ----------
    study : Study
    modelled : sequence of Modelled
        The primary analysis.
    rng : numpy.random.Generator
        Nothing is drawn from it: each part has a stream of its own, so that none moves the numbers of another.
    depth : {"quick", "full"}
    sensitivity : Sensitivity
        Of the tables.
    """
    of_diagnostics, of_joint_test, of_power = rng.spawn(3)
    if not study.parameters.interventions:
        return list(diagnostic_rows(study, modelled, {}, of_diagnostics)), []
    treated = [item for item in modelled if item.series.key not in study.parameters.controls]
    years = without_each_year(study, treated)
    placebos = placebo_dates(study, treated)
    specifications = declared_specifications(study)
    points = list(curve_points(study, specifications, [item.series for item in treated]))
    rows = [
        *diagnostic_rows(study, modelled, years, of_diagnostics),
        *other_specifications(study, treated),
        *range_rows(study, treated, years),
        *placebo_rows(study, placebos),
        *curve_rows(study, points),
    ]
    if depth == "full":
        rows += joint_test_rows(study, treated, specifications, of_joint_test)
        rows += power_rows(study, treated, of_power)
    tables = [left_out_table(study, treated, years, sensitivity), placebo_table(study, placebos, sensitivity)]
    tables += [curve_table(study, points, treated, sensitivity)] if points else []
    return rows, tables
