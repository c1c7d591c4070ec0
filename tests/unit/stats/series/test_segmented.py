import numpy as np
import pytest

from evaluation.stats.series.segmented import Event, Impact, Seasonality, Shape, segmented_design


def column(design, name):
    return design.matrix[:, design.columns.index(name)]


def test_step_and_slope_start_in_the_first_month_of_the_intervention():
    design = segmented_design(6, impacts=[Impact(3)])
    assert design.columns == ("intercept", "time", "step_1", "slope_1")
    np.testing.assert_array_equal(column(design, "time"), np.array([-3, -2, -1, 0, 1, 2]) / 12)
    np.testing.assert_array_equal(column(design, "step_1"), [0, 0, 0, 1, 1, 1])
    np.testing.assert_array_equal(column(design, "slope_1"), np.array([0, 0, 0, 0, 1, 2]) / 12)


def test_a_slope_that_is_one_in_its_first_month_counts_time_from_the_month_before():
    design = segmented_design(6, impacts=[Impact(3)], slope_starts_at_one=True)
    np.testing.assert_array_equal(column(design, "slope_1"), np.array([0, 0, 0, 1, 2, 3]) / 12)
    np.testing.assert_allclose(design.effect(1, 4)[2:], [1, 2 / 12])


@pytest.mark.parametrize(
    ("impact", "step", "slope"),
    [
        (Impact(2, lag=2), [0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 0, 0, 0, 1, 2, 3]),
        (Impact(2, transition=2), [0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 0, 0, 0, 1, 2, 3]),
        (Impact(2, phase_in=2), [0, 0, 0, 0.5, 1, 1, 1, 1], [0, 0, 0, 0, 0, 1, 2, 3]),
        (Impact(2, Shape.LEVEL), [0, 0, 1, 1, 1, 1, 1, 1], None),
        (Impact(2, Shape.SLOPE), None, [0, 0, 0, 1, 2, 3, 4, 5]),
        (Impact(2, Shape.PULSE, lag=1, lasts=3), [0, 0, 0, 1, 1, 1, 0, 0], None),
        (
            Impact(2, Shape.EXPONENTIAL, time_constant=2.0),
            [0, 0, 0, *(1 - np.exp(-np.arange(1, 6) / 2.0))],
            None,
        ),
    ],
)
def test_shapes_by_hand(impact, step, slope):
    design = segmented_design(8, impacts=[impact])
    for name, expected in (("step_1", step), ("slope_1", slope)):
        assert (name in design.columns) == (expected is not None)
        if expected is not None:
            scale = 12.0 if name == "slope_1" else 1.0
            np.testing.assert_allclose(column(design, name) * scale, expected)


def test_months_in_transition_are_named_and_come_after_the_lag():
    design = segmented_design(8, impacts=[Impact(2, lag=1, transition=2)])
    np.testing.assert_array_equal(np.flatnonzero(design.in_transition), [3, 4])
    assert design.impacts[0].onset == 5
    assert design.starts == (2,)


def test_the_effect_in_a_row_is_the_columns_there_also_beyond_the_last():
    design = segmented_design(30, impacts=[Impact(10, lag=2, phase_in=3)])
    for row in (12, 13, 20, 29):
        expected = design.matrix[row] - design.without_any()[row]
        np.testing.assert_allclose(design.effect(1, row), expected)
    np.testing.assert_allclose(design.effect(1, 75), design.weights(step_1=1.0, slope_1=60 / 12))


def test_other_events_stay_in_the_counterfactual():
    design = segmented_design(8, impacts=[Impact(4)], events=[Event(2, 6), Event(5, has_slope=True)])
    np.testing.assert_array_equal(column(design, "event_1"), [0, 0, 1, 1, 1, 1, 0, 0])
    np.testing.assert_array_equal(column(design, "event_2"), [0, 0, 0, 0, 0, 1, 1, 1])
    np.testing.assert_array_equal(column(design, "event_slope_2") * 12, [0, 0, 0, 0, 0, 0, 1, 2])
    names = ["event_1", "event_2", "event_slope_2"]
    places = [design.columns.index(name) for name in names]
    np.testing.assert_array_equal(design.without_any()[:, places], design.matrix[:, places])


