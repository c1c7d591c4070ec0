"""Fine-Gray regression and Gray's test on three public data sets.

``follic`` and ``hd``: lymphomas, Pintilie M (2006), Competing Risks, tables 1.4b, 1.6b. ``melanoma``: R's ``boot``;
Andersen PK et al. (1993), Statistical Models Based on Counting Processes. Values of R's cmprsk 2.2, to the digits
printed with the data; those of expected.json where it has them.
"""

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation.stats.survival.competing_events import CompetingEvents
from evaluation.stats.survival.fine_gray import fit_fine_gray
from evaluation.stats.survival.gray_test import gray_test

DATA = os.environ.get("EVALUATION_DATA")

pytestmark = [
    pytest.mark.reference_data,
    pytest.mark.skipif(not DATA, reason="EVALUATION_DATA does not point at the reference data"),
]


@pytest.fixture(scope="module")
def expected():
    return json.loads((Path(DATA) / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def follic():
    frame = pd.read_csv(Path(DATA) / "surv_follic_competing" / "follic.csv")
    assert frame["status"].value_counts().to_dict() == {0: 193, 1: 272, 2: 76}
    return frame


@pytest.fixture(scope="module")
def melanoma():
    frame = pd.read_csv(Path(DATA) / "surv_melanoma_competing" / "melanoma.csv")
    assert frame["status"].value_counts().to_dict() == {1: 57, 2: 134, 3: 14}
    return frame.assign(cause=frame["status"].map({1: 1, 2: 0, 3: 2}))


def test_follic_regression(follic, expected):
    x = np.column_stack([follic["age"], follic["hgb"], follic["clinstg"] == 2, follic["ch"] == "Y"]).astype(float)
    fit = fit_fine_gray(CompetingEvents.from_arrays(follic["time"], follic["status"]), x)
    assert fit.coefficients == pytest.approx([0.017253, 0.002315, 0.556532, -0.332167], abs=5e-7)
    assert fit.std_errors == pytest.approx([0.00478800504488, 0.00398173071158, 0.13504686144683, 0.17290413534268])
    assert fit.coefficients[0] == pytest.approx(expected["surv_follic_competing"]["fg_age"], abs=5e-7)
    assert fit.coefficients[2] == pytest.approx(expected["surv_follic_competing"]["fg_stage2"], abs=5e-7)


def test_follic_stages(follic, expected):
    people = CompetingEvents.from_arrays(follic["time"], follic["status"])
    found = [gray_test(people, follic["clinstg"].to_numpy() - 1, cause=cause) for cause in (1, 2)]
    statistics = [test.statistic for test in found]
    assert statistics == pytest.approx(expected["surv_follic_competing"]["gray_stage"], abs=5e-8)
    assert [test.p_value for test in found] == pytest.approx([0.003064, 0.101843], abs=5e-7)


def test_hd_treatments():
    frame = pd.read_csv(Path(DATA) / "surv_follic_competing" / "hd.csv")
    people = CompetingEvents.from_arrays(frame["time"], frame["status"])
    radiation = (frame["trtgiven"] == "RT").astype(int).to_numpy()
    found = gray_test(people, radiation)
    assert found.statistic == pytest.approx(12.685414, abs=5e-7)
    assert found.p_value == pytest.approx(0.000369, abs=5e-7)
    fit = fit_fine_gray(people, np.column_stack([frame["age"], radiation, frame["sex"] == "F"]).astype(float))
    assert fit.coefficients == pytest.approx([0.0127257129307, 0.4826749593908, -0.0366587896522], rel=1e-8)
    assert fit.std_errors == pytest.approx([0.00374114533751, 0.14489708325053, 0.11792263521436], rel=1e-8)


def test_melanoma(melanoma, expected):
    people = CompetingEvents.from_arrays(melanoma["time"], melanoma["cause"])
    x = np.column_stack([melanoma["sex"], np.log(melanoma["thickness"]), melanoma["ulcer"]])
    fit = fit_fine_gray(people, x)
    assert fit.coefficients == pytest.approx([0.352553875166, 0.514773405122, 0.912541869758], rel=1e-8)
    assert fit.std_errors == pytest.approx([0.280179345392, 0.166135725439, 0.312020158678], rel=1e-8)
    found = gray_test(people, melanoma["sex"].to_numpy())
    assert found.statistic == pytest.approx(expected["surv_melanoma_competing"]["gray_sex"], abs=5e-8)
    assert found.p_value == pytest.approx(0.015899, abs=5e-7)
