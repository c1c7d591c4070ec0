"""Cumulative incidence against R's survfit (tests/reference/survival/curves.R), statsmodels and leaving people out.

Tolerance: 1e-10 relative to R, whose values are stored with 16 digits; sums are taken in another order.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.aalen_johansen import aalen_johansen, incidence_at
from evaluation.stats.survival.competing_events import CompetingEvents
from evaluation.stats.survival.kaplan_meier import kaplan_meier

REFERENCE = Path(__file__).parents[3] / "reference" / "survival"
EXPECTED = pd.read_csv(REFERENCE / "aalen_johansen.csv")


def follow_up(data: str, group: str) -> CompetingEvents:
    people = pd.read_csv(REFERENCE / f"{data.removesuffix('_entry')}.csv").query("group == @group")
    return CompetingEvents.from_arrays(
        people["time"], people["cause"], None if data == "competing" else people["entry"], n_causes=3
    )


@pytest.mark.parametrize(("data", "group"), sorted({*zip(EXPECTED["data"], EXPECTED["group"], strict=True)}))
def test_equals_r(data, group):
    curves = aalen_johansen(follow_up(data, group))
    for cause, expected in EXPECTED.query("data == @data and group == @group").groupby("cause"):
        row = cause - 1
        np.testing.assert_array_equal(curves.time, expected["time"])
        np.testing.assert_array_equal(curves.n_risk, expected["n_risk"])
        np.testing.assert_allclose(curves.survival, expected["survival"], rtol=1e-10, atol=1e-14)
        for name in ("incidence", "std_error", "conf_low", "conf_high"):
            np.testing.assert_allclose(getattr(curves, name)[row], expected[name], rtol=1e-10, err_msg=name)


@pytest.mark.parametrize("seed", range(3))
def test_without_late_entry_it_has_the_multinomial_variance_of_statsmodels(seed):
    from statsmodels.duration.survfunc import CumIncidenceRight

    rng = np.random.default_rng(seed)
    time, cause = rng.integers(1, 30, 300), rng.integers(0, 4, 300)
    curves = aalen_johansen(CompetingEvents.from_arrays(time, cause))
    theirs = CumIncidenceRight(time, cause)
    at = np.searchsorted(curves.time, theirs.times)
    for row in range(3):
        assert curves.incidence[row][at] == pytest.approx(theirs.cinc[row], abs=1e-12)
        assert curves.std_error[row][at] == pytest.approx(theirs.cinc_se[row], abs=1e-12)


def test_standard_error_is_what_each_person_moves():
    # The derivative by the weight of a person, from copies of everybody and one more of the person.
    rng = np.random.default_rng(3)
    time, cause = rng.integers(1, 9, 25), rng.integers(0, 3, 25)
    entry = np.floor(rng.random(25) * time)
    copies = 1000

    def incidence(extra: list[int]) -> np.ndarray:
        rows = np.append(np.repeat(np.arange(25), copies), extra).astype(int)
        return aalen_johansen(CompetingEvents.from_arrays(time[rows], cause[rows], entry[rows])).incidence

    base = incidence([])
    moved = np.array([(incidence([person]) - base) * copies for person in range(25)])
    curves = aalen_johansen(CompetingEvents.from_arrays(time, cause, entry))
    assert np.sqrt((moved**2).sum(axis=0)) == pytest.approx(curves.std_error, rel=1e-3, abs=1e-6)


def test_one_cause_is_the_complement_of_kaplan_meier():
    rng = np.random.default_rng(5)
    people = CompetingEvents.from_arrays(rng.integers(0, 20, 200), rng.integers(0, 2, 200))
    curves, curve = aalen_johansen(people), kaplan_meier(people.of_any())
    assert curves.incidence[0] == pytest.approx(1 - curve.survival, abs=1e-14)
    known = ~np.isnan(curve.std_error)
    assert curves.std_error[0][known] == pytest.approx(curve.std_error[known], rel=1e-10)


def test_landmarks_count_both_edges_once_and_stop_at_the_last_follow_up():
    people = CompetingEvents.from_arrays([0, 30, 30, 31, 90, 91], [1, 1, 2, 2, 1, 0])
    found = incidence_at(aalen_johansen(people), [30, 90, 92])
    assert [(each.cause, each.time) for each in found] == [(1, 30), (1, 90), (1, 92), (2, 30), (2, 90), (2, 92)]
    assert [each.n_events for each in found] == [2, 1, 0, 1, 1, 0]
    assert [each.n_risk for each in found] == [5, 2, 0] * 2
    assert [found[0].incidence, found[3].incidence] == pytest.approx([2 / 6, 1 / 6])
    assert np.isnan([found[2].incidence, found[2].std_error]).all()


def test_before_the_first_step_nothing_has_happened():
    (found,) = incidence_at(aalen_johansen(CompetingEvents.from_arrays([5, 6], [1, 1])), [2])
    assert (found.incidence, found.std_error, found.n_risk) == (0, 0, 2)
    assert np.isnan([found.conf_low, found.conf_high]).all()


def test_everybody_leaving_at_once_for_one_cause_has_no_interval():
    curves = aalen_johansen(CompetingEvents.from_arrays([4] * 7, [1] * 7, n_causes=2))
    assert curves.incidence.tolist() == [[1], [0]]
    assert curves.std_error.tolist() == [[0], [0]]
    assert np.isnan(curves.conf_low).all()


@pytest.mark.parametrize("seed", [2, 3])
def test_where_everybody_has_left_there_is_no_interval_whatever_the_rounding(seed):
    rng = np.random.default_rng(seed)
    time = rng.integers(0, 200, 1500)
    entry = np.floor(rng.random(1500) * time) if seed % 2 else None
    curves = aalen_johansen(CompetingEvents.from_arrays(time, np.ones(1500), entry))
    assert curves.incidence[0, -1] == pytest.approx(1, abs=1e-14)
    assert curves.std_error[0, -1] == 0
    assert np.isnan([curves.conf_low[0, -1], curves.conf_high[0, -1]]).all()


def test_nobody_has_no_curve():
    people = CompetingEvents.from_arrays([1], [1])
    with pytest.raises(NotEstimable, match="nobody is followed"):
        aalen_johansen(people.subset([False]))
    with pytest.raises(ValueError, match="rising order"):
        incidence_at(aalen_johansen(people), [2, 1])


people_lists = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 3), st.integers(0, 8)), min_size=1, max_size=30)


@settings(max_examples=100, deadline=None)
@given(people_lists)
def test_survival_and_incidences_add_up_to_one(people):
    time, cause, entry = map(np.array, zip(*people, strict=True))
    curves = aalen_johansen(CompetingEvents.from_arrays(time, cause, np.where(entry < time, entry, 0)))
    assert curves.survival + curves.incidence.sum(axis=0) == pytest.approx(1, abs=1e-12)
    assert (np.diff(curves.incidence, axis=1) >= 0).all()
    has_interval = ~np.isnan(curves.conf_low)
    assert (curves.conf_low <= curves.incidence)[has_interval].all()
    assert (curves.incidence <= curves.conf_high)[has_interval].all()
