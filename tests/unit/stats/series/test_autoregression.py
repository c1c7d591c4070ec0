"""Forms and determinants against dense matrices of autocovariances (1e-10: rounding of an inverse)."""

import numpy as np
import pytest
from scipy.linalg import toeplitz
from statsmodels.tsa.arima_process import ArmaProcess

from evaluation.stats.series.autoregression import autoregressions, banded_forms
from evaluation.stats.series.correlation_prior import WALK


def covariance(first, second, n):
    phi_2 = second
    phi_1 = first * (1 - phi_2)
    return toeplitz(ArmaProcess([1, -phi_1, -phi_2], [1]).acovf(n))


@pytest.mark.parametrize("order", [1, 2])
def test_forms_are_those_of_the_inverse_covariance(order):
    rng = np.random.default_rng(0)
    left, right = rng.normal(size=(9, 3)), rng.normal(size=(9, 2))
    grid = autoregressions(order)
    forms = np.einsum("gm,mpq->gpq", grid.monomials, banded_forms(left, right))
    inside = np.flatnonzero((np.abs(grid.first) < 0.95) & (np.abs(grid.second) < 0.95))
    for place in rng.choice(inside, 20, replace=False):
        matrix = covariance(grid.first[place], grid.second[place], 9)
        np.testing.assert_allclose(forms[place], left.T @ np.linalg.solve(matrix, right), rtol=1e-9, atol=1e-10)
        assert grid.log_determinant[place] == pytest.approx(np.linalg.slogdet(matrix)[1], abs=1e-10)


def test_the_prior_sums_to_one_and_leans_to_no_side():
    for order in (1, 2):
        grid = autoregressions(order)
        mass = np.exp(grid.log_prior)
        assert mass.sum() == pytest.approx(1.0)
        assert mass[grid.first == WALK].sum() == pytest.approx(0.5), "wanders, or returns"
        returns = np.where(grid.first == WALK, 0.0, mass)
        assert returns @ grid.first == pytest.approx(0.0, abs=1e-12)
        assert mass @ grid.second == pytest.approx(0.0, abs=1e-12)
    # Under a density proportional to (1 - r^2)^(-1/2), arcsin r is uniform: one third lies within one half of zero.
    grid = autoregressions(1, mass_at_walk=0.0)
    assert np.abs(grid.first).max() < 0.997
    assert np.exp(grid.log_prior)[np.abs(grid.first) < 0.5].sum() == pytest.approx(1 / 3, abs=0.03)


def test_another_order_is_refused():
    with pytest.raises(ValueError, match="order 3"):
        autoregressions(3)
