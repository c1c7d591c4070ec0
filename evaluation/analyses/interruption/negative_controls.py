"""Outcomes that no intervention can have changed: where the analysis finds a change of them, it warns."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from evaluation.analyses.interruption.diagnostics.diagnosis import Verdict
from evaluation.analyses.interruption.effects import after_a_year_name, effect_rows
from evaluation.analyses.interruption.modelled import Modelled
from evaluation.analyses.interruption.study import Study
from evaluation.stats.estimate import Estimate, Status

PREFIX = "negative_control_"
_WORDS = {
    Verdict.PASS: "an outcome that the intervention cannot have changed: no change is told from chance",
    Verdict.WARN: "an outcome that the intervention cannot have changed seems to change: "
    "so may whatever else came at that time have changed the others",
}


def negative_control_rows(study: Study, modelled: Sequence[Modelled]) -> Iterator[Estimate]:
    """Yield the change of the level, and that after a year, of each negative control by each intervention.

    Parameters
    ----------
    study : Study
    modelled : sequence of Modelled
        The primary analysis of the negative controls. One that has no model warns: it is not known to be unchanged.
    """
    for item in modelled:
        for number, intervention in enumerate(study.parameters.interventions, start=1):
            for row in effect_rows(study, item, number, intervention):
                late = row.quantity == after_a_year_name(study)
                is_there = item.model is None or item.model.is_there_after(number, years=1.0)
                if row.quantity == "level_change" or (late and is_there):
                    yield _diagnostic(study, row)


def _diagnostic(study: Study, row: Estimate) -> Estimate:
    verdict = Verdict.PASS if row.conf_low <= study.link.no_effect <= row.conf_high else Verdict.WARN
    words = "not known to be unchanged" if math.isnan(row.estimate) else _WORDS[verdict]
    return replace(
        row,
        result_id=row.result_id.replace(f"{study.stem}/", f"{study.stem}/{PREFIX}", 1),
        quantity=f"{PREFIX}{row.quantity}",
        status=Status.DIAGNOSTIC,
        note="; ".join(note for note in (verdict.value, words, row.note) if note),
    )
