"""Whether the periods look like sums or means over the last year."""

from __future__ import annotations

import numpy as np

from evaluation.analyses.interruption.diagnostics.diagnosis import Diagnosis, Verdict
from evaluation.analyses.interruption.modelled import Modelled
from evaluation.analyses.interruption.study import StudiedSeries, Study
from evaluation.data.year_sums import MOST_EVIDENCE, year_sum_evidence


def rolling_sums(study: Study, item: Modelled) -> Diagnosis:
    """Return how much likelier the differences are as those of sums over a year: above 4 (logarithm) is a failure.

    Where nothing can be told it is 0, and no failure.
    """
    evidence = evidence_of_sums(study, item.series)
    fails = evidence > MOST_EVIDENCE
    period = study.unit_of_period
    return Diagnosis(
        name="rolling_sums",
        verdict=Verdict.FAIL if fails else Verdict.PASS,
        estimate=evidence,
        unit="log likelihood ratio",
        note=f"sums or means over a year against single {period}s; above {MOST_EVIDENCE:g} is a failure",
        gates=True,
        reason=f"the numbers look like sums or means over a year and not of single {period}s" if fails else "",
    )


def evidence_of_sums(study: Study, series: StudiedSeries) -> float:
    """Return the evidence for sums over a year in the periods in the model that are known exactly."""
    exact = study.in_model & (series.low == series.high)
    return year_sum_evidence(np.where(exact, series.low, np.nan), study.periods_per_year)
