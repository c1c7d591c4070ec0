"""Generalised least squares with AR(1) errors against R's nlme::gls, values made by ``gaussian_series.R``.

1e-8 for estimates and standard errors at a given correlation, 1e-9 for differences of the restricted likelihood. R's
optimiser stops within 2e-5 of the correlation at which it is largest.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize_scalar

from evaluation.stats.series.autoregression import Autoregressions, autoregressions
from evaluation.stats.series.gaussian_series import fit_gaussian_series

FOLDER = Path(__file__).parent
DATA = pd.read_csv(FOLDER / "gaussian_series_data.csv", skipinitialspace=True)
VALUES = pd.read_csv(FOLDER / "gaussian_series.csv", skipinitialspace=True)
SETS = list(VALUES["set"].unique())


def given(rho):
    return Autoregressions(np.array([rho]), np.zeros(1), np.zeros(1))


def fitted(name, grid):
    rows = DATA[DATA["set"] == name]
    design = np.column_stack([np.ones(len(rows)), rows["trend"], rows["step"], rows["slope"]])
    return fit_gaussian_series(design, rows["y"], grid)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("rho", [-0.5, 0.0, 0.3, 0.7, 0.95])
def test_at_a_given_correlation(name, rho):
    wanted = VALUES[(VALUES["set"] == name) & (VALUES["kind"] == "given") & np.isclose(VALUES["rho"], rho)]
    fit = fitted(name, given(rho))
    np.testing.assert_allclose(fit.coefficients[0, 0], wanted["estimate"], rtol=1e-8)
    errors = np.sqrt(np.diag(fit.unscaled_covariance[0]) * fit.scale[0, 0])
    np.testing.assert_allclose(errors, wanted["std_error"], rtol=1e-8)


@pytest.mark.parametrize("name", SETS)
def test_the_restricted_likelihood_has_its_shape_and_its_maximum(name):
    at = [-0.5, 0.0, 0.3, 0.7, 0.95]
    wanted = VALUES[(VALUES["set"] == name) & (VALUES["column"] == "trend")]
    theirs = wanted[wanted["kind"] == "given"].set_index("rho")["log_likelihood"].loc[at].to_numpy()
    ours = np.array([fitted(name, given(rho)).log_restricted_likelihood[0, 0] for rho in at])
    np.testing.assert_allclose(ours - ours[0], theirs - theirs[0], atol=1e-9)
    best = minimize_scalar(
        lambda rho: -fitted(name, given(rho)).log_restricted_likelihood[0, 0],
        bounds=(-0.99, 0.99),
        method="bounded",
        options={"xatol": 1e-10},
    )
    best_of_r = wanted[wanted["kind"] == "best"]["rho"].iloc[0]
    assert best.x == pytest.approx(best_of_r, abs=2e-5)


@pytest.mark.parametrize("name", SETS)
def test_the_posterior_lies_around_the_maximum(name):
    fit = fitted(name, autoregressions(1, mass_at_walk=0.0))
    best_of_r = VALUES[(VALUES["set"] == name) & (VALUES["kind"] == "best")]["rho"].iloc[0]
    mean = float(fit.weight[0] @ fit.grid.first)
    spread = float(np.sqrt(fit.weight[0] @ np.square(fit.grid.first - mean)))
    assert abs(mean - best_of_r) < spread
