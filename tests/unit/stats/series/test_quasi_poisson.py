"""Quasi-Poisson regression against statsmodels (1e-8: the same Newton iteration, another stopping rule)."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.quasi_poisson import fit_quasi_poisson, linear_contrast


def toy(seed, n=60, mean=20.0):
    rng = np.random.default_rng(seed)
    design = np.column_stack([np.ones(n), np.arange(n) / 12, rng.normal(size=n)])
    offset = np.log(rng.uniform(0.5, 2.0, size=n))
    counts = rng.negative_binomial(5, 5 / (5 + mean * np.exp(0.1 * design[:, 1] + offset)))
    return design, counts, offset


@pytest.mark.parametrize(("seed", "mean"), [(1, 20.0), (2, 0.7), (3, 2000.0)])
def test_equals_statsmodels(seed, mean):
    design, counts, offset = toy(seed, mean=mean)
    ours = fit_quasi_poisson(design, counts, offset)
    theirs = sm.GLM(counts, design, family=sm.families.Poisson(), offset=offset).fit(scale="X2", tol=1e-14)
    np.testing.assert_allclose(ours.coefficients, theirs.params, rtol=1e-8)
    np.testing.assert_allclose(ours.dispersion * ours.unscaled_covariance, theirs.cov_params(), rtol=1e-8)
    np.testing.assert_allclose(ours.fitted, theirs.fittedvalues, rtol=1e-8)
    np.testing.assert_allclose(ours.pearson_residuals, theirs.resid_pearson, rtol=1e-7, atol=1e-9)
    assert ours.dispersion == pytest.approx(theirs.scale, rel=1e-8)
    np.testing.assert_allclose(ours.leverage, theirs.get_influence().hat_matrix_diag, rtol=1e-7)


def test_contrast_uses_t_with_residual_degrees_of_freedom():
    design, counts, offset = toy(1)
    ours = fit_quasi_poisson(design, counts, offset)
    theirs = sm.GLM(counts, design, family=sm.families.Poisson(), offset=offset).fit(
        scale="X2", use_t=True, tol=1e-14
    )
    test = theirs.t_test([0.0, 2.0, -1.0])
    found = linear_contrast(ours, [0.0, 2.0, -1.0], conf_level=0.9)
    assert found.estimate == pytest.approx(test.effect.item(), rel=1e-8)
    assert found.std_error == pytest.approx(test.sd.item(), rel=1e-8)
    assert found.p_value == pytest.approx(test.pvalue.item(), rel=1e-7)
    np.testing.assert_allclose([found.conf_low, found.conf_high], test.conf_int(alpha=0.1)[0], rtol=1e-8)


def test_intercept_only_is_the_crude_rate():
    fit = fit_quasi_poisson(np.ones((3, 1)), [2, 5, 8], np.log([10.0, 20.0, 20.0]))
    assert np.exp(fit.coefficients[0]) == pytest.approx(15 / 50, rel=1e-12)
    assert fit.unscaled_covariance[0, 0] == pytest.approx(1 / 15, rel=1e-12)


def test_scale_is_not_below_one():
    even = fit_quasi_poisson(np.ones((4, 1)), [10, 10, 10, 10], np.zeros(4))
    assert even.dispersion == pytest.approx(0.0, abs=1e-12)
    assert even.scale == 1.0
    wild = fit_quasi_poisson(np.ones((4, 1)), [1, 40, 2, 50], np.zeros(4))
    assert wild.scale == wild.dispersion > 1.0


@pytest.mark.parametrize(
    ("design", "counts", "words"),
    [
        (np.ones((1, 1)), [3], "1 observations cannot determine 1 parameters"),
        (np.ones((3, 1)), [0, 0, 0], "no event"),
        (np.column_stack([np.ones(4), np.full(4, 2.0)]), [1, 2, 3, 4], "linearly dependent"),
        (np.column_stack([np.ones(6), [0, 0, 0, 1, 1, 1]]), [0, 0, 0, 5, 6, 7], "runs to zero"),
        (np.column_stack([np.ones(6), [0, 0, 0, 1, 1, 1]]), [5, 6, 7, 0, 0, 0], "runs to zero"),
    ],
)
def test_what_the_data_do_not_determine_is_refused(design, counts, words):
    with pytest.raises(NotEstimable, match=words):
        fit_quasi_poisson(design, counts, np.zeros(len(counts)))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), factor=st.floats(0.01, 1e6))
def test_order_of_rows_and_unit_of_exposure(seed, factor):
    design, counts, offset = toy(seed)
    order = np.random.default_rng(seed).permutation(len(counts))
    base = fit_quasi_poisson(design, counts, offset)
    mixed = fit_quasi_poisson(design[order], counts[order], offset[order])
    np.testing.assert_allclose(mixed.coefficients, base.coefficients, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(mixed.covariance, base.covariance, rtol=1e-6)
    scaled = fit_quasi_poisson(design, counts, offset + np.log(factor))
    np.testing.assert_allclose(scaled.coefficients[1:], base.coefficients[1:], rtol=1e-6, atol=1e-9)
    assert scaled.coefficients[0] == pytest.approx(base.coefficients[0] - np.log(factor), abs=1e-8)
    assert scaled.dispersion == pytest.approx(base.dispersion, rel=1e-6)
