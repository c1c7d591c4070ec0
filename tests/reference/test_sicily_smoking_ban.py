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

from evaluation.stats.series.linear_fit import Interval
from evaluation.stats.series.poisson_regression import Variance, fit_poisson
from evaluation.stats.series.segmented import Impact, Seasonality, Shape, segmented_design

DATA = os.environ.get("EVALUATION_DATA")
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


def fitted(frame, *, seasonality, shape=Shape.LEVEL, variance=Variance.QUASI, interval=Interval.Z):
    # The published slope is 1 in the first month of the ban, and per month.
    design = segmented_design(
        len(frame),
        impacts=(Impact(FIRST_MONTH_OF_BAN, shape),),
        seasonality=seasonality,
        harmonics=2,
        slope_starts_at_one=True,
    )
    fit = fit_poisson(design.matrix, frame["aces"], np.log(frame["stdpop"]), variance=variance, interval=interval)
    return design, fit


def ratio(fit, vector):
    found = fit.contrasts(vector).estimate(0.95)
    return [float(np.exp(each[0, 0])) for each in (found.estimate, found.conf_low, found.conf_high)]


def p_value(fit, vector):
    return float(fit.contrasts(vector).estimate(0.95).p_value[0, 0])


def close_to(*names):
    return pytest.approx([REFERENCE[name] for name in names], rel=1e-8)


def test_poisson_step(admissions):
    design, fit = fitted(admissions, seasonality=Seasonality.NONE, variance=Variance.POISSON)
    found = ratio(fit, design.weights(step_1=1.0))
    assert found == close_to("poisson_step", "poisson_step_low", "poisson_step_high")
    assert found == pytest.approx([0.894, 0.864, 0.925], abs=0.001)
    assert list(fit.dispersion) == close_to("quasi_dispersion")
    _, quasi = fitted(admissions, seasonality=Seasonality.NONE)
    wider = ratio(quasi, design.weights(step_1=1.0))
    assert wider == close_to("quasi_step", "quasi_step_low", "quasi_step_high")


def test_quasi_poisson_step_with_two_harmonics(admissions):
    design, fit = fitted(admissions, seasonality=Seasonality.HARMONICS)
    step = design.weights(step_1=1.0)
    found = ratio(fit, step)
    assert found == close_to("harmonics_step", "harmonics_step_low", "harmonics_step_high")
    assert found == pytest.approx([0.885, 0.839, 0.933], abs=0.0006)
    assert list(fit.dispersion) == close_to("harmonics_dispersion")
    # With t of n - p degrees of freedom the interval is a little wider.
    _, ours = fitted(admissions, seasonality=Seasonality.HARMONICS, interval=Interval.T)
    assert ratio(ours, step) == close_to("harmonics_step", "harmonics_step_low_t", "harmonics_step_high_t")
    assert p_value(ours, step) == pytest.approx(REFERENCE["harmonics_step_p"], rel=1e-7)
    after = slice(FIRST_MONTH_OF_BAN, None)
    offset = np.log(admissions["stdpop"].to_numpy()[after])
    without = np.exp(design.without_any()[after] @ fit.coefficients[0] + offset).sum()
    averted = without - admissions["aces"][after].sum()
    assert averted == pytest.approx(REFERENCE["harmonics_averted"], rel=1e-8)


def test_step_and_slope(admissions):
    design, fit = fitted(admissions, seasonality=Seasonality.HARMONICS, shape=Shape.LEVEL_AND_SLOPE)
    step, slope = design.weights(step_1=1.0), design.weights(slope_1=1 / 12)
    assert ratio(fit, step) == close_to("slope_step", "slope_step_low", "slope_step_high")
    assert list(fit.dispersion) == close_to("slope_dispersion")
    ratios = ratio(fit, slope)
    assert ratios[0] == pytest.approx(REFERENCE["slope_slope"], rel=1e-8)
    assert ratios == pytest.approx([1.001, 0.998, 1.005], abs=0.0006)
    _, ours = fitted(admissions, seasonality=Seasonality.HARMONICS, shape=Shape.LEVEL_AND_SLOPE, interval=Interval.T)
    assert p_value(ours, slope) == pytest.approx(REFERENCE["slope_slope_p"], rel=1e-7)
    assert p_value(ours, slope) == pytest.approx(0.43, abs=0.005)
