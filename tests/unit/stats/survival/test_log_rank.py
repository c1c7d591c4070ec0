"""Log-rank tests against R (tests/reference/survival), statsmodels and a two-by-two sum by hand.

Tolerance: 1e-10 relative; sums are taken in another order.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.log_rank import log_rank, log_rank_trend
from evaluation.stats.survival.right_censored import RightCensored
from evaluation.stats.survival.weighting import FlemingHarrington, Weighting

REFERENCE = Path(__file__).parents[3] / "reference" / "survival"


@pytest.mark.parametrize(
    "row", pd.read_csv(REFERENCE / "log_rank.csv").to_dict("records"), ids=lambda row: row["data"]
)
def test_equals_r(row):
    people = pd.read_csv(REFERENCE / f"{row['data']}.csv")
    test = log_rank(RightCensored.from_arrays(people["time"], people["status"]), pd.factorize(people["group"])[0])
    assert test.statistic == pytest.approx(row["statistic"], rel=1e-10)
    assert test.df == row["df"]
    assert test.p_value == pytest.approx(chi2.sf(row["statistic"], row["df"]), rel=1e-9)
    assert test.observed.sum() == pytest.approx(test.expected.sum())


WEIGHTINGS = {
    **{each.value: each for each in Weighting},
    "rho_half": FlemingHarrington(rho=0.5),
    "gamma_1": FlemingHarrington(gamma=1),
    "rho_1_gamma_half": FlemingHarrington(rho=1, gamma=0.5),
}


def family_sample(data: str) -> tuple[RightCensored, np.ndarray, np.ndarray | None]:
    people = pd.read_csv(REFERENCE / f"{data.split('_')[0]}.csv")
    entry = people["entry"] if "_entry" in data else None
    if data.startswith("competing"):
        event, group = people["cause"] > 0, pd.cut(people["age"], [0, 30, 45, 60, 99], labels=False)
        strata = people["site"]
    else:
        event, group = people["status"], pd.factorize(people["group"], sort=True)[0]
        strata = people.get("prison")
    follow_up = RightCensored.from_arrays(people["time"], event, entry)
    return follow_up, np.asarray(group), strata.to_numpy() if data.endswith("_strata") else None


@pytest.mark.parametrize(
    "row",
    pd.read_csv(REFERENCE / "log_rank_family.csv").to_dict("records"),
    ids=lambda row: f"{row['data']}-{row['weighting']}",
)
def test_weighted_and_stratified_tests_equal_r(row):
    follow_up, group, strata = family_sample(row["data"])
    how = {"strata": strata, "weighting": WEIGHTINGS[row["weighting"]]}
    test = log_rank(follow_up, group, **how)
    trend = log_rank_trend(follow_up, group, np.arange(1, group.max() + 2) ** 2, **how)
    assert (test.df, trend.df) == (row["df"], 1)
    found = (test.statistic, trend.statistic, test.observed[0], test.expected[0])
    assert found == pytest.approx((row["statistic"], row["trend"], row["observed"], row["expected"]), rel=1e-10)
    assert test.p_value == pytest.approx(row["p_value"], rel=1e-9)


@pytest.mark.parametrize(
    ("weighting", "theirs"),
    [
        (Weighting.GEHAN, {"weight_type": "gb"}),
        (Weighting.TARONE_WARE, {"weight_type": "tw"}),
        (FlemingHarrington(rho=0.7), {"weight_type": "fh", "fh_p": 0.7}),
    ],
    ids=["gehan", "tarone_ware", "fleming_harrington"],
)
def test_weights_equal_those_of_statsmodels(weighting, theirs):
    from statsmodels.duration.survfunc import survdiff

    rng = np.random.default_rng(11)
    time, event = rng.integers(1, 25, 200), rng.integers(0, 2, 200)
    event[time >= 23] = 0  # theirs takes the logarithm of a survival of 0
    group, strata = rng.integers(0, 3, 200), rng.integers(0, 2, 200)
    expected = survdiff(time, event, group, strata=strata, **theirs)
    test = log_rank(RightCensored.from_arrays(time, event), group, strata=strata, weighting=weighting)
    assert (test.statistic, test.p_value) == pytest.approx(expected, rel=1e-10)


def test_a_trend_of_two_groups_is_the_log_rank_test_whatever_the_scores():
    follow_up, group, _ = family_sample("competing_entry")
    two = group > 1
    test = log_rank(follow_up, two)
    for scores in ([0, 1], [5, -3]):
        assert log_rank_trend(follow_up, two, scores).statistic == pytest.approx(test.statistic, rel=1e-10)


def test_strata_that_share_nothing_with_a_group_do_not_compare_it():
    people = RightCensored.from_arrays([1, 2, 3, 4, 5, 6], [1, 1, 0, 1, 1, 0])
    with pytest.raises(NotEstimable, match="not at risk together"):
        log_rank(people, [0, 0, 0, 1, 1, 1], strata=[0, 0, 0, 1, 1, 1])
    with pytest.raises(NotEstimable, match="different scores are not at risk together"):
        log_rank_trend(people, [0, 0, 0, 1, 1, 1], [0, 1], strata=[0, 0, 0, 1, 1, 1])
    with pytest.raises(NotEstimable, match="different scores are not at risk together"):
        log_rank_trend(people, [0, 1, 0, 1, 0, 1], [2, 2])


@pytest.mark.parametrize(
    ("group", "strata", "message"),
    [
        ([0, 1], None, "groups must be whole numbers .* 3 people"),
        ([0, 1, -1], None, "groups must be whole numbers"),
        ([0, 1, 0.5], None, "groups must be whole numbers"),
        ([0, 1, 0], [0, 1], "strata must be whole numbers"),
    ],
)
def test_groups_and_strata_that_are_no_numbers_of_people_are_refused(group, strata, message):
    with pytest.raises(ValueError, match=message):
        log_rank(RightCensored.from_arrays([1, 2, 3], [1, 1, 1]), group, strata=strata)


@pytest.mark.parametrize("scores", [[0, 1, 2], [0], [0, np.nan]])
def test_scores_that_are_not_one_of_each_group_are_refused(scores):
    with pytest.raises(ValueError, match="one finite score for each of 2 groups"):
        log_rank_trend(RightCensored.from_arrays([1, 2], [1, 1]), [0, 1], scores)


@pytest.mark.parametrize("powers", [{"rho": -1}, {"gamma": np.nan}, {"rho": np.inf}])
def test_powers_that_are_none_are_refused(powers):
    with pytest.raises(ValueError, match="rho and gamma must be 0 or more"):
        FlemingHarrington(**powers)


@pytest.mark.parametrize("n_groups", [2, 4])
def test_equals_statsmodels_with_ties(n_groups):
    from statsmodels.duration.survfunc import survdiff

    rng = np.random.default_rng(n_groups)
    time, event = rng.integers(1, 25, 200), rng.integers(0, 2, 200)
    group = rng.integers(0, n_groups, 200)
    test = log_rank(RightCensored.from_arrays(time, event), group)
    statistic, p_value = survdiff(time, event, group)
    assert (test.statistic, test.p_value) == pytest.approx((statistic, p_value), rel=1e-10)


def test_late_entry_equals_a_sum_over_two_by_two_tables():
    rng = np.random.default_rng(7)
    time, event, group = rng.integers(2, 30, 80), rng.integers(0, 2, 80), rng.integers(0, 2, 80)
    entry = np.floor(rng.random(80) * time)
    difference = variance = 0.0
    for day in np.unique(time[event == 1]):
        at_risk = (entry < day) & (day <= time)
        n, n1 = at_risk.sum(), (at_risk & (group == 1)).sum()
        died = (time == day) & (event == 1)
        d, d1 = died.sum(), (died & (group == 1)).sum()
        difference += d1 - d * n1 / n
        if n > 1:
            variance += d * (n - d) / (n - 1) * n1 / n * (1 - n1 / n)
    test = log_rank(RightCensored.from_arrays(time, event, entry), group)
    assert test.statistic == pytest.approx(difference**2 / variance, rel=1e-12)


def test_identical_groups_give_zero():
    time, event = [3, 5, 9, 9], [1, 0, 1, 1]
    test = log_rank(RightCensored.from_arrays(time * 2, event * 2), [0] * 4 + [1] * 4)
    assert test.statistic == pytest.approx(0, abs=1e-12)
    assert test.p_value == pytest.approx(1)


def test_a_group_that_is_never_at_risk_at_an_event_is_left_out():
    people = RightCensored.from_arrays([1, 1, 10, 20, 30, 40], [0, 0, 1, 1, 1, 1])
    assert log_rank(people, [2, 2, 0, 1, 0, 1]).df == 1


@pytest.mark.parametrize(
    ("time", "event", "group", "reason"),
    [
        ([1, 2], [0, 0], [0, 1], "no event"),
        ([1, 2], [1, 1], [0, 0], "fewer than two groups"),
        ([1, 5], [0, 1], [0, 1], "fewer than two groups"),
        ([3], [1], [0], "fewer than two groups"),
        ([4, 4, 4], [1, 1, 1], [0, 1, 1], "everybody has the event at the same time"),
        ([0, 0, 0], [1, 1, 1], [0, 1, 1], "everybody has the event at the same time"),
    ],
)
def test_what_cannot_be_compared_says_why(time, event, group, reason):
    people = RightCensored.from_arrays(time, event)
    with pytest.raises(NotEstimable, match=reason):
        log_rank(people, group)


def test_events_without_weight_and_a_trend_at_one_time_say_why():
    people = RightCensored.from_arrays([0, 0, 0], [1, 1, 1])
    with pytest.raises(NotEstimable, match="fewer than two groups are at risk when an event that has weight happens"):
        log_rank(people, [0, 1, 1], weighting=FlemingHarrington(0.0, 1.0))
    with pytest.raises(NotEstimable, match="everybody has the event at the same time"):
        log_rank_trend(people, [0, 1, 1], [0.0, 1.0])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.booleans(), st.integers(0, 2)), min_size=6, max_size=30),
    st.permutations(range(3)),
)
def test_renaming_groups_changes_nothing(people, names):
    time, event, group = map(np.array, zip(*people, strict=True))
    follow_up = RightCensored.from_arrays(time, event)
    try:
        first = log_rank(follow_up, group)
    except NotEstimable:
        return
    second = log_rank(follow_up, np.array(names)[group])
    assert second.statistic == pytest.approx(first.statistic, rel=1e-8, abs=1e-10)
    assert second.df == first.df
