"""The segmented quasi-Poisson model against a published interrupted time series.

Monthly hospital admissions for acute coronary events in Sicily, 2002-2006, before and after the smoking ban of
January 2005: Lopez Bernal J, Cummins S, Gasparrini A (2017), Interrupted time series regression for the evaluation
of public health interventions: a tutorial, Int J Epidemiol 46:348-355, with the authors' code and data
(github.com/gasparrini/2017_lopezbernal_IJE_codedata, commit 8545626). Published with two or three decimals: step
rate ratio 0.894 (0.864-0.925) by Poisson, 0.885 (0.839-0.933) by quasi-Poisson with two harmonics, change in slope
1.001 (0.998-1.005), p = 0.43.

sicily_smoking_ban.csv beside this file holds the values of the same models in R, and sicily_smoking_ban.R the code
that made it. Tolerance 1e-8 relative: both are the maximum of one concave likelihood and differ by rounding only.
"""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation.stats.series.quasi_poisson import fit_quasi_poisson, linear_contrast
from evaluation.stats.series.segmented import Seasonality, segmented_design

DATA = os.environ.get("EVALUATION_DATA")
Z = 1.959963984540054
REFERENCE = pd.read_csv(Path(__file__).with_name("sicily_smoking_ban.csv"), index_col="name")["value"]
FIRST_MONTH_OF_BAN = 36

pytestmark = [
    pytest.mark.reference_data,
    pytest.mark.skipif(not DATA, reason="EVALUATION_DATA does not point at the reference data"),
]


@pytest.fixture(scope="module")
def admissions():
    frame = pd.read_csv(Path(DATA) / "its_sicily_smokban" / "sicily.csv")
    assert len(frame) == 59
    return frame


def fitted(frame, *, seasonality, slope):
    design = segmented_design(
        len(frame), first_month=1, starts=(FIRST_MONTH_OF_BAN,), seasonality=seasonality, harmonics=2
    )
    kept = [name for name in design.columns if slope or name != "slope_1"]
    matrix = design.matrix[:, [design.columns.index(name) for name in kept]]
    return kept, matrix, fit_quasi_poisson(matrix, frame["aces"], np.log(frame["stdpop"]))


def weights(columns, **terms):
    return [terms.get(name, 0.0) for name in columns]


def ratio_with_z(fit, vector, scale):
    vector = np.asarray(vector)
    estimate = vector @ fit.coefficients
    reach = Z * np.sqrt(scale * (vector @ fit.unscaled_covariance @ vector))
    return np.exp([estimate, estimate - reach, estimate + reach])


def close_to(*names):
    return pytest.approx([REFERENCE[name] for name in names], rel=1e-8)


def test_poisson_step(admissions):
    columns, _, fit = fitted(admissions, seasonality=Seasonality.NONE, slope=False)
    found = ratio_with_z(fit, weights(columns, step_1=1.0), scale=1.0)
    assert list(found) == close_to("poisson_step", "poisson_step_low", "poisson_step_high")
    assert list(found) == pytest.approx([0.894, 0.864, 0.925], abs=0.001)
    assert [fit.dispersion] == close_to("quasi_dispersion")
    wider = ratio_with_z(fit, weights(columns, step_1=1.0), scale=fit.dispersion)
    assert list(wider) == close_to("quasi_step", "quasi_step_low", "quasi_step_high")


def test_quasi_poisson_step_with_two_harmonics(admissions):
    columns, matrix, fit = fitted(admissions, seasonality=Seasonality.HARMONICS, slope=False)
    found = ratio_with_z(fit, weights(columns, step_1=1.0), scale=fit.dispersion)
    assert list(found) == close_to("harmonics_step", "harmonics_step_low", "harmonics_step_high")
    assert list(found) == pytest.approx([0.885, 0.839, 0.933], abs=0.0006)
    assert fit.dispersion == pytest.approx(REFERENCE["harmonics_dispersion"], rel=1e-8)
    # With t of n - p degrees of freedom, as this project reports, the interval is a little wider.
    ours = linear_contrast(fit, weights(columns, step_1=1.0), conf_level=0.95)
    ends = [float(np.exp(end)) for end in (ours.conf_low, ours.conf_high)]
    assert ends == close_to("harmonics_step_low_t", "harmonics_step_high_t")
    assert ours.p_value == pytest.approx(REFERENCE["harmonics_step_p"], rel=1e-7)
    without = matrix.copy()
    without[:, columns.index("step_1")] = 0.0
    after = slice(FIRST_MONTH_OF_BAN, None)
    expected = np.exp(without[after] @ fit.coefficients + np.log(admissions["stdpop"].to_numpy()[after]))
    averted = expected.sum() - admissions["aces"][after].sum()
    assert averted == pytest.approx(REFERENCE["harmonics_averted"], rel=1e-8)


def test_step_and_slope(admissions):
    columns, _, fit = fitted(admissions, seasonality=Seasonality.HARMONICS, slope=True)
    # The published slope is per month, and 1 in the first month of the ban, where ours is 0: the steps differ by a
    # month of slope.
    slope = weights(columns, slope_1=1 / 12)
    step = weights(columns, step_1=1.0, slope_1=-1 / 12)
    found = ratio_with_z(fit, step, fit.dispersion)
    assert list(found) == close_to("slope_step", "slope_step_low", "slope_step_high")
    assert fit.dispersion == pytest.approx(REFERENCE["slope_dispersion"], rel=1e-8)
    ratios = ratio_with_z(fit, slope, fit.dispersion)
    assert ratios[0] == pytest.approx(REFERENCE["slope_slope"], rel=1e-8)
    assert list(ratios) == pytest.approx([1.001, 0.998, 1.005], abs=0.0006)
    p_value = linear_contrast(fit, slope, conf_level=0.95).p_value
    assert p_value == pytest.approx(REFERENCE["slope_slope_p"], rel=1e-7)
    assert p_value == pytest.approx(0.43, abs=0.005)
