"""What is said of all series together, and of what hardly anything is known of."""

import math
from dataclasses import replace

import numpy as np
import pytest

from evaluation.analyses.interruption.averted import estimate_averted
from evaluation.analyses.interruption.effects import estimate_effects, estimate_trends
from evaluation.analyses.interruption.modelled import model_all

from .monthly import poisson, study_of


@pytest.mark.parametrize(("controls", "together"), [((), True), (("s2",), False)])
def test_series_are_everybody_only_where_none_is_a_control(controls, together):
    study = study_of(poisson(size=3), start=36, controls=controls)
    found = {row.result_id for row in estimate_averted(study, model_all(study), np.random.default_rng(1))}
    assert "overdose_deaths/events_averted/s0" in found
    assert ("overdose_deaths/events_averted/all" in found) is together
    assert ("overdose_deaths/percent_averted/all" in found) is together


def test_what_was_averted_has_quantiles_and_no_standard_error():
    study = study_of(poisson(), start=36)
    rows = list(estimate_averted(study, model_all(study), np.random.default_rng(1)))
    assert {row.quantity for row in rows} == {"events_averted", "events_averted_observed", "percent_averted"}
    for row in rows:
        assert row.conf_low < row.estimate < row.conf_high
        assert math.isnan(row.std_error)
        assert "; median and quantiles of 20000 draws of all that is not known" in row.method


@pytest.mark.parametrize(
    ("n_exact", "says"),
    [
        (0, "no month is known exactly: it rests on the ranges and the prior"),
        (1, "only 1 month known exactly: it rests on the ranges and the prior"),
        (7, "only 7 months known exactly: it rests on the ranges and the prior"),
        (8, ""),
        (72, ""),
    ],
)
def test_rows_say_that_hardly_a_month_is_known(n_exact, says):
    study = study_of(poisson(mean=5.0), start=36)
    low, high = np.ones(72), np.full(72, 9.0)
    low[:n_exact] = high[:n_exact] = 5.0
    study = replace(study, series=(replace(study.series[0], low=low, high=high),))
    modelled = model_all(study)
    rows = [
        *estimate_trends(study, modelled),
        *estimate_effects(study, modelled),
        *estimate_averted(study, modelled, np.random.default_rng(1)),
    ]
    assert {"annual_change", "level_change", "events_averted"} <= {row.quantity for row in rows}
    assert {"rests on the ranges" in row.note for row in rows} == {bool(says)}
    assert all(says in row.note for row in rows)
