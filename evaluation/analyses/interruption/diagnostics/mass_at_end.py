"""Whether the grid over which autocorrelation is integrated out ends before what the data allow."""

from __future__ import annotations

import numpy as np

from evaluation.analyses.interruption.diagnostics.diagnosis import Diagnosis, Verdict
from evaluation.analyses.interruption.modelled import Modelled
from evaluation.analyses.interruption.study import Study
from evaluation.stats.series.count_series import CountSeries
from evaluation.stats.series.gaussian_series import GaussianSeries

MOST_AT_LARGEST_SIZE = 0.001
MOST_AT_EDGE = 0.05
"""The prior itself has 0.014 there, because its density is highest at the edge."""


def mass_at_end(study: Study, item: Modelled) -> Diagnosis:
    """Return the posterior mass at the end of the grid.

    For counts that of the largest size of the extra variation: above 0.001 is a failure. For values that of all
    points at which a partial autocorrelation is the outermost one: above 0.05 is a failure. A random walk is no end:
    nothing is beyond it.
    """
    fit = item.model.fit
    is_count = isinstance(fit, CountSeries)
    mass = float(fit.mass_at_end[0]) if is_count else edge_mass(fit)
    limit = MOST_AT_LARGEST_SIZE if is_count else MOST_AT_EDGE
    fails = not mass <= limit
    where = "the largest extra variation" if is_count else "the strongest autocorrelations"
    return Diagnosis(
        name="mass_at_end",
        verdict=Verdict.FAIL if fails else Verdict.PASS,
        estimate=mass,
        unit="posterior mass",
        note=f"at {where} considered",
        gates=True,
        reason="the series may vary more than the model considers" if fails else "",
    )


def edge_mass(fit: GaussianSeries) -> float:
    """Return the posterior mass of the points with an outermost partial autocorrelation, of one series."""
    first, second = fit.grid.first, np.abs(fit.grid.second)
    return float(fit.weight[0, (first == first.min()) | ((second == second.max()) & (second > 0))].sum())
