"""Mean cumulative functions against R's survfit and Ghosh and Lin's formula.

The values are made by tests/reference/survival/person_histories.R.

Tolerance: 1e-10 relative, the rounding of sums in another order.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation.stats.survival.competing_events import CompetingEvents
from evaluation.stats.survival.mean_cumulative import mean_at, mean_cumulative, mean_difference

REFERENCE = Path(__file__).parents[3] / "reference" / "survival"
EXPECTED = pd.read_csv(REFERENCE / "mean_cumulative.csv")


def reference_curve(data: str, group: str, estimator: str):
    rows = pd.read_csv(REFERENCE / "recurrent.csv").query("set == @data and group == @group")
    cause = rows["cause"] if estimator == "ghosh_lin" else rows["cause"] == 1
    return mean_cumulative(CompetingEvents.from_arrays(rows["stop"], cause, rows["start"]), rows["person"])


@pytest.mark.parametrize("estimator", ["nelson_aalen", "ghosh_lin"])
@pytest.mark.parametrize("group", ["a", "b"])
@pytest.mark.parametrize("data", ["days", "entry", "ties"])
def test_equals_r(data, group, estimator):
    expected = EXPECTED.query("set == @data and group == @group and estimator == @estimator")
    found = mean_at(reference_curve(data, group, estimator), expected["time"])
    assert len(expected) == 5
    assert found.mean == pytest.approx(expected["mean"].to_numpy(), rel=1e-10)
    assert found.std_error == pytest.approx(expected["std_error"].to_numpy(), rel=1e-10)
    assert np.log(found.conf_high / found.mean) == pytest.approx(1.959963984540054 * found.std_error / found.mean)


def test_counts_of_a_history_written_out():
    # Ann relapses on days 2 and 5 and dies on day 6; Bob relapses on day 2, Cid comes on day 3, both seen to day 8.
    rows = [
        ("ann", 0, 2, 1),
        ("ann", 2, 5, 1),
        ("ann", 5, 6, 2),
        ("bob", 0, 2, 1),
        ("bob", 2, 8, 0),
        ("cid", 3, 8, 0),
    ]
    person, start, stop, cause = zip(*rows, strict=True)
    curve = mean_cumulative(CompetingEvents.from_arrays(stop, cause, start), person)
    assert curve.time.tolist() == [2, 5, 6, 8]
    assert curve.n_risk.tolist() == [2, 3, 3, 2]
    assert curve.n_events.tolist() == [2, 1, 0, 0]
    assert curve.n_deaths.tolist() == [0, 0, 1, 0]
    assert curve.mean == pytest.approx([1, 4 / 3, 4 / 3, 4 / 3])
    assert curve.n_persons == 3


def test_events_after_a_death_are_those_of_the_survivors():
    # One of two dies on day 1; the other relapses on day 2: half an event per person who started, one per survivor.
    rows = {"time": [1, 2, 3], "entry": [0, 0, 2]}
    person = [1, 2, 2]
    with_death = mean_cumulative(CompetingEvents.from_arrays(cause=[2, 1, 0], **rows), person)
    without = mean_cumulative(CompetingEvents.from_arrays(cause=[0, 1, 0], **rows), person)
    assert with_death.mean[-1] == pytest.approx(0.5)
    assert without.mean[-1] == pytest.approx(1.0)


def test_everybody_followed_alike_gives_the_mean_and_its_standard_error():
    rng = np.random.default_rng(1)
    counts = rng.integers(0, 6, 30)
    start, stop, cause, person = [], [], [], []
    for number, count in enumerate(counts):
        days = [0, *sorted(rng.choice(np.arange(1, 100), count, replace=False)), 100]
        start += days[:-1]
        stop += days[1:]
        cause += [1] * count + [0]
        person += [number] * (count + 1)
    curve = mean_cumulative(CompetingEvents.from_arrays(stop, cause, start), person)
    assert curve.mean[-1] == pytest.approx(counts.mean())
    assert curve.std_error[-1] == pytest.approx(counts.std() / np.sqrt(30))


def test_order_of_rows_does_not_matter():
    rows = pd.read_csv(REFERENCE / "recurrent.csv").query("set == 'entry'")
    person = rows["person"].astype(str) + rows["group"]
    shuffled = rows.sample(frac=1, random_state=1)
    curves = [
        mean_cumulative(CompetingEvents.from_arrays(some["stop"], some["cause"], some["start"]), person[some.index])
        for some in (rows, shuffled)
    ]
    assert curves[0].std_error == pytest.approx(curves[1].std_error, rel=1e-10)


def test_an_event_on_day_zero_counts_the_person_once():
    people = CompetingEvents.from_arrays([0, 5, 5], [1, 0, 0], [0, 0, 0])
    curve = mean_cumulative(people, [1, 1, 2])
    assert curve.n_risk.tolist() == [2, 2]
    assert curve.mean.tolist() == [0.5, 0.5]


def test_nothing_happens_and_nobody_is_followed_further():
    curve = mean_cumulative(CompetingEvents.from_arrays([5, 9], [0, 0]), [1, 2])
    found = mean_at(curve, [0, 9, 10, np.nan])
    assert found.mean[:2].tolist() == [0, 0]
    assert np.isnan(found.mean[2:]).all()
    assert np.isnan(found.conf_low).all()


def test_people_who_do_not_differ_say_nothing_of_how_people_differ():
    days = np.arange(1, 31)
    everybody = CompetingEvents.from_arrays(
        [*days, *np.full(30, 40)], [*np.ones(30), *np.zeros(30)], [*np.zeros(30), *days]
    )
    curve = mean_cumulative(everybody, [*days, *days])
    assert curve.mean[-1] == pytest.approx(1)
    assert curve.std_error[-1] == 0
    assert np.isnan([curve.conf_low[-1], curve.conf_high[-1]]).all()
    one = mean_cumulative(CompetingEvents.from_arrays([5], [1]), [1])
    assert (one.mean.tolist(), one.std_error.tolist()) == ([1], [0])
    assert np.isnan(one.conf_low).all()


def test_groups_are_compared():
    first, second = (reference_curve("days", group, "ghosh_lin") for group in "ab")
    found = mean_difference(first, second, [90, 365, 9999])
    expected = EXPECTED.query("set == 'days' and estimator == 'ghosh_lin' and time in (90, 365)").pivot(
        index="time", columns="group"
    )
    assert found.estimate[:2] == pytest.approx((expected["mean"]["a"] - expected["mean"]["b"]).to_numpy())
    assert found.std_error[:2] == pytest.approx(
        np.hypot(expected["std_error"]["a"], expected["std_error"]["b"]).to_numpy()
    )
    assert (found.conf_high - found.conf_low)[:2] == pytest.approx(2 * 1.959963984540054 * found.std_error[:2])
    assert np.isnan(found.p_value[2])


@pytest.mark.parametrize(
    ("stop", "cause", "start", "person", "message"),
    [
        ([5, 8], [0, 0], [0, 4], [1, 1], "overlap"),
        ([5, 5], [1, 0], [0, 0], [1, 1], "overlap"),
        ([5, 8], [2, 0], [0, 5], [1, 1], "follows the event that ended"),
        ([5, 8], [1, 0], [0, 5], [1], "for each of 2 stretches"),
        ([5, 8], [1, 0], [0, 5], [1, np.nan], "not missing"),
    ],
)
def test_impossible_histories_are_refused(stop, cause, start, person, message):
    with pytest.raises(ValueError, match=message):
        mean_cumulative(CompetingEvents.from_arrays(stop, cause, start), person)
