"""The seat-belt law of 1983 and casualties on British roads: models that are often fitted, from a params file alone.

The data are R's `Seatbelts` (Harvey and Durbin 1986). The values are those of R: `glm` with quasi-Poisson and normal
intervals (1e-6), and `arima(log10(drivers), order = c(1, 0, 0), seasonal = c(1, 0, 0), xreg = law)`, whose optimiser
is not ours (1e-3 for the coefficient, 5 % for its standard error). Only the rows that are looked at are computed: the
whole file takes a minute or two.
"""

import math
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from evaluation.analyses.interruption.controlled import estimate_controlled
from evaluation.analyses.interruption.effects import estimate_effects
from evaluation.analyses.interruption.modelled import model_all
from evaluation.analyses.interruption.sensitivity import other_specifications
from evaluation.analyses.series.study import study_of
from evaluation.data.parameters import load_parameters
from evaluation.data.read import read_tables
from evaluation.data.regular_series import regular_series

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.reference_data,
    pytest.mark.skipif(not os.environ.get("EVALUATION_DATA"), reason="EVALUATION_DATA is not set"),
]


@pytest.fixture(scope="module")
def study():
    evaluation = load_parameters(ROOT / "params" / "examples" / "seatbelts.yml")
    section = evaluation.interrupted_series
    table = read_tables(evaluation, section.source_names())[section.data]
    return study_of(regular_series(table, section), table, section)


def named(estimates):
    return {each.result_id.removeprefix("interrupted_series/"): each for each in estimates}


@pytest.fixture(scope="module")
def declared(study):
    keys = ("drivers", "drivers_killed", "front")
    chosen = replace(study, series=tuple(each for each in study.series if each.key in keys))
    return named(other_specifications(chosen, model_all(chosen)))


@pytest.mark.parametrize(
    ("series", "ratio", "low", "high"),
    [
        ("drivers_killed", 0.87302421, 0.809652, 0.941357),
        ("drivers", 0.85043688, 0.808127, 0.894962),
        ("front", 0.790105, 0.743602, 0.839516),
    ],
)
def test_a_step_a_trend_and_a_level_for_each_month(declared, series, ratio, low, high):
    found = declared[f"level_change/{series}/quasi_months"]
    assert (found.estimate, found.conf_low, found.conf_high) == pytest.approx((ratio, low, high), abs=1e-6)


def test_seasonal_arima_errors_of_the_logarithm(declared):
    found = declared["level_change/drivers/arima_step"]
    assert math.log10(found.estimate) == pytest.approx(-0.1047088, abs=1e-3)
    std_error = found.std_error / found.estimate / math.log(10)
    assert std_error == pytest.approx(0.0180188, rel=0.05)


def test_rear_seat_passengers_as_control(study):
    """R's least squares of log(front/rear) on law, trend and months gives -0.353429 (0.021688).

    Ours are counts given their total, with an autocorrelation that is integrated out: the same question, other
    weights. So the estimate is near, and the interval, which knows that months resemble their neighbours, is wider.
    """
    chosen = replace(study, series=tuple(each for each in study.series if each.key in ("front", "rear")))
    modelled = model_all(chosen)
    effects, controlled = named(estimate_effects(chosen, modelled)), named(estimate_controlled(chosen, modelled))
    found = controlled["controlled_level_change/front"]
    assert found.unit == "ratio of ratios"
    assert found.conf_low < math.exp(-0.353429) < found.conf_high
    assert math.log(found.estimate) == pytest.approx(-0.353429, abs=0.021688)
    assert found.std_error / found.estimate > 0.021688
    assert effects["level_change/rear"].note.startswith("control series")
    assert np.isfinite(effects["level_change/rear"].estimate)
