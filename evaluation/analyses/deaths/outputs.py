"""Counts of deaths by month at the finest level, for disclosure control to pool."""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.analyses.deaths.study import STEM
from evaluation.data.death_series import DeathSeries
from evaluation.data.deaths import is_blank
from evaluation.data.output_table import Measure, OutputTable, Sensitivity, TableKind, rows_of
from evaluation.data.parameters import OverdoseDeathsParameters


def count_tables(data: DeathSeries, parameters: OverdoseDeathsParameters) -> Iterator[OutputTable]:
    """Yield the tables of counts, by month and at the finest level: the release pools what is too fine."""
    by_series = [data.dimension] if data.dimension else []
    wanted = {"deaths_by_month": by_series}
    if "community" in data.counts.dimensions and not is_blank(data.counts.frame["community"]).any():
        wanted["deaths_by_community"] = ["community"]
    arm = ["arm"] if data.dimension == "arm" else []
    wanted |= {f"deaths_by_{name}": [*arm, name] for name in parameters.subgroups}
    for name, by in wanted.items():
        cells = data.cells(by)
        exposure = "person_years" if "person_years" in cells else ""
        yield OutputTable(
            name=name,
            analysis=STEM,
            kind=TableKind.COUNTS,
            sensitivity=Sensitivity.VITAL,
            columns=tuple(cells.columns),
            rows=rows_of(cells),
            measure=Measure.OVERDOSE_DEATH,
            dimensions=("period", *by),
            count="deaths",
            exposure=exposure,
        )
