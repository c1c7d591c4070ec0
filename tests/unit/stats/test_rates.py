"""Exact Poisson intervals against the table of Garwood (1936) and against the definition of the interval."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from evaluation.stats.rates import poisson_rates


# 95 % limits of a Poisson mean: Garwood F (1936), Biometrika 28:437-442; reprinted as Table 40 of Pearson &
# Hartley, Biometrika Tables for Statisticians, with two decimals.
@pytest.mark.parametrize(
    ("n", "low", "high"), [(0, 0.0, 3.69), (1, 0.0253, 5.57), (2, 0.242, 7.22), (5, 1.62, 11.67), (10, 4.80, 18.39)]
)
def test_published_limits(n, low, high):
    found = poisson_rates([n], [1.0], conf_level=0.95)
    assert found.conf_low[0] == pytest.approx(low, abs=0.005)
    assert found.conf_high[0] == pytest.approx(high, abs=0.005)


@given(n=st.integers(0, 3000), level=st.sampled_from([0.8, 0.95, 0.99]))
def test_ends_are_where_the_tails_have_their_probability(n, level):
    found = poisson_rates([n], [1.0], conf_level=level)
    tail = (1 - level) / 2
    assert poisson.cdf(n, found.conf_high[0]) == pytest.approx(tail, rel=1e-6)
    if n:
        assert poisson.sf(n - 1, found.conf_low[0]) == pytest.approx(tail, rel=1e-6)
    assert found.conf_low[0] <= n <= found.conf_high[0]


def test_rate_is_per_exposure():
    found = poisson_rates([12, 0], [300_000.0, 50_000.0], conf_level=0.95, per=100_000)
    np.testing.assert_allclose(found.rate, [4.0, 0.0])
    alone = poisson_rates([12], [1.0], conf_level=0.95)
    assert found.conf_low[0] == pytest.approx(alone.conf_low[0] / 3)
    assert found.conf_low[1] == 0.0
    assert found.conf_high[1] == pytest.approx(3.688879 * 2, rel=1e-6)


@pytest.mark.parametrize(("n", "time"), [([-1], [1.0]), ([1.5], [1.0]), ([1], [0.0]), ([1], [np.nan])])
def test_impossible_input(n, time):
    with pytest.raises(ValueError, match="must be"):
        poisson_rates(n, time, conf_level=0.95)
