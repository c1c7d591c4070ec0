"""Events averted: closed forms, the delta method against the draws, and bands against single contrasts."""

import numpy as np
import pytest

from evaluation.stats.series.counterfactual import draw_averted, expected_band
from evaluation.stats.series.quasi_poisson import fit_quasi_poisson, linear_contrast
from evaluation.stats.series.segmented import Seasonality, segmented_design


@pytest.fixture
def fitted():
    rng = np.random.default_rng(3)
    design = segmented_design(96, first_month=1, starts=(54,), seasonality=Seasonality.HARMONICS, harmonics=1)
    offset = np.log(np.linspace(900.0, 1000.0, 96))
    truth = np.array([np.log(0.06), 0.04, np.log(0.75), np.log(0.95), 0.05, -0.05])
    counts = rng.poisson(np.exp(design.matrix @ truth + offset))
    return design, counts, offset, fit_quasi_poisson(design.matrix, counts, offset)


def averted_args(design, offset):
    return {
        "design": design.matrix[54:],
        "counterfactual_design": design.without(1)[54:],
        "offset": offset[54:],
    }


def delta_averted(fit, *, design, counterfactual_design, offset):
    """Events averted with their standard error by the delta method."""
    counterfactual = np.exp(counterfactual_design @ fit.coefficients + offset)
    expected = np.exp(design @ fit.coefficients + offset)
    gradient = counterfactual @ counterfactual_design - expected @ design
    return counterfactual.sum() - expected.sum(), np.sqrt(gradient @ fit.covariance @ gradient)


def test_constant_rate_by_hand():
    design = np.column_stack([np.ones(4), [0, 0, 1, 1]])
    fit = fit_quasi_poisson(design, [20, 20, 15, 15], np.zeros(4))
    without = np.column_stack([np.ones(2), np.zeros(2)])
    totals = {"design": design[2:], "counterfactual_design": without, "offset": np.zeros(2)}
    drawn = draw_averted(fit, **totals, rng=np.random.default_rng(0), n_draws=10)
    estimate, std_error = delta_averted(fit, **totals)
    # 40 expected without, 30 with it; both totals are Poisson and independent.
    assert drawn.averted == pytest.approx(10.0, rel=1e-9)
    assert estimate == pytest.approx(10.0, rel=1e-9)
    assert std_error == pytest.approx(np.sqrt(40 + 30), rel=1e-9)


def test_expected_with_the_intervention_equals_what_was_observed_after_it(fitted):
    design, counts, offset, fit = fitted
    rng = np.random.default_rng(0)
    found = draw_averted(fit, **averted_args(design, offset), rng=rng, n_draws=10)
    # The score equation of the step: the log link is canonical.
    assert found.expected == pytest.approx(counts[54:].sum(), rel=1e-8)


def test_draws_agree_with_the_delta_method(fitted):
    design, _, offset, fit = fitted
    drawn = draw_averted(fit, **averted_args(design, offset), rng=np.random.default_rng(0), n_draws=100_000)
    estimate, std_error = delta_averted(fit, **averted_args(design, offset))
    assert abs(estimate) > 2 * std_error
    assert drawn.averted == pytest.approx(estimate, rel=1e-10)
    # Draws also hold the curvature of the exponential, and Student's t is wider than the normal by df / (df - 2).
    wider = np.sqrt(fit.df_resid / (fit.df_resid - 2))
    assert drawn.averted_draws.std() == pytest.approx(std_error * wider, rel=0.02)


def test_same_seed_same_draws(fitted):
    design, _, offset, fit = fitted
    first, second = (
        draw_averted(fit, **averted_args(design, offset), rng=np.random.default_rng(5), n_draws=50) for _ in range(2)
    )
    np.testing.assert_array_equal(first.averted_draws, second.averted_draws)


def test_sum_of_two_series_adds_estimates_and_draws(fitted):
    design, _, offset, fit = fitted
    rng = np.random.default_rng(5)
    one, other = (draw_averted(fit, **averted_args(design, offset), rng=rng, n_draws=50) for _ in range(2))
    both = one + other
    assert both.averted == pytest.approx(2 * one.averted)
    np.testing.assert_allclose(both.averted_draws, one.averted_draws + other.averted_draws)


def test_band_is_the_interval_of_each_linear_predictor(fitted):
    design, _, offset, fit = fitted
    band = expected_band(fit, design.without(1), offset, conf_level=0.9)
    for month in (0, 60, 95):
        contrast = linear_contrast(fit, design.without(1)[month], conf_level=0.9)
        assert band.expected[month] == pytest.approx(np.exp(contrast.estimate + offset[month]))
        assert band.conf_low[month] == pytest.approx(np.exp(contrast.conf_low + offset[month]))
        assert band.conf_high[month] == pytest.approx(np.exp(contrast.conf_high + offset[month]))
