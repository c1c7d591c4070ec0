"""Whether prediction errors up to a year apart resemble one another."""

from __future__ import annotations

from evaluation.analyses.interruption.diagnostics.diagnosis import Diagnosis, Verdict, not_computed
from evaluation.analyses.interruption.diagnostics.innovations import LAGS
from evaluation.stats.series.residual_checks import NOTEWORTHY_P_VALUE, ResidualChecks

NAME, UNIT = "ljung_box", "Q"


def ljung_box(checks: ResidualChecks | None) -> Diagnosis:
    """Return the statistic of Ljung and Box of the one-step prediction errors, to lag 12."""
    if checks is None:
        return not_computed(NAME, UNIT, "the residuals do not vary or are too few", gates=False)
    return Diagnosis(
        name=NAME,
        verdict=Verdict.WARN if checks.ljung_box_p_value < NOTEWORTHY_P_VALUE else Verdict.PASS,
        estimate=checks.ljung_box,
        unit=UNIT,
        note=f"one-step prediction errors, {LAGS} lags; against series drawn from the model and fitted alike",
        p_value=checks.ljung_box_p_value,
    )
