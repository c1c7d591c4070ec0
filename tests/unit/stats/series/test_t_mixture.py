"""Mixtures of t distributions against one t distribution, and against draws."""

import numpy as np
import pytest
from scipy.stats import norm, t

from evaluation.stats.series.t_mixture import TMixture


def test_one_component_is_a_t_distribution():
    found = TMixture(np.ones((2, 1)), np.array([[3.0], [-1.0]]), np.array([[2.0], [0.5]]), 7.0).estimate(0.9)
    np.testing.assert_allclose(found.estimate, [3.0, -1.0], atol=1e-9)
    np.testing.assert_allclose(found.conf_low, [3 - 2 * t.ppf(0.95, 7), -1 - 0.5 * t.ppf(0.95, 7)], rtol=1e-9)
    np.testing.assert_allclose(found.conf_high, [3 + 2 * t.ppf(0.95, 7), -1 + 0.5 * t.ppf(0.95, 7)], rtol=1e-9)
    np.testing.assert_allclose(found.p_value, 2 * t.sf([1.5, 2.0], 7), rtol=1e-9)
    np.testing.assert_allclose(found.std_error, np.array([2.0, 0.5]) * np.sqrt(7 / 5), rtol=1e-12)


def test_quantiles_invert_the_distribution_whatever_its_shape():
    rng = np.random.default_rng(1)
    mixture = TMixture(
        rng.dirichlet(np.full(40, 0.2), size=(3, 4)),
        5 * rng.normal(size=(3, 4, 40)),
        rng.uniform(0.01, 3, (3, 4, 40)),
        5.0,
    )
    for probability in (0.001, 0.025, 0.5, 0.975):
        np.testing.assert_allclose(mixture.cdf(mixture.quantile(probability)), probability, rtol=1e-8)


def test_an_interval_holds_the_draws_that_it_should():
    rng = np.random.default_rng(2)
    weight, location, scale = np.array([0.7, 0.3]), np.array([0.0, 4.0]), np.array([1.0, 2.0])
    chosen = rng.choice(2, size=200_000, p=weight)
    draws = location[chosen] + scale[chosen] * rng.standard_t(6, size=chosen.size)
    found = TMixture(weight[None], location[None], scale[None], 6.0).estimate(0.95)
    assert np.mean((draws > found.conf_low[0]) & (draws < found.conf_high[0])) == pytest.approx(0.95, abs=0.002)
    assert found.estimate[0] == pytest.approx(np.median(draws), abs=0.02)
    assert found.std_error[0] == pytest.approx(draws.std(), rel=0.02)


def test_infinite_degrees_of_freedom_are_normal_distributions():
    found = TMixture(np.ones((2, 1)), np.array([[3.0], [-1.0]]), np.array([[2.0], [0.5]]), np.inf).estimate(0.95)
    np.testing.assert_allclose(found.estimate, [3.0, -1.0], atol=1e-9)
    np.testing.assert_allclose(found.conf_low, [3 - 2 * norm.ppf(0.975), -1 - 0.5 * norm.ppf(0.975)], rtol=1e-12)
    np.testing.assert_allclose(found.conf_high, [3 + 2 * norm.ppf(0.975), -1 + 0.5 * norm.ppf(0.975)], rtol=1e-12)
    np.testing.assert_allclose(found.p_value, 2 * norm.sf([1.5, 2.0]), rtol=1e-12)
    np.testing.assert_allclose(found.std_error, [2.0, 0.5], rtol=1e-12)
