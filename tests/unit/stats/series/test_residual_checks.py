"""Checks of residuals: false alarms near 5 % under independence, where the large-sample tests are off."""

import numpy as np
import pytest
from scipy.stats import chi2

from evaluation.stats.series.autocorrelation import autocorrelations
from evaluation.stats.series.quasi_poisson import fit_quasi_poisson
from evaluation.stats.series.residual_checks import check_residuals
from evaluation.stats.series.segmented import Impact, Seasonality, segmented_design

DESIGN = segmented_design(72, impacts=[Impact(36)], seasonality=Seasonality.HARMONICS, harmonics=2).matrix


def checked(counts, rng, n_draws=199):
    fit = fit_quasi_poisson(DESIGN, counts, np.zeros(72))
    return fit, check_residuals(fit, DESIGN, lags=12, rng=rng, n_draws=n_draws)


@pytest.mark.parametrize("overdispersed", [False, True])
def test_independent_months_warn_in_five_of_a_hundred(overdispersed):
    """400 replicates, Monte Carlo standard error 1.1 points."""
    rng = np.random.default_rng(5)
    found = []
    for _ in range(400):
        means = rng.gamma(20.0, 1.5, size=72) if overdispersed else np.full(72, 30.0)
        found.append(checked(rng.poisson(means), rng)[1])
    alarms = {
        "first": np.mean([each.first_p_value <= 0.05 for each in found]),
        "ljung_box": np.mean([each.ljung_box_p_value <= 0.05 for each in found]),
    }
    assert alarms["first"] == pytest.approx(0.05, abs=0.033)
    assert alarms["ljung_box"] == pytest.approx(0.05, abs=0.033)
    # The mean of the estimate is zero: what the model takes up is put back.
    assert np.mean([each.first for each in found]) == pytest.approx(0.0, abs=0.02)
    by_chi2 = np.mean([chi2.sf(each.ljung_box, 12) <= 0.05 for each in found])
    assert by_chi2 > 0.083
    varied = np.mean([each.dispersion_p_value <= 0.05 for each in found])
    assert varied > 0.95 if overdispersed else abs(varied - 0.05) < 0.033


def test_a_slow_wave_is_seen():
    rng = np.random.default_rng(6)
    wave = 40 * np.exp(0.4 * np.sin(2 * np.pi * np.arange(72) / 30))
    fit, found = checked(rng.poisson(wave), rng)
    assert found.first_p_value == found.ljung_box_p_value == 1 / 200
    assert found.first > autocorrelations(fit.pearson_residuals, 1)[0]


def test_alternating_months_do_not_warn_of_too_narrow_intervals():
    _, found = checked(np.tile([20, 40], 36), np.random.default_rng(7))
    assert found.first < -0.7
    assert found.first_p_value == 1.0
    assert found.ljung_box_p_value == 1 / 200


def test_same_seed_same_checks():
    counts = np.random.default_rng(8).poisson(30.0, size=72)
    first, second = (checked(counts, np.random.default_rng(9))[1] for _ in range(2))
    assert first == second


def test_residuals_that_do_not_vary():
    with pytest.raises(ValueError, match="no autocorrelation"):
        checked(np.full(72, 10), np.random.default_rng(1))
