"""What the segmented model of one series must do: closed forms, invariances and coverage."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.stats.series.interrupted_series import fit_interrupted_series
from evaluation.stats.series.segmented import Seasonality


def fit(counts, exposure, *, start=24, seasonality=Seasonality.NONE, first_month=1, conf_level=0.95):
    return fit_interrupted_series(
        counts,
        exposure,
        first_month=first_month,
        starts=(start,),
        seasonality=seasonality,
        harmonics=2,
        conf_level=conf_level,
    )


@given(count=st.integers(1, 500), person_years=st.floats(1.0, 1e6))
@settings(max_examples=25, deadline=None)
def test_constant_series_gives_ratios_of_one(count, person_years):
    found = fit(np.full(48, count), np.full(48, person_years))
    for ratio in (found.annual_change(), found.level_change(1), found.slope_change(1)):
        assert ratio.estimate == pytest.approx(1.0, abs=1e-8)
        assert ratio.conf_low < 1.0 < ratio.conf_high


def test_exact_step_and_slope_are_found():
    month = np.arange(60)
    years = (month - 24) / 12
    rate = 0.01 * 1.05**years * np.where(month >= 24, 0.8 * 0.9 ** np.maximum(years, 0), 1.0)
    exposure = np.full(60, 1e9)
    found = fit(np.rint(rate * exposure), exposure)
    assert found.annual_change().estimate == pytest.approx(1.05, rel=1e-5)
    assert found.level_change(1).estimate == pytest.approx(0.8, rel=1e-5)
    assert found.slope_change(1).estimate == pytest.approx(0.9, rel=1e-5)
    assert found.rate_ratio_after(1, years=1.0).estimate == pytest.approx(0.72, rel=1e-5)
    averted = found.averted(rng=np.random.default_rng(0), n_draws=10)
    without = (0.01 * 1.05**years * exposure)[24:].sum()
    assert averted.counterfactual == pytest.approx(without, rel=1e-5)
    assert averted.averted == pytest.approx(without - (rate * exposure)[24:].sum(), rel=1e-4)


def test_two_exact_interventions_are_averted_together_and_have_a_trend_each():
    month = np.arange(72)
    years, since = (month - 24) / 12, (month - 48) / 12
    without = 0.01 * 1.05**years
    first = np.where(years >= 0, 0.8 * 0.9 ** np.maximum(years, 0), 1.0)
    second = np.where(since >= 0, 0.9 * 0.95 ** np.maximum(since, 0), 1.0)
    exposure = np.full(72, 1e9)
    found = fit_interrupted_series(
        np.rint(without * first * second * exposure),
        exposure,
        first_month=1,
        starts=(48, 24),
        seasonality=Seasonality.NONE,
        harmonics=1,
        conf_level=0.95,
    )
    averted = found.averted(rng=np.random.default_rng(0), n_draws=10)
    assert averted.counterfactual == pytest.approx((without * exposure)[24:].sum(), rel=1e-5)
    drawn = found.counterfactual_band().expected - found.fitted_band().expected
    assert averted.averted == pytest.approx(drawn[24:].sum(), rel=1e-9)
    # Declared in the other order: number 2 is the earlier one.
    assert found.annual_change_after(2).estimate == pytest.approx(1.05 * 0.9, rel=1e-5)
    assert found.annual_change_after(1).estimate == pytest.approx(1.05 * 0.9 * 0.95, rel=1e-5)


@given(seed=st.integers(0, 10**6), factor=st.floats(0.01, 1000.0))
@settings(max_examples=20, deadline=None)
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
    assert ratios == pytest.approx([1.0, 1.0], abs=1e-5)


def test_intervals_hold_the_truth_when_months_are_independent():
    """600 replicates, Monte Carlo standard error 0.9 %; counts are overdispersed, not autocorrelated."""
    rng = np.random.default_rng(11)
    month = np.arange(72)
    years = (month - 36) / 12
    step, slope = 0.85, 0.95
    mean = 25 * 1.03**years * np.where(years >= 0, step * slope ** np.maximum(years, 0), 1.0)
    without = (25 * 1.03**years)[36:].sum()
    truth = {"level": step, "slope": slope, "averted": without - mean[36:].sum()}
    held = dict.fromkeys(truth, 0)
    for _ in range(600):
        counts = rng.negative_binomial(25, 25 / (25 + mean))
        found = fit(counts, np.ones(72), start=36)
        averted = np.quantile(found.averted(rng=rng, n_draws=1000).averted_draws, [0.025, 0.975])
        intervals = {
            "level": (found.level_change(1).conf_low, found.level_change(1).conf_high),
            "slope": (found.slope_change(1).conf_low, found.slope_change(1).conf_high),
            "averted": tuple(averted),
        }
        for name, (low, high) in intervals.items():
            held[name] += low <= truth[name] <= high
    for name, count in held.items():
        assert 0.92 <= count / 600 <= 0.98, name
