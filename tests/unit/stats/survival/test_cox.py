"""Cox regression against R's coxph (tests/reference/survival), statsmodels and a likelihood written out.

Tolerance: 1e-8 relative for coefficients and standard errors: R stops at a relative change of 1e-12 of the log
likelihood, which leaves about 1e-9 in a coefficient.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize_scalar

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.cox import Ties, fit_cox
from evaluation.stats.survival.right_censored import RightCensored

REFERENCE = Path(__file__).parents[3] / "reference" / "survival"


def reference_fit(data: str, ties: Ties):
    people = pd.read_csv(REFERENCE / f"{data.removesuffix('_entry')}.csv")
    if data == "ties":
        people = people[people["group"].isin(["a", "b"])]
        covariates = np.column_stack([people["group"] == "b", people["x"]])
    else:
        levels = [people["group"] == level for level in "bc"]
        covariates = np.column_stack([*levels, people["dose"], people["prison"]])
    entry = people["entry"] if data.endswith("_entry") else None
    return fit_cox(
        RightCensored.from_arrays(people["time"], people["status"], entry), covariates.astype(float), ties=ties
    )


@pytest.mark.parametrize(("data", "ties"), [(d, t) for d in ("people", "people_entry", "ties") for t in Ties])
def test_equals_r(data, ties):
    expected = pd.read_csv(REFERENCE / "cox.csv").query("data == @data and ties == @ties.value")
    fit = reference_fit(data, ties)
    assert len(expected) == fit.coefficients.size
    assert fit.coefficients == pytest.approx(expected["coefficient"].to_numpy(), rel=1e-8)
    assert fit.std_errors == pytest.approx(expected["std_error"].to_numpy(), rel=1e-8)
    assert fit.log_likelihood == pytest.approx(expected["log_likelihood"].iloc[0], rel=1e-10)
    assert fit.log_likelihood_null == pytest.approx(expected["log_likelihood_null"].iloc[0], rel=1e-10)
    assert (fit.n_obs, fit.n_events) == (expected["n_obs"].iloc[0], expected["n_events"].iloc[0])
    assert not (fit.aliased.any() or fit.infinite.any())


@pytest.mark.parametrize("with_entry", [False, True])
@pytest.mark.parametrize("ties", list(Ties))
def test_equals_statsmodels(ties, with_entry):
    from statsmodels.duration.hazard_regression import PHReg

    rng = np.random.default_rng(3)
    x = rng.normal(size=(250, 3)) * [1.0, 10.0, 0.1]
    time = np.ceil(rng.exponential(20 * np.exp(-0.4 * x[:, 0])))
    event = rng.integers(0, 2, 250)
    entry = np.where(rng.random(250) < 0.5, np.floor(rng.random(250) * time), 0.0) if with_entry else None
    fit = fit_cox(RightCensored.from_arrays(time, event, entry), x, ties=ties)
    # statsmodels counts a person who enters at t as at risk at t; R and we do not.
    late = None if entry is None else np.where(entry > 0, entry + 0.5, 0.0)
    theirs = PHReg(time, x, status=event, entry=late, ties=ties.value).fit(tol=1e-12, ridge_factor=0)
    assert fit.coefficients == pytest.approx(theirs.params, rel=1e-8)
    assert fit.std_errors == pytest.approx(theirs.bse, rel=1e-8)


def test_maximises_efrons_likelihood_written_out():
    # Two tied events (x = 1 and x = 0) among three people, then one more event.
    people = RightCensored.from_arrays([2, 2, 5, 7], [1, 1, 1, 0])

    def minus_log_likelihood(beta):
        hazard = np.exp(beta * np.array([1.0, 0.0, 1.0, 0.0]))
        tied = hazard[0] + hazard[1]
        return -(2 * beta - np.log(hazard.sum()) - np.log(hazard.sum() - tied / 2) - np.log(hazard[2:].sum()))

    best = minimize_scalar(minus_log_likelihood, bounds=(-5, 5), method="bounded", options={"xatol": 1e-10})
    fit = fit_cox(people, [[1.0], [0.0], [1.0], [0.0]])
    assert fit.coefficients[0] == pytest.approx(best.x, abs=1e-6)
    assert fit.log_likelihood == pytest.approx(-best.fun, abs=1e-10)


def test_shifting_and_scaling_a_covariate_scales_its_coefficient():
    rng = np.random.default_rng(1)
    time, event, x = rng.integers(1, 30, 100), rng.integers(0, 2, 100), rng.normal(size=100)
    people = RightCensored.from_arrays(time, event)
    plain = fit_cox(people, x[:, None])
    far = fit_cox(people, 1e4 + 250 * x[:, None])
    assert far.coefficients * 250 == pytest.approx(plain.coefficients, rel=1e-8)
    assert far.std_errors * 250 == pytest.approx(plain.std_errors, rel=1e-8)


def test_a_constant_or_repeated_covariate_is_aliased_and_the_others_are_estimated():
    rng = np.random.default_rng(2)
    people = RightCensored.from_arrays(rng.integers(1, 30, 60), rng.integers(0, 2, 60))
    x = rng.normal(size=60)
    fit = fit_cox(people, np.column_stack([np.full(60, 0.1), x, 3 - 2 * x]))
    assert fit.aliased.tolist() == [True, False, True]
    assert fit.coefficients[1] == pytest.approx(fit_cox(people, x[:, None]).coefficients[0])
    assert np.isnan(fit.coefficients[[0, 2]]).all()
    assert np.isnan(fit.std_errors[[0, 2]]).all()


def test_separation_is_found_and_the_other_coefficient_is_its_limit():
    rng = np.random.default_rng(4)
    time, x = rng.integers(1, 30, 80), rng.normal(size=80)
    nobody_leaves = np.arange(80) < 20
    event = np.where(nobody_leaves, 0, rng.integers(0, 2, 80))
    fit = fit_cox(RightCensored.from_arrays(time, event), np.column_stack([nobody_leaves, x]))
    assert fit.infinite.tolist() == [True, False]
    assert np.isnan(fit.coefficients[0])
    # With an infinitely small hazard those 20 people drop out of every risk set.
    rest = fit_cox(RightCensored.from_arrays(time[20:], event[20:]), x[20:, None])
    assert fit.coefficients[1] == pytest.approx(rest.coefficients[0], rel=1e-8)


def test_a_monotone_number_separates_too():
    fit = fit_cox(RightCensored.from_arrays(np.arange(1, 11), np.ones(10)), -np.arange(10.0)[:, None])
    assert fit.infinite.tolist() == [True]


def test_what_is_constant_in_each_stratum_is_aliased():
    rng = np.random.default_rng(6)
    people = RightCensored.from_arrays(rng.integers(1, 30, 80), rng.integers(0, 2, 80))
    stratum, x = rng.integers(0, 5, 80), rng.normal(size=80)
    fit = fit_cox(people, np.column_stack([0.1 * stratum, x]), stratum=stratum)
    assert fit.aliased.tolist() == [True, False]
    assert not fit.infinite.any()
    assert fit.coefficients[1] == pytest.approx(fit_cox(people, x[:, None], stratum=stratum).coefficients[0])


@pytest.mark.parametrize("without", [[1], [0, 1], [2, 3, 4]])
def test_a_stratum_without_events_adds_nothing(without):
    rng = np.random.default_rng(6)
    time, x, stratum = rng.integers(1, 30, 80), rng.normal(size=(80, 2)), rng.integers(0, 5, 80)
    rest = ~np.isin(stratum, without)
    event = np.where(rest, rng.integers(0, 2, 80), 0)
    whole = fit_cox(RightCensored.from_arrays(time, event), x, stratum=stratum)
    part = fit_cox(RightCensored.from_arrays(time[rest], event[rest]), x[rest], stratum=stratum[rest])
    assert whole.coefficients == pytest.approx(part.coefficients, rel=1e-10)
    assert whole.std_errors == pytest.approx(part.std_errors, rel=1e-10)


def test_rows_that_are_never_at_risk_at_an_event_change_nothing():
    # The last two enter after an event and leave before the next; nobody else has the second covariate.
    time = np.array([2, 3, 4, 9, 12, 12, 6, 7])
    entry = np.array([0, 0, 0, 0, 0, 1, 4, 5])
    event = np.array([1, 0, 1, 0, 1, 1, 0, 0])
    x = np.array([0.3, -1.0, 0.8, 0.1, 0.2, -0.5, 1e6, -1e6])
    fit = fit_cox(RightCensored.from_arrays(time, event, entry), np.column_stack([x, np.arange(8) >= 6]))
    rest = fit_cox(RightCensored.from_arrays(time[:6], event[:6], entry[:6]), x[:6, None])
    assert fit.aliased.tolist() == [False, True]
    assert fit.coefficients[0] == pytest.approx(rest.coefficients[0], rel=1e-10)
    assert fit.log_likelihood == pytest.approx(rest.log_likelihood, rel=1e-10)


@pytest.mark.parametrize("first_to_leave", [True, False])
@pytest.mark.parametrize("n_obs", [300, 20_000])
def test_separation_is_found_in_many_rows(n_obs, first_to_leave):
    rng = np.random.default_rng(8)
    time, other = np.arange(1, n_obs + 1), rng.normal(size=n_obs)
    separates = (time == 1) if first_to_leave else (time == n_obs)
    fit = fit_cox(RightCensored.from_arrays(time, np.ones(n_obs)), np.column_stack([separates, other]))
    assert fit.infinite.tolist() == [True, False]
    assert np.isnan(fit.wald.statistic)
    if first_to_leave:
        rest = fit_cox(RightCensored.from_arrays(time[1:], np.ones(n_obs - 1)), other[1:, None])
        assert fit.coefficients[1] == pytest.approx(rest.coefficients[0], rel=1e-8)
        assert fit.std_errors[1] == pytest.approx(rest.std_errors[0], rel=1e-6)


def test_a_difference_of_two_infinite_coefficients_keeps_its_uncertainty():
    # Nobody at the reference level leaves: both levels are infinite, their contrast is not.
    rng = np.random.default_rng(9)
    level, x, time = rng.integers(0, 3, 120), rng.normal(size=120), rng.integers(1, 30, 120)
    event = np.where(level == 0, 0, rng.integers(0, 2, 120))
    cluster = np.arange(120) % 11
    whole = fit_cox(
        RightCensored.from_arrays(time, event), np.column_stack([level == 1, level == 2, x]), cluster=cluster
    )
    left = level > 0
    rest = fit_cox(
        RightCensored.from_arrays(time[left], event[left]),
        np.column_stack([level == 1, x])[left],
        cluster=cluster[left],
    )
    assert whole.infinite.tolist() == [True, True, False]
    assert whole.coefficients[2] == pytest.approx(rest.coefficients[1], rel=1e-8)
    assert whole.std_errors[2] == pytest.approx(rest.std_errors[1], rel=1e-8)
    assert whole.model_covariance[2, 2] == pytest.approx(rest.model_covariance[1, 1], rel=1e-8)


def test_separation_by_somebody_who_enters_late():
    # The third has by far the highest hazard, but is not at risk at time 1: the others' sums stay exact there.
    people = RightCensored.from_arrays([1, 1, 3, 4, 5, 5], [1, 0, 1, 1, 1, 0], [0, 0, 2, 0, 0, 0])
    x = np.array([0.5, -0.2, 0.4, 1.0, -1.0, 0.3])
    fit = fit_cox(people, np.column_stack([np.arange(6) == 2, x]))
    others = np.array([0, 1, 3, 4, 5])
    rest = fit_cox(people.subset(others), x[others, None])
    assert fit.infinite.tolist() == [True, False]
    assert fit.coefficients[1] == pytest.approx(rest.coefficients[0], rel=1e-8)
    assert fit.log_likelihood == pytest.approx(rest.log_likelihood, abs=1e-8)


def test_more_coefficients_than_events_are_all_infinite():
    rng = np.random.default_rng(10)
    people = RightCensored.from_arrays(rng.permutation(40) + 1, np.arange(40) < 12)
    assert fit_cox(people, rng.normal(size=(40, 20))).infinite.all()


def test_hazards_that_differ_by_more_than_numbers_can_hold_do_not_settle():
    people = RightCensored.from_arrays(np.arange(1, 1001), np.ones(1000))
    with pytest.raises(NotEstimable, match="did not settle: some coefficients may have no finite maximum"):
        fit_cox(people, -np.arange(1000.0)[:, None])


def test_events_at_time_zero_count():
    people = RightCensored.from_arrays([0, 0, 0, 2, 3], [1, 1, 0, 1, 0])
    later = RightCensored.from_arrays([1, 1, 1, 3, 4], [1, 1, 0, 1, 0])
    x = [[0.1], [1.2], [-0.4], [0.3], [0.8]]
    assert fit_cox(people, x).coefficients == pytest.approx(fit_cox(later, x).coefficients, rel=1e-12)


@pytest.mark.parametrize("scale", [1e-90, 1e90])
def test_units_far_from_one(scale):
    rng = np.random.default_rng(1)
    people = RightCensored.from_arrays(rng.integers(1, 30, 50), rng.integers(0, 2, 50))
    x = rng.normal(size=(50, 1))
    plain, far = fit_cox(people, x, cluster=np.arange(50)), fit_cox(people, scale * x, cluster=np.arange(50))
    assert far.coefficients * scale == pytest.approx(plain.coefficients, rel=1e-8)
    assert far.std_errors * scale == pytest.approx(plain.std_errors, rel=1e-8)
    with pytest.raises(ValueError, match="in units that keep them between 1e-100 and 1e\\+100"):
        fit_cox(people, scale**2 * x)


@pytest.mark.parametrize(
    ("time", "event", "x", "reason"),
    [
        ([1, 2], [0, 0], [[1.0], [2.0]], "no event"),
        ([1, 2], [1, 1], [[5.0], [5.0]], "no covariate varies"),
        ([3], [1], [[5.0]], "no covariate varies"),
    ],
)
def test_what_cannot_be_fitted_says_why(time, event, x, reason):
    with pytest.raises(NotEstimable, match=reason):
        fit_cox(RightCensored.from_arrays(time, event), x)


@pytest.mark.parametrize("x", [[[1.0], [np.nan]], [[1.0]], [1.0, 2.0]])
def test_impossible_covariates_are_refused(x):
    with pytest.raises(ValueError, match="finite, one row for each of 2 people"):
        fit_cox(RightCensored.from_arrays([1, 2], [1, 1]), x)
