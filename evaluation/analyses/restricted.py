"""Tables for the evaluator's eyes: they name interviews and coders, or rest on few people."""

from __future__ import annotations

from collections.abc import Iterable

from evaluation.data.output_table import OutputTable, Sensitivity, TableKind


def restricted_table(
    analysis: str,
    name: str,
    columns: tuple[str, ...],
    rows: Iterable[tuple[object, ...]],
    *,
    prespecified: bool = True,
) -> OutputTable:
    """Return a table of an analysis of interviews that is never released."""
    return OutputTable(
        name=name,
        analysis=analysis,
        kind=TableKind.RESTRICTED,
        sensitivity=Sensitivity.PARTICIPANT,
        columns=columns,
        rows=tuple(rows),
        prespecified=prespecified,
    )
