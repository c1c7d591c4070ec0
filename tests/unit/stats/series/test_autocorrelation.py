"""Autocorrelation against statsmodels (1e-12: the same sums), by hand, and what has none."""

import numpy as np
import pytest
from statsmodels.stats.diagnostic import acorr_ljungbox
from statsmodels.tsa.stattools import acf

from evaluation.stats.series.autocorrelation import autocorrelations, ljung_box_statistic


def test_equals_statsmodels():
    series = np.random.default_rng(1).normal(size=80).cumsum()
    found = autocorrelations(series, 20)
    np.testing.assert_allclose(found, acf(series, nlags=20)[1:], rtol=1e-10, atol=1e-12)
    theirs = acorr_ljungbox(series, lags=[12])
    assert ljung_box_statistic(found[:12], 80) == pytest.approx(theirs["lb_stat"].item(), rel=1e-12)


def test_alternating_series_by_hand():
    np.testing.assert_allclose(autocorrelations([1.0, -1.0, 1.0, -1.0], 2), [-3 / 4, 2 / 4])


def test_several_series_at_once_are_each_by_itself():
    several = np.random.default_rng(2).normal(size=(3, 30))
    found = autocorrelations(several, 5)
    assert found.shape == (3, 5)
    for ours, series in zip(found, several, strict=True):
        np.testing.assert_allclose(ours, autocorrelations(series, 5), rtol=1e-12)
    np.testing.assert_allclose(ljung_box_statistic(found, 30)[1], ljung_box_statistic(found[1], 30))


@pytest.mark.parametrize(("series", "lags"), [([1.0, 2.0, 3.0], 3), ([2.0] * 30, 1), (1e-16 * np.arange(30), 1)])
def test_what_has_no_autocorrelation(series, lags):
    with pytest.raises(ValueError, match="no autocorrelation"):
        autocorrelations(series, lags)
