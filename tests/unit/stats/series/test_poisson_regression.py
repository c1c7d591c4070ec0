"""Poisson regressions of many series against statsmodels, one by one (1e-8), and what they refuse."""

import numpy as np
import pytest
import statsmodels.api as sm

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.linear_fit import Interval
from evaluation.stats.series.newey_west import usual_lags
from evaluation.stats.series.poisson_regression import Variance, fit_poisson

MONTH = np.arange(60)
DESIGN = np.column_stack(
    [np.ones(60), (MONTH - 36) / 12, MONTH >= 36, np.sin(np.pi * MONTH / 6), np.cos(np.pi * MONTH / 6)]
)
OFFSET = np.log(np.linspace(1.0, 1.2, 60))


def counts_of(mean, n_series=3, seed=1):
    rng = np.random.default_rng(seed)
    noise = rng.gamma(8, 1 / 8, size=(n_series, 60))
    return rng.poisson(mean * noise * np.exp(0.1 * DESIGN[:, 1] - 0.3 * DESIGN[:, 2] + OFFSET))


@pytest.mark.parametrize("mean", [0.8, 20.0, 1e7])
def test_equals_statsmodels(mean):
    counts = counts_of(mean)
    ours = fit_poisson(DESIGN, counts, OFFSET, variance=Variance.QUASI)
    assert ours.coefficients.shape == (3, 5)
    assert ours.covariance.shape == ours.unscaled_covariance.shape == (3, 5, 5)
    assert ours.df == ours.df_resid == 55
    for series in range(3):
        theirs = sm.GLM(counts[series], DESIGN, family=sm.families.Poisson(), offset=OFFSET).fit(
            scale="X2", tol=1e-14
        )
        np.testing.assert_allclose(ours.coefficients[series], theirs.params, rtol=1e-8, atol=1e-11)
        raw = ours.dispersion[series] * ours.unscaled_covariance[series]
        np.testing.assert_allclose(raw, theirs.cov_params(), rtol=1e-7)
        np.testing.assert_allclose(ours.fitted[series], theirs.fittedvalues, rtol=1e-8)
        np.testing.assert_allclose(ours.pearson_residuals[series], theirs.resid_pearson, rtol=1e-7, atol=1e-7)
        np.testing.assert_allclose(ours.leverage[series], theirs.get_influence().hat_matrix_diag, rtol=1e-7)
        assert ours.dispersion[series] == pytest.approx(theirs.scale, rel=1e-8)


def test_newey_west_equals_statsmodels():
    counts = counts_of(20.0)
    for lags in (None, 1, 12):
        ours = fit_poisson(DESIGN, counts, OFFSET, variance=Variance.NEWEY_WEST, lags=lags, interval=Interval.Z)
        assert ours.df == np.inf
        for series in range(3):
            theirs = sm.GLM(counts[series], DESIGN, family=sm.families.Poisson(), offset=OFFSET).fit(
                cov_type="HAC",
                cov_kwds={"maxlags": usual_lags(60) if lags is None else lags, "use_correction": True},
                tol=1e-14,
            )
            np.testing.assert_allclose(ours.covariance[series], theirs.cov_params(), rtol=1e-8, atol=1e-16)


