"""Log-rank test against R's survdiff (tests/reference/survival), statsmodels and a two-by-two sum by hand.

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
from evaluation.stats.survival.log_rank import log_rank
from evaluation.stats.survival.right_censored import RightCensored

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
    ],
)
def test_what_cannot_be_compared_says_why(time, event, group, reason):
    with pytest.raises(NotEstimable, match=reason):
        log_rank(RightCensored.from_arrays(time, event), group)


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
