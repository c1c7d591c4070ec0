"""Negative binomial regressions against statsmodels, one by one, and at the edge of no extra variation."""

import numpy as np
import pytest
import statsmodels.api as sm

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.linear_fit import Interval
from evaluation.stats.series.negative_binomial import fit_negative_binomial
from evaluation.stats.series.poisson_regression import Variance, fit_poisson

MONTH = np.arange(72)
DESIGN = np.column_stack([np.ones(72), (MONTH - 36) / 12, MONTH >= 36, np.sin(np.pi * MONTH / 6)])
OFFSET = np.log(np.linspace(1.0, 1.2, 72))


def counts_of(mean, size, seed, n_series=3):
    rng = np.random.default_rng(seed)
    noise = rng.gamma(1 / size, size, size=(n_series, 72))
    return rng.poisson(mean * noise * np.exp(0.1 * DESIGN[:, 1] - 0.3 * DESIGN[:, 2] + OFFSET))


def poisson_like(counts):
    return fit_poisson(DESIGN, counts, OFFSET, variance=Variance.POISSON)


@pytest.mark.parametrize(("mean", "size"), [(1.5, 1.0), (20.0, 0.1), (3000.0, 0.02), (8.0, 4.0)])
def test_equals_statsmodels(mean, size):
    counts = counts_of(mean, size, seed=1)
    ours = fit_negative_binomial(DESIGN, counts, OFFSET)
    assert ours.df == 68
    for series in range(3):
        model = sm.NegativeBinomial(counts[series], DESIGN, offset=OFFSET)
        start = np.r_[ours.coefficients[series], ours.alpha[series]] * 1.01
        theirs = model.fit(start_params=start, method="newton", disp=0, maxiter=200, tol=1e-12)
        np.testing.assert_allclose(ours.coefficients[series], theirs.params[:-1], rtol=1e-6, atol=1e-8)
        assert ours.alpha[series] == pytest.approx(theirs.params[-1], rel=1e-6)
        fixed = sm.GLM(
            counts[series], DESIGN, family=sm.families.NegativeBinomial(alpha=ours.alpha[series]), offset=OFFSET
        ).fit(tol=1e-13, scale=1.0)
        np.testing.assert_allclose(ours.covariance[series], fixed.cov_params(), rtol=1e-6)


def test_a_series_has_the_same_result_in_any_company():
    counts = np.vstack([counts_of(mean, 0.2, seed=2) for mean in (2.0, 20.0, 1e7)])
    together = fit_negative_binomial(DESIGN, counts, OFFSET, interval=Interval.Z)
    assert together.df == np.inf
    for series in range(9):
        alone = fit_negative_binomial(DESIGN, counts[series], OFFSET)
        np.testing.assert_allclose(alone.coefficients[0], together.coefficients[series], rtol=1e-9, atol=1e-12)
        assert alone.alpha[0] == pytest.approx(together.alpha[series], rel=1e-9)


def test_counts_that_vary_no_more_than_poisson_counts_get_the_poisson_fit():
    even, wild = np.full(72, 20), counts_of(20.0, 0.2, seed=3)[0]
    fit = fit_negative_binomial(DESIGN, [even, wild], OFFSET)
    assert fit.alpha[0] == 0.0 < fit.alpha[1]
    plain = poisson_like([even, wild])
    np.testing.assert_allclose(fit.coefficients[0], plain.coefficients[0], rtol=1e-12)
    np.testing.assert_allclose(fit.covariance[0], plain.covariance[0], rtol=1e-12)
    assert (np.diag(fit.covariance[1]) > np.diag(plain.covariance[1])).all()


@pytest.mark.parametrize("mean", [2.0, 1e4, 1e7])
def test_no_step_where_extra_variation_begins(mean):
    rng = np.random.default_rng(4)
    # Poisson counts: about half of the series vary a little more than they must, half a little less.
    counts = rng.poisson(mean * np.exp(OFFSET), size=(40, 72))
    fit = fit_negative_binomial(DESIGN, counts, OFFSET)
    assert 5 < (fit.alpha == 0).sum() < 35
    plain = poisson_like(counts)
    errors = np.sqrt(np.diagonal(plain.covariance, axis1=1, axis2=2))
    assert (np.abs(fit.coefficients - plain.coefficients) < 0.3 * errors).all()
    assert (fit.alpha * mean < 1.0).all()


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (np.zeros(72), "no event"),
        (np.r_[np.zeros(71), 5], "runs to zero"),
        (np.r_[np.full(36, 9), np.zeros(36)], "runs to zero"),
    ],
)
def test_a_bad_series_is_refused_by_name(counts, said):
    good = counts_of(20.0, 0.2, seed=5)
    with pytest.raises(NotEstimable, match=said) as refused:
        fit_negative_binomial(DESIGN, np.vstack([good, counts[None]]), OFFSET)
    assert refused.value.series == (3,)


def test_no_more_rows_than_columns():
    with pytest.raises(NotEstimable, match="4 observations cannot determine 4 parameters"):
        fit_negative_binomial(np.eye(4), [1, 2, 3, 4], 0.0)


def test_one_month_with_all_events_has_a_finite_alpha():
    flat = np.ones((24, 1))
    fit = fit_negative_binomial(flat, np.r_[np.zeros(23), 7], 0.0)
    assert np.exp(fit.coefficients[0, 0]) == pytest.approx(7 / 24)
    assert fit.alpha[0] > 1.0
