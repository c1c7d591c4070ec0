"""Power against the normal approximation, what a small effect looks like when found, and the same numbers twice."""

import math

import numpy as np
import pytest
from scipy.stats import norm

from evaluation.analyses.interruption import power
from evaluation.analyses.interruption.modelled import model_all
from evaluation.analyses.interruption.power import minimum_detectable, power_rows
from evaluation.analyses.interruption.replicates import Found, find, pooled, world_of
from evaluation.analyses.interruption.study import Kind
from evaluation.stats.series.interrupted_series import Link
from evaluation.stats.series.latent_draws import draw_counts

from .monthly import intervention, poisson, study_of


def rows_of(study, seed=1):
    found = power_rows(study, model_all(study), np.random.default_rng(seed))
    return {row.result_id.split("/", 1)[1]: row for row in found}


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(power, "N_REPLICATES", 12)
    monkeypatch.setattr(power, "RATIOS", (0.9, 0.6))


def test_power_is_that_of_the_normal_approximation_where_nothing_else_varies():
    """Level only, no trend to speak of: the variance of the log ratio is that of the design, over the mean count."""
    n, start, mean = 120, 60, 100.0
    study = study_of(
        poisson(n=n, mean=mean, seed=2), start=start, interventions=(intervention(start, shape="level"),)
    )
    (item,) = model_all(study)
    world = world_of(study, item, np.random.default_rng(1), 200)
    flat = type(world)(
        world.scope, world.specified, world.known, world.offset, np.full_like(world.log_mean, math.log(mean))
    )
    found = find(study, flat, 0.93, np.random.default_rng(2))
    x = item.specified.design.matrix
    weight = mean * np.where(np.arange(n) >= start, 0.93, 1.0)
    error = math.sqrt(np.linalg.inv(x.T @ (weight[:, None] * x))[2, 2])
    expected = norm.cdf(abs(math.log(0.93)) / error - norm.ppf(0.975))
    assert found.truth == pytest.approx(math.log(0.93))
    assert found.estimate.mean() == pytest.approx(found.truth, abs=4 * error / math.sqrt(200))
    # The engine allows for variation that is not there, so it finds a little less.
    assert expected - 0.2 < found.power < expected + 0.05
    assert 0.93 <= found.coverage <= 1.0


def test_what_is_found_by_hand():
    found = Found(
        truth=-0.1,
        estimate=np.array([-0.3, -0.1, 0.2, 0.0]),
        conf_low=np.array([-0.5, -0.2, 0.1, -np.inf]),
        conf_high=np.array([-0.15, 0.1, 0.3, np.inf]),
    )
    assert found.power == 0.5
    assert found.coverage == 0.5
    assert found.exaggeration == pytest.approx(2.5)
    assert math.isnan(Found(0.0, *np.zeros((3, 2))).exaggeration)


def test_the_smallest_ratio_is_interpolated_in_its_logarithm():
    assert minimum_detectable((0.9, 0.8), (0.6, 1.0)) == pytest.approx(math.sqrt(0.9 * 0.8))
    assert minimum_detectable((0.9, 0.8), (0.85, 1.0)) == 0.9
    assert math.isnan(minimum_detectable((0.9, 0.8), (0.1, 0.7)))


def test_rows_of_a_series_and_of_all_together(few):
    study = study_of(poisson(size=2, mean=80.0), start=36)
    rows = rows_of(study)
    expected = ["minimum_detectable_ratio/{}", "type_one_error/{}", "power_coverage/{}"]
    expected += ["power/{}/0.9", "power/{}/0.6", "exaggeration/{}/0.9", "exaggeration/{}/0.6"]
    assert list(rows) == [name.format(scope) for scope in ("s0", "s1", "all") for name in expected]
    assert rows["power/s0/0.6"].estimate > rows["power/s0/0.9"].estimate
    share = rows["power/s0/0.9"]
    assert share.std_error == pytest.approx(math.sqrt(share.estimate * (1 - share.estimate) / 12))
    assert rows["power_coverage/all"].method == "12 replicates drawn from the model of the time before"
    assert repr(list(rows_of(study).values())) == repr(list(rows.values()))


def test_the_world_is_that_of_the_time_before():
    counts = poisson(n=72, mean=300.0, ratio=0.1)
    study = study_of(counts, start=36)
    (item,) = model_all(study)
    world = world_of(study, item, np.random.default_rng(1), 400)
    assert np.exp(np.median(world.log_mean[:, :36], axis=0)).mean() == pytest.approx(300, rel=0.02)
    assert np.exp(np.median(world.log_mean[:, 36:48], axis=0)).mean() == pytest.approx(300, rel=0.15)
    assert draw_counts(world.log_mean, np.random.default_rng(2)).min() >= 0


def test_the_world_of_a_random_walk_is_where_the_series_was():
    rng = np.random.default_rng(4)
    walk = rng.poisson(300.0 * np.exp(0.1 * np.cumsum(rng.normal(size=72))))
    study = study_of(walk, start=36)
    world = world_of(study, model_all(study)[0], np.random.default_rng(1), 300)
    before = np.exp(world.log_mean[:, :36]).mean(axis=1)
    assert np.abs(np.log(before / walk[:36].mean())).max() < 1.5


def test_a_sum_of_series_has_the_sum_of_means_and_exposures():
    study = study_of(poisson(size=2), start=36)
    worlds = [world_of(study, item, np.random.default_rng(1), 3) for item in model_all(study)]
    together = pooled(worlds)
    assert np.exp(together.log_mean) == pytest.approx(sum(np.exp(each.log_mean) for each in worlds))
    assert np.exp(together.offset) == pytest.approx(np.full(72, 2.0))
    assert together.scope.key == "all"


@pytest.mark.parametrize(("controls", "together"), [((), True), (("s2",), False)])
def test_series_are_everybody_only_where_none_is_a_control(few, controls, together):
    study = study_of(poisson(size=3), start=36, controls=controls)
    treated = [item for item in model_all(study) if item.series.key not in controls]
    found = {row.result_id for row in power_rows(study, treated, np.random.default_rng(1))}
    assert "overdose_deaths/type_one_error/s0" in found
    assert ("overdose_deaths/type_one_error/all" in found) is together


def test_replicates_without_a_model_find_nothing():
    study = study_of(poisson(), start=36)
    (item,) = model_all(study)
    world = world_of(study, item, np.random.default_rng(1), 3)
    world.log_mean[1] = -40.0
    found = find(study, world, 0.9, np.random.default_rng(2))
    assert np.isinf(found.conf_low).tolist() == [False, True, False]
    assert not found.is_found[1]


def test_nothing_without_an_intervention_or_for_values(few):
    assert rows_of(study_of(poisson())) == {}
    assert rows_of(study_of(poisson() + 0.5, start=36, kind=Kind.VALUE, link=Link.IDENTITY)) == {}
