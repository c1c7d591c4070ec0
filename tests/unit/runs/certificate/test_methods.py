"""Every method on the same series: intervals, and what happens to a series that has none."""

from dataclasses import replace

import numpy as np
import pytest

from evaluation.runs.certificate.cells import CELLS, Cell, Family, Noise
from evaluation.runs.certificate.methods import METHODS, Method, intervals
from evaluation.runs.certificate.worlds import simulate
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.linear_fit import LinearFit

NORMAL = Cell(Family.NORMAL, 30, 18, Noise.AUTOREGRESSION, phi=(0.4,), level=1.0)
COUNTS = Cell(Family.COUNTS, 40, 24, Noise.AUTOREGRESSION, phi=(0.4,), sd=0.3, mean=12, level=-0.3)
CONTROLLED = replace(COUNTS, family=Family.CONTROLLED)
ARIMA = replace(NORMAL, n=48, start=24)


@pytest.mark.parametrize("cell", [NORMAL, COUNTS, CONTROLLED, ARIMA])
def test_every_method_gives_an_interval_for_every_quantity(cell):
    world = simulate(cell, 0, 2)
    used = [method for method in METHODS if method.is_used_in(cell)]
    for method in used:
        found = intervals(method, world, 0)
        assert found.shape == (2, len(cell.estimands), 2)
        assert (found[..., 0] < found[..., 1]).all(), method.key
    assert ("arima" in {method.key for method in used}) == (cell is ARIMA)


def test_primary_engines_are_those_of_the_decisions():
    assert {(method.family, method.key) for method in METHODS if method.is_engine} == {
        (Family.NORMAL, "integrated_2"),
        (Family.COUNTS, "latent_ar1"),
    }


def test_a_control_takes_away_what_both_series_share():
    """60 series, 200 deaths a month: the step of both is 0.25, the change of one nothing."""
    cell = replace(CONTROLLED, mean=200, sd=0.1, level=0.0)
    world = simulate(cell, 0, 60)
    step = np.diff(
        [np.log(world.observed[..., half].mean(axis=-1)).mean(axis=0) for half in (slice(12, 24), slice(24, 36))],
        axis=0,
    )
    np.testing.assert_allclose(step[0, 1], 0.25, atol=0.06)
    controlled = next(method for method in METHODS if method.key == "controlled")
    level = intervals(controlled, world, 0)[:, 0]
    assert ((level[:, 0] <= 0) & (level[:, 1] >= 0)).mean() > 0.85
    assert abs(level.mean()) < 0.05


@pytest.mark.parametrize("method", [each for each in METHODS if each.is_used_in(COUNTS)], ids=lambda each: each.key)
def test_a_series_without_an_interval_takes_none_from_the_others(method):
    world = simulate(COUNTS, 0, 4)
    before = intervals(method, world, 0)
    world.observed[1] = 0.0
    found = intervals(method, world, 0)
    assert np.isnan(found[1]).all()
    np.testing.assert_allclose(np.delete(found, 1, axis=0), np.delete(before, 1, axis=0), rtol=1e-6, atol=1e-8)


def refusing(series):
    def fit(cell, design, values):
        refused = np.flatnonzero(values[:, 0] > 1e6)
        if refused.size:
            raise NotEstimable("too large", series=refused if series else ())
        size = np.broadcast_to(np.eye(design.shape[1]), (len(values), design.shape[1], design.shape[1]))
        return LinearFit(np.zeros((len(values), design.shape[1])), size, np.inf)

    return fit


def test_a_refusal_without_numbers_is_true_of_all():
    world = simulate(NORMAL, 0, 3)
    world.observed[2, 0] = 1e9
    named, whole, single = (
        intervals(Method("x", "x", Family.NORMAL, refusing(series), one_by_one=alone), world, 0)[:, 0, 1]
        for series, alone in ((True, False), (False, False), (False, True))
    )
    np.testing.assert_allclose(named, [1.959964, 1.959964, np.nan], rtol=1e-6)
    np.testing.assert_allclose(single, named)
    assert np.isnan(whole).all()


def test_the_known_noise_is_told_only_where_the_engine_has_a_place_for_it():
    oracles = {cell.key for cell in CELLS for method in METHODS if method.key == "oracle" and method.is_used_in(cell)}
    without = {cell.key for cell in CELLS} - oracles
    expected = {cell.key for cell in CELLS if cell.noise is Noise.RANDOM_WALK}
    expected |= {cell.key for cell in CELLS if cell.family is Family.COUNTS and len(cell.phi) == 2}
    assert without == expected
