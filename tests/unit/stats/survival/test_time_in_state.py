"""State probabilities and days in states against R's survfit (tests/reference/survival/person_histories.R).

Tolerance: 1e-10 relative, the rounding of sums in another order.
"""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.kaplan_meier import kaplan_meier, survival_at
from evaluation.stats.survival.right_censored import RightCensored
from evaluation.stats.survival.state_stretches import StateStretches
from evaluation.stats.survival.time_in_state import days_difference, days_in_state, state_probability

REFERENCE = Path(__file__).parents[3] / "reference" / "survival"
STATES = ["on", "off", "dead"]
GROUPS = [(data, group) for data in ("days", "entry", "ties") for group in "ab"]


def reference_stretches(data: str, group: str) -> StateStretches:
    rows = pd.read_csv(REFERENCE / "states.csv").query("set == @data and group == @group")
    codes = {name: number for number, name in enumerate(STATES)}
    following = rows["to"].where(rows["to"] != "none", rows["state"])
    return StateStretches.from_arrays(
        rows["person"], rows["start"], rows["stop"], rows["state"].map(codes), following.map(codes)
    )


@pytest.mark.parametrize(("data", "group"), GROUPS)
def test_probabilities_equal_rs(data, group):
    expected = pd.read_csv(REFERENCE / "state_probability.csv").query("set == @data and group == @group")
    by_state = expected.pivot(index="time", columns="state")
    found = state_probability(reference_stretches(data, group), by_state.index)
    assert len(by_state) == 5
    assert found.probability == pytest.approx(by_state["probability"][STATES].to_numpy(), rel=1e-10, abs=1e-14)
    assert found.std_error == pytest.approx(by_state["std_error"][STATES].to_numpy(), rel=1e-10, abs=1e-14)


@pytest.mark.parametrize("tau", [45, 180, 365])
@pytest.mark.parametrize(("data", "group"), GROUPS)
def test_days_equal_rs(data, group, tau):
    expected = pd.read_csv(REFERENCE / "days_in_state.csv").query("set == @data and group == @group and tau == @tau")
    expected = expected.set_index("state").loc[STATES]
    found = days_in_state(reference_stretches(data, group), tau)
    assert found.days == pytest.approx(expected["days"].to_numpy(), rel=1e-10, abs=1e-12)
    assert found.std_error == pytest.approx(expected["std_error"].to_numpy(), rel=1e-10, abs=1e-12)
    assert found.n_persons == expected["n_persons"].iloc[0]
    assert found.days.sum() == pytest.approx(tau, rel=1e-12)
    assert found.covariance.sum() == pytest.approx(0, abs=1e-9)
    assert found.days_unobserved == 0


def test_one_way_out_is_kaplan_meier():
    rng = np.random.default_rng(1)
    time, event = rng.integers(1, 40, 60), rng.integers(0, 2, 60)
    stretches = StateStretches.from_arrays(np.arange(60), np.zeros(60), time, np.zeros(60), event)
    landmarks = survival_at(kaplan_meier(RightCensored.from_arrays(time, event)), [5, 20, 30])
    found = state_probability(stretches, [5, 20, 30])
    assert found.probability[:, 0] == pytest.approx([each.survival for each in landmarks])
    assert found.std_error[:, 0] == pytest.approx([each.std_error for each in landmarks])
    assert found.n_observed[:, 0].tolist() == [each.n_risk for each in landmarks]


def test_everybody_seen_to_the_end_gives_the_mean_days_and_their_standard_error():
    rng = np.random.default_rng(2)
    rows, days_on = [], np.zeros(25)
    for person in range(25):
        edges = [0, *np.sort(rng.choice(np.arange(1, 60), 4, replace=False)), 60]
        for number, (start, stop) in enumerate(pairwise(edges)):
            state = (person + number) % 2
            rows.append((person, start, stop, state, state if stop == 60 else 1 - state))
            days_on[person] += (stop - start) * (state == 0)
    found = days_in_state(StateStretches.from_arrays(*zip(*rows, strict=True)), 60)
    assert found.days[0] == pytest.approx(days_on.mean())
    assert found.std_error[0] == pytest.approx(days_on.std() / 5)


def test_a_stretch_cut_in_two_or_another_order_of_rows_changes_nothing():
    whole = StateStretches.from_arrays([1, 1, 2], [0, 10, 0], [10, 30, 40], [0, 1, 0], [1, 0, 1])
    cut = StateStretches.from_arrays([2, 1, 1, 2], [15, 10, 0, 0], [40, 30, 10, 15], [0, 1, 0, 0], [1, 0, 1, 0])
    first, second = days_in_state(whole, 25), days_in_state(cut, 25)
    assert first.days == pytest.approx(second.days)
    assert first.covariance == pytest.approx(second.covariance)
    assert (first.n_changes, second.n_changes) == (1, 1)


