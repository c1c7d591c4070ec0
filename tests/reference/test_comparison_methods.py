"""The methods that stand beside the project's own, against R, values made by ``comparison_methods.R``.

1e-8 relative for what has a closed form or one concave likelihood: least squares, Newey-West
(``sandwich::NeweyWest(prewhite = FALSE, adjust = TRUE)``), quasi-Poisson regression and its Newey-West errors. 1e-6
for ``nlme::gls`` by restricted likelihood and ``MASS::glm.nb``, which find correlation and overdispersion by search.
No R package stands behind Prais-Winsten here: its values are from dense matrices in the R script, 1e-8.

Covariances are compared by standard errors and by the covariances of every coefficient with the first.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.linear_model import GLSAR

from evaluation.stats.series.least_squares import fit_newey_west, fit_ordinary_least_squares
from evaluation.stats.series.negative_binomial import fit_negative_binomial
from evaluation.stats.series.newey_west import usual_lags
from evaluation.stats.series.poisson_regression import Variance, fit_poisson
from evaluation.stats.series.prais_winsten import fit_prais_winsten
from evaluation.stats.series.restricted_likelihood import fit_restricted_likelihood

FOLDER = Path(__file__).parent
DATA = pd.read_csv(FOLDER / "comparison_methods_data.csv")
VALUES = pd.read_csv(FOLDER / "comparison_methods.csv")


def sets(method):
    return list(VALUES.loc[VALUES["method"] == method, "set"].unique())


def rows_of(name):
    return DATA[DATA["set"] == name]


def design_of(name):
    rows = rows_of(name)
    t, start = rows["t"].to_numpy(), rows["start"].iloc[0]
    after = (t >= start).astype(float)
    columns = [np.ones(len(t)), (t - start) / 12, after]
    if rows["slope"].iloc[0]:
        columns.append(after * (t - start) / 12)
    season = rows["season"].iloc[0]
    if season == "harmonics":
        columns += [wave(2 * np.pi * k * t / 12) for k in (1, 2) for wave in (np.sin, np.cos)]
    elif season == "months":
        columns += [((t - 1) % 12 == month).astype(float) for month in range(1, 12)]
    return np.column_stack(columns)


def require_equal(fit, name, method, *, rtol, covariance=None):
    wanted = VALUES[(VALUES["set"] == name) & (VALUES["method"] == method)]
    found = (fit.covariance if covariance is None else covariance)[0]
    errors = wanted["std_error"].to_numpy()
    # A coefficient near 0 is held to its standard error.
    np.testing.assert_allclose(fit.coefficients[0], wanted["estimate"], rtol=rtol, atol=rtol * errors.min())
    np.testing.assert_allclose(np.sqrt(np.diag(found)), errors, rtol=rtol)
    np.testing.assert_allclose(found[0], wanted["with_first"], atol=rtol * errors[0] * errors.max())
    return wanted["parameter"].iloc[0]


@pytest.mark.parametrize("name", sets("ols"))
def test_ordinary_least_squares(name):
    fit = fit_ordinary_least_squares(design_of(name), rows_of(name)["value"])
    variance = require_equal(fit, name, "ols", rtol=1e-8)
    assert np.square(fit.residuals).sum() / fit.df == pytest.approx(variance, rel=1e-8)


@pytest.mark.parametrize("name", sets("newey_west"))
def test_newey_west(name):
    x, values = design_of(name), rows_of(name)["value"]
    assert require_equal(fit_newey_west(x, values), name, "newey_west", rtol=1e-8) == usual_lags(len(x))
    require_equal(fit_newey_west(x, values, lags=1), name, "newey_west_1", rtol=1e-8)


@pytest.mark.parametrize("name", sets("prais_winsten"))
def test_prais_winsten(name):
    x, values = design_of(name), rows_of(name)["value"].to_numpy()
    fit = fit_prais_winsten(x, values)
    rho = require_equal(fit, name, "prais_winsten", rtol=1e-8)
    assert fit.rho[0] == pytest.approx(rho, rel=1e-8)
    # statsmodels leaves out the first row; on the others its whitened columns are ours.
    theirs = GLSAR(values, x, rho=fit.rho)
    residuals = theirs.wendog - theirs.wexog @ fit.coefficients[0]
    first = np.sqrt(1 - fit.rho[0] ** 2) * (values[0] - x[0] @ fit.coefficients[0])
    score = theirs.wexog.T @ residuals + np.sqrt(1 - fit.rho[0] ** 2) * x[0] * first
    np.testing.assert_allclose(score, 0.0, atol=1e-9)


@pytest.mark.parametrize("name", sets("gls_reml"))
def test_restricted_likelihood(name):
    fit = fit_restricted_likelihood(design_of(name), rows_of(name)["value"])
    rho = require_equal(fit, name, "gls_reml", rtol=1e-6)
    assert fit.rho[0] == pytest.approx(rho, abs=1e-6)


@pytest.mark.parametrize("name", sets("gls_reml_gaps"))
def test_restricted_likelihood_where_rows_are_left_out(name):
    rows = rows_of(name)
    start = rows["start"].iloc[0]
    left = ~rows["t"].isin([7, start + 1, start + 2, start + 3]).to_numpy()
    values, places = rows["value"].to_numpy()[left], rows["t"].to_numpy()[left]
    fit = fit_restricted_likelihood(design_of(name)[left], values, places=places)
    rho = require_equal(fit, name, "gls_reml_gaps", rtol=1e-6)
    assert fit.rho[0] == pytest.approx(rho, abs=1e-6)


@pytest.mark.parametrize("name", sets("quasi_poisson"))
def test_quasi_poisson(name):
    rows = rows_of(name)
    fit = fit_poisson(design_of(name), rows["count"], np.log(rows["exposure"]), variance=Variance.QUASI)
    # R lets the dispersion be below 1.
    raw = fit.dispersion[:, None, None] * fit.unscaled_covariance
    dispersion = require_equal(fit, name, "quasi_poisson", rtol=1e-8, covariance=raw)
    assert fit.dispersion[0] == pytest.approx(dispersion, rel=1e-8)
    np.testing.assert_array_equal(fit.covariance, max(1.0, fit.dispersion[0]) * fit.unscaled_covariance)


@pytest.mark.parametrize("name", sets("poisson_newey_west"))
def test_poisson_with_newey_west_errors(name):
    rows = rows_of(name)
    fit = fit_poisson(design_of(name), rows["count"], np.log(rows["exposure"]), variance=Variance.NEWEY_WEST)
    require_equal(fit, name, "poisson_newey_west", rtol=1e-8)


@pytest.mark.parametrize("name", sets("glm_nb"))
def test_negative_binomial(name):
    rows = rows_of(name)
    fit = fit_negative_binomial(design_of(name), rows["count"], np.log(rows["exposure"]))
    theta = require_equal(fit, name, "glm_nb", rtol=1e-6)
    assert 1 / fit.alpha[0] == pytest.approx(theta, rel=1e-6)


def test_the_sets_are_as_different_as_they_should_be():
    dispersions = VALUES[VALUES["method"] == "quasi_poisson"].groupby("set")["parameter"].first()
    assert dispersions.min() < 0.5 < 3 < dispersions.max()
    assert all(len(sets(method)) >= 6 for method in VALUES["method"].unique())
    assert DATA.groupby("set").size().agg(["min", "max"]).tolist() == [24, 180]
