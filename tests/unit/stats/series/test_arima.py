"""ARIMA errors: against dense algebra, against statsmodels' own differencing, and what is refused."""

import warnings

import numpy as np
import pytest
from statsmodels.tools.sm_exceptions import EstimationWarning
from statsmodels.tsa.arima.model import ARIMA

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.arima import ArimaOrder, fit_arima
from evaluation.stats.series.arima_order import choose_order
from evaluation.stats.series.linear_fit import Interval

MONTH = np.arange(72)
DESIGN = np.column_stack([np.ones(72), (MONTH - 40) / 12, MONTH >= 40])


def series_of(rho, seed, n_series=3):
    rng = np.random.default_rng(seed)
    errors = rng.normal(size=(n_series, 72))
    for month in range(1, 72):
        errors[:, month] += rho * errors[:, month - 1]
    return 10 + DESIGN @ [0.0, 0.2, -1.0] + errors


def test_ar1_coefficients_are_generalised_least_squares_at_the_maximum():
    values = series_of(0.6, seed=1)
    fit = fit_arima(DESIGN, values, ArimaOrder(ar=1), interval=Interval.Z)
    assert np.isfinite(fit.coefficients).all()
    assert fit.df == np.inf

    def profile(rho, y):
        inverse = np.linalg.inv(rho ** np.abs(np.subtract.outer(MONTH, MONTH)) / (1 - rho**2))
        bread = np.linalg.inv(DESIGN.T @ inverse @ DESIGN)
        coefficients = bread @ DESIGN.T @ inverse @ y
        variance = (y - DESIGN @ coefficients) @ inverse @ (y - DESIGN @ coefficients) / 72
        log_likelihood = -36 * (np.log(2 * np.pi * variance) + 1) + 0.5 * np.log(1 - rho**2)
        return log_likelihood, coefficients, variance * bread

    for series in range(3):
        rho = fit.error_parameters[series, 0]
        log_likelihood, coefficients, covariance = profile(rho, values[series])
        # The search for the maximum ends within 1e-4 of a standard error.
        errors = np.sqrt(np.diag(covariance))
        assert (np.abs(fit.coefficients[series] - coefficients) < 1e-3 * errors).all()
        np.testing.assert_allclose(np.sqrt(np.diag(fit.covariance[series])), errors, rtol=0.02)
        assert fit.log_likelihood[series].sum() == pytest.approx(log_likelihood, abs=1e-5)
        assert max(profile(each, values[series])[0] for each in (rho - 0.02, rho + 0.02)) < log_likelihood


@pytest.mark.parametrize(
    "order",
    [ArimaOrder(1, 1, 0), ArimaOrder(0, 1, 1, 0, 1, 1, 12), ArimaOrder(1, 0, 0, seasonal_ar=1, season_length=4)],
)
def test_differences_regressors_as_statsmodels_does(order):
    values = series_of(0.9, seed=2, n_series=1)
    fit = fit_arima(DESIGN, values, order)
    left = np.isfinite(fit.coefficients[0])
    kept = DESIGN[:, left]
    with warnings.catch_warnings():
        # Of where the search starts.
        warnings.simplefilter("ignore", EstimationWarning)
        theirs = ARIMA(
            values[0],
            exog=kept,
            order=(order.ar, order.differences, order.ma),
            seasonal_order=(
                (order.seasonal_ar, order.seasonal_differences, order.seasonal_ma, order.season_length)
                if order.season_length > 1
                else (0, 0, 0, 0)
            ),
            trend="n",
            concentrate_scale=True,
        ).fit(method="statespace", gls=False, cov_type="approx", method_kwargs={"maxiter": 500})
    p = kept.shape[1]
    np.testing.assert_allclose(fit.coefficients[0, left], theirs.params[:p], atol=0.01 * theirs.bse[:p].min())
    found = np.sqrt(np.diag(fit.covariance[0]))[left]
    np.testing.assert_allclose(found, theirs.bse[:p], rtol=0.02)


