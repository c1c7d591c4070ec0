"""Series with autocorrelated normal errors: closed forms, coverage in seeded worlds, hostile input."""

import numpy as np
import pytest
import statsmodels.api as sm

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.autoregression import Autoregressions, autoregressions
from evaluation.stats.series.correlation_prior import WALK
from evaluation.stats.series.gaussian_series import fit_gaussian_series


def design(n):
    month = np.arange(n)
    after = (month >= n // 2).astype(float)
    return np.column_stack([np.ones(n), month - n // 2, after, after * (month - n // 2)])


def errors(n, phi, n_series, seed):
    rng = np.random.default_rng(seed)
    noise = rng.normal(size=(n_series, n + 200))
    found = np.zeros_like(noise)
    for month in range(len(phi), n + 200):
        found[:, month] = noise[:, month] + sum(
            weight * found[:, month - lag] for lag, weight in enumerate(phi, start=1)
        )
    return found[:, 200:]


def test_without_autocorrelation_it_is_least_squares():
    x, y = design(30), errors(30, (0.0,), 1, 1)[0]
    theirs = sm.OLS(y, x).fit()
    known = Autoregressions(np.zeros(1), np.zeros(1), np.zeros(1))
    ours = fit_gaussian_series(x, y, known).contrasts(np.eye(4)).estimate(0.95)
    np.testing.assert_allclose(ours.estimate[0], theirs.params, rtol=1e-8)
    np.testing.assert_allclose(np.column_stack([ours.conf_low[0], ours.conf_high[0]]), theirs.conf_int(), rtol=1e-8)
    np.testing.assert_allclose(ours.p_value[0], theirs.pvalues, rtol=1e-7)


@pytest.mark.parametrize(
    ("n", "phi", "order"), [(30, (0.3,), 1), (70, (0.7,), 1), (54, (0.2,), 2), (70, (0.5, 0.25), 2), (30, (0.0,), 2)]
)
def test_intervals_hold_the_truth(n, phi, order):
    """400 series: 95 % coverage has a Monte Carlo error of 1.1 points; below 91.5 is beyond three of them."""
    fit = fit_gaussian_series(design(n), errors(n, phi, 400, 2), autoregressions(order))
    found = fit.contrasts(np.eye(4)[2:]).estimate(0.95)
    held = (found.conf_low <= 0) & (found.conf_high >= 0)
    assert (held.mean(axis=0) > 0.915).all()


def test_a_random_walk_is_least_squares_of_differences():
    """But for what 1 - 0.9999 leaves over 48 months: within a thousandth."""
    x, y = design(48), errors(48, (1.0,), 1, 7)[0]
    theirs = sm.OLS(np.diff(y), np.diff(x[:, 1:], axis=0)).fit()
    walk = Autoregressions(np.array([WALK]), np.zeros(1), np.zeros(1))
    ours = fit_gaussian_series(x, y, walk).contrasts(np.eye(4)[1:]).estimate(0.95)
    np.testing.assert_allclose(ours.estimate[0], theirs.params, rtol=1e-3, atol=1e-3 * theirs.bse.max())
    reach = theirs.conf_int()[:, 1] - theirs.params
    np.testing.assert_allclose(ours.conf_high[0] - ours.estimate[0], reach, rtol=3e-3)


@pytest.mark.parametrize("n", [30, 84])
def test_slopes_of_random_walks_are_held(n):
    """400 series: below 91.7 is beyond three Monte Carlo errors; without a mass at the walk 85 to 87 are held."""
    fit = fit_gaussian_series(design(n), errors(n, (1.0,), 400, 8), autoregressions(2))
    found = fit.contrasts(np.eye(4)[3:]).estimate(0.95)
    assert ((found.conf_low <= 0) & (found.conf_high >= 0)).mean() > 0.917


def test_a_line_has_the_mean_of_the_errors_in_it():
    x, y = design(40), 7.0 + errors(40, (0.8,), 1, 9)[0]
    known = np.arange(40) != 11
    fit = fit_gaussian_series(x, y, autoregressions(1), known)
    lines = fit.lines(x, x)
    # On average over the months of the model it is the series, at every point of the grid.
    np.testing.assert_allclose(lines.location[0, known].mean(axis=0), y[known].mean(), rtol=1e-9)
    slope = fit.contrasts(x[[39]] - x[[0]])
    np.testing.assert_allclose(
        lines.location[0, 39] - lines.location[0, 0], slope.location[0, 0], rtol=1e-6, atol=1e-9
    )
    walk = fit.grid.first.argmax()
    assert lines.scale[0, :, walk].max() < 0.1 * fit.contrasts(x[:1]).scale[0, 0, walk]


def test_scale_and_origin_of_the_values_do_not_matter():
    x, y = design(40), errors(40, (0.5,), 2, 3)
    one = fit_gaussian_series(x, y, autoregressions(1)).contrasts(np.eye(4)[2:]).estimate(0.95)
    other = fit_gaussian_series(x, 1e4 + 250 * y, autoregressions(1)).contrasts(np.eye(4)[2:]).estimate(0.95)
    np.testing.assert_allclose(other.conf_low, 250 * one.conf_low, rtol=1e-7)


def test_a_month_with_a_column_of_its_own_is_left_out():
    x, y = design(40), errors(40, (0.5,), 1, 4)[0]
    spike = np.zeros((40, 1))
    spike[11] = 1.0
    changed = y.copy()
    changed[11] = 99.0
    found = [
        fit_gaussian_series(np.hstack([x, spike]), values, autoregressions(1))
        .contrasts(np.eye(5)[2:4])
        .estimate(0.95)
        for values in (y, changed)
    ]
    np.testing.assert_allclose(found[0].conf_high, found[1].conf_high, rtol=1e-7)


@pytest.mark.parametrize(
    ("x", "y", "said"),
    [
        (design(4), np.arange(4.0), "cannot determine"),
        (np.ones((12, 2)), np.arange(12.0), "linearly dependent"),
        (design(12), design(12) @ [1.0, 2.0, 3.0, 4.0], "exactly"),
    ],
)
def test_what_determines_nothing_is_refused(x, y, said):
    with pytest.raises(NotEstimable, match=said):
        fit_gaussian_series(x, y, autoregressions(1))
