"""Whether neighbouring prediction errors still resemble one another."""

from __future__ import annotations

from evaluation.analyses.interruption.diagnostics.diagnosis import Diagnosis, Verdict, not_computed
from evaluation.stats.series.residual_checks import NOTEWORTHY_P_VALUE, ResidualChecks

NAME, UNIT = "residual_autocorrelation", "correlation"


def residual_autocorrelation(checks: ResidualChecks | None) -> Diagnosis:
    """Return the autocorrelation of one-step prediction errors at lag 1, beyond its mean where the model holds."""
    if checks is None:
        return not_computed(NAME, UNIT, "the residuals do not vary or are too few", gates=False)
    return Diagnosis(
        name=NAME,
        verdict=Verdict.WARN if checks.first_p_value < NOTEWORTHY_P_VALUE else Verdict.PASS,
        estimate=checks.first,
        unit=UNIT,
        note="one-step prediction errors, lag 1; against series drawn from the model and fitted alike",
        p_value=checks.first_p_value,
    )
