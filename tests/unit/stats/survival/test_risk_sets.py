"""Sums over risk sets against sums written out, row by row."""

import numpy as np
import pytest

from evaluation.stats.survival.right_censored import RightCensored
from evaluation.stats.survival.risk_sets import RiskSets


def follow_up_of(n, seed, *, gaps):
    rng = np.random.default_rng(seed)
    time = rng.integers(1, 12, n)
    width = rng.integers(1, 4, n) if gaps else 12
    return RightCensored.from_arrays(time, rng.random(n) < 0.4, np.maximum(time - width, 0)), rng


@pytest.mark.parametrize("gaps", [False, True])
@pytest.mark.parametrize("n_strata", [None, 1, 4])
@pytest.mark.parametrize("seed", range(5))
def test_sums(n_strata, gaps, seed):
    follow_up, rng = follow_up_of(25, seed, gaps=gaps)
    stratum = np.zeros(25, dtype=int) if n_strata is None else rng.integers(0, n_strata, 25)
    sets = RiskSets.from_follow_up(follow_up, None if n_strata is None else stratum)
    at = sorted({(s, t) for s, t in zip(stratum[follow_up.event], follow_up.time[follow_up.event], strict=True)})
    assert list(zip(sets.stratum, sets.time, strict=True)) == at
    at_risk = np.array([(stratum == s) & (follow_up.entry < t) & (t <= follow_up.time) for s, t in at])
    events = np.array([follow_up.event & (stratum == s) & (follow_up.time == t) for s, t in at])
    assert sorted(sets.order) == np.flatnonzero(at_risk.any(axis=0)).tolist()
    assert sets.n_tied.tolist() == events.sum(axis=1).tolist()

    values = rng.normal(size=(3, 25))
    sorted_values = values[:, sets.order]
    of_events = sets.sum_over_events(sorted_values)
    assert of_events == pytest.approx(values @ events.T, abs=1e-12)
    assert sets.sum_over_risk_sets(sorted_values, of_events) == pytest.approx(values @ at_risk.T, abs=1e-12)
    per_time = rng.normal(size=len(at))
    assert sets.sum_while_at_risk(per_time) == pytest.approx((per_time @ at_risk)[sets.order], abs=1e-12)


def test_a_stratum_leaves_no_rounding_errors_to_another():
    follow_up = RightCensored.from_arrays([1, 2, 3, 1, 2, 3], [1, 1, 1, 1, 1, 1])
    sets = RiskSets.from_follow_up(follow_up, np.array([0, 0, 0, 1, 1, 1]))
    values = np.array([[1e-20, 2e-20, 3e-20, 1e20, 2e20, 3e20]])
    sums = sets.sum_over_risk_sets(values, sets.sum_over_events(values))
    assert sums[0] == pytest.approx([6e-20, 5e-20, 3e-20, 6e20, 5e20, 3e20], rel=1e-12)


def test_centre_takes_off_the_greatest_of_each_block():
    follow_up = RightCensored.from_arrays([2, 2, 9, 9], [1, 0, 1, 0], [0, 0, 5, 5])
    sets = RiskSets.from_follow_up(follow_up)
    assert sets.n_blocks == 2
    centred, taken_off = sets.centre(np.array([1.0, 5.0, 3.0, 7.0])[sets.order])
    assert dict(zip(sets.order.tolist(), centred, strict=True)) == {0: -4, 1: 0, 2: -4, 3: 0}
    assert taken_off.tolist() == [5, 7]


def test_shares_of_tied_events():
    follow_up = RightCensored.from_arrays([4, 4, 4, 6], [1, 1, 1, 1])
    assert RiskSets.from_follow_up(follow_up).tied_share.tolist() == pytest.approx([0, 1 / 3, 2 / 3, 0])
