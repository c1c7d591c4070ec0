"""Series of counts: the posterior against dense algebra at every point, coverage in seeded worlds, hostile input."""

from functools import partial

import numpy as np
import pytest
import statsmodels.api as sm

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.correlation_prior import WALK
from evaluation.stats.series.count_series import fit_count_series, fit_known_count_series
from evaluation.stats.series.poisson_observations import Counts


def design(n, start):
    month = np.arange(n)
    after = (month >= start).astype(float)
    season = [wave(2 * np.pi * month / 12) for wave in (np.sin, np.cos)]
    return np.column_stack([np.ones(n), (month - start) / 12, after, after * (month - start) / 12, *season])


def world(n, *, rho, sigma, mean, n_series, seed, effect=0.0):
    rng = np.random.default_rng(seed)
    latent = np.empty((n_series, n))
    latent[:, 0] = sigma * rng.normal(size=n_series)
    for month in range(1, n):
        latent[:, month] = rho * latent[:, month - 1] + sigma * np.sqrt(1 - rho**2) * rng.normal(size=n_series)
    x = design(n, int(0.6 * n))
    return x, rng.poisson(mean * np.exp(effect * x[:, 2] + 0.1 * x[:, 4] + latent))


def test_the_posterior_is_that_of_dense_algebra():
    x, counts = world(40, rho=0.6, sigma=0.3, mean=15, n_series=2, seed=1)
    fit = fit_count_series(x, Counts.of(counts), 0.0)
    lag = np.abs(np.subtract.outer(np.arange(40), np.arange(40)))
    z = fit.residual[1] + fit.coefficients[1] @ x.T
    np.testing.assert_allclose(z - z[0], 0.0, atol=1e-9, err_msg="one working response for all points")
    log_mass = []
    for point in range(fit.weight.shape[1]):
        rho, sigma = fit.grid.points.rho[1, point], fit.grid.points.sigma[1, point]
        whole = np.diag(1 / fit.information[1]) + sigma**2 * rho**lag
        inverse = np.linalg.inv(whole)
        covariance = np.linalg.inv(x.T @ inverse @ x)
        beta = covariance @ x.T @ inverse @ z[0]
        np.testing.assert_allclose(fit.coefficients[1, point], beta, rtol=1e-7, atol=1e-9)
        np.testing.assert_allclose(fit.covariance[1, point], covariance, rtol=1e-7, atol=1e-12)
        left = z[0] - x @ beta
        log_mass.append(
            fit.grid.log_prior[1, point]
            - 0.5 * (np.linalg.slogdet(whole)[1] - np.linalg.slogdet(covariance)[1] + left @ inverse @ left)
        )
    mass = np.exp(np.array(log_mass) - max(log_mass))
    np.testing.assert_allclose(fit.weight[1], mass / mass.sum(), rtol=1e-6, atol=1e-12)
    assert fit.df == 34
    assert fit.mass_at_end.max() < 1e-3


def test_a_line_passes_through_the_months_as_they_were_at_every_point():
    x, counts = world(40, rho=0.6, sigma=0.3, mean=15, n_series=1, seed=1)
    known = np.arange(40) != 7
    fit = fit_count_series(x, Counts.of(counts), 0.0, known)
    lines = fit.lines(x[[0, 30]], x)
    lag = np.abs(np.subtract.outer(np.arange(40), np.arange(40)))
    for point in (5, 60, int(np.flatnonzero(fit.grid.points.rho[0] == WALK)[8])):
        rho, sigma = fit.grid.points.rho[0, point], fit.grid.points.sigma[0, point]
        latent = sigma**2 * rho**lag
        gain = latent @ np.linalg.inv(np.diag(1 / fit.information[0]) + latent)
        mean = known / known.sum()
        # The mean latent value given coefficients: a sum of residuals, and what it leaves open.
        given, left = mean @ gain, mean @ (latent - gain @ latent) @ mean
        rows = x[[0, 30]] - given @ x
        variance = np.einsum("kp,pq,kq->k", rows, fit.covariance[0, point], rows) + left
        centre = x[[0, 30]] @ fit.coefficients[0, point] + given @ fit.residual[0, point]
        np.testing.assert_allclose(lines.location[0, :, point], centre, rtol=1e-5)
        np.testing.assert_allclose(lines.scale[0, :, point], np.sqrt(variance), rtol=1e-5)
    # A walk says nothing of the level that it would have in a thousand months, and is not asked for it.
    assert np.sqrt(fit.covariance[0, :, 0, 0].max()) > 5.0 * lines.scale.max()


def test_many_deaths_without_extra_variation_come_close_to_poisson_regression():
    x, counts = world(96, rho=0.0, sigma=0.0, mean=400, n_series=1, seed=2)
    theirs = sm.GLM(counts[0], x, family=sm.families.Poisson()).fit()
    fit = fit_count_series(x, Counts.of(counts), 0.0)
    np.testing.assert_allclose(fit.coefficients[0, 0, 2:4], theirs.params[2:4], atol=0.01 * theirs.bse[3])
    ours = fit.contrasts(np.eye(6)[2:4]).estimate(0.95)
    assert (np.abs(ours.estimate[0] - theirs.params[2:4]) < 0.5 * ours.std_error[0]).all()
    assert (ours.std_error[0] > theirs.bse[2:4]).all()


