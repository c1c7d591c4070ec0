"""Draws of autoregressions against their autocovariances."""

import numpy as np
import pytest

from evaluation.stats.series.latent_draws import autoregressive, draw_counts, latent_variation


@pytest.mark.parametrize(("first", "second"), [(0.0, 0.0), (0.8, 0.0), (0.5, 0.3), (-0.4, -0.5)])
def test_autocovariances_are_those_of_a_stationary_process_from_the_first_row_on(first, second):
    """40,000 draws: standard errors below 1.5 % of the variance."""
    drawn = autoregressive(np.array(first), np.array(second), 20, np.random.default_rng(1), 40_000)
    variance = 1.0 / ((1 - first**2) * (1 - second**2))
    assert drawn.var(axis=0)[[0, 1, 19]] == pytest.approx([variance] * 3, rel=0.03)
    at_two = second + first**2 * (1 - second)
    for row in (0, 17):
        assert (drawn[:, row] * drawn[:, row + 1]).mean() / variance == pytest.approx(first, abs=0.02)
        assert (drawn[:, row] * drawn[:, row + 2]).mean() / variance == pytest.approx(at_two, abs=0.02)


def test_each_draw_has_its_own_size_and_correlation():
    rho, sigma = np.repeat([0.0, 0.9], 20_000), np.repeat([0.1, 0.5], 20_000)
    drawn = latent_variation(rho, sigma, 10, np.random.default_rng(1), 40_000)
    assert drawn[:20_000].std() == pytest.approx(0.1, rel=0.02)
    assert drawn[20_000:].std() == pytest.approx(0.5, rel=0.02)
    pairs = drawn[20_000:, 4] * drawn[20_000:, 5]
    assert pairs.mean() / 0.25 == pytest.approx(0.9, abs=0.03)


def test_counts_have_their_means_also_where_these_are_huge():
    counts = draw_counts(np.log(np.full((2, 50_000), [[3.0], [400.0]])), np.random.default_rng(1))
    assert counts.mean(axis=1) == pytest.approx([3.0, 400.0], rel=0.01)
    assert np.isfinite(draw_counts(np.array([1e3]), np.random.default_rng(1))).all()