def test_days_in_a_state_that_nobody_is_seen_in_are_counted():
    # Both go off on day 10, when one is last seen; the other goes back on day 20 and is seen to day 50.
    stretches = StateStretches.from_arrays([1, 2, 2, 2], [0, 0, 10, 20], [10, 10, 20, 50], [0, 0, 1, 0], [1, 1, 0, 0])
    assert days_in_state(stretches, 50).days_unobserved == 0
    # Of two people on, one is last seen off on day 20 and the other stays on: half a person off, unseen for 30 days.
    stretches = StateStretches.from_arrays([1, 1, 2], [0, 10, 0], [10, 20, 50], [0, 1, 0], [1, 1, 0])
    found = days_in_state(stretches, 50)
    assert found.days == pytest.approx([30, 20])
    assert found.days_unobserved == pytest.approx(15)


def test_nothing_is_said_beyond_the_last_follow_up_unless_all_is_over():
    stretches = StateStretches.from_arrays([1, 2], [0, 0], [10, 20], [0, 0], [0, 0], n_states=2)
    with pytest.raises(NotEstimable, match="the last follow-up is after 20"):
        days_in_state(stretches, 21)
    found = state_probability(stretches, [20, 21])
    assert found.probability[0].tolist() == [1, 0]
    assert np.isnan(found.probability[1]).all()
    assert np.isnan(found.std_error[1]).all()
    everybody_died = StateStretches.from_arrays([1, 2], [0, 0], [10, 20], [0, 0], [1, 1])
    assert days_in_state(everybody_died, 100).days == pytest.approx([15, 85])
    assert state_probability(everybody_died, [100]).probability.tolist() == [[0, 1]]


@pytest.mark.parametrize("time", [-1, np.nan, np.inf])
def test_times_must_be_numbers_of_days(time):
    with pytest.raises(ValueError, match="above 0"):
        days_in_state(reference_stretches("days", "a"), time)
    with pytest.raises(ValueError, match="0 or more"):
        state_probability(reference_stretches("days", "a"), [30, time])


def test_no_days_are_no_answer():
    with pytest.raises(ValueError, match="above 0"):
        days_in_state(reference_stretches("days", "a"), 0)


def test_on_day_zero_everybody_is_where_they_began():
    assert state_probability(reference_stretches("days", "a"), [0]).probability.tolist() == [[1, 0, 0]]


def test_one_person_and_nobody_who_changes():
    found = days_in_state(StateStretches.from_arrays([7], [0], [30], [0], [0]), 30)
    assert (found.days.tolist(), found.std_error.tolist(), found.n_changes) == ([30], [0], 0)


def test_groups_are_compared():
    first, second = (days_in_state(reference_stretches("days", group), 180) for group in "ab")
    found = days_difference(first, second)
    assert found.estimate == pytest.approx(first.days - second.days)
    assert found.std_error == pytest.approx(np.hypot(first.std_error, second.std_error))
    assert found.estimate.sum() == pytest.approx(0, abs=1e-10)
    with pytest.raises(ValueError, match="same tau"):
        days_difference(first, days_in_state(reference_stretches("days", "b"), 90))


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (([], [], [], [], []), "at least one stretch"),
        (([1], [0, 1], [5, 6], [0, 0], [0, 0]), "one value for each stretch"),
        (([np.nan], [0], [5], [0], [1]), "person must not be missing"),
        (([1], [0], [0], [0], [1]), "end after its start"),
        (([1], [-1], [5], [0], [1]), "start on day 0 or later"),
        (([1], [0], [np.nan], [0], [1]), "end after its start"),
        (([1], [0], [5], [0.5], [1]), "states must be 0, 1, 2"),
        (([1], [0], [5], [0], [2]), "2 was found, n_states is 2"),
        (([1, 1], [0, 4], [5, 9], [0, 1], [1, 1]), "overlap"),
        (([1, 1], [0, 5], [5, 9], [0, 0], [1, 1]), "another state than the one before it led to"),
    ],
)
def test_impossible_stretches_are_refused(columns, message):
    with pytest.raises(ValueError, match=message):
        StateStretches.from_arrays(*columns, n_states=2)


def test_somebody_may_be_away_and_come_back_in_another_state():
    stretches = StateStretches.from_arrays([1, 1, 2], [0, 20, 0], [10, 30, 30], [0, 1, 0], [0, 1, 1])
    assert state_probability(stretches, [25]).n_observed.tolist() == [[1, 1]]
