import numpy as np
import pytest

from evaluation.stats.series.segmented import Seasonality, segmented_design


def column(design, name):
    return design.matrix[:, design.columns.index(name)]


def test_step_and_slope_start_in_the_first_month_of_the_intervention():
    design = segmented_design(6, first_month=1, starts=(3,))
    assert design.columns == ("intercept", "time", "step_1", "slope_1")
    np.testing.assert_array_equal(column(design, "time"), np.array([-3, -2, -1, 0, 1, 2]) / 12)
    np.testing.assert_array_equal(column(design, "step_1"), [0, 0, 0, 1, 1, 1])
    np.testing.assert_array_equal(column(design, "slope_1"), np.array([0, 0, 0, 0, 1, 2]) / 12)


def test_without_intervention_time_starts_with_the_series():
    design = segmented_design(3, first_month=5)
    assert design.columns == ("intercept", "time")
    np.testing.assert_array_equal(column(design, "time"), np.array([0, 1, 2]) / 12)


def test_each_intervention_has_its_block_and_its_counterfactual():
    design = segmented_design(8, first_month=1, starts=(2, 5))
    np.testing.assert_array_equal(column(design, "time"), (np.arange(8) - 2) / 12)
    without = design.without(2)
    changed = [design.columns.index(name) for name in ("step_2", "slope_2")]
    assert not without[:, changed].any()
    np.testing.assert_array_equal(np.delete(without, changed, axis=1), np.delete(design.matrix, changed, axis=1))
    np.testing.assert_array_equal(design.without(1, 2), np.column_stack([design.matrix[:, :2], np.zeros((8, 4))]))


def test_harmonics_repeat_each_year_and_follow_the_calendar():
    design = segmented_design(30, first_month=4, seasonality=Seasonality.HARMONICS, harmonics=2)
    np.testing.assert_allclose(design.matrix[:12, 2:], design.matrix[12:24, 2:], atol=1e-14)
    january = 9
    np.testing.assert_allclose(design.matrix[january, 2:], [0, 1, 0, 1], atol=1e-14)
    np.testing.assert_allclose(design.matrix[:12, 2:].sum(axis=0), 0, atol=1e-13)


def test_months_have_eleven_dummies_with_the_first_month_as_reference():
    design = segmented_design(24, first_month=11, seasonality=Seasonality.MONTHS)
    assert design.columns[2:] == tuple(f"month_{month}" for month in (12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10))
    np.testing.assert_array_equal(design.matrix[:, 2:].sum(axis=1), ([0] + [1] * 11) * 2)


def test_weights_name_columns():
    design = segmented_design(6, first_month=1, starts=(3,))
    np.testing.assert_array_equal(design.weights(step_1=1.0, slope_1=0.5), [0, 0, 1, 0.5])
    with pytest.raises(ValueError, match="not in tuple"):
        design.weights(step_2=1.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_month": 0},
        {"first_month": 13},
        {"first_month": 1, "starts": (0,)},
        {"first_month": 1, "starts": (6,)},
        {"first_month": 1, "seasonality": Seasonality.HARMONICS, "harmonics": 6},
    ],
)
def test_arguments_out_of_range(wrong):
    with pytest.raises(ValueError, match=r"is not within|are not all within"):
        segmented_design(6, **wrong)
