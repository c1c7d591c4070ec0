"""What is read from the model of one series must agree with closed forms and hold invariances."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.stats.series.autoregression import autoregressions
from evaluation.stats.series.count_series import fit_count_series
from evaluation.stats.series.gaussian_series import fit_gaussian_series
from evaluation.stats.series.interrupted_series import InterruptedSeries, Link
from evaluation.stats.series.poisson_observations import Counts
from evaluation.stats.series.segmented import Impact, Seasonality, segmented_design

ONE = (Impact(24),)


def fit(counts, exposure, *, impacts=ONE, seasonality=Seasonality.NONE, harmonics=2):
    design = segmented_design(len(counts), impacts=impacts, seasonality=seasonality, harmonics=harmonics)
    offset = np.log(np.asarray(exposure, dtype=float))
    observed = Counts.of(counts)
    model = fit_count_series(design.matrix, observed, offset)
    return InterruptedSeries(design, model, Link.LOG, offset, 0.95, observed)


def averted(model, n_draws=2000):
    return model.totals(rng=np.random.default_rng(0), n_draws=n_draws)


@given(count=st.integers(1, 500), person_years=st.floats(1.0, 1e6))
@settings(max_examples=15, deadline=None)
def test_constant_series_gives_ratios_of_one(count, person_years):
    found = fit(np.full(48, count), np.full(48, person_years))
    for ratio in (found.annual_change(), found.level_change(1), found.slope_change(1)):
        assert ratio.estimate == pytest.approx(1.0, abs=1e-4)
        assert ratio.conf_low < 1.0 < ratio.conf_high


def test_exact_step_and_slope_are_found():
    month = np.arange(60)
    years = (month - 24) / 12
    rate = 0.01 * 1.05**years * np.where(month >= 24, 0.8 * 0.9 ** np.maximum(years, 0), 1.0)
    exposure = np.full(60, 1e9)
    found = fit(np.rint(rate * exposure), exposure)
    assert found.annual_change().estimate == pytest.approx(1.05, rel=1e-4)
    assert found.level_change(1).estimate == pytest.approx(0.8, rel=1e-4)
    assert found.slope_change(1).estimate == pytest.approx(0.9, rel=1e-4)
    assert found.change_after(1, years=1.0).estimate == pytest.approx(0.72, rel=1e-4)
    without = (0.01 * 1.05**years * exposure)[24:].sum()
    assert np.median(averted(found).without) == pytest.approx(without, rel=1e-3)
    assert np.median(averted(found).averted) == pytest.approx(without - (rate * exposure)[24:].sum(), rel=2e-3)


def test_two_exact_interventions_are_averted_together_and_have_a_trend_each():
    month = np.arange(72)
    years, since = (month - 24) / 12, (month - 48) / 12
    without = 0.01 * 1.05**years
    first = np.where(years >= 0, 0.8 * 0.9 ** np.maximum(years, 0), 1.0)
    second = np.where(since >= 0, 0.9 * 0.95 ** np.maximum(since, 0), 1.0)
    exposure = np.full(72, 1e9)
    found = fit(np.rint(without * first * second * exposure), exposure, impacts=(Impact(48), Impact(24)))
    assert np.median(averted(found).without) == pytest.approx((without * exposure)[24:].sum(), rel=1e-3)
    drawn = found.counterfactual_band().expected - found.fitted_band().expected
    assert np.median(averted(found).averted) == pytest.approx(drawn[24:].sum(), rel=2e-3)
    # Declared in the other order: number 2 is the earlier one.
    assert found.annual_change_after(2).estimate == pytest.approx(1.05 * 0.9, rel=1e-4)
    assert found.annual_change_after(1).estimate == pytest.approx(1.05 * 0.9 * 0.95, rel=1e-4)


@given(seed=st.integers(0, 10**6), factor=st.floats(0.01, 1000.0))
@settings(max_examples=10, deadline=None)
def test_scaling_the_population_moves_no_ratio(seed, factor):
    rng = np.random.default_rng(seed)
    counts, exposure = rng.poisson(20, size=60), np.linspace(1000.0, 1100.0, 60)
    base = fit(counts, exposure, seasonality=Seasonality.HARMONICS)
    scaled = fit(counts, exposure * factor, seasonality=Seasonality.HARMONICS)
    for name in ("level_change", "slope_change"):
        ours, theirs = getattr(base, name)(1), getattr(scaled, name)(1)
        assert theirs.estimate == pytest.approx(ours.estimate, rel=1e-7)
        assert theirs.conf_low == pytest.approx(ours.conf_low, rel=1e-6)
    np.testing.assert_allclose(scaled.fitted_band().expected, base.fitted_band().expected, rtol=1e-7)


def test_months_and_harmonics_describe_a_season_of_one_wave_alike():
    month = np.arange(72)
    counts = np.rint(1e6 * np.exp(0.2 * np.cos(2 * np.pi * month / 12)))
    ratios = [
        fit(counts, np.ones(72), seasonality=season).level_change(1).estimate
        for season in (Seasonality.MONTHS, Seasonality.HARMONICS)
    ]
    assert ratios == pytest.approx([1.0, 1.0], abs=1e-4)


def test_a_band_is_the_interval_of_each_linear_predictor_with_the_mean_latent_value():
    rng = np.random.default_rng(2)
    found = fit(rng.poisson(30, size=60), np.full(60, 2.0))
    band = found.counterfactual_band()
    for month in (0, 30, 59):
        row = found.design.without_any()[month]
        single = found.fit.lines(row[None], found.design.matrix).estimate(0.95)
        assert band.expected[month] == pytest.approx(2.0 * np.exp(single.estimate[0, 0]))
        assert band.conf_low[month] == pytest.approx(2.0 * np.exp(single.conf_low[0, 0]))
        assert band.conf_high[month] == pytest.approx(2.0 * np.exp(single.conf_high[0, 0]))


def test_values_have_differences_and_a_sum_of_them():
    month = np.arange(48)
    rng = np.random.default_rng(5)
    design = segmented_design(48, impacts=[Impact(24)])
    beta = np.array([10.0, 1.2, -3.0, 0.6])
    values = design.matrix @ beta + 1e-4 * rng.normal(size=48)
    model = fit_gaussian_series(design.matrix, values, autoregressions(1))
    found = InterruptedSeries(design, model, Link.IDENTITY, np.zeros(48), 0.95)
    assert found.level_change(1).estimate == pytest.approx(-3.0, abs=1e-3)
    assert found.annual_change().estimate == pytest.approx(1.2, abs=1e-3)
    assert found.change_after(1, years=1.0).estimate == pytest.approx(-2.4, abs=1e-3)
    by_hand = (-3.0 + 0.6 * (month[24:] - 24) / 12).sum()
    assert found.summed_difference().estimate == pytest.approx(by_hand, abs=1e-2)
    assert found.fitted_band().expected[0] == pytest.approx(10.0 - 2.4, abs=1e-3)
    with pytest.raises(TypeError, match="count model"):
        found.totals(rng=rng, n_draws=10)


def test_months_left_out_are_as_if_they_had_not_been_seen():
    rng = np.random.default_rng(9)
    design = segmented_design(60, impacts=[Impact(30)])
    known = np.ones(60, dtype=bool)
    known[[12, 13, 40]] = False
    counts = rng.poisson(20, size=60)
    spoiled = np.where(known, counts, 500)
    first, second = (
        fit_count_series(design.matrix, Counts.of(each), 0.0, known).contrasts(np.eye(4)).estimate(0.95)
        for each in (counts, spoiled)
    )
    np.testing.assert_allclose(first.conf_low, second.conf_low, rtol=1e-5, atol=1e-6)
    values = rng.normal(size=60)
    ours = fit_gaussian_series(design.matrix, values, autoregressions(1), known)
    theirs = fit_gaussian_series(design.matrix, np.where(known, values, 1e3), autoregressions(1), known)
    np.testing.assert_allclose(ours.coefficients, theirs.coefficients, rtol=1e-9, atol=1e-9)
    assert ours.df == 60 - 3 - 4
    # Without autocorrelation the rows may as well be cut out.
    at_zero = np.abs(ours.grid.first).argmin()
    cut = np.linalg.lstsq(design.matrix[known], values[known], rcond=None)[0]
    np.testing.assert_allclose(ours.coefficients[0, at_zero], cut, rtol=1e-8, atol=1e-10)


def test_prediction_errors_of_a_right_model_are_independent_with_variance_one():
    rng = np.random.default_rng(12)
    n, rho, sigma, s = 400, 0.7, 0.4, 40
    latent = np.empty((s, n))
    latent[:, 0] = sigma * rng.normal(size=s)
    for month in range(1, n):
        latent[:, month] = rho * latent[:, month - 1] + sigma * np.sqrt(1 - rho**2) * rng.normal(size=s)
    design = np.column_stack([np.ones(n), np.linspace(-1, 1, n)])
    errors = fit_count_series(design, Counts.of(rng.poisson(np.exp(3 + latent))), 0.0).innovations
    assert errors.var() == pytest.approx(1.0, abs=0.04)
    lag_one = (errors[:, 1:] * errors[:, :-1]).mean()
    assert lag_one == pytest.approx(0.0, abs=4 / np.sqrt(s * n))
    values = latent + 0.0
    errors = fit_gaussian_series(design, values, autoregressions(2)).innovations[:, 2:]
    assert errors.var() == pytest.approx(1.0, abs=0.04)
    assert (errors[:, 1:] * errors[:, :-1]).mean() == pytest.approx(0.0, abs=4 / np.sqrt(s * n))
