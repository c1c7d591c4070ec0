"""One pass through the months against dense matrices (1e-10: rounding of their inverses)."""

import numpy as np
import pytest

from evaluation.stats.series.latent_ar1 import LatentPoints, smooth, whiten

N_MONTHS = 13


@pytest.fixture
def world():
    rng = np.random.default_rng(0)
    points = LatentPoints(rng.uniform(-0.5, 0.98, size=(2, 4)), np.abs(rng.normal(size=(2, 4))))
    points.sigma[0, 0] = 0.0
    return rng.normal(size=(2, N_MONTHS, 3)), rng.uniform(0.5, 30.0, size=(2, N_MONTHS)), points


def dense(precision, points, series, point):
    lag = np.abs(np.subtract.outer(np.arange(N_MONTHS), np.arange(N_MONTHS)))
    latent = points.sigma[series, point] ** 2 * points.rho[series, point] ** lag
    return latent, np.diag(1 / precision[series]) + latent


def test_forms_determinants_and_means(world):
    columns, precision, points = world
    residual = np.random.default_rng(1).normal(size=(2, 4, N_MONTHS))
    found, means = whiten(columns, precision, points), smooth(residual, precision, points)
    for series, point in np.ndindex(2, 4):
        latent, whole = dense(precision, points, series, point)
        wanted = columns[series].T @ np.linalg.solve(whole, columns[series])
        np.testing.assert_allclose(found.forms[series, point], wanted, rtol=1e-10, atol=1e-10)
        assert found.log_determinant[series, point] == pytest.approx(np.linalg.slogdet(whole)[1], abs=1e-10)
        wanted = latent @ np.linalg.solve(whole, residual[series, point])
        np.testing.assert_allclose(means[series, point], wanted, rtol=1e-10, atol=1e-10)


def test_draws_have_the_conditional_covariance(world):
    _, precision, points = world
    n_draws = 4000
    one = LatentPoints(np.full((1, n_draws), points.rho[1, 2]), np.full((1, n_draws), points.sigma[1, 2]))
    noise = np.random.default_rng(2).normal(size=(1, n_draws, N_MONTHS))
    draws = smooth(np.zeros((1, n_draws, N_MONTHS)), precision[1:], one, noise)[0]
    latent, whole = dense(precision, points, 1, 2)
    wanted = latent - latent @ np.linalg.solve(whole, latent)
    assert np.abs(np.cov(draws.T) - wanted).max() < 0.06 * wanted.max()


def test_nothing_is_computed_across_series(world):
    columns, precision, points = world
    alone = whiten(columns[1:], precision[1:], LatentPoints(points.rho[1:], points.sigma[1:]))
    assert np.array_equal(alone.forms[0], whiten(columns, precision, points).forms[1])
