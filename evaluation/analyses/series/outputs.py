"""What is known of the series before any model: their numbers period by period, and how many are not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from evaluation.analyses.interruption.study import StudiedSeries, Study
from evaluation.analyses.ledger import count_row, rows_by_reason
from evaluation.analyses.series.study import STEM
from evaluation.data.output_table import OutputTable, Sensitivity, TableKind, rows_of
from evaluation.data.validated import Dropped
from evaluation.stats.estimate import Estimate

_COLUMNS = ("period", "series", "role", "value", "value_low", "value_high", "exposure", "in_model")


def count_rows(study: Study, series: Sequence[StudiedSeries], dropped: Iterable[Dropped]) -> Iterator[Estimate]:
    """Yield how many rows were dropped, and the periods of each series that are missing or known as a range."""
    reasons: Counter[str] = Counter()
    for item in dropped:
        reasons[item.reason] += item.n_rows
    note = "rows of the source that were not used"
    yield from rows_by_reason(STEM, "rows_dropped", reasons, unit="rows", note=note)
    about = {"unit": f"{study.unit_of_period}s", "period": study.span, "n_obs": study.n_rows}
    for each in series:
        missing = pd.isna(each.low)
        note = "without a value: they are not in the model"
        yield count_row(STEM, "periods_missing", each.scope, int(missing.sum()), notes=[note], **about)
        note = "known only to lie in a range"
        ranged = ~missing & (each.low != each.high)
        yield count_row(STEM, "periods_in_range", each.scope, int(ranged.sum()), notes=[note], **about)


def numbers_table(study: Study, roles: Sequence[tuple[StudiedSeries, str]]) -> OutputTable:
    """Return the numbers of each series as the file has them, period by period; for the evaluator's eyes only.

    ``value`` is blank where it is missing, or known only to lie from ``value_low`` to ``value_high``.
    """
    frames = [
        pd.DataFrame(
            {
                "period": study.periods,
                "series": each.key,
                "role": role,
                "value": pd.Series(each.low).where(each.low == each.high),
                "value_low": each.low,
                "value_high": each.high,
                "exposure": each.exposures["population"],
                "in_model": study.in_model & ~pd.isna(each.low),
            }
        )
        for each, role in roles
    ]
    return OutputTable(
        name="series_by_period",
        analysis=STEM,
        kind=TableKind.RESTRICTED,
        sensitivity=Sensitivity.PATIENT,
        columns=_COLUMNS,
        rows=rows_of(pd.concat(frames, ignore_index=True)),
    )
