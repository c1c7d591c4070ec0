"""Regression with ARIMA errors and quasi-Poisson regression against R on a known series.

Car drivers killed or seriously injured in Great Britain, 1969-1984, and the seat belt law of February 1983: Harvey
AC, Durbin J (1986), The effects of seat belt legislation on British road casualties, J R Stat Soc A 149:187-227; the
data are ``Seatbelts`` in R.

In R, ``arima(log10(drivers), c(1, 0, 0), list(order = c(1, 0, 0), period = 12), xreg = law)`` finds -0.1047088 with
standard error 0.0180188, log likelihood 345.39: within 1e-4 of ours, as both searches end short of the maximum.
``glm(family = quasipoisson)`` of drivers on law, time and month: 0.850437 (0.808127-0.894962) by z, dispersion
13.427303, to the digits printed.
"""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation.stats.series.arima import ArimaOrder, fit_arima
from evaluation.stats.series.linear_fit import Interval
from evaluation.stats.series.poisson_regression import Variance, fit_poisson

DATA = os.environ.get("EVALUATION_DATA")

pytestmark = [
    pytest.mark.reference_data,
    pytest.mark.skipif(not DATA, reason="EVALUATION_DATA does not point at the reference data"),
]


@pytest.fixture(scope="module")
def casualties():
    frame = pd.read_csv(Path(DATA) / "its_seatbelts_uk" / "seatbelts.csv")
    assert len(frame) == 192
    return frame


def test_arima(casualties):
    design = np.column_stack([np.ones(192), casualties["law"]])
    fit = fit_arima(design, np.log10(casualties["drivers"]), ArimaOrder(1, 0, 0, 1, 0, 0, 12), interval=Interval.Z)
    law = fit.contrasts([[0.0, 1.0]]).estimate(0.95)
    assert law.estimate[0, 0] == pytest.approx(-0.1047088, abs=1e-4)
    assert law.std_error[0, 0] == pytest.approx(0.0180188, rel=1e-3)
    np.testing.assert_allclose(fit.error_parameters[0], [0.4189887, 0.6415708], atol=1e-4)
    assert fit.log_likelihood.sum() == pytest.approx(345.39, abs=0.005)


def test_quasi_poisson(casualties):
    month = casualties["month"].to_numpy()
    dummies = [(month == other).astype(float) for other in range(2, 13)]
    design = np.column_stack([np.ones(192), casualties["law"], casualties["t"], *dummies])
    fit = fit_poisson(design, casualties["drivers"], 0.0, variance=Variance.QUASI, interval=Interval.Z)
    law = fit.contrasts(np.eye(14)[1]).estimate(0.95)
    found = np.exp([law.estimate[0, 0], law.conf_low[0, 0], law.conf_high[0, 0]])
    assert list(found) == pytest.approx([0.850437, 0.808127, 0.894962], abs=6e-7)
    assert fit.dispersion[0] == pytest.approx(13.427303, rel=1e-6)
