"""Events averted: closed forms, the delta method against the draws, suppressed counts, and the truth of a world."""

from dataclasses import replace

import numpy as np
import pytest

from evaluation.stats.series.correlation_prior import WALK
from evaluation.stats.series.count_series import fit_count_series
from evaluation.stats.series.counterfactual import Interval, Totals, coefficient_totals, count_totals
from evaluation.stats.series.poisson_observations import Counts
from evaluation.stats.series.poisson_regression import Variance, fit_poisson
from evaluation.stats.series.segmented import Impact, Seasonality, segmented_design

START = 54
DESIGN = segmented_design(96, impacts=[Impact(START)], seasonality=Seasonality.HARMONICS, harmonics=1)
OFFSET = np.log(np.linspace(900.0, 1000.0, 96))
TRUTH = np.array([np.log(0.06), 0.04, np.log(0.75), np.log(0.95), 0.05, -0.05])


@pytest.fixture(scope="module")
def counts():
    return np.random.default_rng(3).poisson(np.exp(DESIGN.matrix @ TRUTH + OFFSET))[None]


def totals_args(**changes):
    given = {
        "design": DESIGN.matrix,
        "design_without": DESIGN.without_any(),
        "offset": OFFSET,
        "since": START,
        "rng": np.random.default_rng(5),
        "n_draws": 100_000,
    }
    return given | changes


def delta_averted(coefficients, covariance):
    """Events averted with their standard error by the delta method."""
    after, without_rows = DESIGN.matrix[START:], DESIGN.without_any()[START:]
    without = np.exp(without_rows @ coefficients + OFFSET[START:])
    expected = np.exp(after @ coefficients + OFFSET[START:])
    gradient = without @ without_rows - expected @ after
    return without.sum() - expected.sum(), np.sqrt(gradient @ covariance @ gradient)


def test_draws_of_coefficients_agree_with_the_delta_method(counts):
    fit = fit_poisson(DESIGN.matrix, counts, OFFSET, variance=Variance.QUASI)
    without, expected = coefficient_totals(fit, 0, **totals_args())
    estimate, std_error = delta_averted(fit.coefficients[0], fit.covariance[0])
    assert abs(estimate) > 2 * std_error
    assert np.median(without - expected) == pytest.approx(estimate, abs=0.02 * std_error)
    # Student's t is wider than the normal by df / (df - 2).
    assert (without - expected).std() == pytest.approx(std_error * np.sqrt(fit.df / (fit.df - 2)), rel=0.02)
    # The score equation of the step: the log link is canonical.
    assert np.median(expected) == pytest.approx(counts[0, START:].sum(), rel=1e-3)


def test_draws_of_the_latent_model_agree_with_the_delta_method(counts):
    """With small latent variation that returns, months differ by chance alone."""
    fit = fit_count_series(DESIGN.matrix, Counts.of(counts), OFFSET)
    returns = np.where(fit.grid.points.rho == WALK, 0.0, fit.weight)
    fit = replace(fit, weight=returns / returns.sum())
    found = count_totals(fit, 0, Counts.of(counts), **totals_args())
    mean = np.einsum("g,gp->p", fit.weight[0], fit.coefficients[0])
    apart = fit.coefficients[0] - mean
    wider = fit.df / (fit.df - 2)
    covariance = np.einsum("g,gpq->pq", fit.weight[0], wider * fit.covariance[0])
    covariance += np.einsum("g,gp,gq->pq", fit.weight[0], apart, apart)
    estimate, std_error = delta_averted(mean, covariance)
    assert abs(estimate) > 2 * std_error
    assert np.median(found.averted) == pytest.approx(estimate, abs=0.05 * std_error)
    assert found.averted.std() == pytest.approx(std_error, rel=0.03)


def test_draws_of_a_random_walk_are_about_the_series_as_it_was(counts):
    """Nothing is known of the level of a walk, and the draws of coefficients and latent values have to make it up."""
    fit = fit_count_series(DESIGN.matrix, Counts.of(counts), OFFSET)
    walks = np.where(fit.grid.points.rho == WALK, fit.weight, 0.0)
    found = count_totals(replace(fit, weight=walks / walks.sum()), 0, Counts.of(counts), **totals_args(n_draws=4_000))
    total = counts[0, START:].sum()
    assert np.median(found.expected) == pytest.approx(total, rel=0.01)
    assert found.expected.std() < 2.0 * np.sqrt(total)
    assert np.abs(found.percent_averted).max() < 95.0