def test_without_intervention_time_starts_with_the_series_and_may_be_left_out():
    design = segmented_design(3, position=4)
    assert design.columns == ("intercept", "time")
    np.testing.assert_array_equal(column(design, "time"), np.array([0, 1, 2]) / 12)
    assert segmented_design(3, has_trend=False).columns == ("intercept",)


def test_each_intervention_has_its_block_and_its_counterfactual():
    design = segmented_design(8, impacts=[Impact(2), Impact(5)])
    np.testing.assert_array_equal(column(design, "time"), (np.arange(8) - 2) / 12)
    without = design.without(2)
    changed = [design.columns.index(name) for name in ("step_2", "slope_2")]
    assert not without[:, changed].any()
    np.testing.assert_array_equal(np.delete(without, changed, axis=1), np.delete(design.matrix, changed, axis=1))
    np.testing.assert_array_equal(design.without_any(), np.column_stack([design.matrix[:, :2], np.zeros((8, 4))]))


def test_harmonics_repeat_each_year_and_follow_the_calendar():
    design = segmented_design(30, position=3, seasonality=Seasonality.HARMONICS, harmonics=2)
    np.testing.assert_allclose(design.matrix[:12, 2:], design.matrix[12:24, 2:], atol=1e-14)
    january = 9
    np.testing.assert_allclose(design.matrix[january, 2:], [0, 1, 0, 1], atol=1e-14)
    np.testing.assert_allclose(design.matrix[:12, 2:].sum(axis=0), 0, atol=1e-13)


def test_weeks_have_waves_of_a_year_and_no_levels():
    weeks = 365.25 / 7
    design = segmented_design(120, periods_per_year=weeks, seasonality=Seasonality.HARMONICS, harmonics=1)
    angle = 2 * np.pi * np.arange(120) / weeks
    np.testing.assert_allclose(design.matrix[:, 2:], np.column_stack([np.sin(angle), np.cos(angle)]), atol=1e-12)
    with pytest.raises(ValueError, match="cannot have a level each"):
        segmented_design(120, periods_per_year=weeks, seasonality=Seasonality.MONTHS)


def test_months_have_eleven_dummies_with_the_first_month_as_reference():
    design = segmented_design(24, position=10, seasonality=Seasonality.MONTHS)
    assert design.columns[2:] == tuple(f"month_{month}" for month in (12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10))
    np.testing.assert_array_equal(design.matrix[:, 2:].sum(axis=1), ([0] + [1] * 11) * 2)


def test_quarters_have_three():
    design = segmented_design(9, position=1, periods_per_year=4, seasonality=Seasonality.MONTHS)
    assert design.columns[2:] == ("month_3", "month_4", "month_1")
    np.testing.assert_array_equal(design.matrix[:, 2:].sum(axis=1), [0, 1, 1, 1, 0, 1, 1, 1, 0])


def test_weights_name_columns():
    design = segmented_design(6, impacts=[Impact(3)])
    np.testing.assert_array_equal(design.weights(step_1=1.0, slope_1=0.5), [0, 0, 1, 0.5])
    with pytest.raises(ValueError, match="not in tuple"):
        design.weights(step_2=1.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"impacts": [Impact(0)]},
        {"impacts": [Impact(6)]},
        {"impacts": [Impact(3, lag=3)]},
        {"seasonality": Seasonality.HARMONICS, "harmonics": 6},
    ],
)
def test_arguments_out_of_range(wrong):
    with pytest.raises(ValueError, match=r"is not within|are not all within"):
        segmented_design(6, **wrong)