def test_a_lag_does_not_reach_across_months_that_are_left_out():
    known = np.setdiff1d(MONTH, [5, 20, 21, 22])
    x, counts = DESIGN[known], counts_of(20.0)[:1, known]
    fit = fit_poisson(x, counts, OFFSET[known], variance=Variance.NEWEY_WEST, lags=3, places=known)
    scores = (counts - fit.fitted)[0][:, None] * x
    meat = scores.T @ np.maximum(0.0, 1 - np.abs(np.subtract.outer(known, known)) / 4) @ scores
    wanted = 56 / 51 * fit.unscaled_covariance[0] @ meat @ fit.unscaled_covariance[0]
    np.testing.assert_allclose(fit.covariance[0], wanted, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("variance", list(Variance))
def test_a_series_has_the_same_result_in_any_company(variance):
    counts = np.vstack([counts_of(mean, n_series=4, seed=3) for mean in (0.8, 20.0, 1e7)])
    together = fit_poisson(DESIGN, counts, OFFSET, variance=variance)
    for series in range(12):
        alone = fit_poisson(DESIGN, counts[series], OFFSET, variance=variance)
        np.testing.assert_allclose(alone.coefficients[0], together.coefficients[series], rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(alone.covariance[0], together.covariance[series], rtol=1e-12, atol=1e-25)
        assert alone.dispersion[0] == pytest.approx(together.dispersion[series], rel=1e-12)


def test_variance_of_each_kind():
    even, wild = np.tile([10.0, 10.0, 11.0, 9.0], 15), np.tile([1.0, 40.0, 2.0, 50.0], 15)
    quasi = fit_poisson(DESIGN, [even, wild], 0.0, variance=Variance.QUASI)
    assert quasi.dispersion[0] < 1.0 < quasi.dispersion[1]
    np.testing.assert_array_equal(quasi.scale, [1.0, quasi.dispersion[1]])
    np.testing.assert_array_equal(quasi.covariance[0], quasi.unscaled_covariance[0])
    np.testing.assert_array_equal(quasi.covariance[1], quasi.dispersion[1] * quasi.unscaled_covariance[1])
    plain = fit_poisson(DESIGN, [even, wild], 0.0, variance=Variance.POISSON)
    np.testing.assert_array_equal(plain.covariance, plain.unscaled_covariance)


def test_an_exposure_can_be_that_of_each_series():
    counts = counts_of(20.0, n_series=2)
    offsets = np.stack([OFFSET, OFFSET + 2.0])
    found = fit_poisson(DESIGN, counts, offsets, variance=Variance.POISSON)
    moved = fit_poisson(DESIGN, counts, OFFSET, variance=Variance.POISSON)
    np.testing.assert_allclose(found.coefficients[1] - moved.coefficients[1], [-2, 0, 0, 0, 0], atol=1e-12)


def test_intercept_only_is_the_crude_rate():
    fit = fit_poisson(np.ones((3, 1)), [2, 5, 8], np.log([10.0, 20.0, 20.0]), variance=Variance.POISSON)
    assert np.exp(fit.coefficients[0, 0]) == pytest.approx(15 / 50, rel=1e-12)
    assert fit.covariance[0, 0, 0] == pytest.approx(1 / 15, rel=1e-12)


@pytest.mark.parametrize(("seed", "factor"), [(1, 0.01), (2, 1e6), (3, 1.0)])
def test_order_of_rows_and_unit_of_exposure_do_not_matter(seed, factor):
    counts, order = counts_of(20.0, seed=seed), np.random.default_rng(seed).permutation(60)
    base = fit_poisson(DESIGN, counts, OFFSET, variance=Variance.QUASI)
    mixed = fit_poisson(DESIGN[order], counts[:, order], OFFSET[order], variance=Variance.QUASI)
    np.testing.assert_allclose(mixed.coefficients, base.coefficients, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(mixed.covariance, base.covariance, rtol=1e-6, atol=1e-14)
    scaled = fit_poisson(DESIGN, counts, OFFSET + np.log(factor), variance=Variance.QUASI)
    np.testing.assert_allclose(scaled.coefficients[:, 1:], base.coefficients[:, 1:], rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(scaled.coefficients[:, 0], base.coefficients[:, 0] - np.log(factor), atol=1e-8)


def test_the_unit_of_a_column_does_not_matter():
    unit = np.array([1.0, 1e6, 1.0, 1e-6, 1.0])
    counts = counts_of(20.0)
    found = fit_poisson(DESIGN * unit, counts, OFFSET, variance=Variance.POISSON)
    expected = fit_poisson(DESIGN, counts, OFFSET, variance=Variance.POISSON)
    np.testing.assert_allclose(found.coefficients * unit, expected.coefficients, rtol=1e-10)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (np.zeros(60), "no event"),
        (np.r_[np.zeros(59), 5], "runs to zero"),
        (np.r_[np.full(36, 9), np.zeros(24)], "runs to zero"),
        (np.r_[np.zeros(36), np.full(24, 9)], "runs to zero"),
    ],
)
@pytest.mark.parametrize("variance", list(Variance))
def test_a_bad_series_is_refused_by_name_and_the_others_are_fitted_without_it(counts, said, variance):
    good = counts_of(20.0, n_series=4)
    batch = np.vstack([good[:2], counts[None], good[2:], counts[None]])
    with pytest.raises(NotEstimable, match=said) as refused:
        fit_poisson(DESIGN, batch, OFFSET, variance=variance)
    assert refused.value.series == (2, 5)
    rest = fit_poisson(DESIGN, np.delete(batch, refused.value.series, axis=0), OFFSET, variance=variance)
    assert np.isfinite(rest.coefficients).all()


@pytest.mark.parametrize(
    ("design", "said"),
    [
        (np.ones((1, 1)), "1 observations cannot determine 1 parameters"),
        (np.eye(4), "4 observations cannot determine 4 parameters"),
        (np.column_stack([np.ones(4), np.full(4, 2.0)]), "linearly dependent"),
        (np.column_stack([np.ones(4), np.zeros(4)]), "linearly dependent"),
    ],
)
def test_a_design_that_determines_nothing_is_refused_for_all_series(design, said):
    with pytest.raises(NotEstimable, match=said) as refused:
        fit_poisson(design, np.full((2, len(design)), 3), 0.0, variance=Variance.POISSON)
    assert refused.value.series == ()


def test_a_constant_series_has_no_newey_west_errors():
    constant = np.full(60, 20)
    fit = fit_poisson(DESIGN, constant, 0.0, variance=Variance.QUASI)
    np.testing.assert_allclose(fit.coefficients[0], [np.log(20), 0, 0, 0, 0], atol=1e-9)
    with pytest.raises(NotEstimable, match="exactly") as refused:
        fit_poisson(DESIGN, [counts_of(20.0)[0], constant], 0.0, variance=Variance.NEWEY_WEST)
    assert refused.value.series == (1,)


@pytest.mark.parametrize(
    ("counts", "offset", "lags", "said"),
    [
        (np.full(60, -1), 0.0, None, "0 or more"),
        (np.r_[np.full(59, 2.0), np.nan], 0.0, None, "0 or more"),
        (np.full(60, 2), -np.inf, None, "above 0"),
        (np.arange(60), 0.0, 60, "60 lags are not within 0 and 59"),
        (np.arange(60), 0.0, -1, "-1 lags"),
    ],
)
def test_what_is_not_a_count_an_exposure_or_a_lag_is_refused(counts, offset, lags, said):
    with pytest.raises(ValueError, match=said):
        fit_poisson(DESIGN, counts, offset, variance=Variance.NEWEY_WEST, lags=lags)
