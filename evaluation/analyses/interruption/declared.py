"""What is declared for a model, held against the series: is it long enough, and can its terms be told apart."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from evaluation.analyses.interruption.fitting import known_for_season, numbers_of, season_of
from evaluation.analyses.interruption.specified import PRIMARY, Specified, specify
from evaluation.analyses.interruption.study import Study
from evaluation.data.strict_yaml import counted
from evaluation.errors import ParameterError, Problem
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.seasonality import FEWEST_PERIODS
from evaluation.stats.series.segmented import Shape

_NEGLIGIBLE = 1e-6
"""Weight of a column of unit length in a combination that is zero, below which it has no part in it."""


def check_declared(study: Study) -> None:
    """Refuse a declaration that no series of the study can be analysed under.

    Raises
    ------
    ParameterError
        If the model has no fewer parameters than there are periods in it, a season is to be chosen from too few of
        them, or the terms of the primary model are linearly dependent in every series that was reached. All problems
        are listed.
    """
    problems = [*_too_many_parameters(study), *_unchosen_seasons(study)]
    problems += [] if problems else _inseparable_terms(study)
    if problems:
        raise ParameterError(f"The series cannot be analysed as declared: {counted(len(problems))}.", problems)


def _too_many_parameters(study: Study) -> Iterator[Problem]:
    declared = study.parameters
    waves = 2 * declared.harmonics
    seasonal = {"none": 0, "auto": 0, "harmonics": waves, "months": round(study.periods_per_year) - 1}
    shapes = [Shape(each.shape) for each in declared.interventions]
    n_parameters = 2 + sum(shape.has_level + shape.has_slope for shape in shapes)
    n_parameters += sum(1 + each.slope for each in declared.co_interventions) + seasonal[declared.seasonality]
    n_periods = int(study.in_model.sum())
    if n_periods <= n_parameters:
        periods = f"{study.unit_of_period}s"
        yield Problem(
            study.stem,
            f"the model has no fewer parameters than there are {periods}",
            f"{n_parameters} parameters, {n_periods} {periods} in the model, of {study.span}",
            f"more {periods}, fewer harmonics, or seasonality: none",
            _rules(study),
        )


def _unchosen_seasons(study: Study) -> Iterator[Problem]:
    """Find places where the season is to be chosen, and series with too few exact periods to choose it from."""
    places = ["seasonality"] if study.parameters.seasonality == "auto" else []
    places += [
        f"specifications, {each.name}, seasonality"
        for each in study.parameters.specifications
        if each.seasonality == "auto"
    ]
    short = {each.key: int(known_for_season(study, each).sum()) for each in study.series}
    short = {key: number for key, number in short.items() if number < FEWEST_PERIODS}
    if not short:
        return
    period = study.unit_of_period
    before = " before the first intervention" if study.parameters.interventions else ""
    found = ", ".join(f"{number} of {key}" for key, number in short.items())
    declared = {"year": "seasonality: none", "week": "seasonality: harmonics or none"}
    for place in places:
        yield Problem(
            f"{study.stem}.{place}",
            f"auto chooses from {FEWEST_PERIODS} {period}s or more{before}: the season has to be declared",
            f"{period}s in the model with an exact number: {found}",
            declared.get(period, "seasonality: harmonics, months or none"),
            _rules(study),
        )


def _inseparable_terms(study: Study) -> Iterator[Problem]:
    """Find terms of the primary model that are linearly dependent in every series that was reached."""
    found = []
    for series in study.series:
        if series.key in study.parameters.controls:
            continue
        try:
            specified = specify(study, PRIMARY, season_of(study, series, PRIMARY))
        except NotEstimable:
            continue
        known = numbers_of(series, specified, study.kind).known
        if known.sum() > len(specified.design.columns):
            found.append((specified, known, dependent_columns(specified.design.matrix[known])))
    if found and all(dependent.any() for _, _, dependent in found):
        yield _inseparable(study, *found[0])


def dependent_columns(x: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which columns of a design of shape (n, p) with n > p have a part in a combination that is zero."""
    norms = np.maximum(np.linalg.norm(x, axis=0), 1e-300)
    _, sizes, combinations = np.linalg.svd(x / norms, full_matrices=False)
    zero = sizes <= sizes.max() * max(x.shape) * np.finfo(float).eps
    return (np.abs(combinations[zero]) > _NEGLIGIBLE).any(axis=0)


def _inseparable(
    study: Study, specified: Specified, known: NDArray[np.bool_], dependent: NDArray[np.bool_]
) -> Problem:
    involved = {name for name, has_part in zip(specified.design.columns, dependent, strict=True) if has_part}
    *others, (place, words) = [(place, words) for place, words, names in _entries(study) if involved & set(names)]
    wrong = f"cannot be told apart from {' and '.join(each for _, each in others)}"
    expected = "another start or end, or one entry for both"
    if not others:
        wrong, expected = (
            f"no {study.unit_of_period} in the model tells what it changed",
            f"no {words}, or such periods",
        )
    n_known = counted(int(known.sum()), study.unit_of_period)
    found = f"{words}, with terms that are linearly dependent over the {n_known} in the model"
    return Problem(f"{study.stem}.{place}", wrong, found, expected, _rules(study))


def _entries(study: Study) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield the place of each part of a model in the parameters, what it is called, and its columns."""
    declared = study.parameters
    waves = [f"{wave}_{number}" for number in range(1, 6) for wave in ("sine", "cosine")]
    levels = [f"month_{number}" for number in range(1, 1 + round(study.periods_per_year))]
    yield "start", "the level of the whole series", ("intercept",)
    yield "start", "the trend", ("time",)
    yield "seasonality", "the season", (*waves, *levels)
    for key, words, terms in (
        ("interventions", "intervention", ("step", "slope")),
        ("co_interventions", "co-intervention", ("event", "event_slope")),
    ):
        for number, each in enumerate(getattr(declared, key), start=1):
            yield f"{key}, {each.name}", f"{words} {each.name}", tuple(f"{term}_{number}" for term in terms)


def _rules(study: Study) -> str:
    return f"docs/methods/{study.stem}.md"
