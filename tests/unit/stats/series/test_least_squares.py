"""Least squares and Newey-West errors of many series against statsmodels (1e-10), and what they refuse."""

import numpy as np
import pytest
import statsmodels.api as sm

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.least_squares import fit_newey_west, fit_ordinary_least_squares
from evaluation.stats.series.linear_fit import Interval
from evaluation.stats.series.newey_west import usual_lags

MONTH = np.arange(48)
DESIGN = np.column_stack([np.ones(48), (MONTH - 30) / 12, MONTH >= 30, np.sin(np.pi * MONTH / 6)])
VALUES = np.random.default_rng(1).normal(size=(5, 48)).cumsum(axis=1) + 100


@pytest.mark.parametrize("series", range(5))
def test_equals_statsmodels(series):
    theirs = sm.OLS(VALUES[series], DESIGN).fit()
    plain = fit_ordinary_least_squares(DESIGN, VALUES)
    np.testing.assert_allclose(plain.coefficients[series], theirs.params, rtol=1e-10)
    np.testing.assert_allclose(plain.covariance[series], theirs.cov_params(), rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(plain.residuals[series], theirs.resid, atol=1e-10)
    found = plain.contrasts(np.eye(4)).estimate(0.9)
    np.testing.assert_allclose(found.conf_low[series], theirs.conf_int(0.1)[:, 0], rtol=1e-8)
    np.testing.assert_allclose(found.p_value[series], theirs.pvalues, rtol=1e-7)
    for lags in (None, 0, 7):
        used = 3 if lags is None else lags
        robust = theirs.get_robustcov_results("HAC", maxlags=used, use_correction=True)
        ours = fit_newey_west(DESIGN, VALUES, lags=lags)
        np.testing.assert_allclose(ours.covariance[series], robust.cov_params(), rtol=1e-9, atol=1e-14)
        np.testing.assert_allclose(ours.coefficients[series], plain.coefficients[series], rtol=1e-14)


def test_a_lag_does_not_reach_across_rows_that_are_left_out():
    known = np.setdiff1d(MONTH, [5, 20, 21, 22])
    x, values = DESIGN[known], VALUES[:2, known]
    fit = fit_newey_west(x, values, lags=3, places=known)
    bread = np.linalg.inv(x.T @ x)
    apart = np.abs(np.subtract.outer(known, known))
    for series in range(2):
        scores = fit.residuals[series][:, None] * x
        meat = scores.T @ np.maximum(0.0, 1 - apart / 4) @ scores
        np.testing.assert_allclose(fit.covariance[series], 44 / 40 * bread @ meat @ bread, rtol=1e-10, atol=1e-14)


def test_usual_lags():
    assert [usual_lags(n) for n in (24, 48, 99, 100, 180, 600)] == [2, 3, 3, 4, 4, 5]


@pytest.mark.parametrize("fit", [fit_ordinary_least_squares, fit_newey_west])
class TestBoth:
    def test_a_series_has_the_same_result_in_any_company(self, fit):
        together = fit(DESIGN, VALUES, interval=Interval.Z)
        assert together.df == np.inf
        for series in range(5):
            alone = fit(DESIGN, VALUES[series])
            assert alone.df == 44
            np.testing.assert_allclose(alone.coefficients[0], together.coefficients[series], rtol=1e-12)
            np.testing.assert_allclose(alone.covariance[0], together.covariance[series], rtol=1e-12, atol=1e-13)

    @pytest.mark.parametrize("exact", [np.zeros(48), np.full(48, 7.0), 1e7 * DESIGN[:, 1]])
    def test_a_series_without_errors_is_refused_by_name(self, fit, exact):
        with pytest.raises(NotEstimable, match="exactly") as refused:
            fit(DESIGN, np.vstack([VALUES[:2], exact[None], VALUES[2:]]))
        assert refused.value.series == (2,)

    def test_designs_and_values_that_determine_nothing(self, fit):
        with pytest.raises(NotEstimable, match="4 observations cannot determine 4 parameters"):
            fit(np.eye(4), np.arange(4.0))
        with pytest.raises(NotEstimable, match="linearly dependent"):
            fit(np.column_stack([DESIGN, 2 * DESIGN[:, 1]]), VALUES)
        with pytest.raises(ValueError, match="finite"):
            fit(DESIGN, np.r_[VALUES[0, :-1], np.nan])
