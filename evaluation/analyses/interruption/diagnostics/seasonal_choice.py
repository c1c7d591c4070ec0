"""Which seasonality was chosen from the time before the first intervention: information."""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.analyses.interruption.diagnostics.diagnosis import Diagnosis, Verdict
from evaluation.analyses.interruption.modelled import Modelled
from evaluation.analyses.interruption.study import Study

_SEASONAL = ("sine_", "cosine_", "month_")


def seasonal_choice(study: Study, item: Modelled) -> Iterator[Diagnosis]:
    """Yield how many seasonal terms were chosen; nothing where they are declared."""
    if study.parameters.seasonality != "auto":
        return
    yield Diagnosis(
        name="seasonal_terms",
        verdict=Verdict.INFORMATIONAL,
        estimate=float(sum(name.startswith(_SEASONAL) for name in item.specified.design.columns)),
        unit="terms",
        note=f"chosen from the time before: {item.specified.season}",
    )
