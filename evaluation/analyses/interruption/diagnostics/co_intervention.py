"""Whether something else that was declared changed when the intervention began."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from evaluation.analyses.interruption.diagnostics.diagnosis import Diagnosis, Verdict
from evaluation.analyses.interruption.modelled import Modelled, known_rows
from evaluation.analyses.interruption.study import Study

YEARS_BEFORE, YEARS_AFTER = 0.5, 1.0
MOST_INFLATION = 2.0
"""Half of what the data say about the effect is lost."""


def co_intervention(study: Study, item: Modelled) -> Diagnosis:
    """Return how many pairs of a declared co-intervention and an intervention cannot be told apart.

    A pair cannot if the co-intervention begins or ends from half a year before the start of the intervention to a
    year after it acts in full, or if it is there in that time and the terms of all co-interventions double the
    variance of the effect.
    What nobody declared cannot be seen: the note says that nobody did.
    """
    declared = study.parameters.co_interventions
    met = sorted(set(_meetings(study, item)))
    verdict = Verdict.INFORMATIONAL if not declared else Verdict.FAIL if met else Verdict.PASS
    return Diagnosis(
        name="co_intervention",
        verdict=verdict,
        estimate=float(len(met)),
        unit="overlaps",
        note="; ".join(f"{theirs} and {ours}" for ours, theirs in met)
        if declared
        else "nobody declared anything else that changed",
        gates=True,
        reason="something else changed at about the same time" if met else "",
    )


def _meetings(study: Study, item: Modelled) -> Iterator[tuple[str, str]]:
    first_row = item.specified.rows.start
    before, after = (years * study.periods_per_year for years in (YEARS_BEFORE, YEARS_AFTER))
    for number, impact in enumerate(item.specified.design.impacts, start=1):
        first, last = first_row + impact.start - before, first_row + impact.slope_onset + after
        for each in study.parameters.co_interventions:
            start = study.row_of(each.start)
            stop = study.row_of(each.end) if each.end else None
            edges = [start] if stop is None else [start, stop]
            is_near = any(first <= edge <= last for edge in edges)
            is_there = start <= last and (stop is None or stop > first_row + impact.onset)
            if is_near or (is_there and inflation(study, item, number) >= MOST_INFLATION):
                yield study.parameters.interventions[number - 1].name, each.name


def inflation(study: Study, item: Modelled, number: int) -> float:
    """Return the variance of the effect of an intervention over that without the terms of co-interventions.

    For independent errors, at the onset or a year later, whichever is larger.
    """
    design = item.specified.design
    impact = design.impacts[number - 1]
    known = known_rows(study, item)[item.specified.rows]
    kept = [place for place, name in enumerate(design.columns) if not name.startswith("event_")]
    x = design.matrix[known]
    full, reduced = np.linalg.inv(x.T @ x), np.linalg.inv(x[:, kept].T @ x[:, kept])
    contrasts = [design.effect(number, impact.onset + years * study.periods_per_year) for years in (0.0, 1.0)]
    return max(float(each @ full @ each / (each[kept] @ reduced @ each[kept])) for each in contrasts if each.any())
