"""Simulated series against closed forms: autocovariances, means, and what is averted by hand."""

import numpy as np
import pytest

from evaluation.stats.series.simulation import (
    SegmentedTrend,
    autoregressive_errors,
    gamma_noise,
    random_walk,
    segmented_columns,
    simulate_counts,
    stationary_sd,
)

TREND = SegmentedTrend(n=5, start=3, intercept=2.0, trend=1.2, level=0.5, slope=-2.4)


def test_a_trend_changes_its_level_and_slope_in_the_month_of_the_start():
    np.testing.assert_allclose(TREND.mean_without, [1.7, 1.8, 1.9, 2.0, 2.1])
    np.testing.assert_allclose(TREND.mean, [1.7, 1.8, 1.9, 2.5, 2.4])
    np.testing.assert_allclose(TREND.design[:, 2], [0, 0, 0, 1, 1])
    np.testing.assert_allclose(TREND.design[:, 3] * 12, [0, 0, 0, 0, 1])


def test_a_season_is_one_cosine_and_one_sine_a_year():
    columns = segmented_columns(24, 12, season=True)[:, 4:]
    np.testing.assert_allclose(columns[[0, 3, 6, 9], 0], [1, 0, -1, 0], atol=1e-12)
    np.testing.assert_allclose(columns[[0, 3, 6, 9], 1], [0, 1, 0, -1], atol=1e-12)
    np.testing.assert_allclose(columns[:12], columns[12:], atol=1e-12)


@pytest.mark.parametrize(
    ("phi", "correlations", "variance"),
    [
        ((), (0.0, 0.0), 1.0),
        ((0.8,), (0.8, 0.64), 1 / (1 - 0.64)),
        ((0.6, 0.3), (0.6 / 0.7, 0.36 / 0.7 + 0.3), 0.7 / (1.3 * (0.49 - 0.36))),
        ((0.5, -0.3), (0.5 / 1.3, 0.25 / 1.3 - 0.3), 1.3 / (0.7 * (1.69 - 0.25))),
    ],
)
def test_autoregressions_have_the_variance_and_correlations_of_yule_and_walker(phi, correlations, variance):
    """Over 20,000 series the Monte Carlo error of a correlation is at most 0.007; tolerance four of them."""
    errors = autoregressive_errors(np.random.default_rng(1), (20_000, 3), phi)
    assert stationary_sd(phi) ** 2 == pytest.approx(variance, rel=1e-12)
    assert errors.var(axis=0) == pytest.approx(np.full(3, variance), rel=0.04)
    assert errors.mean(axis=0) == pytest.approx(np.zeros(3), abs=4 * np.sqrt(variance / 20_000))
    found = np.corrcoef(errors.T)[0, 1:]
    np.testing.assert_allclose(found, correlations, atol=0.028)


@pytest.mark.parametrize(
    ("phi", "said"), [((1.0,), "stationary"), ((0.6, 0.4), "stationary"), ((0.1, 0.1, 0.1), "order 3")]
)
def test_what_is_not_stationary_has_no_standard_deviation(phi, said):
    with pytest.raises(ValueError, match=said):
        stationary_sd(phi)


def test_a_random_walk_has_the_variance_of_its_steps_added_up():
    walks = random_walk(np.random.default_rng(2), (20_000, 4), 0.5)
    np.testing.assert_allclose(walks.var(axis=0), 0.25 * np.arange(1, 5), rtol=0.04)
    np.testing.assert_allclose(np.cov(walks.T)[0], np.full(4, 0.25), atol=0.015)


def test_gamma_factors_have_mean_1_and_counts_around_them_the_variance_of_nb2():
    rng = np.random.default_rng(3)
    factors = np.exp(gamma_noise(rng, (100_000, 1), 0.4))
    assert factors.mean() == pytest.approx(1.0, abs=0.005)
    assert factors.std() == pytest.approx(0.4, rel=0.02)
    counts = rng.poisson(10 * factors)
    assert counts.var() == pytest.approx(10 + 0.16 * 100, rel=0.03)


def test_what_is_averted_is_the_difference_of_expected_counts_in_the_realised_world():
    trend = SegmentedTrend(n=4, start=2, intercept=np.log(10), trend=0.0, level=np.log(0.5), slope=12 * np.log(0.5))
    latent = np.log([[7.0, 7.0, 1.0, 2.0], [1.0, 1.0, 3.0, 1.0]])
    found = simulate_counts(np.random.default_rng(4), trend, latent)
    # Without: 10 a month. With: 5, then 2.5. Times the latent factor of the month.
    np.testing.assert_allclose(found.averted, [5 * 1 + 7.5 * 2, 5 * 3 + 7.5 * 1])
    assert found.counts.shape == (2, 4)


def test_counts_are_poisson_around_trend_and_latent_values():
    trend = SegmentedTrend(n=3, start=1, intercept=np.log(8), trend=0.0, level=np.log(2), slope=0.0)
    latent = np.tile(np.log([1.0, 1.0, 0.5]), (50_000, 1))
    counts = simulate_counts(np.random.default_rng(5), trend, latent).counts
    np.testing.assert_allclose(counts.mean(axis=0), [8, 16, 8], rtol=0.01)
    np.testing.assert_allclose(counts.var(axis=0), [8, 16, 8], rtol=0.03)


def test_no_effect_averts_nothing():
    trend = SegmentedTrend(n=30, start=12, intercept=1.0, trend=0.3, level=0.0, slope=0.0, season=(0.2, 0.1))
    assert simulate_counts(np.random.default_rng(6), trend, np.ones((2, 30))).averted.tolist() == [0.0, 0.0]