def test_a_series_has_the_same_result_in_any_company():
    x, counts = world(48, rho=0.5, sigma=0.3, mean=8, n_series=5, seed=4)
    together = fit_count_series(x, Counts.of(counts), 0.0).contrasts(np.eye(6)).estimate(0.95)
    alone = fit_count_series(x, Counts.of(counts[3]), 0.0).contrasts(np.eye(6)).estimate(0.95)
    np.testing.assert_allclose(alone.conf_low[0], together.conf_low[3], rtol=1e-9)


@pytest.mark.parametrize(("n", "rho", "sigma", "mean"), [(60, 0.7, 0.25, 18), (44, 0.0, 0.1, 6), (72, 0.5, 0.6, 90)])
def test_intervals_hold_the_truth(n, rho, sigma, mean):
    """160 series: 95 % coverage has a Monte Carlo error of 1.7 points; below 90 is beyond three of them."""
    x, counts = world(n, rho=rho, sigma=sigma, mean=mean, n_series=160, seed=5, effect=-0.2)
    found = fit_count_series(x, Counts.of(counts), 0.0).contrasts(np.eye(6)[2:4]).estimate(0.95)
    truth = np.array([-0.2, 0.0])
    held = (found.conf_low <= truth) & (truth <= found.conf_high)
    assert (held.mean(axis=0) > 0.90).all()


def test_a_range_of_counts_widens_the_interval_and_keeps_the_estimate():
    x, counts = world(60, rho=0.3, sigma=0.1, mean=6, n_series=20, seed=6)
    small = (counts >= 1) & (counts <= 9)
    ranges = Counts.of(np.where(small, 1, counts), np.where(small, 9, counts))
    exact = fit_count_series(x, Counts.of(counts), 0.0).contrasts(np.eye(6)[2:3]).estimate(0.95)
    known = fit_count_series(x, ranges, 0.0).contrasts(np.eye(6)[2:3]).estimate(0.95)
    widths = [(each.conf_high - each.conf_low).mean() for each in (exact, known)]
    assert widths[1] > 1.3 * widths[0]
    assert abs(np.mean(known.estimate - exact.estimate)) < 0.25 * widths[1]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (np.zeros(24), "no event"),
        (np.r_[np.zeros(23), 5], "runs to zero"),
        (np.r_[np.full(14, 9), np.zeros(10)], "runs to zero"),
        (np.full(6, 9), "cannot determine"),
    ],
)
def test_counts_that_determine_nothing_are_refused(counts, said):
    with pytest.raises(NotEstimable, match=said):
        fit_count_series(design(counts.size, int(0.6 * counts.size)), Counts.of(counts), 0.0)


def test_a_constant_series_has_no_effect():
    found = fit_count_series(design(48, 28), Counts.of(np.full(48, 20)), 0.0).contrasts(np.eye(6)[2:4]).estimate(0.95)
    np.testing.assert_allclose(found.estimate, 0.0, atol=1e-6)
    assert (found.conf_low < 0).all()
    assert (found.conf_high > 0).all()


@pytest.mark.parametrize(("rho", "sigma"), [(0.7, 0.4), (0.0, 0.0)])
def test_known_correlation_and_size_are_generalised_least_squares_of_the_normal_distribution(rho, sigma):
    x, counts = world(40, rho=rho, sigma=sigma, mean=15, n_series=3, seed=8)
    fit = fit_known_count_series(x, Counts.of(counts), 0.0, rho=rho, sigma=sigma)
    lag = np.abs(np.subtract.outer(np.arange(40), np.arange(40)))
    working = (fit.residual + fit.coefficients @ x.T)[2, 0]
    inverse = np.linalg.inv(np.diag(1 / fit.information[2]) + sigma**2 * rho**lag)
    covariance = np.linalg.inv(x.T @ inverse @ x)
    beta = covariance @ x.T @ inverse @ working
    found = fit.contrasts(np.eye(6)[2:4]).estimate(0.95)
    reach = 1.959963984540054 * np.sqrt(np.diag(covariance))[2:4]
    np.testing.assert_allclose(found.estimate[2], beta[2:4], rtol=1e-7)
    np.testing.assert_allclose(found.conf_high[2], beta[2:4] + reach, rtol=1e-7)
    np.testing.assert_allclose(found.conf_low[2], beta[2:4] - reach, rtol=1e-7)


def test_without_extra_variation_the_known_fit_is_poisson_regression():
    x, counts = world(60, rho=0.0, sigma=0.0, mean=12, n_series=1, seed=9)
    theirs = sm.GLM(counts[0], x, family=sm.families.Poisson()).fit(tol=1e-12)
    fit = fit_known_count_series(x, Counts.of(counts), 0.0, rho=0.0, sigma=0.0)
    np.testing.assert_allclose(fit.coefficients[0, 0], theirs.params, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(np.sqrt(np.diag(fit.covariance[0, 0])), theirs.bse, rtol=1e-6)


@pytest.mark.parametrize("fit", [fit_count_series, partial(fit_known_count_series, rho=0.5, sigma=1.0)])
def test_a_month_with_hundreds_of_times_the_usual_count_does_not_break_the_fit(fit):
    counts = np.full(96, 20.0)
    counts[30] = 9000.0
    found = fit(design(96, 57), Counts.of(counts), 0.0)
    log_mean = found.weight[0] @ found.coefficients[0] @ design(96, 57)[30] + found.latent[0, 30]
    assert log_mean == pytest.approx(np.log(9000.0), abs=0.1)
    level = found.contrasts(np.eye(6)[2:3]).estimate(0.95)
    assert level.conf_low[0, 0] < 0 < level.conf_high[0, 0]
