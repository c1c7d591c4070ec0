"""Which point of a grid is most probable, where one of them stands for all random walks."""

import numpy as np
import pytest

from evaluation.stats.series.correlation_prior import WALK, correlations, most_probable


def test_half_of_the_mass_is_at_the_random_walk():
    value, mass = correlations(-0.2, 3.0, 14, mass_at_walk=0.5)
    assert value[-1] == WALK
    assert (mass[-1], mass[:-1].sum()) == (pytest.approx(0.5), pytest.approx(0.5))
    value, mass = correlations(-0.2, 3.0, 14, mass_at_walk=0.0)
    assert (value.size, value.max() < 0.996, mass.sum()) == (14, True, pytest.approx(1.0))


@pytest.mark.parametrize(("at_walk", "place"), [(0.4, 1), (0.6, 3), (0.5, 1)])
def test_a_walk_is_most_probable_where_it_has_more_than_half(at_walk, place):
    mass = np.array([[0.1, 0.5, 0.4, 0.0]]) * (1.0 - at_walk) + np.array([[0.0, 0.0, 0.0, at_walk]])
    assert most_probable(mass, np.array([0.0, 0.5, 0.9, WALK])) == [place]
