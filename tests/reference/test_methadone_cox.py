"""Cox regression of retention in methadone maintenance at two clinics (Caplehorn and Bell 1991).

Published: Kleinbaum DG, Klein M (2012), Survival Analysis, 3rd ed.: both treatments of ties, strata, Heaviside
functions of time. The test of proportional hazards was computed with R 4.2.2, survival 3.5-3. Tolerances are the
digits given.
"""

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation.stats.survival.cox import Ties, fit_cox
from evaluation.stats.survival.proportional_hazards import check_proportional_hazards
from evaluation.stats.survival.right_censored import RightCensored

DATA = os.environ.get("EVALUATION_DATA")

pytestmark = [
    pytest.mark.reference_data,
    pytest.mark.skipif(not DATA, reason="EVALUATION_DATA does not point at the reference data"),
]


@pytest.fixture(scope="module")
def people():
    frame = pd.read_csv(Path(DATA) / "surv_addicts" / "addicts.csv")
    assert len(frame) == 238
    return frame


@pytest.fixture(scope="module")
def published():
    return json.loads((Path(DATA) / "expected.json").read_text(encoding="utf-8"))["surv_addicts"]


def follow_up_of(people):
    return RightCensored.from_arrays(people["Days_survival"], people["Status"])


@pytest.mark.parametrize("ties", list(Ties))
def test_coefficients(people, published, ties):
    fit = fit_cox(follow_up_of(people), people[["Clinic", "Prison", "Dose"]], ties=ties)
    expected = published[f"{ties.value}_coef"]
    assert fit.coefficients == pytest.approx([expected[name] for name in ("clinic", "prison", "dose")], abs=1e-7)
    assert fit.n_events == 150


def test_log_likelihood(people, published):
    fit = fit_cox(follow_up_of(people), people[["Clinic", "Prison", "Dose"]], ties=Ties.BRESLOW)
    assert -2 * fit.log_likelihood == pytest.approx(published["m2LL"], abs=1e-4)
    assert fit.likelihood_ratio.statistic == pytest.approx(1411.3238 - 1346.8048, abs=2e-4)
    assert fit.std_errors[0] == pytest.approx(0.214871, abs=1e-6)


def test_stratified_by_clinic(people, published):
    fits = {
        ties: fit_cox(follow_up_of(people), people[["Prison", "Dose"]], ties=ties, stratum=people["Clinic"])
        for ties in Ties
    }
    breslow, efron = fits[Ties.BRESLOW], fits[Ties.EFRON]
    assert np.exp(breslow.coefficients[0]) == pytest.approx(published["strat_prison_HR_breslow"], abs=1e-8)
    assert breslow.coefficients == pytest.approx([0.388788, -0.035145], abs=1e-6)
    assert -2 * breslow.log_likelihood == pytest.approx(1195.428, abs=1e-3)
    assert efron.coefficients[0] == pytest.approx(0.389605, abs=1e-6)
    assert -2 * efron.log_likelihood == pytest.approx(1195.033, abs=1e-3)


def test_clinic_before_and_after_a_year(people, published):
    later = people["Days_survival"] > 365
    rows = pd.concat([people.assign(entry=0), people[later].assign(entry=365)], ignore_index=True)
    first = (rows["entry"] == 0) & (rows["Days_survival"] > 365)
    rows.loc[first, ["Days_survival", "Status"]] = [365, 0]
    follow_up = RightCensored.from_arrays(rows["Days_survival"], rows["Status"], rows["entry"])
    second_clinic, early = rows["Clinic"] == 2, rows["entry"] == 0
    columns = np.column_stack([second_clinic & early, second_clinic & ~early, rows["Prison"], rows["Dose"]])
    fit = fit_cox(follow_up, columns, ties=Ties.BRESLOW)
    assert np.exp(fit.coefficients[:2]) == pytest.approx(published["heaviside_HR"], abs=1e-8)
    assert np.exp(fit.coefficients[2]) == pytest.approx(1.458931, abs=1e-6)
    reach = 1.959964 * fit.std_errors[:2]
    assert np.exp(fit.coefficients[:2] - reach) == pytest.approx([0.382922, 0.075421], abs=1e-6)
    assert np.exp(fit.coefficients[:2] + reach) == pytest.approx([1.041642, 0.342396], abs=1e-6)


def test_proportional_hazards(people):
    columns = people[["Clinic", "Prison", "Dose"]]
    result = check_proportional_hazards(fit_cox(follow_up_of(people), columns), follow_up_of(people), columns)
    assert [test.statistic for test in result.terms] == pytest.approx([11.1592, 0.8390, 0.5147], abs=5e-5)
    assert result.terms[0].p_value == pytest.approx(0.000836, abs=5e-7)
    assert result.overall.statistic == pytest.approx(12.2870, abs=5e-5)
    assert result.overall.p_value == pytest.approx(0.006462, abs=5e-7)
