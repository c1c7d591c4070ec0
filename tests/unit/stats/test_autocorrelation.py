"""Autocorrelation against statsmodels (1e-12: the same sums) and on an autoregression with known correlation."""

import numpy as np
import pytest
from statsmodels.stats.diagnostic import acorr_ljungbox
from statsmodels.tsa.stattools import acf

from evaluation.stats.autocorrelation import autocorrelations, first_autocorrelation, ljung_box


def autoregression(rho, n, rng):
    series = np.empty(n)
    series[0] = rng.normal() / np.sqrt(1 - rho**2)
    for step in range(1, n):
        series[step] = rho * series[step - 1] + rng.normal()
    return series


def test_equals_statsmodels():
    series = autoregression(0.5, 80, np.random.default_rng(1))
    np.testing.assert_allclose(autocorrelations(series, 20), acf(series, nlags=20)[1:], rtol=1e-10, atol=1e-12)
    theirs = acorr_ljungbox(series, lags=[12])
    ours = ljung_box(series, 12)
    assert ours.statistic == pytest.approx(theirs["lb_stat"].item(), rel=1e-12)
    assert ours.p_value == pytest.approx(theirs["lb_pvalue"].item(), rel=1e-12)


def test_alternating_series_by_hand():
    found = first_autocorrelation([1.0, -1.0, 1.0, -1.0], conf_level=0.95)
    assert found.estimate == pytest.approx(-3 / 4)
    assert found.std_error == pytest.approx(np.sqrt((1 - 9 / 16) / 4))
    assert found.conf_low == -1.0


@pytest.mark.parametrize("rho", [0.0, 0.4, 0.7])
def test_interval_holds_the_true_correlation(rho):
    rng = np.random.default_rng(7)
    found = [first_autocorrelation(autoregression(rho, 400, rng), conf_level=0.95) for _ in range(400)]
    held = np.mean([each.conf_low <= rho <= each.conf_high for each in found])
    assert 0.92 <= held <= 0.98


@pytest.mark.parametrize(("series", "lags"), [([1.0, 2.0, 3.0], 3), ([2.0] * 30, 1), (1e-16 * np.arange(30), 1)])
def test_what_has_no_autocorrelation(series, lags):
    with pytest.raises(ValueError, match="no autocorrelation"):
        autocorrelations(series, lags)
