"""Series of a cell: their seeds depend on nothing else."""

import numpy as np
import pytest

from evaluation.runs.certificate.cells import CELLS, Cell, Family, Noise
from evaluation.runs.certificate.methods import METHODS
from evaluation.runs.certificate.worlds import seed_of, simulate

COUNTS = Cell(Family.COUNTS, 40, 24, Noise.AUTOREGRESSION, phi=(0.4,), sd=0.3, mean=12, level=-0.3)


def test_a_seed_belongs_to_cell_batch_and_use_alone():
    states = {
        tuple(seed_of(cell, batch, use).generate_state(4))
        for cell in CELLS
        for batch in range(3)
        for use in ("series", *(method.key for method in METHODS))
    }
    assert len(states) == len(CELLS) * 3 * (1 + len({method.key for method in METHODS}))


def test_series_are_the_same_every_time_and_differ_between_batches():
    first, again, other = (simulate(COUNTS, batch, 4) for batch in (0, 0, 1))
    np.testing.assert_array_equal(first.observed, again.observed)
    np.testing.assert_array_equal(first.truth, again.truth)
    assert (first.observed != other.observed).any()


def test_truth_is_level_slope_and_what_is_averted_in_each_world():
    world = simulate(COUNTS, 0, 200)
    np.testing.assert_array_equal(world.truth[:, :2], np.tile([-0.3, 0.0], (200, 1)))
    expected = np.exp(world.trend.mean_without) - np.exp(world.trend.mean)
    assert world.truth[:, 2].std() > 0
    assert world.truth[:, 2].mean() == pytest.approx(expected.sum() * np.exp(0.3**2 / 2), rel=0.05)
