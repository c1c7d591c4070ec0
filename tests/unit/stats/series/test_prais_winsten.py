"""Prais-Winsten: what it settles at, the same for one series as for many, and what it refuses."""

import numpy as np
import pytest

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.least_squares import fit_ordinary_least_squares
from evaluation.stats.series.linear_fit import Interval
from evaluation.stats.series.prais_winsten import fit_prais_winsten

MONTH = np.arange(60)
DESIGN = np.column_stack([np.ones(60), (MONTH - 36) / 12, MONTH >= 36, np.sin(np.pi * MONTH / 6)])


def series_of(rho, seed, n_series=4):
    rng = np.random.default_rng(seed)
    errors = rng.normal(size=(n_series, 60))
    for month in range(1, 60):
        errors[:, month] += rho * errors[:, month - 1]
    return 10 + DESIGN @ [0.0, 0.2, -1.0, 0.5] + errors


def test_settles_where_correlation_and_coefficients_agree():
    values = series_of(0.6, seed=1)
    fit = fit_prais_winsten(DESIGN, values)
    residuals = values - fit.coefficients @ DESIGN.T
    rho = (residuals[:, 1:] * residuals[:, :-1]).sum(axis=1) / np.square(residuals[:, :-1]).sum(axis=1)
    np.testing.assert_allclose(fit.rho, rho, atol=2e-10)
    assert not fit.at_end.any()
    for series in range(4):
        lag = np.abs(np.subtract.outer(MONTH, MONTH))
        inverse = np.linalg.inv(fit.rho[series] ** lag / (1 - fit.rho[series] ** 2))
        bread = np.linalg.inv(DESIGN.T @ inverse @ DESIGN)
        coefficients = bread @ DESIGN.T @ inverse @ values[series]
        rest = values[series] - DESIGN @ coefficients
        np.testing.assert_allclose(fit.coefficients[series], coefficients, rtol=1e-9)
        np.testing.assert_allclose(fit.covariance[series], rest @ inverse @ rest / 56 * bread, rtol=1e-8)


def test_rows_that_are_left_out_leave_a_gap():
    known = np.setdiff1d(MONTH, [5, 20, 21, 22, 40])
    x, values = DESIGN[known], series_of(0.6, seed=6)[:, known]
    fit = fit_prais_winsten(x, values, places=known + 100)
    pairs = np.diff(known) == 1
    for series in range(4):
        inverse = np.linalg.inv(
            fit.rho[series] ** np.abs(np.subtract.outer(known, known)) / (1 - fit.rho[series] ** 2)
        )
        bread = np.linalg.inv(x.T @ inverse @ x)
        rest = values[series] - x @ fit.coefficients[series]
        np.testing.assert_allclose(x.T @ inverse @ rest, 0.0, atol=1e-9)
        np.testing.assert_allclose(fit.covariance[series], rest @ inverse @ rest / 51 * bread, rtol=1e-8)
        early, late = rest[:-1][pairs], rest[1:][pairs]
        assert fit.rho[series] == pytest.approx(early @ late / (early @ early), abs=1e-9)
    np.testing.assert_array_equal(
        fit_prais_winsten(x, values, places=np.arange(55)).coefficients, fit_prais_winsten(x, values).coefficients
    )


@pytest.mark.parametrize("places", [[0, 2, 1], [0, 0, 1], [0.0, 1.0, 2.0], [0, 1]])
def test_places_that_are_not_in_order(places):
    with pytest.raises(ValueError, match="3 whole numbers that increase"):
        fit_prais_winsten(np.ones((3, 1)), [1.0, 5.0, 2.0], places=places)


def test_rows_none_of_which_follow_one_another():
    with pytest.raises(NotEstimable, match="no two rows"):
        fit_prais_winsten(np.ones((4, 1)), [1.0, 5.0, 2.0, 3.0], places=[0, 2, 4, 6])


def test_a_series_has_the_same_result_in_any_company():
    values = np.vstack([series_of(rho, seed=2) for rho in (-0.5, 0.0, 0.9)])
    together = fit_prais_winsten(DESIGN, values, interval=Interval.Z)
    assert together.df == np.inf
    for series in range(12):
        alone = fit_prais_winsten(DESIGN, values[series])
        assert alone.df == 56
        np.testing.assert_allclose(alone.rho[0], together.rho[series], rtol=1e-12)
        np.testing.assert_allclose(alone.coefficients[0], together.coefficients[series], rtol=1e-12)
        np.testing.assert_allclose(alone.covariance[0], together.covariance[series], rtol=1e-11, atol=1e-18)


def test_a_correlation_beyond_its_range_is_held_at_its_end_and_said():
    growing = 1.05**MONTH + 1e-3 * np.random.default_rng(3).normal(size=60)
    fit = fit_prais_winsten(np.ones((60, 1)), [growing, series_of(0.0, seed=4)[0]])
    assert fit.rho[0] == 0.99
    assert fit.at_end.tolist() == [True, False]


@pytest.mark.parametrize("exact", [np.zeros(60), np.full(60, 7.0), 1e7 * DESIGN[:, 1]])
def test_a_series_without_errors_is_refused_by_name(exact):
    with pytest.raises(NotEstimable, match="exactly") as refused:
        fit_prais_winsten(DESIGN, np.vstack([series_of(0.3, seed=5), exact[None]]))
    assert refused.value.series == (4,)


def test_one_value_that_is_not_zero():
    spike = np.zeros(60)
    spike[20] = 1e7
    fit = fit_prais_winsten(DESIGN, spike)
    assert abs(fit.rho[0]) < 0.1
    assert fit_ordinary_least_squares(DESIGN, spike).coefficients[0, 2] == pytest.approx(
        fit.coefficients[0, 2], rel=0.2
    )


def test_no_more_rows_than_columns():
    with pytest.raises(NotEstimable, match="4 observations cannot determine 4 parameters"):
        fit_prais_winsten(np.eye(4), np.arange(4.0))
