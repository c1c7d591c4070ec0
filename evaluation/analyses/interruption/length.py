"""Whether a series is long enough for the model that is declared for it."""

from __future__ import annotations

from evaluation.analyses.interruption.study import Study
from evaluation.errors import ParameterError, Problem
from evaluation.stats.series.segmented import Shape


def check_length(study: Study) -> None:
    """Refuse a model that has no fewer parameters than there are periods in it.

    Raises
    ------
    ParameterError
    """
    declared = study.parameters
    waves = 2 * declared.harmonics
    seasonal = {"none": 0, "auto": 0, "harmonics": waves, "months": round(study.periods_per_year) - 1}
    shapes = [Shape(each.shape) for each in declared.interventions]
    n_parameters = 2 + sum(shape.has_level + shape.has_slope for shape in shapes)
    n_parameters += sum(1 + each.slope for each in declared.co_interventions) + seasonal[declared.seasonality]
    n_periods = int(study.in_model.sum())
    if n_periods > n_parameters:
        return
    periods = f"{study.unit_of_period}s"
    problem = Problem(
        study.stem,
        f"the model has no fewer parameters than there are {periods}",
        f"{n_parameters} parameters, {n_periods} {periods} in the model, of {study.span}",
        f"more {periods}, fewer harmonics, or seasonality: none",
        f"docs/methods/{study.stem}.md",
    )
    raise ParameterError("The series is too short for its model.", [problem])