def test_observed_events_add_the_chance_of_events_and_nothing_else(counts):
    fit = fit_count_series(DESIGN.matrix, Counts.of(counts), OFFSET)
    found = count_totals(fit, 0, Counts.of(counts), **totals_args())
    np.testing.assert_array_equal(found.events, counts[0, START:].sum())
    chance = found.events_without - found.without
    assert chance.mean() == pytest.approx(0.0, abs=4 * np.sqrt(found.without.mean() / 100_000))
    assert chance.var() == pytest.approx(found.without.mean(), rel=0.02)
    np.testing.assert_allclose(found.observed_averted, found.events_without - found.events)
    np.testing.assert_allclose(found.percent_averted, 100 * (1 - found.expected / found.without))


def test_a_suppressed_count_is_drawn_within_its_range(counts):
    low, high = counts.copy(), counts.copy()
    low[0, 60], high[0, 60] = 1, 9
    ranged = Counts.of(low, high)
    fit = fit_count_series(DESIGN.matrix, ranged, OFFSET)
    found = count_totals(fit, 0, ranged, **totals_args(n_draws=4_000))
    drawn = found.events - np.delete(counts[0], 60)[START:].sum()
    assert set(np.unique(drawn)) <= set(range(1, 10))
    # The mean of that month is about 45: nearly all draws lie at the upper end.
    assert np.median(drawn) == 9


def test_same_seed_same_draws(counts):
    fit = fit_count_series(DESIGN.matrix, Counts.of(counts), OFFSET)
    first, second = (
        count_totals(fit, 0, Counts.of(counts), **totals_args(rng=np.random.default_rng(5), n_draws=50))
        for _ in range(2)
    )
    np.testing.assert_array_equal(first.averted, second.averted)


def test_totals_of_two_series_add_draw_by_draw():
    one = Totals(*(np.arange(3.0) + shift for shift in range(4)))
    both = one + one
    np.testing.assert_array_equal(both.averted, 2 * one.averted)
    np.testing.assert_array_equal(both.observed_averted, 2 * one.observed_averted)


def test_an_interval_is_made_of_quantiles():
    found = Interval.of(np.arange(1001.0), 0.9)
    assert [found.estimate, found.conf_low, found.conf_high] == pytest.approx([500.0, 50.0, 950.0])
    assert found.std_error == pytest.approx(np.arange(1001.0).std(ddof=1))


@pytest.mark.parametrize("rho", [0.0, 0.8])
def test_the_latent_variation_of_the_months_as_they_were_is_part_of_what_is_averted(rho):
    """120 replicates: in the world's own terms, averted is the sum of mean times its latent factor; MC error 2 %."""
    rng = np.random.default_rng(17)
    n, sigma, start = 60, 0.3, 40
    design = segmented_design(n, impacts=[Impact(start, lag=0)])
    beta = np.array([np.log(20.0), 0.03, np.log(0.8), 0.0])
    latent = np.empty((120, n))
    latent[:, 0] = sigma * rng.normal(size=120)
    for month in range(1, n):
        shock = sigma * np.sqrt(1 - rho**2) * rng.normal(size=120)
        latent[:, month] = rho * latent[:, month - 1] + shock
    without, with_it = (np.exp(rows @ beta + latent) for rows in (design.without_any(), design.matrix))
    truth = (without - with_it)[:, start:].sum(axis=1)
    counts = Counts.of(rng.poisson(np.exp(design.matrix @ beta + latent)))
    fit = fit_count_series(design.matrix, counts, 0.0)
    held = 0
    for series in range(120):
        found = count_totals(
            fit,
            series,
            counts,
            design=design.matrix,
            design_without=design.without_any(),
            offset=np.zeros(n),
            since=start,
            rng=rng,
            n_draws=1000,
        )
        interval = Interval.of(found.averted, 0.95)
        held += interval.conf_low <= truth[series] <= interval.conf_high
    assert held / 120 >= 0.90
