"""Curves, restricted means and log-rank tests against published analyses and R on known people.

Methadone clinics: Caplehorn JRM, Bell J (1991), Med J Aust 154:195-199; Kleinbaum DG, Klein M, Survival Analysis.
Primary biliary cirrhosis: the vignette of ``survRM2``, horizon 10 years. Follicular lymphoma: Pintilie M (2006),
Competing Risks. Melanoma: Andersen PK et al. (1993). Numbers are those printed there or by R's ``survival`` 3.5-3 and
``cmprsk`` 2.2, to the digits given.
"""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.aalen_johansen import aalen_johansen, incidence_at
from evaluation.stats.survival.competing_events import CompetingEvents
from evaluation.stats.survival.contrasts import difference_of_groups, ratio_of_groups
from evaluation.stats.survival.kaplan_meier import kaplan_meier, survival_at
from evaluation.stats.survival.log_rank import log_rank
from evaluation.stats.survival.restricted_mean import RestrictedMeanTime, restricted_mean, restricted_time_lost
from evaluation.stats.survival.right_censored import RightCensored
from evaluation.stats.survival.weighting import Weighting

DATA = os.environ.get("EVALUATION_DATA")

pytestmark = [
    pytest.mark.reference_data,
    pytest.mark.skipif(not DATA, reason="EVALUATION_DATA does not point at the reference data"),
]


def read(name: str, n_rows: int) -> pd.DataFrame:
    frame = pd.read_csv(Path(DATA) / name)
    assert len(frame) == n_rows
    return frame


@pytest.fixture(scope="module")
def clinics():
    return read("surv_addicts/addicts.csv", 238)


def of_clinic(clinics: pd.DataFrame, clinic: int) -> RightCensored:
    people = clinics[clinics["Clinic"] == clinic]
    return RightCensored.from_arrays(people["Days_survival"], people["Status"])


def test_methadone_retention_and_mean_time_by_clinic(clinics):
    curves = [kaplan_meier(of_clinic(clinics, clinic)) for clinic in (1, 2)]
    first, second = ([each.survival for each in survival_at(curve, [90, 180, 365, 540, 730])] for curve in curves)
    assert first == pytest.approx([0.887280, 0.768960, 0.554220, 0.349360, 0.200750], abs=6e-6)
    assert second == pytest.approx([0.9320, 0.8466, 0.7157, 0.6340, 0.5745], abs=6e-5)
    mean = restricted_mean(curves[1], 1000)
    assert (mean.estimate, mean.std_error) == pytest.approx((692.9, 45.65), abs=0.05)
    # R's 433.3 for clinic 1 supposes that retention stays what it was on the last day of its follow-up.
    with pytest.raises(NotEstimable, match="time 1000 lies beyond the last follow-up of clinic 1, which is 905"):
        restricted_mean(curves[0], 1000, group="clinic 1")
    extended = restricted_mean(curves[0], 905).estimate + 95 * curves[0].survival[-1]
    assert extended == pytest.approx(433.3, abs=0.05)


def test_methadone_log_rank_family(clinics):
    people = RightCensored.from_arrays(clinics["Days_survival"], clinics["Status"])
    clinic, prison = (clinics["Clinic"] - 1).to_numpy(), clinics["Prison"].to_numpy()
    assert log_rank(people, clinic).statistic == pytest.approx(27.893, abs=5e-4)
    assert log_rank(people, clinic, strata=prison).statistic == pytest.approx(26.94, abs=5e-3)
    assert log_rank(people, clinic, weighting=Weighting.GEHAN).statistic == pytest.approx(11.626796, abs=6e-7)
    assert log_rank(people, clinic, weighting=Weighting.PETO_PETO).statistic == pytest.approx(15.76, abs=5e-3)


def test_cirrhosis_mean_times_their_difference_and_ratios():
    frame = read("surv_pbc_rmst/pbc312.csv", 312)

    def pair(of_arm) -> tuple[tuple[float, float], tuple[float, float]]:
        found: list[RestrictedMeanTime] = [of_arm(frame[frame["arm"] == arm]) for arm in (1, 0)]
        return (found[0].estimate, found[1].estimate), (found[0].std_error, found[1].std_error)

    means = pair(lambda arm: restricted_mean(kaplan_meier(RightCensored.from_arrays(arm["time"], arm["status"])), 10))
    assert means[0] == pytest.approx((7.146493, 7.283416), abs=6e-7)
    assert means[1] == pytest.approx((0.282775, 0.295478), abs=6e-7)
    difference = difference_of_groups(*means)
    bounds = (difference.estimate, difference.conf_low, difference.conf_high, difference.p_value)
    assert bounds == pytest.approx((-0.13692276, -0.93851909, 0.66467356, 0.73778609), abs=6e-9)
    ratio = ratio_of_groups(*means)
    assert (ratio.estimate, ratio.conf_low, ratio.conf_high) == pytest.approx(
        (0.98120075, 0.878052, 1.096466), abs=6e-7
    )
    lost = pair(lambda arm: restricted_time_lost(CompetingEvents.from_arrays(arm["time"], arm["status"]), 10)[0])
    assert lost[1] == pytest.approx(means[1], rel=1e-10)
    ratio = ratio_of_groups(*lost)
    assert (ratio.estimate, ratio.conf_low, ratio.conf_high) == pytest.approx(
        (1.0504025, 0.787242, 1.401533), abs=6e-7
    )


def test_lymphoma_incidence_of_relapse_and_of_death():
    frame = read("surv_follic_competing/follic.csv", 541)
    people = CompetingEvents.from_arrays(frame["time"], frame["status"])
    assert [people.of_cause(cause).n_events for cause in (1, 2)] == [272, 76]
    found = [each.incidence for each in incidence_at(aalen_johansen(people), [2, 5, 10, 20])]
    expected = [0.236790248, 0.377373813, 0.490810422, 0.56180232, 0.020357, 0.052350044, 0.094563963, 0.180288]
    assert found == pytest.approx(expected, abs=6e-7)
    assert found[:4] == pytest.approx(expected[:4], abs=6e-9)


def test_hodgkin_incidence_by_treatment():
    frame = read("surv_follic_competing/hd.csv", 865)
    found = []
    for treatment in ("CMT", "RT"):
        people = frame[frame["trtgiven"] == treatment]
        curves = aalen_johansen(CompetingEvents.from_arrays(people["time"], people["status"]))
        found.append(incidence_at(curves, [5])[0].incidence)
    assert found == pytest.approx([0.205218, 0.319875], abs=6e-7)


def test_melanoma_incidence_and_log_rank_by_sex():
    frame = read("surv_melanoma_competing/melanoma.csv", 205)
    cause = frame["status"].map({1: 1, 3: 2, 2: 0})
    years = [365.25 * year for year in (1, 2, 5, 10)]
    people = CompetingEvents.from_arrays(frame["time"], cause)
    found = [each.incidence for each in incidence_at(aalen_johansen(people), years)]
    expected = [0.029413, 0.073533, 0.223540, 0.338718, 0.024463, 0.029365, 0.044198, 0.105947]
    assert found == pytest.approx(expected, abs=6e-7)
    test = log_rank(people.of_cause(1), frame["sex"].to_numpy())
    assert test.statistic == pytest.approx(6.468, abs=5e-4)
