"""Checks of one-step prediction errors: false alarms near 5 % where the model is right, and what they see."""

from dataclasses import astuple

import numpy as np
import pytest

from evaluation.stats.series.autoregression import autoregressions
from evaluation.stats.series.count_series import fit_count_series
from evaluation.stats.series.gaussian_series import fit_gaussian_series
from evaluation.stats.series.latent_draws import autoregressive, draw_counts, latent_variation
from evaluation.stats.series.poisson_observations import Counts
from evaluation.stats.series.residual_checks import check_residuals, drawn_innovations
from evaluation.stats.series.segmented import Impact, Seasonality, segmented_design

N = 60
DESIGN = segmented_design(N, impacts=[Impact(30)], seasonality=Seasonality.HARMONICS, harmonics=1).matrix
P_VALUES = ("first_p_value", "ljung_box_p_value", "variance_p_value")


def counts_fit(counts, known=None):
    return fit_count_series(DESIGN, Counts.of(counts), 0.0, known)


def values_fit(values, order=1):
    return fit_gaussian_series(DESIGN, values, autoregressions(order))


def checked(fit, seed=1, n_draws=99, lags=12):
    return check_residuals(fit, DESIGN, lags=lags, rng=np.random.default_rng(seed), n_draws=n_draws)


@pytest.mark.parametrize("kind", ["counts", "values"])
def test_a_right_model_warns_in_five_of_a_hundred(kind):
    """120 replicates, Monte Carlo standard error 2 points; so the bound is 3 of them."""
    rng = np.random.default_rng(5)
    if kind == "counts":
        fit = counts_fit(draw_counts(np.log(30.0) + latent_variation(0.5, 0.2, N, rng, 120), rng))
    else:
        fit = values_fit(autoregressive(np.array(0.5), np.zeros(()), N, rng, 120))
    found = [checked(fit.one(series), seed=series, n_draws=59) for series in range(120)]
    for name in P_VALUES:
        assert np.mean([getattr(each, name) <= 0.05 for each in found]) < 0.05 + 0.06
    assert np.mean([each.first for each in found]) == pytest.approx(0.0, abs=0.04)
    assert np.mean([each.variance for each in found]) == pytest.approx(1.0, abs=0.06)


def test_draws_of_the_model_have_the_spread_of_its_errors():
    fit = counts_fit(np.random.default_rng(2).poisson(30.0, size=N))
    drawn = drawn_innovations(fit, DESIGN, rng=np.random.default_rng(3), n_draws=400)
    assert drawn.shape == (400, N)
    n_columns = DESIGN.shape[1]
    assert np.square(drawn).sum(axis=1).mean() == pytest.approx(N - n_columns, rel=0.05)


def test_alternating_counts_are_seen():
    found = checked(counts_fit(np.tile([20, 40], N // 2)))
    assert found.first < -0.5
    assert found.first_p_value == found.ljung_box_p_value == 1 / 100


def test_counts_that_are_too_regular_are_seen():
    found = checked(counts_fit(np.tile([29, 30, 31, 30], N // 4)))
    assert found.variance < 0.2
    assert found.variance_p_value == 2 / 100


def test_months_that_are_not_known_have_no_error():
    known = np.ones(N, dtype=bool)
    known[[4, 50]] = False
    counts = np.random.default_rng(4).poisson(30.0, size=N)
    moved = np.where(known, counts, 999)
    first, second = (checked(counts_fit(each, known)) for each in (counts, moved))
    assert astuple(first) == pytest.approx(astuple(second), rel=1e-9)


def test_same_seed_same_checks():
    fit = counts_fit(np.random.default_rng(8).poisson(30.0, size=N))
    assert checked(fit) == checked(fit) != checked(fit, seed=2)


def test_more_lags_than_errors_are_refused():
    fit = counts_fit(np.random.default_rng(8).poisson(30.0, size=N))
    with pytest.raises(ValueError, match="no autocorrelation at lag 60"):
        checked(fit, lags=60)
