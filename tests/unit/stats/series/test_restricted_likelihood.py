"""REML with AR(1) errors: where the likelihood is highest, the same for one series as for many, hostile input."""

import numpy as np
import pytest

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.autoregression import Autoregressions
from evaluation.stats.series.gaussian_series import fit_gaussian_series
from evaluation.stats.series.linear_fit import Interval
from evaluation.stats.series.restricted_likelihood import fit_restricted_likelihood

MONTH = np.arange(60)
DESIGN = np.column_stack([np.ones(60), (MONTH - 36) / 12, MONTH >= 36, np.sin(np.pi * MONTH / 6)])


def series_of(rho, seed, n_series=4):
    rng = np.random.default_rng(seed)
    errors = rng.normal(size=(n_series, 60))
    for month in range(1, 60):
        errors[:, month] += rho * errors[:, month - 1]
    return 10 + DESIGN @ [0.0, 0.2, -1.0, 0.5] + errors


def likelihood(values, rho):
    points = Autoregressions(np.asarray(rho), np.zeros(len(rho)), np.zeros(len(rho)))
    return fit_gaussian_series(DESIGN, values, points).log_restricted_likelihood[0]


@pytest.mark.parametrize("rho", [-0.6, 0.0, 0.5, 0.85])
def test_no_correlation_is_more_likely_and_coefficients_are_those_at_it(rho):
    values = series_of(rho, seed=1)
    fit = fit_restricted_likelihood(DESIGN, values)
    assert not fit.at_end.any()
    for series in range(4):
        best = fit.rho[series]
        assert likelihood(values[series], np.linspace(-0.99, 0.99, 2001)).max() <= likelihood(values[series], [best])
        beside = likelihood(values[series], [best - 1e-4, best, best + 1e-4])
        slope, bend = (beside[2] - beside[0]) / 2e-4, (beside[0] - 2 * beside[1] + beside[2]) / 1e-8
        assert abs(slope / bend) < 1e-6
        point = Autoregressions(np.array([best]), np.zeros(1), np.zeros(1))
        at_best = fit_gaussian_series(DESIGN, values[series], point)
        np.testing.assert_allclose(fit.coefficients[series], at_best.coefficients[0, 0], rtol=1e-11)
        wanted = at_best.scale[0, 0] * at_best.unscaled_covariance[0]
        np.testing.assert_allclose(fit.covariance[series], wanted, rtol=1e-11, atol=1e-16)


def test_a_series_has_the_same_result_in_any_company():
    values = np.vstack([series_of(rho, seed=2) for rho in (-0.5, 0.0, 0.9)])
    together = fit_restricted_likelihood(DESIGN, values, interval=Interval.Z)
    assert together.df == np.inf
    for series in range(12):
        alone = fit_restricted_likelihood(DESIGN, values[series])
        assert alone.df == 56
        np.testing.assert_allclose(alone.rho[0], together.rho[series], atol=1e-12)
        np.testing.assert_allclose(alone.coefficients[0], together.coefficients[series], rtol=1e-12)
        np.testing.assert_allclose(alone.covariance[0], together.covariance[series], rtol=1e-11, atol=1e-18)


def test_a_random_walk_without_a_model_ends_at_the_end_of_the_range():
    growing = np.exp(MONTH / 20) + 1e-4 * np.random.default_rng(3).normal(size=60)
    fit = fit_restricted_likelihood(np.ones((60, 1)), [growing, series_of(0.0, seed=4)[0]])
    assert fit.at_end.tolist() == [True, False]
    assert fit.rho[0] == np.tanh(3.2)
    assert np.isfinite(fit.covariance).all()


def test_the_unit_of_the_values_does_not_matter():
    values = series_of(0.5, seed=5)
    fit, large = fit_restricted_likelihood(DESIGN, values), fit_restricted_likelihood(DESIGN, 1e7 * values)
    np.testing.assert_allclose(large.rho, fit.rho, atol=1e-11)
    np.testing.assert_allclose(large.coefficients, 1e7 * fit.coefficients, rtol=1e-9)


@pytest.mark.parametrize("exact", [np.zeros(60), np.full(60, 7.0), 1e7 * DESIGN[:, 1]])
def test_a_series_without_errors_is_refused_by_name(exact):
    with pytest.raises(NotEstimable, match="exactly") as refused:
        fit_restricted_likelihood(DESIGN, np.vstack([series_of(0.3, seed=5), exact[None]]))
    assert refused.value.series == (4,)


def test_designs_and_values_that_determine_nothing():
    with pytest.raises(NotEstimable, match="6 observations cannot determine 6 parameters"):
        fit_restricted_likelihood(np.eye(6), np.arange(6.0))
    with pytest.raises(NotEstimable, match="4 observations"):
        fit_restricted_likelihood(DESIGN[:4, :1], np.arange(4.0))
    with pytest.raises(ValueError, match="finite"):
        fit_restricted_likelihood(DESIGN, np.full(60, np.nan))
    spike = np.zeros(60)
    spike[20] = 1.0
    assert np.isfinite(fit_restricted_likelihood(DESIGN, spike).coefficients).all()
