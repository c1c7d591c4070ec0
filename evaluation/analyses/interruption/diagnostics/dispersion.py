"""Whether prediction errors vary as much as the model says, and how much counts vary beyond Poisson."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from evaluation.analyses.interruption.diagnostics.diagnosis import Diagnosis, Verdict, not_computed
from evaluation.analyses.interruption.fitting import fit_all
from evaluation.analyses.interruption.modelled import Modelled
from evaluation.analyses.interruption.study import Kind, Study
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.residual_checks import NOTEWORTHY_P_VALUE, ResidualChecks

NAME, UNIT = "dispersion", "ratio"


def innovation_variance(checks: ResidualChecks | None) -> Diagnosis:
    """Return the variance of the one-step prediction errors over what the model says it is."""
    if checks is None:
        return not_computed("innovation_variance", UNIT, "the residuals do not vary or are too few", gates=False)
    return Diagnosis(
        name="innovation_variance",
        verdict=Verdict.WARN if checks.variance_p_value < NOTEWORTHY_P_VALUE else Verdict.PASS,
        estimate=checks.variance,
        unit=UNIT,
        note="one-step prediction errors; against series drawn from the model and fitted alike",
        p_value=checks.variance_p_value,
    )


def dispersion(study: Study, item: Modelled) -> Iterator[Diagnosis]:
    """Yield, for counts, Pearson's chi-squared over its degrees of freedom of the Poisson model of the same terms."""
    if study.kind is not Kind.COUNT:
        return
    chosen = item.specified.specification.model_copy(update={"method": "quasi_poisson"})
    (found,) = fit_all(study, replace(item.specified, specification=chosen), [item.series])
    if isinstance(found, NotEstimable):
        yield not_computed(NAME, UNIT, str(found), gates=False)
        return
    yield Diagnosis(
        name=NAME,
        verdict=Verdict.INFORMATIONAL,
        estimate=float(found.fit.dispersion[0]),
        unit=UNIT,
        note="variance over mean of the Poisson model with the same terms: the primary model allows for it",
    )
