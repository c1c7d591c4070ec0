"""What a diagnostic found, and whether it speaks against a sentence about a cause."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from evaluation.analyses.interruption.modelled import Modelled, method_of
from evaluation.analyses.interruption.study import Study
from evaluation.analyses.ledger import ledger_row
from evaluation.stats.estimate import Estimate, Status


class Verdict(StrEnum):
    """What a diagnostic says of a model."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    INFORMATIONAL = "informational"


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """What a diagnostic found.

    Parameters
    ----------
    name : str
        Quantity of its ledger row.
    verdict : Verdict
    estimate : float
        NaN where it could not be computed.
    unit : str
    note : str
        What it means, and how the verdict was reached.
    gates : bool
        Whether a failure takes the sentence about a cause away.
    reason : str
        Why it fails, in words without numbers; blank where it does not.
    p_value, conf_low, conf_high : float
        NaN where there is none.
    """

    name: str
    verdict: Verdict
    estimate: float
    unit: str
    note: str
    gates: bool = False
    reason: str = ""
    p_value: float = math.nan
    conf_low: float = math.nan
    conf_high: float = math.nan

    @property
    def closes(self) -> bool:
        """Whether no sentence about a cause may be said: it gates, and it failed or is not known."""
        return self.gates and (self.verdict is Verdict.FAIL or not math.isfinite(self.estimate))

    def row(self, study: Study, item: Modelled) -> Estimate:
        """Return its row of the ledger."""
        has_interval = math.isfinite(self.conf_low)
        return ledger_row(
            study.stem,
            self.name,
            item.series.scope,
            unit=self.unit,
            estimate=self.estimate,
            conf_low=self.conf_low,
            conf_high=self.conf_high,
            conf_level=study.parameters.conf_level if has_interval else math.nan,
            p_value=self.p_value,
            period=study.span,
            n_obs=item.n_obs,
            n_events=item.n_events,
            method=method_of(study, item),
            status=Status.DIAGNOSTIC,
            notes=[self.verdict.value, self.reason, self.note, *study.notes],
        )


def not_computed(name: str, unit: str, why: str, *, gates: bool) -> Diagnosis:
    """Return the diagnosis where a diagnostic could not be computed: a failure if it gates."""
    return Diagnosis(
        name=name,
        verdict=Verdict.FAIL if gates else Verdict.INFORMATIONAL,
        estimate=math.nan,
        unit=unit,
        note=f"not computed: {why}",
        gates=gates,
        reason=f"{name.replace('_', ' ')} is not known" if gates else "",
    )
