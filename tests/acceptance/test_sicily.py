"""A smoking ban and acute coronary events in Sicily: the tutorial's numbers from a params file alone.

J. Lopez Bernal, S. Cummins, A. Gasparrini, International Journal of Epidemiology 2017;46:348-355. Their printed values
are RR 0.894 (0.864-0.925) without and 0.885 (0.839-0.933) with season, and a change of the slope of 1.001
(0.998-1.005), p = 0.43. The digits here are those of R's `glm` on their data with their conventions (offset of the
population without days, normal intervals, slope counted from the month before); ours must agree to 1e-6.
"""

import os
from pathlib import Path

import numpy as np
import pytest

from evaluation.analyses.interrupted_series import analyse, check
from evaluation.data.parameters import load_parameters
from evaluation.data.read import read_tables

ROOT = Path(__file__).resolve().parents[2]
EXACT = 1e-6

pytestmark = [
    pytest.mark.reference_data,
    pytest.mark.skipif(not os.environ.get("EVALUATION_DATA"), reason="EVALUATION_DATA is not set"),
]


@pytest.fixture(scope="module")
def rows():
    evaluation = load_parameters(ROOT / "params" / "examples" / "sicily.yml")
    section = evaluation.interrupted_series
    tables = read_tables(evaluation, section.source_names())
    assert check(tables, section) == ()
    found = analyse(tables, section, np.random.default_rng(evaluation.seed))
    return {estimate.result_id.removeprefix("interrupted_series/"): estimate for estimate in found.estimates}


@pytest.mark.parametrize(
    ("row", "published"),
    [
        ("level_change/all/tutorial_poisson", (0.894377, 0.864686, 0.925086)),
        ("level_change/all/tutorial_seasonal", (0.885072, 0.839401, 0.933227)),
        ("level_change/all/tutorial_slope", (0.876464, 0.826753, 0.929165)),
        ("slope_change/all/tutorial_slope", (1.001483, 0.997850, 1.005130)),
    ],
)
def test_the_models_of_the_tutorial(rows, row, published):
    found = rows[row]
    assert (found.estimate, found.conf_low, found.conf_high) == pytest.approx(published, abs=EXACT)
    assert found.status == "sensitivity"
    assert found.n_obs == 59


def test_with_t_the_slope_has_the_p_value_of_the_tutorial(rows):
    """0.4279 is that of t with 51 degrees of freedom; ours, declared with z, is 0.4242."""
    from scipy.stats import norm, t

    z = norm.isf(rows["slope_change/all/tutorial_slope"].p_value / 2)
    assert 2 * t.sf(z, 59 - 8) == pytest.approx(0.427879, abs=EXACT)


def test_the_primary_analysis_agrees_with_the_tutorial_and_claims_less(rows):
    ours, theirs = rows["level_change/all"], rows["level_change/all/tutorial_seasonal"]
    assert ours.estimate == pytest.approx(theirs.estimate, rel=2e-3)
    assert ours.conf_low < theirs.conf_low
    assert theirs.conf_high < ours.conf_high < 1.0
    assert ours.unit == "rate ratio"
    assert rows["dispersion/all"].estimate == pytest.approx(2.262, abs=1e-3)
    assert rows["gate/all"].note == "open"


def test_admissions_averted_are_those_of_the_tutorials_model(rows):
    """Its counterfactual expects 22284.0742 admissions where 19723 came."""
    averted = rows["events_averted/all"]
    assert averted.unit == "admissions"
    assert averted.conf_low < 2561.0742 < averted.conf_high
    assert averted.estimate == pytest.approx(2561.0742, rel=0.03)
    assert rows["events_averted_observed/all"].n_events == 19723


def test_the_whole_command(workspace):
    workspace.ok("run", "params/examples/sicily.yml")
    results = (workspace.root / "outputs" / "sicily" / "latest" / "results.csv").read_text(encoding="utf-8")
    assert "interrupted_series/level_change/all/tutorial_seasonal" in results
