"""Derivatives of log-likelihoods against numerical ones (1e-5: differences of a double)."""

import numpy as np
import pytest
from scipy.stats import poisson

from evaluation.stats.series.poisson_observations import Counts


@pytest.mark.parametrize(("low", "high"), [(0, 0), (4, 4), (1, 9), (0, 9), (3, 30), (1, 1)])
@pytest.mark.parametrize("mean", [0.3, 2.0, 8.0, 40.0])
def test_derivatives_in_the_log_mean(low, high, mean):
    def log_likelihood(linear):
        return np.log(poisson.cdf(high, np.exp(linear)) - poisson.cdf(low - 1, np.exp(linear)))

    at, h = np.log(mean), 1e-4
    slope = (log_likelihood(at + h) - log_likelihood(at - h)) / (2 * h)
    bend = (log_likelihood(at + h) - 2 * log_likelihood(at) + log_likelihood(at - h)) / h**2
    gradient, information = Counts.of([low], [high]).gradient_and_information(np.log([[mean]]))
    assert gradient[0, 0] == pytest.approx(slope, rel=1e-5, abs=1e-5)
    assert information[0, 0] == pytest.approx(max(-bend, 1e-8), rel=1e-3, abs=1e-4)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        ([1.5], None, "whole"),
        ([-1], None, "whole"),
        ([np.nan], None, "whole"),
        ([5], [4], "empty"),
        ([1, 2], [3], "shape"),
    ],
)
def test_what_is_no_count_is_refused(low, high, said):
    with pytest.raises(ValueError, match=said):
        Counts.of(low, high)


def test_a_range_says_less_than_a_count():
    mean = np.array([[5.0]])
    exact, known = (
        Counts.of([5]).gradient_and_information(np.log(mean)),
        Counts.of([1], [9]).gradient_and_information(np.log(mean)),
    )
    assert exact[1][0, 0] == pytest.approx(5.0, rel=1e-12)
    assert 0 < known[1][0, 0] < exact[1][0, 0]
    assert Counts.of([5]).is_exact
    assert not Counts.of([1], [9]).is_exact
