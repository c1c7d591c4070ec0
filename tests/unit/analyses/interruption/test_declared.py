"""Declarations that no series can be analysed under are refused in words, naming the entries."""

from dataclasses import replace

import numpy as np
import pytest

from evaluation.analyses.interruption.declared import check_declared, dependent_columns
from evaluation.data.parameters.interruption import CoIntervention, Specification
from evaluation.errors import ParameterError

from .monthly import intervention, month, poisson, study_of


def problems_of(study):
    with pytest.raises(ParameterError) as caught:
        check_declared(study)
    assert caught.value.exit_code == 10
    return [str(problem) for problem in caught.value.problems]


def also(start, end=None, name="law", **more):
    return CoIntervention(name=name, start=month(start), end=None if end is None else month(end), **more)


def with_ranges(n_before, rows, **changes):
    """A study whose series is known only as a range in some rows."""
    study = study_of(poisson(n=n_before + 36), start=n_before, **changes)
    (series,) = study.series
    high = series.low.copy()
    high[rows] += 9
    return replace(study, series=(replace(series, high=high),))


@pytest.mark.parametrize(
    ("declared", "where", "apart_from"),
    [
        ((also(36),), "co_interventions, law", "intervention change"),
        ((also(36, slope=True),), "co_interventions, law", "intervention change"),
        ((also(0),), "co_interventions, law", "the level of the whole series"),
        ((also(10, 20), also(10, 20, "strike")), "co_interventions, strike", "co-intervention law"),
        (
            (also(36, 50), also(50, name="strike")),
            "co_interventions, strike",
            "intervention change and co-intervention law",
        ),
    ],
)
def test_terms_that_are_dependent_name_their_entries(declared, where, apart_from):
    (problem,) = problems_of(study_of(poisson(), start=36, co_interventions=declared))
    assert problem.startswith(
        f"overdose_deaths.{where}: cannot be told apart from {apart_from}; found co-intervention"
    )
    assert "linearly dependent over the 72 months in the model" in problem
    assert problem.endswith("Defined in docs/methods/overdose_deaths.md.")


def test_an_entry_whose_periods_are_all_left_out_changes_nothing():
    out = tuple(month(row) for row in range(10, 13))
    (problem,) = problems_of(study_of(poisson(), start=36, co_interventions=(also(10, 13),), left_out=out))
    assert problem.startswith(
        "overdose_deaths.co_interventions, law: no month in the model tells what it changed; found co-intervention"
    )


def test_terms_that_are_near_but_apart_pass():
    check_declared(study_of(poisson(), start=36, co_interventions=(also(35), also(10, 20, "strike", slope=True))))


def test_dependent_columns_are_those_of_the_combination():
    rng = np.random.default_rng(1)
    a, b, c = rng.normal(size=(3, 20))
    np.testing.assert_array_equal(dependent_columns(np.column_stack([a, b, c])), False)
    found = dependent_columns(np.column_stack([a, b, c, a - 2 * c]))
    np.testing.assert_array_equal(found, [True, False, True, True])


def test_a_season_is_chosen_from_24_months_or_declared():
    check_declared(study_of(poisson(), start=24, seasonality="auto"))
    (problem,) = problems_of(study_of(poisson(), start=23, seasonality="auto"))
    assert problem == (
        "overdose_deaths.seasonality: auto chooses from 24 months or more before the first intervention: the season "
        "has to be declared; found months in the model with an exact number: 23 of s0; expected seasonality: "
        "harmonics, months or none. Defined in docs/methods/overdose_deaths.md."
    )


def test_a_season_of_a_specification_is_checked_too():
    other = Specification(name="chosen", seasonality="auto")
    (problem,) = problems_of(study_of(poisson(), start=23, specifications=(other,)))
    assert problem.startswith("overdose_deaths.specifications, chosen, seasonality: auto chooses from 24 months")


def test_suppressed_months_do_not_cut_the_time_from_which_a_season_is_chosen():
    check_declared(with_ranges(30, [5, 28], seasonality="auto"))
    (problem,) = problems_of(with_ranges(30, list(range(0, 28, 4)), seasonality="auto"))
    assert "23 of s0" in problem


def test_without_an_intervention_every_period_counts():
    check_declared(study_of(poisson(n=24), seasonality="auto"))
    (problem,) = problems_of(study_of(poisson(n=23), seasonality="auto"))
    assert "24 months or more: the season has to be declared" in problem


def test_more_parameters_than_periods():
    two = (intervention(6, "a"), intervention(12, "b"))
    (problem,) = problems_of(study_of(poisson(n=16), interventions=two, seasonality="months"))
    assert "the model has no fewer parameters than there are months; found 17 parameters, 16 months" in problem
