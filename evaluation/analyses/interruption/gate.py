"""The gate: whether a sentence about a cause may be said of a series.

It takes away that sentence and nothing else: estimate, interval and the reason are published all the same. Where the
model is right it is closed in 3.0 % of series (``benchmarks/gate_false_fails.py 25``: 21 of 700).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from evaluation.analyses.interruption.diagnostics.diagnosis import Diagnosis
from evaluation.analyses.interruption.diagnostics.examination import examine_fit, examine_gating
from evaluation.analyses.interruption.left_out_years import Years
from evaluation.analyses.interruption.modelled import Modelled, method_of
from evaluation.analyses.interruption.streams import keyed
from evaluation.analyses.interruption.study import Study
from evaluation.analyses.ledger import ledger_row
from evaluation.stats.estimate import Estimate, Status

OPEN, CLOSED = "open", "closed: "


def diagnostic_rows(
    study: Study, modelled: Sequence[Modelled], years: Mapping[str, Years], rng: np.random.Generator
) -> Iterator[Estimate]:
    """Yield the diagnostics of each series as rows, and the gate of each that an intervention reached.

    Parameters
    ----------
    study : Study
    modelled : sequence of Modelled
        The primary analysis.
    years : mapping
        Of :func:`evaluation.analyses.interruption.left_out_years.without_each_year`; looked at where an intervention
        is declared.
    rng : numpy.random.Generator
        Each series has a stream of its own.
    """
    for item in modelled:
        found = examine_fit(study, item, keyed(rng, "diagnostics", item.series.key))
        if study.parameters.interventions and item.series.key not in study.parameters.controls:
            gating = examine_gating(study, item, years.get(item.series.key, {}))
            yield gate_row(study, item, gating)
            found = [*gating, *found]
        yield from (each.row(study, item) for each in found)


def gate_row(study: Study, item: Modelled, found: Sequence[Diagnosis]) -> Estimate:
    """Return the row of the gate: how many of the diagnostics that gate have failed, or are not known."""
    closing = [each for each in found if each.closes]
    reasons = ", ".join(each.reason or f"{each.name.replace('_', ' ')} is not known" for each in closing)
    reasons = reasons if item.model else "there is no model"
    return ledger_row(
        study.stem,
        "gate",
        item.series.scope,
        unit="failed checks",
        estimate=float(len(closing)),
        period=study.span,
        n_obs=item.n_obs,
        n_events=item.n_events,
        method=f"checks of the model that gate; {method_of(study, item)}",
        status=Status.DIAGNOSTIC,
        notes=[f"{CLOSED}{reasons}" if closing else OPEN],
    )
