"""Whether something else that was declared changed when the intervention began."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from evaluation.analyses.interruption.diagnostics.diagnosis import Diagnosis, Verdict, known_rows
from evaluation.analyses.interruption.modelled import Modelled
from evaluation.analyses.interruption.specified import Specified
from evaluation.analyses.interruption.study import Study

YEARS_AROUND = 0.5
MOST_INFLATION = 2.0
"""Half of what the data say about the level is lost."""


def co_intervention(study: Study, item: Modelled) -> Diagnosis:
    """Return how many pairs of a declared co-intervention and an intervention cannot be told apart.

    A pair cannot if the one begins or ends within half a year of the onset of the other, or if the co-intervention is
    there in the first year after the onset and the terms of all co-interventions double the variance of the effect.
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
    near = YEARS_AROUND * study.periods_per_year
    for number, impact in enumerate(item.specified.design.impacts, start=1):
        onset = first_row + impact.onset
        for each in study.parameters.co_interventions:
            start = study.row_of(each.start)
            stop = study.row_of(each.end) if each.end else None
            edges = [start] if stop is None else [start, stop]
            beside = any(abs(edge - onset) <= near for edge in edges)
            in_first_year = start < onset + study.periods_per_year and (stop is None or stop > onset)
            if beside or (in_first_year and inflation(study, item, number) >= MOST_INFLATION):
                yield study.parameters.interventions[number - 1].name, each.name


def inflation(study: Study, item: Modelled, number: int) -> float:
    """Return the variance of the effect of an intervention over that without the terms of co-interventions.

    For independent errors: of the level, or of the slope where there is no level.
    """
    specified = item.specified
    known = [row - specified.rows.start for row in known_rows(study, item)]
    term = f"step_{number}" if specified.design.impacts[number - 1].shape.has_level else f"slope_{number}"
    columns = specified.design.columns
    without = [place for place, name in enumerate(columns) if not name.startswith("event_")]
    variances = [_variance(specified, known, term, places) for places in (range(len(columns)), without)]
    return variances[0] / variances[1]


def _variance(specified: Specified, known: list[int], term: str, places: object) -> float:
    chosen = list(places)
    x = specified.design.matrix[np.ix_(known, chosen)]
    return float(np.linalg.inv(x.T @ x)[(at := chosen.index(specified.design.columns.index(term))), at])
