"""Sums of fitted coefficients: t and z intervals, and sums without a variance."""

import numpy as np
import pytest
from scipy.stats import norm, t

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.linear_fit import Interval, LinearFit

COEFFICIENTS = np.array([[1.0, 2.0], [0.0, -1.0], [3.0, 0.5]])
COVARIANCE = np.array([[[4.0, 1.0], [1.0, 1.0]], [[1.0, 0.0], [0.0, 9.0]], [[1.0, -0.5], [-0.5, 1.0]]])


@pytest.mark.parametrize(("interval", "quantile"), [(Interval.T, t.ppf(0.975, 10)), (Interval.Z, norm.ppf(0.975))])
def test_sums_have_the_variance_of_sums(interval, quantile):
    fit = LinearFit(COEFFICIENTS, COVARIANCE, interval.df(12, 2))
    found = fit.contrasts([[1.0, 0.0], [1.0, -2.0]]).estimate(0.95)
    assert found.estimate.shape == (3, 2)
    np.testing.assert_allclose(found.estimate, [[1, -3], [0, 2], [3, 2]], atol=1e-9)
    reach = quantile * np.sqrt([[4, 4], [1, 37], [1, 7]])
    np.testing.assert_allclose(found.conf_high - found.estimate, reach, rtol=1e-9)
    np.testing.assert_allclose(found.estimate - found.conf_low, reach, rtol=1e-9)


def test_a_sum_without_variance_is_refused_and_its_series_named():
    covariance = COVARIANCE.copy()
    covariance[1, 1, 1] = 0.0
    fit = LinearFit(COEFFICIENTS, covariance, 5.0)
    with pytest.raises(NotEstimable, match="how sure") as refused:
        fit.contrasts(np.eye(2))
    assert refused.value.series == (1,)
    assert fit.contrasts([[1.0, 0.0]]).location.shape == (3, 1, 1)
