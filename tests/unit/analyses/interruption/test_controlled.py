"""Series beside controls: the effect beyond theirs, the trends before, placebos, and what cannot be compared."""

import datetime as dt
import math

import numpy as np
import pytest

from evaluation.analyses.interruption.controlled import estimate_controlled
from evaluation.analyses.interruption.modelled import model_all
from evaluation.analyses.interruption.study import Kind, StudiedSeries, Study
from evaluation.analyses.ledger import Scope
from evaluation.data.parameters.interruption import InterruptionParameters, Intervention
from evaluation.stats.series.interrupted_series import Link

N, START = 72, 40


def study(values, *, kind=Kind.COUNT, link=Link.LOG, controls=("c1",), exposure="none"):
    periods = tuple(f"{2016 + row // 12}-{row % 12 + 1:02d}" for row in range(N))
    series = tuple(
        StudiedSeries(
            key=key,
            scope=Scope.of("community", key),
            low=np.asarray(each, dtype=float),
            high=np.asarray(each, dtype=float),
            exposures={
                name: np.full(N, 1000.0) if name != "none" else np.ones(N) for name in ("person_time", "none")
            },
        )
        for key, each in values.items()
    )
    return Study(
        stem="overdose_deaths",
        series=series,
        kind=kind,
        link=link,
        periods=periods,
        span="2016-01-01/2022-01-01",
        position=0,
        periods_per_year=12,
        row_of=lambda day: 12 * (day.year - 2016) + day.month - 1,
        parameters=InterruptionParameters(
            interventions=(Intervention(name="change", date=dt.date(2019, 5, 1)),),
            seasonality="none",
            controls=controls,
            exposure=exposure,
        ),
    )


def rows(given):
    return {row.result_id.split("/", 1)[1]: row for row in estimate_controlled(given, model_all(given))}


def counts(seed=1, effect=0.7, n_controls=1, mean=40.0, drift=0.0):
    rng = np.random.default_rng(seed)
    common = np.exp(np.cumsum(0.08 * rng.normal(size=N)))
    after, years = np.arange(N) >= START, (np.arange(N) - START) / 12
    found = {"t": rng.poisson(mean * common * np.where(after, effect, 1.0) * np.exp(drift * years))}
    return found | {f"c{number}": rng.poisson(mean * common) for number in range(1, n_controls + 1)}


def test_the_effect_is_beyond_what_both_series_have_in_common():
    given = study(counts(mean=400.0))
    found = rows(given)["controlled_level_change/t"]
    assert found.conf_low < 0.7 < found.conf_high < 1.0
    alone = model_all(given)[0].model.level_change(1)
    assert math.log(found.conf_high / found.conf_low) < 0.7 * math.log(alone.conf_high / alone.conf_low)
    assert (found.unit, found.n_obs) == ("ratio of ratios", 72)
    total = sum(int(each.low.sum()) for each in given.series)
    assert found.n_events == total


def test_several_controls_are_added_up():
    values = counts(n_controls=3)
    together = values | {"sum": values["c1"] + values["c2"] + values["c3"]}
    apart = rows(study(values, controls=("c1", "c2", "c3")))
    one = rows(study({key: together[key] for key in ("t", "sum")}, controls=("sum",)))
    for name in ("controlled_level_change/t", "controlled_slope_change/t"):
        assert apart[name].estimate == pytest.approx(one[name].estimate, rel=1e-9)
    assert "3 control series" in apart["controlled_level_change/t"].method


def test_trends_that_run_apart_are_told_with_what_could_have_been_found():
    apart, alike = (rows(study(counts(mean=200.0, drift=drift))) for drift in (0.3, 0.0))
    assert apart["parallel_slope/t"].note.startswith("warn")
    assert apart["parallel_slope/t"].conf_low < math.exp(0.3) < apart["parallel_slope/t"].conf_high
    assert alike["parallel_slope/t"].note.startswith("pass")
    assert alike["parallel_slope/t"].n_obs == START
    smallest = alike["parallel_slope_detectable/t"].estimate
    width = math.log(alike["parallel_slope/t"].conf_high / alike["parallel_slope/t"].conf_low)
    # Of a normal distribution 1.96 + 0.84 standard errors, of 3.92 that an interval is wide; less with heavier tails.
    assert 0.5 * width < math.log(smallest) < width * 2.81 / 3.92


def test_five_controls_are_placebos_for_one_another():
    found = rows(study(counts(n_controls=6, effect=0.4), controls=tuple(f"c{number}" for number in range(1, 7))))
    placebo = found["control_placebos/t"]
    assert (placebo.estimate, placebo.p_value) == (1.0, pytest.approx(1 / 7))
    few = rows(study(counts(n_controls=4), controls=("c1", "c2", "c3", "c4")))
    assert "control_placebos/t" not in few


def test_values_are_subtracted():
    rng = np.random.default_rng(3)
    common = np.cumsum(rng.normal(size=N))
    values = {"t": 50 + common + rng.normal(size=N) - 4.0 * (np.arange(N) >= START)}
    values |= {"c1": 20 + common + rng.normal(size=N)}
    found = rows(study(values, kind=Kind.VALUE, link=Link.IDENTITY))["controlled_level_change/t"]
    assert found.conf_low < -4.0 < found.conf_high < 0.0
    assert (found.unit, found.n_events) == ("difference", None)


def test_a_suppressed_count_cannot_be_compared():
    given = study(counts())
    series = given.series[1]
    series.high[5] = series.low[5] + 3
    found = rows(given)["controlled_level_change/t"]
    assert math.isnan(found.estimate)
    assert "1 month with a suppressed count, a range, which a comparison cannot take" in found.note


def test_without_a_control_there_is_nothing():
    assert rows(study(counts(), controls=())) == {}