def test_a_term_that_differencing_removes_cannot_be_asked_for():
    fit = fit_arima(DESIGN, series_of(0.9, seed=2), ArimaOrder(0, 1, 1))
    assert np.isnan(fit.coefficients).tolist() == 3 * [[True, False, False]]
    third = fit.one(2).contrasts([[0, 1, 2]]).estimate(0.95)
    assert third.conf_low[0, 0] == fit.contrasts([[0, 1, 2]]).estimate(0.95).conf_low[2, 0]
    assert fit.contrasts([[0, 1, 0], [0, 1, 2]]).estimate(0.95).estimate.shape == (3, 2)
    with pytest.raises(NotEstimable, match=r"\(0,1,1\) removes a term"):
        fit.contrasts([[1, 0, 0]])
    with pytest.raises(NotEstimable, match=r"\(0,2,0\) leaves no column"):
        fit_arima(DESIGN[:, :2], series_of(0.9, seed=2), ArimaOrder(0, 2, 0))


def test_units_do_not_matter_and_a_series_has_the_same_result_in_any_company():
    values = series_of(0.5, seed=3)
    fit = fit_arima(DESIGN, values, ArimaOrder(1, 0, 1))
    large = fit_arima(DESIGN * [1.0, 1e3, 1.0], 1e7 * values[1] + 1e8, ArimaOrder(1, 0, 1))
    wanted = 1e7 * fit.coefficients[1] * [1.0, 1e-3, 1.0] + [1e8, 0.0, 0.0]
    np.testing.assert_allclose(large.coefficients[0], wanted, atol=1e7 * 1e-5)
    np.testing.assert_allclose(large.log_likelihood[0], fit.log_likelihood[1] - np.log(1e7), atol=1e-4)
    alone = fit_arima(DESIGN, values[1], ArimaOrder(1, 0, 1))
    np.testing.assert_allclose(alone.coefficients[0], fit.coefficients[1], rtol=1e-12)


def test_the_order_is_chosen_before_the_intervention_only():
    values = series_of(0.0, seed=4, n_series=1)[0]
    order = choose_order(DESIGN, values, 40, 1)
    disturbed = np.where(MONTH >= 40, 1e6 * values**3, values)
    assert choose_order(DESIGN, disturbed, 40, 1) == order
    assert order.differences == 0


def test_a_random_walk_is_differenced():
    walk = np.random.default_rng(5).normal(size=120).cumsum()
    assert choose_order(np.ones((120, 1)), walk, 100, 1).differences == 1


@pytest.mark.parametrize(
    ("values", "order", "said"),
    [
        (np.zeros(72), ArimaOrder(1), "exactly"),
        (np.full(72, 5.0), ArimaOrder(1), "exactly"),
        (1e7 * MONTH, ArimaOrder(0, 1, 1), "exactly"),
    ],
)
def test_a_series_without_errors_is_refused_by_name(values, order, said):
    with pytest.raises(NotEstimable, match=said) as refused:
        fit_arima(DESIGN, np.vstack([series_of(0.3, seed=6), values[None]]), order)
    assert refused.value.series == (3,)


def test_too_few_rows():
    short = DESIGN[36:43]
    with pytest.raises(NotEstimable, match=r"7 differenced observations cannot determine errors \(2,0,2\)"):
        fit_arima(short, np.arange(7.0) ** 2, ArimaOrder(2, 0, 2))
    with pytest.raises(NotEstimable, match="7 observations are too few"):
        fit_arima(short, np.arange(7.0) ** 2, ArimaOrder(seasonal_differences=1, season_length=12))
    with pytest.raises(NotEstimable, match="no ARIMA errors"):
        choose_order(DESIGN, series_of(0.3, seed=6)[0], 3, 1)
    with pytest.raises(ValueError, match="for one series, not for 3"):
        choose_order(DESIGN, series_of(0.3, seed=6), 40, 1)


def test_orders_that_are_none():
    with pytest.raises(ValueError, match="below 0"):
        ArimaOrder(-1)
    with pytest.raises(ValueError, match="season of 2 rows"):
        ArimaOrder(seasonal_ar=1)
    assert str(ArimaOrder(1, 0, 0, 1, 0, 0, 12)) == "(1,0,0)(1,0,0)12"


def test_a_search_that_does_not_end_is_not_a_result(monkeypatch):
    monkeypatch.setattr("evaluation.stats.series.arima.MAXIMUM_ITERATIONS", 1)
    with pytest.raises(NotEstimable, match=r"errors \(2,0,2\) has no maximum that can be found") as refused:
        fit_arima(DESIGN, series_of(0.7, seed=7), ArimaOrder(2, 0, 2))
    assert refused.value.series == (0,)
