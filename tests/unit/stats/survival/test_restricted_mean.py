"""Restricted means against R's survfit (tests/reference/survival/curves.R) and by hand.

Tolerance: 1e-10 relative to R, whose values are stored with 16 digits; sums are taken in another order.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.competing_events import CompetingEvents
from evaluation.stats.survival.kaplan_meier import kaplan_meier
from evaluation.stats.survival.restricted_mean import restricted_mean, restricted_time_lost
from evaluation.stats.survival.right_censored import RightCensored

REFERENCE = Path(__file__).parents[3] / "reference" / "survival"


def follow_up(row) -> CompetingEvents:
    people = pd.read_csv(REFERENCE / f"{row['data'].removesuffix('_entry')}.csv")
    people = people[people["group"] == row["group"]]
    entry = people["entry"] if row["data"].endswith("_entry") or row["data"] == "emptied" else None
    cause = people["cause"] if "cause" in people else people["status"]
    return CompetingEvents.from_arrays(people["time"], cause, entry, n_causes=3)


def identity(row) -> str:
    return "-".join(f"{row[name]}" for name in ("data", "group", "cause", "tau") if name in row)


@pytest.mark.parametrize("row", pd.read_csv(REFERENCE / "restricted_mean.csv").to_dict("records"), ids=identity)
def test_mean_time_equals_that_of_r(row):
    found = restricted_mean(kaplan_meier(follow_up(row).of_any()), row["tau"])
    assert (found.estimate, found.std_error) == pytest.approx((row["estimate"], row["std_error"]), rel=1e-10)


@pytest.mark.parametrize("row", pd.read_csv(REFERENCE / "time_lost.csv").to_dict("records"), ids=identity)
def test_time_lost_equals_that_of_r(row):
    found = restricted_time_lost(follow_up(row), row["tau"])[row["cause"] - 1]
    expected = (row["estimate"], row["std_error"])
    assert (found.estimate, found.std_error) == pytest.approx(expected, rel=1e-10, abs=1e-12)


def test_worked_by_hand():
    # S is 1 until 2, 3/4 until 4, 3/8 from then on.
    curve = kaplan_meier(RightCensored.from_arrays([2, 3, 4, 6], [1, 0, 1, 0]))
    found = restricted_mean(curve, 5)
    assert found.estimate == pytest.approx(2 + 2 * 0.75 + 0.375)
    assert found.std_error == pytest.approx(math.sqrt(1.875**2 / (4 * 3) + 0.375**2 / (2 * 1)))
    reach = 1.959963984540054 * found.std_error
    assert (found.conf_low, found.conf_high) == pytest.approx((found.estimate - reach, found.estimate + reach))
    assert (found.n_obs, found.n_events) == (4, 2)


@pytest.mark.parametrize("tau", [0.5, 3, 3.5, 7])
def test_times_kept_and_lost_add_up_to_the_horizon(tau):
    rng = np.random.default_rng(2)
    time = rng.integers(1, 9, 80)
    people = CompetingEvents.from_arrays(time, rng.integers(0, 4, 80), np.floor(rng.random(80) * time))
    kept = restricted_mean(kaplan_meier(people.of_any()), tau)
    lost = restricted_time_lost(people, tau)
    assert kept.estimate + sum(each.estimate for each in lost) == pytest.approx(tau, rel=1e-12)
    assert kept.n_events == sum(each.n_events for each in lost)


@pytest.mark.parametrize(("time", "event", "tau", "mean"), [([5, 9], [0, 0], 8, 8), ([5, 5], [1, 1], 5, 5)])
def test_nothing_or_everything_at_one_time_has_no_interval(time, event, tau, mean):
    found = restricted_mean(kaplan_meier(RightCensored.from_arrays(time, event)), tau)
    assert (found.estimate, found.std_error) == (mean, 0)
    assert np.isnan([found.conf_low, found.conf_high]).all()


def test_time_lost_without_uncertainty_has_no_interval():
    people = CompetingEvents.from_arrays([3, 3, 3, 9], [1, 1, 1, 0], [0, 0, 0, 4])
    (lost,) = restricted_time_lost(people, 9)
    assert (lost.estimate, lost.std_error, lost.n_events) == (6, 0, 3)
    assert np.isnan([lost.conf_low, lost.conf_high]).all()


def test_a_horizon_beyond_the_last_follow_up_is_refused_by_name():
    people = CompetingEvents.from_arrays([100, 905], [1, 1])
    assert restricted_mean(kaplan_meier(people.of_any()), 905).estimate == pytest.approx(502.5)
    message = "time 1000 lies beyond the last follow-up of clinic 2, which is 905"
    with pytest.raises(NotEstimable, match=message):
        restricted_mean(kaplan_meier(people.of_any()), 1000, group="clinic 2")
    with pytest.raises(NotEstimable, match=message):
        restricted_time_lost(people, 1000, group="clinic 2")


@pytest.mark.parametrize("tau", [0, -1, math.nan, math.inf])
def test_a_horizon_that_is_none_is_refused(tau):
    with pytest.raises(ValueError, match="number above 0"):
        restricted_mean(kaplan_meier(RightCensored.from_arrays([5], [1])), tau)
