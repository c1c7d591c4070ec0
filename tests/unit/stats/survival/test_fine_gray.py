"""Fine-Gray regression against R's cmprsk::crr and the paper's formula (tests/reference/survival/competing_tests.R).

Tolerance: 1e-8 relative, as for Cox: crr is told to stop at a score of 1e-13 of the log likelihood.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.competing_events import CompetingEvents
from evaluation.stats.survival.cox import Ties, fit_cox
from evaluation.stats.survival.fine_gray import fit_fine_gray, incidence_at

REFERENCE = Path(__file__).parents[3] / "reference" / "survival"
SETS = ("leaving", "leaving_ties", "no_competing", "second_cause")


def reference_fit(data: str, by_site: bool):
    people = pd.read_csv(REFERENCE / ("leaving_ties.csv" if data == "leaving_ties" else "leaving.csv"))
    if data == "no_competing":
        people = people[people["cause"] != 2]
    levels = [people["group"] == level for level in "bc"]
    return fit_fine_gray(
        CompetingEvents.from_arrays(people["time"], people["cause"]),
        np.column_stack([*levels, people["dose"], people["prison"]]).astype(float),
        cause=2 if data == "second_cause" else 1,
        censoring_group=people["site"].to_numpy() if by_site else None,
    )


def some_people(seed: int, n: int = 80):
    rng = np.random.default_rng(seed)
    return rng, CompetingEvents.from_arrays(rng.integers(1, 30, n), rng.integers(0, 3, n)), rng.normal(size=n)


@pytest.mark.parametrize("by_site", [False, True])
@pytest.mark.parametrize("data", SETS)
def test_equals_r(data, by_site):
    expected = pd.read_csv(REFERENCE / "fine_gray.csv").query("data == @data and by_site == @by_site")
    fit = reference_fit(data, by_site)
    assert len(expected) == fit.coefficients.size
    # crr's own search leaves 1e-8 in a coefficient of one of the sets.
    assert fit.coefficients == pytest.approx(expected["coefficient"].to_numpy(), rel=2e-8)
    assert fit.std_errors == pytest.approx(expected["std_error"].to_numpy(), rel=1e-8)
    if not by_site:
        assert fit.std_errors == pytest.approx(expected["std_error_crr"].to_numpy(), rel=1e-8)
    assert fit.log_likelihood == pytest.approx(expected["log_likelihood"].iloc[0], rel=1e-10)
    assert fit.log_likelihood_null == pytest.approx(expected["log_likelihood_null"].iloc[0], rel=1e-10)
    assert (fit.n_obs, fit.n_events) == (expected["n_obs"].iloc[0], expected["n_events"].iloc[0])
    assert not (fit.aliased.any() or fit.infinite.any())


@pytest.mark.parametrize("by_site", [False, True])
@pytest.mark.parametrize("data", SETS)
def test_predicted_incidence_equals_r(data, by_site):
    expected = pd.read_csv(REFERENCE / "fine_gray_curve.csv").query("data == @data and by_site == @by_site")
    found = incidence_at(reference_fit(data, by_site), [[0, 0, 50, 1]], expected["time"])
    assert found[0] == pytest.approx(expected["incidence"].to_numpy(), rel=1e-9)


def test_without_competing_events_it_is_coxs_model():
    rng = np.random.default_rng(1)
    people = CompetingEvents.from_arrays(rng.integers(0, 20, 60), rng.integers(0, 2, 60), n_causes=2)
    x = rng.normal(size=(60, 2))
    fit, cox = fit_fine_gray(people, x), fit_cox(people.of_cause(1), x, ties=Ties.BRESLOW)
    assert fit.coefficients == pytest.approx(cox.coefficients, rel=1e-9)
    assert fit.log_likelihood == pytest.approx(cox.log_likelihood, rel=1e-12)


def test_without_censoring_a_competing_event_is_as_good_as_staying_for_ever():
    rng, _, x = some_people(2)
    time, cause = rng.integers(1, 30, 80), rng.integers(1, 3, 80)
    fit = fit_fine_gray(CompetingEvents.from_arrays(time, cause), x[:, None])
    stayed = CompetingEvents.from_arrays(np.where(cause == 2, 1000, time), cause == 1)
    cox = fit_cox(stayed.of_cause(1), x[:, None], ties=Ties.BRESLOW)
    assert fit.coefficients == pytest.approx(cox.coefficients, rel=1e-9)


def test_order_of_people_does_not_matter_and_scale_does_what_it_should():
    rng, people, x = some_people(3)
    z = np.column_stack([x, rng.integers(0, 2, 80)])
    site = rng.integers(0, 3, 80)
    order = rng.permutation(80)
    fit = fit_fine_gray(people, z, censoring_group=site)
    shuffled = fit_fine_gray(people.subset(order), (1e3 + 50 * z)[order], censoring_group=site[order])
    assert shuffled.coefficients * 50 == pytest.approx(fit.coefficients, rel=1e-8)
    assert shuffled.std_errors * 50 == pytest.approx(fit.std_errors, rel=1e-8)
    assert incidence_at(shuffled, [[1e3, 1e3]], [15]) == pytest.approx(incidence_at(fit, [[0, 0]], [15]), rel=1e-8)


def test_day_zero_is_a_day_like_any_other():
    # Not so in crr, where people censored on day zero lower the weight of competing events of the same day.
    rng, _, x = some_people(10)
    time, cause = rng.integers(0, 6, 80), rng.integers(0, 3, 80)
    fit, later = (fit_fine_gray(CompetingEvents.from_arrays(time + day, cause), x[:, None]) for day in (0, 1))
    assert fit.coefficients == pytest.approx(later.coefficients, rel=1e-10)
    assert fit.std_errors == pytest.approx(later.std_errors, rel=1e-10)


@pytest.mark.parametrize("scale", [1e-250, 1e250])
def test_units_of_any_size(scale):
    _, people, x = some_people(8)
    plain, scaled = fit_fine_gray(people, x[:, None]), fit_fine_gray(people, scale * x[:, None])
    assert scaled.coefficients * scale == pytest.approx(plain.coefficients)
    assert scaled.std_errors * scale == pytest.approx(plain.std_errors)


def test_incidence_starts_at_zero_stays_between_events_and_ends_with_follow_up():
    _, people, x = some_people(4)
    fit = fit_fine_gray(people, x[:, None])
    found = incidence_at(fit, [[0.0], [1.0]], [0, 1, 1.5, people.time.max(), 30, np.nan])
    assert found.shape == (2, 6)
    assert (found[:, 0] == 0).all()
    assert (found[:, 1] == found[:, 2]).all()
    assert (found[:, 3] > found[:, 1]).all()
    assert np.isnan(found[:, 4:]).all()


def test_a_constant_or_repeated_covariate_is_aliased_and_the_others_are_estimated():
    _, people, x = some_people(5)
    fit = fit_fine_gray(people, np.column_stack([np.full(80, 0.1), x, 3 - 2 * x]))
    plain = fit_fine_gray(people, x[:, None])
    assert fit.aliased.tolist() == [True, False, True]
    assert fit.coefficients[1] == pytest.approx(plain.coefficients[0])
    assert fit.std_errors[1] == pytest.approx(plain.std_errors[0])
    assert np.isnan(fit.std_errors[[0, 2]]).all()


def test_separation_is_found_and_the_other_coefficient_is_its_limit():
    rng, _, x = some_people(6)
    nobody_leaves = np.arange(80) < 20
    time, cause = rng.integers(1, 30, 80), np.where(nobody_leaves, 0, rng.integers(0, 3, 80))
    people = CompetingEvents.from_arrays(time, cause)
    fit = fit_fine_gray(people, np.column_stack([nobody_leaves, x]), censoring_group=nobody_leaves.astype(int))
    rest = fit_fine_gray(people.subset(~nobody_leaves), x[20:, None])
    assert fit.infinite.tolist() == [True, False]
    assert np.isnan(fit.coefficients[0])
    assert fit.coefficients[1] == pytest.approx(rest.coefficients[0], rel=1e-6)
    assert fit.std_errors[1] == pytest.approx(rest.std_errors[0], rel=1e-6)
    with pytest.raises(NotEstimable, match="infinite"):
        incidence_at(fit, [[1, 0]], [10])


@pytest.mark.parametrize("n", [90, 20_000])
def test_separation_of_two_levels_from_the_reference_leaves_their_contrast_to_the_others(n):
    rng, _, x = some_people(7, n)
    level = rng.integers(0, 3, n)
    time, cause = rng.integers(1, 30, n), np.where(level == 0, 0, rng.integers(0, 3, n))
    x = x + 0.7 * (level == 2)
    people = CompetingEvents.from_arrays(time, cause)
    fit = fit_fine_gray(
        people, np.column_stack([level == 1, level == 2, x]), censoring_group=(level == 0).astype(int)
    )
    some = level > 0
    rest = fit_fine_gray(people.subset(some), np.column_stack([level == 2, x])[some])
    assert fit.infinite.tolist() == [True, True, False]
    assert fit.coefficients[2] == pytest.approx(rest.coefficients[1], rel=1e-6)
    assert fit.std_errors[2] == pytest.approx(rest.std_errors[1], rel=1e-6)


def test_two_directions_without_end():
    rng, _, x = some_people(9, 120)
    first, second = np.arange(120) < 20, np.arange(120) >= 110
    cause = np.where(first | second, 0, rng.integers(0, 3, 120))
    people = CompetingEvents.from_arrays(rng.integers(1, 30, 120), cause)
    fit = fit_fine_gray(people, np.column_stack([first, x, second]), censoring_group=(first | second).astype(int))
    rest = fit_fine_gray(people.subset(~(first | second)), x[~(first | second), None])
    assert fit.infinite.tolist() == [True, False, True]
    assert fit.coefficients[1] == pytest.approx(rest.coefficients[0], rel=1e-6)
    assert fit.std_errors[1] == pytest.approx(rest.std_errors[0], rel=1e-6)


def test_everything_separated_leaves_no_standard_error():
    fit = fit_fine_gray(CompetingEvents.from_arrays(np.arange(1, 11), np.ones(10)), -np.arange(10.0)[:, None])
    assert fit.infinite.tolist() == [True]
    assert np.isnan(fit.std_errors).all()


@pytest.mark.parametrize(
    ("time", "cause", "x", "reason"),
    [
        ([1, 2], [0, 0], [[1.0], [2.0]], "no event"),
        ([1, 2], [2, 2], [[1.0], [2.0]], "no event"),
        ([1, 2], [1, 2], [[5.0], [5.0]], "no covariate varies"),
        ([0], [1], [[5.0]], "no covariate varies"),
    ],
)
def test_what_cannot_be_fitted_says_why(time, cause, x, reason):
    with pytest.raises(NotEstimable, match=reason):
        fit_fine_gray(CompetingEvents.from_arrays(time, cause), x)


@pytest.mark.parametrize(
    ("entry", "x", "group", "message"),
    [
        (None, [[1.0], [np.nan]], None, "finite, one row for each of 2 people"),
        (None, [[1.0]], None, "finite, one row for each of 2 people"),
        ([0, 1], [[1.0], [2.0]], None, "enters late"),
        (None, [[1.0], [2.0]], [0], "one for each of 2 people"),
        (None, [[1.0], [2.0]], [0.5, 1], "censoring groups must be"),
        (None, [[1.0], [2.0]], [-1, 0], "censoring groups must be"),
    ],
)
def test_impossible_input_is_refused(entry, x, group, message):
    with pytest.raises(ValueError, match=message):
        fit_fine_gray(CompetingEvents.from_arrays([1, 2], [1, 2], entry), x, censoring_group=group)
