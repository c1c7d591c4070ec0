"""Gray's test against R's cmprsk::cuminc (tests/reference/survival/competing_tests.R).

Tolerance: 1e-10 relative, the rounding of sums in another order.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.competing_events import CompetingEvents
from evaluation.stats.survival.gray_test import gray_test

REFERENCE = Path(__file__).parents[3] / "reference" / "survival"
ROWS = list(pd.read_csv(REFERENCE / "gray_test.csv").itertuples(index=False))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}-{row[1]}-{row[2]}-{row[3]}")
def test_equals_r(row):
    people = pd.read_csv(REFERENCE / ("leaving_ties.csv" if row.data == "leaving_ties" else "leaving.csv"))
    if row.data == "no_competing":
        people = people[people["cause"] != 2]
    if row.data == "second_cause":
        people["cause"] = people["cause"].map({0: 0, 1: 2, 2: 1})
    found = gray_test(
        CompetingEvents.from_arrays(people["time"], people["cause"], n_causes=2),
        people["group"].map({"a": 0, "b": 1, "c": 2}).to_numpy(),
        cause=row.cause,
        strata=people["site"].to_numpy() if row.strata == "site" else None,
        rho=row.rho,
    )
    assert found.statistic == pytest.approx(row.statistic, rel=1e-10)
    assert found.p_value == pytest.approx(row.p_value, rel=1e-8)
    assert found.df == row.df
    assert found.n_events == (people["cause"] == row.cause).sum()
    assert found.score.sum() == pytest.approx(0, abs=1e-10)


def test_neither_order_of_people_nor_numbering_of_groups_nor_day_zero_matters():
    rng = np.random.default_rng(1)
    people = CompetingEvents.from_arrays(rng.integers(0, 20, 90), rng.integers(0, 3, 90))
    group, order = rng.integers(0, 4, 90), rng.permutation(90)
    plain = gray_test(people, group)
    assert gray_test(people.subset(order), group[order]).statistic == pytest.approx(plain.statistic, rel=1e-10)
    assert gray_test(people, 3 - group).statistic == pytest.approx(plain.statistic, rel=1e-10)
    day_later = CompetingEvents.from_arrays(people.time + 1, people.cause)
    assert gray_test(day_later, group).statistic == pytest.approx(plain.statistic, rel=1e-10)


def test_a_group_that_leaves_before_the_first_event_or_does_not_exist_is_left_out():
    rng = np.random.default_rng(2)
    time, cause, group = rng.integers(5, 40, 60), rng.integers(0, 3, 60), rng.integers(0, 2, 60)
    plain = gray_test(CompetingEvents.from_arrays(time, cause), group)
    with_third = gray_test(CompetingEvents.from_arrays([*time, 1, 2], [*cause, 0, 0]), np.array([*(2 * group), 3, 3]))
    assert with_third.df == 1
    assert with_third.statistic == pytest.approx(plain.statistic, rel=1e-10)


@pytest.mark.parametrize(
    ("time", "cause", "group", "reason"),
    [
        ([1, 2], [0, 0], [0, 1], "no event"),
        ([1, 2], [2, 2], [0, 1], "no event"),
        ([3], [1], [0], "fewer than two groups"),
        ([1, 2, 5, 6], [0, 0, 1, 1], [0, 0, 1, 1], "fewer than two groups"),
        ([0, 0], [1, 1], [0, 1], "all have theirs at the same time"),
        ([1, 1, 2, 2, 3, 4], [1, 1, 1, 1, 1, 1], [0, 0, 1, 1, 1, 1], "pooled incidence reaches 1"),
    ],
)
def test_what_cannot_be_tested_says_why(time, cause, group, reason):
    with pytest.raises(NotEstimable, match=reason):
        gray_test(CompetingEvents.from_arrays(time, cause, n_causes=2), group)


@pytest.mark.parametrize(
    ("entry", "group", "strata", "message"),
    [
        ([0, 1], [0, 1], None, "enters late"),
        (None, [0], None, "groups must be whole numbers of 0 or more, one for each of 2 people"),
        (None, [0, 1], [0], "strata must be"),
        (None, [0, 1.5], None, "groups must be"),
        (None, [-1, 0], None, "groups must be"),
    ],
)
def test_impossible_input_is_refused(entry, group, strata, message):
    with pytest.raises(ValueError, match=message):
        gray_test(CompetingEvents.from_arrays([1, 2], [1, 2], entry), group, strata=strata)
