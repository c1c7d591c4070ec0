"""Whether enough periods came before an intervention to learn a trend from."""

from __future__ import annotations

from evaluation.analyses.interruption.diagnostics.diagnosis import Diagnosis, Verdict
from evaluation.analyses.interruption.limits import is_short, periods_wanted
from evaluation.analyses.interruption.modelled import Modelled, known_rows
from evaluation.analyses.interruption.study import Study


def periods_before(study: Study, item: Modelled) -> Diagnosis:
    """Return the number of periods in the model before the first intervention; fewer than wanted is a failure."""
    before = int(known_rows(study, item)[: study.first_start].sum())
    fails = is_short(before, study.periods_per_year)
    periods = f"{study.unit_of_period}s"
    return Diagnosis(
        name="periods_before",
        verdict=Verdict.FAIL if fails else Verdict.PASS,
        estimate=float(before),
        unit=periods,
        note=f"at least {periods_wanted(study.periods_per_year)} {periods} are to come before an intervention",
        gates=True,
        reason=f"too few {periods} came before to learn a trend from" if fails else "",
    )
