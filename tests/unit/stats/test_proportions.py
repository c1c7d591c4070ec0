"""Wilson's interval against statsmodels and a published example; tolerance 1e-12 unless digits are published."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from evaluation.stats.proportions import wilson_proportions


def test_published_example():
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3: 81 of 263 and 15 of 148.
    found = wilson_proportions([81, 15], [263, 148], conf_level=0.95)
    np.testing.assert_allclose(found.conf_low, [0.2553, 0.0624], atol=5e-5)
    np.testing.assert_allclose(found.conf_high, [0.3662, 0.1605], atol=5e-5)


@given(st.integers(0, 40), st.integers(0, 40), st.sampled_from([0.8, 0.95, 0.99]))
def test_against_statsmodels(n_events, n_others, conf_level):
    n_obs = n_events + n_others
    if n_obs == 0:
        return
    found = wilson_proportions(n_events, n_obs, conf_level=conf_level)
    expected = proportion_confint(n_events, n_obs, alpha=1 - conf_level, method="wilson")
    np.testing.assert_allclose((found.conf_low, found.conf_high), expected, atol=1e-12)
    assert 0 <= found.conf_low <= found.estimate <= found.conf_high <= 1


def test_nothing_observed_is_missing_not_zero():
    found = wilson_proportions([0, 1], [0, 2], conf_level=0.95)
    assert np.isnan([found.estimate[0], found.conf_low[0], found.conf_high[0]]).all()
    assert found.estimate[1] == 0.5


@pytest.mark.parametrize(("n_events", "n_obs"), [(3, 2), (-1, 2)])
def test_impossible_counts_are_refused(n_events, n_obs):
    with pytest.raises(ValueError, match="from 0 to"):
        wilson_proportions(n_events, n_obs, conf_level=0.95)
