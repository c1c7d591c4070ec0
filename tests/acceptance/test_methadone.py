"""Retention in methadone maintenance at two clinics (Caplehorn and Bell 1991), from the file to the ledger.

Published: Kleinbaum DG, Klein M (2012), Survival Analysis, 3rd ed. (log-rank 27.893; 150 events). The other values
were computed with R 4.2.2, survival 3.5-3, from the same file. Books print the interval of the median in clinic 1 as
348 to 514, which is R's default, log; ours is R's log-log.
"""

import math
import os
from pathlib import Path

import numpy as np
import pytest

from evaluation.analyses.retention import analyse
from evaluation.data.parameters import load_parameters
from evaluation.data.read import read_tables

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.reference_data,
    pytest.mark.skipif(not os.environ.get("EVALUATION_DATA"), reason="EVALUATION_DATA is not set"),
]


@pytest.fixture(scope="module")
def rows():
    evaluation = load_parameters(ROOT / "params" / "examples" / "methadone.yml")
    tables = read_tables(evaluation, evaluation.retention.source_names())
    result = analyse(tables, evaluation.retention, np.random.default_rng(evaluation.seed))
    return {estimate.result_id.removeprefix("retention/"): estimate for estimate in result.estimates}


def test_people_and_events(rows):
    counts = {
        key: (rows[f"persons/{key}"].n_obs, rows[f"persons/{key}"].n_events)
        for key in ("all", "clinic.1", "clinic.2")
    }
    assert counts == {"all": (238, 150), "clinic.1": (163, 122), "clinic.2": (75, 28)}
    assert rows["rows_dropped/all"].estimate == 0


def test_log_rank_by_clinic(rows):
    test = rows["log_rank/clinic"]
    assert test.estimate == pytest.approx(27.893, abs=5e-4)
    assert test.p_value == pytest.approx(1.28e-7, rel=0.01)
    assert test.note == "1 degree of freedom"


@pytest.mark.parametrize(
    ("covariate", "estimate", "std_error"),
    [("clinic.2", -1.0098959, 0.21488939), ("prison.1", 0.326555, 0.16722481), ("dose", -0.0353692, 0.00637893)],
)
def test_cox_regression_with_efron_ties(rows, covariate, estimate, std_error):
    row = rows[f"log_hazard_ratio/{covariate}"]
    assert row.estimate == pytest.approx(estimate, abs=1e-7)
    assert row.std_error == pytest.approx(std_error, abs=1e-7)
    assert rows[f"hazard_ratio/{covariate}"].estimate == pytest.approx(math.exp(estimate), abs=1e-6)


def test_median_days(rows):
    first, second = rows["median_days/clinic.1"], rows["median_days/clinic.2"]
    assert (first.estimate, first.conf_low, first.conf_high) == (428, 341, 512)
    assert math.isnan(second.estimate)
    assert second.conf_low == 661
    assert rows["median_days/all"].estimate == 504


@pytest.mark.parametrize(
    ("row", "survival", "std_error", "conf_low", "conf_high", "n_risk", "n_events"),
    [
        ("clinic.1/d30", 0.968978533, 0.0136572642, 0.927077849, 0.986970369, 156, 5),
        ("clinic.1/d90", 0.887279370, 0.0250338922, 0.827041923, 0.927447650, 141, 13),
        ("clinic.1/d180", 0.768957913, 0.0338532103, 0.694291367, 0.827645675, 116, 18),
        ("clinic.1/d365", 0.554219266, 0.0409012552, 0.470431085, 0.630078217, 75, 31),
        ("clinic.2/d365", 0.715681916, 0.0539333641, 0.594396794, 0.806450727, 47, 9),
    ],
)
def test_share_retained_at_landmarks(rows, row, survival, std_error, conf_low, conf_high, n_risk, n_events):
    found = rows[f"retained/{row}"]
    values = (found.estimate, found.std_error, found.conf_low, found.conf_high)
    assert values == pytest.approx((survival, std_error, conf_low, conf_high), abs=1e-9)
    assert (found.n_obs, found.n_events) == (n_risk, n_events)
