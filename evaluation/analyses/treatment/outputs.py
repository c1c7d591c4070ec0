"""The tables of the retention analysis: people by group, full curves, and how follow-up ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from evaluation.analyses.ledger import Scope
from evaluation.analyses.treatment.columns import Column
from evaluation.analyses.treatment.hazards import HazardModel, residual_frame
from evaluation.analyses.treatment.people import People
from evaluation.analyses.treatment.rows import STEM
from evaluation.data.output_table import Measure, OutputTable, TableKind, rows_of
from evaluation.data.parameters import RetentionParameters
from evaluation.stats.survival.aalen_johansen import IncidenceCurves
from evaluation.stats.survival.kaplan_meier import SurvivalCurve


def person_tables(people: People, parameters: RetentionParameters) -> Iterator[OutputTable]:
    """Yield how many people start treatment, by each group and by arm and community where the data have them.

    Levels that no code list or params file names cannot be pooled: such a table is for the evaluator only.
    """
    named = [*parameters.groups, *(name for name in people.columns if name in ("arm", "community"))]
    for name in dict.fromkeys(named):
        column = people.columns[name]
        counts = people.frame[name].value_counts()
        frame = pd.DataFrame(
            {name: list(column.levels), "persons": [int(counts.get(level, 0)) for level in column.levels]}
        )
        yield _table(f"persons_by_{name}", frame, people, column=column if column.has_codes else None)


def curve_table(people: People, curves: Iterable[tuple[Scope, SurvivalCurve]]) -> OutputTable:
    """Return every step of every curve: for the evaluator's eyes."""
    frames = []
    for scope, curve in curves:
        group, level = scope.terms[0] if scope.terms else ("", "")
        frame = pd.DataFrame(
            {
                "scope": scope.key,
                "group": group,
                "level": level,
                "time": curve.time,
                "n_risk": curve.n_risk,
                "n_events": curve.n_events,
                "n_censored": curve.n_censored,
                "survival": curve.survival,
                "std_error": curve.std_error,
                "conf_low": curve.conf_low,
                "conf_high": curve.conf_high,
            }
        )
        frames.append(frame)
    return _table("survival_curve", pd.concat(frames, ignore_index=True), people)


def incidence_tables(people: People, curves: Iterable[tuple[Scope, IncidenceCurves]]) -> Iterator[OutputTable]:
    """Yield every step of the incidence of every cause, for the evaluator's eyes; nothing without curves."""
    frames = []
    for scope, curve in curves:
        group, level = scope.terms[0] if scope.terms else ("", "")
        for row, cause in enumerate(people.causes):
            frame = pd.DataFrame(
                {
                    "scope": scope.key,
                    "group": group,
                    "level": level,
                    "cause": cause,
                    "time": curve.time,
                    "n_risk": curve.n_risk,
                    "n_events": curve.n_events[row],
                    "incidence": curve.incidence[row],
                    "std_error": curve.std_error[row],
                    "conf_low": curve.conf_low[row],
                    "conf_high": curve.conf_high[row],
                }
            )
            frames.append(frame)
    if frames:
        yield _table("incidence_curve", pd.concat(frames, ignore_index=True), people)


def residual_tables(people: People, model: HazardModel | None) -> Iterator[OutputTable]:
    """Yield the scaled Schoenfeld residuals, each of a person who left: for the evaluator's eyes; none without."""
    frame = residual_frame(model)
    if len(frame):
        yield _table("schoenfeld_residuals", frame, people)


def outcome_table(people: People) -> OutputTable:
    """Return how follow-up ended, for the evaluator's eyes."""
    frame = pd.DataFrame({"outcome": list(people.outcomes), "persons": list(people.outcomes.values())})
    return _table("outcomes", frame, people)


def _table(name: str, frame: pd.DataFrame, people: People, column: Column | None = None) -> OutputTable:
    counted = column is not None
    return OutputTable(
        name=name,
        analysis=STEM,
        kind=TableKind.COUNTS if counted else TableKind.RESTRICTED,
        sensitivity=people.sensitivity,
        columns=tuple(frame.columns),
        rows=rows_of(frame),
        measure=Measure.PERSON if counted else Measure.NOTHING,
        dimensions=(column.name,) if counted else (),
        count="persons" if counted else "",
    )
