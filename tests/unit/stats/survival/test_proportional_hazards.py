"""The test of proportional hazards and its residuals against R's cox.zph (tests/reference/survival/cox.R).

Tolerance: 1e-8 relative for tests, 1e-8 absolute for residuals (coefficients are of the order of 1).
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.cox import fit_cox
from evaluation.stats.survival.proportional_hazards import TimeTransform, check_proportional_hazards
from evaluation.stats.survival.right_censored import RightCensored

REFERENCE = Path(__file__).parents[3] / "reference" / "survival"
TESTS, SCALED = (pd.read_csv(REFERENCE / f"cox_{name}.csv") for name in ("tests", "scaled"))
MODELS = sorted(set(zip(TESTS["model"], TESTS["ties"], TESTS["transform"], strict=True)))


def checked(model, ties, transform):
    return check_proportional_hazards(
        model.fit(ties),
        model.follow_up,
        model.covariates,
        stratum=model.stratum,
        terms=model.terms,
        transform=TimeTransform(transform),
    )


@pytest.mark.parametrize(("model", "ties", "transform"), MODELS)
def test_equals_r(cox_models, model, ties, transform):
    expected = TESTS.query("model == @model and ties == @ties and transform == @transform")
    result = checked(cox_models[model], ties, transform)
    found = [*result.terms, result.overall]
    assert [test.df for test in found] == expected["df"].tolist()
    assert [test.statistic for test in found] == pytest.approx(expected["statistic"].to_numpy(), rel=1e-8)


@pytest.mark.parametrize("model", sorted(SCALED["model"].unique()))
def test_scaled_residuals_equal_r(cox_models, model):
    result = checked(cox_models[model], "efron", "km")
    for column, (_, expected) in enumerate(SCALED.query("model == @model").groupby("term", sort=False)):
        assert result.time.tolist() == expected["time"].tolist()
        assert result.transformed_time == pytest.approx(expected["transformed_time"].to_numpy(), abs=1e-12)
        at = [result.stratum, result.time]
        ours, theirs = (
            values[np.lexsort([values, *at[::-1]])]
            for values in (result.scaled_residuals[:, column], expected["scaled_residual"].to_numpy())
        )
        assert ours == pytest.approx(theirs, abs=1e-8, nan_ok=True)


def test_schoenfeld_residuals_sum_to_zero(cox_models):
    assert checked(cox_models["sites_entry_strata"], "efron", "km").residuals.sum(axis=0) == pytest.approx(
        [0, 0, 0, 0], abs=1e-10
    )


def people(n=60):
    rng = np.random.default_rng(5)
    return RightCensored.from_arrays(rng.integers(1, 20, n), rng.integers(0, 2, n)), rng.normal(size=(n, 2))


def test_scales_of_covariates_and_of_time_change_no_test():
    follow_up, x = people()
    first = check_proportional_hazards(fit_cox(follow_up, x), follow_up, x, transform=TimeTransform.IDENTITY)
    far = RightCensored.from_arrays(follow_up.time * 1e200, follow_up.event)
    wide = 1e6 + x * [1e-3, 1e3]
    second = check_proportional_hazards(fit_cox(far, wide), far, wide, transform=TimeTransform.IDENTITY)
    assert second.overall.statistic == pytest.approx(first.overall.statistic, rel=1e-6)
    assert second.scaled_residuals * [1e-3, 1e3] == pytest.approx(first.scaled_residuals, rel=1e-6, abs=1e-6)


def test_an_aliased_column_is_left_out_of_its_term():
    follow_up, x = people()
    columns = np.column_stack([x, x.sum(axis=1), np.full(60, 0.1)])
    result = check_proportional_hazards(fit_cox(follow_up, columns), follow_up, columns, terms=[[0], [1, 2], [3]])
    alone = check_proportional_hazards(fit_cox(follow_up, x), follow_up, x)
    assert [test.df for test in result.terms] == [1, 1, 0]
    assert result.overall.statistic == pytest.approx(alone.overall.statistic, rel=1e-10)
    assert np.isnan(result.terms[2].statistic)
    assert np.isnan(result.residuals[:, 2:]).all()
    assert result.scaled_residuals[:, :2] == pytest.approx(alone.scaled_residuals, rel=1e-8)
    assert np.isnan(result.scaled_residuals[:, 2]).all()


@pytest.mark.parametrize("transform", list(TimeTransform))
def test_events_at_one_time_only_have_no_test(transform):
    follow_up = RightCensored.from_arrays(np.full(60, 5), people()[0].event)
    x = people()[1]
    result = check_proportional_hazards(fit_cox(follow_up, x), follow_up, x, transform=transform)
    assert np.isnan([test.statistic for test in (*result.terms, result.overall)]).all()


def test_an_event_at_time_zero_has_no_logarithm():
    follow_up, x = people()
    follow_up = RightCensored.from_arrays(follow_up.time - 1, np.ones(60))
    fit = fit_cox(follow_up, x)
    with pytest.raises(NotEstimable, match="an event at time zero has no logarithm"):
        check_proportional_hazards(fit, follow_up, x, transform=TimeTransform.LOG)
    assert np.isfinite(check_proportional_hazards(fit, follow_up, x).overall.statistic)


def test_a_separated_covariate_has_no_test():
    follow_up, x = people()
    x = np.column_stack([follow_up.event & (np.arange(60) < 50), x[:, 0]])
    follow_up = RightCensored.from_arrays(follow_up.time, x[:, 0])
    with pytest.raises(NotEstimable, match="a coefficient is infinite"):
        check_proportional_hazards(fit_cox(follow_up, x), follow_up, x)


@pytest.mark.parametrize("terms", [[[0]], [[0], [0, 1]], [[0], [2]]])
def test_each_column_is_in_one_term(terms):
    follow_up, x = people()
    with pytest.raises(ValueError, match="each of 2 covariates must be in exactly one term"):
        check_proportional_hazards(fit_cox(follow_up, x), follow_up, x, terms=terms)


def test_a_fit_of_other_covariates_is_refused():
    follow_up, x = people()
    with pytest.raises(ValueError, match="the fit has 1 coefficients and there are 2 covariates"):
        check_proportional_hazards(fit_cox(follow_up, x[:, :1]), follow_up, x)
