"""Kaplan-Meier against R's survival (tests/reference/survival), statsmodels and published values.

Tolerance: 1e-10 relative to R, whose values are stored with 16 digits; sums are taken in another order.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.kaplan_meier import kaplan_meier, median_survival, survival_at
from evaluation.stats.survival.right_censored import RightCensored

REFERENCE = Path(__file__).parents[3] / "reference" / "survival"
CLOSE = {"rel": 1e-10, "abs": 1e-12}


def follow_up(data: str, group: str) -> RightCensored:
    people = pd.read_csv(REFERENCE / f"{data.removesuffix('_entry')}.csv")
    people = people[people["group"] == group]
    entry = people["entry"] if data.endswith("_entry") else None
    return RightCensored.from_arrays(people["time"], people["status"], entry)


# Asked at day 0, R counts only those who enter on that day.
LANDMARKS = pd.read_csv(REFERENCE / "kaplan_meier.csv").query("not (data == 'people_entry' and time == 0)")


@pytest.mark.parametrize(
    "row", LANDMARKS.to_dict("records"), ids=lambda row: f"{row['data']}-{row['group']}-{row['time']}"
)
def test_landmarks_equal_those_of_r(row):
    people = follow_up(row["data"], row["group"])
    curve = kaplan_meier(people)
    (landmark,) = survival_at(curve, [row["time"]])
    assert landmark.n_risk == row["n_risk"]
    if row["time"] > people.time.max():
        assert np.isnan(landmark.survival)
        return
    assert landmark.survival == pytest.approx(row["survival"], **CLOSE)
    assert landmark.std_error == pytest.approx(row["std_error"], nan_ok=True, **CLOSE)
    if landmark.survival < 1:
        bounds = (row["conf_low"], row["conf_high"])
        assert (landmark.conf_low, landmark.conf_high) == pytest.approx(bounds, nan_ok=True, **CLOSE)
    else:
        assert np.isnan([landmark.conf_low, landmark.conf_high]).all()


@pytest.mark.parametrize(
    "row", pd.read_csv(REFERENCE / "median.csv").to_dict("records"), ids=lambda row: f"{row['data']}-{row['group']}"
)
def test_median_equals_that_of_r(row):
    found = median_survival(kaplan_meier(follow_up(row["data"], row["group"])))
    expected = (row["median"], row["conf_low"], row["conf_high"])
    assert (found.median, found.conf_low, found.conf_high) == pytest.approx(expected, nan_ok=True)


STEPS = pd.read_csv(REFERENCE / "kaplan_meier_steps.csv")


@pytest.mark.parametrize(("data", "group"), sorted({*zip(STEPS["data"], STEPS["group"], strict=True)}))
def test_every_step_equals_that_of_r_where_nobody_is_left_for_a_while(data, group):
    expected = STEPS.query("data == @data and group == @group")
    people = pd.read_csv(REFERENCE / f"{data.removesuffix('_entry')}.csv").query("group == @group")
    entry = None if data == "competing" else people["entry"]
    curve = kaplan_meier(RightCensored.from_arrays(people["time"], people["cause"] > 0, entry))
    for name in ("time", "n_risk", "survival", "std_error", "conf_low", "conf_high"):
        np.testing.assert_allclose(getattr(curve, name), expected[name], rtol=1e-10, err_msg=name)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("with_entry", [False, True])
def test_equals_statsmodels_on_tied_times(seed, with_entry):
    from statsmodels.duration.survfunc import SurvfuncRight

    rng = np.random.default_rng(seed)
    time = rng.integers(1, 40, 300).astype(float)
    event = rng.integers(0, 2, 300)
    entry = np.where(rng.random(300) < 0.4, np.floor(rng.random(300) * time), 0.0) if with_entry else None
    curve = kaplan_meier(RightCensored.from_arrays(time, event, entry))
    # statsmodels counts a person who enters at t as at risk at t; R and we do not.
    theirs = SurvfuncRight(time, event, entry=None if entry is None else np.where(entry > 0, entry + 0.5, 0.0))
    at = np.searchsorted(curve.time, theirs.surv_times)
    assert curve.survival[at] == pytest.approx(theirs.surv_prob, abs=1e-12)
    assert curve.n_risk[at] == pytest.approx(theirs.n_risk)
    alive = theirs.surv_prob > 0
    assert curve.std_error[at][alive] == pytest.approx(theirs.surv_prob_se[alive], abs=1e-12)


def test_worked_by_hand():
    # 5 people: events on days 1, 3, 3; censored on days 2 and 5.
    curve = kaplan_meier(RightCensored.from_arrays([1, 2, 3, 3, 5], [1, 0, 1, 1, 0]))
    assert curve.time.tolist() == [1, 2, 3, 5]
    assert curve.n_risk.tolist() == [5, 4, 3, 1]
    assert curve.n_events.tolist() == [1, 0, 2, 0]
    assert curve.n_censored.tolist() == [0, 1, 0, 1]
    assert curve.survival == pytest.approx([0.8, 0.8, 0.8 / 3, 0.8 / 3])
    assert curve.std_error[0] == pytest.approx(0.8 * np.sqrt(1 / (5 * 4)))
    assert curve.std_error[2] == pytest.approx(0.8 / 3 * np.sqrt(1 / 20 + 2 / 3))


def test_events_since_the_previous_landmark_include_both_edges_once():
    curve = kaplan_meier(RightCensored.from_arrays([0, 30, 30, 31, 90, 91], [1, 1, 1, 1, 1, 1]))
    first, second, third = survival_at(curve, [30, 90, 91])
    assert (first.n_events, second.n_events, third.n_events) == (3, 2, 1)
    assert (first.n_risk, second.n_risk, third.n_risk) == (5, 2, 1)


def test_no_estimate_beyond_the_last_follow_up_but_one_on_that_day():
    curve = kaplan_meier(RightCensored.from_arrays([10, 180], [1, 0]))
    on_the_day, beyond = survival_at(curve, [180, 181])
    assert (on_the_day.survival, on_the_day.n_risk) == (0.5, 1)
    assert np.isnan(beyond.survival)
    assert beyond.n_risk == 0


def test_landmarks_are_in_rising_order():
    curve = kaplan_meier(RightCensored.from_arrays([10, 180], [1, 0]))
    with pytest.raises(ValueError, match="rising order"):
        survival_at(curve, [90, 30])


def test_nobody_has_no_curve():
    with pytest.raises(NotEstimable, match="nobody is followed"):
        kaplan_meier(RightCensored.from_arrays([10, 180], [1, 0]).subset([False, False]))


def test_everybody_censored_keeps_survival_at_one_without_interval():
    curve = kaplan_meier(RightCensored.from_arrays([5, 9], [0, 0]))
    assert curve.survival.tolist() == [1, 1]
    assert np.isnan(curve.conf_low).all()
    assert np.isnan(median_survival(curve).median)


def test_interval_is_wider_at_a_higher_level():
    people = RightCensored.from_arrays([1, 2, 3, 4], [1, 1, 0, 1])
    narrow, wide = (kaplan_meier(people, conf_level=level) for level in (0.8, 0.99))
    assert wide.conf_low[0] < narrow.conf_low[0] < narrow.conf_high[0] < wide.conf_high[0]


people_lists = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=30)


@settings(max_examples=100, deadline=None)
@given(people_lists, st.randoms(use_true_random=False))
def test_the_order_of_people_changes_nothing(people, random):
    shuffled = random.sample(people, len(people))
    first, second = (kaplan_meier(RightCensored.from_arrays(*zip(*rows, strict=True))) for rows in (people, shuffled))
    for name in ("time", "n_risk", "n_events", "survival", "conf_low"):
        assert np.array_equal(getattr(first, name), getattr(second, name), equal_nan=True)


@settings(max_examples=100, deadline=None)
@given(people_lists)
def test_survival_falls_from_one_and_the_interval_contains_it(people):
    curve = kaplan_meier(RightCensored.from_arrays(*zip(*people, strict=True)))
    assert (np.diff(curve.survival, prepend=1.0) <= 0).all()
    has_interval = ~np.isnan(curve.conf_low)
    assert (curve.conf_low <= curve.survival)[has_interval].all()
    assert (curve.survival <= curve.conf_high)[has_interval].all()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=30), st.integers(0, 12))
def test_without_censoring_it_is_the_share_still_there(times, day):
    (landmark,) = survival_at(kaplan_meier(RightCensored.from_arrays(times, [1] * len(times))), [day])
    if day <= max(times):
        assert landmark.survival == pytest.approx(np.mean(np.array(times) > day), abs=1e-12)


@pytest.mark.parametrize(
    ("time", "event", "entry", "message"),
    [
        ([], [], None, "at least one person"),
        ([1, 2], [1], None, "values"),
        ([-1], [1], None, "0 or more"),
        ([np.nan], [1], None, "finite"),
        ([np.inf], [0], None, "finite"),
        ([1], [2], None, "0 or 1"),
        ([1], [np.nan], None, "0 or 1"),
        ([5], [1], [5], "before time"),
        ([5], [1], [-1], "0 or more"),
        ([5], [1], [np.nan], "0 or more"),
    ],
)
def test_impossible_follow_up_is_refused(time, event, entry, message):
    with pytest.raises(ValueError, match=message):
        RightCensored.from_arrays(time, event, entry)
