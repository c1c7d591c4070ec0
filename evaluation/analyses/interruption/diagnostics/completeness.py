"""Whether enough of the periods before and after an intervention are complete."""

from __future__ import annotations

import numpy as np

from evaluation.analyses.interruption.diagnostics.diagnosis import Diagnosis, Verdict
from evaluation.analyses.interruption.fitting import numbers_of
from evaluation.analyses.interruption.modelled import Modelled, known_rows
from evaluation.analyses.interruption.specified import Specified
from evaluation.analyses.interruption.study import StudiedSeries, Study

LEAST_SHARE = 0.9
"""With the fewest periods that may come before, 24 months, a missing quarter of a year fails."""


MOST_IN_RANGE = 0.25
"""A range says less than a number, and the periods that are suppressed are the low ones."""


def completeness(study: Study, item: Modelled) -> Diagnosis:
    """Return the share of the periods in the model, in percent, on the side of the first intervention with less.

    Missing, left-out and provisional periods count as not in the model. Periods of a declared transition are no part
    of either side. Below 90 % is a failure, and so are more than a quarter of a side that are known only as a range;
    a tenth of them is a warning. Who has more provisional periods ends the window before them.
    """
    known = set(np.flatnonzero(known_rows(study, item)))
    sides = _sides(study, item.specified)
    least = min(sum(row in known for row in side) / len(side) for side in sides)
    n_out = sum(len(side) for side in sides) - len(known)
    n_ranges = sum(bool(item.series.low[row] != item.series.high[row]) for row in known)
    in_range = share_in_range(study, item.specified, item.series)
    period = study.unit_of_period
    reasons = [
        f"too many {period}s are missing or provisional" if least < LEAST_SHARE else "",
        f"too many {period}s are known only as a range" if in_range > MOST_IN_RANGE else "",
    ]
    reason = " and ".join(filter(None, reasons))
    is_doubtful = n_out or in_range >= 1.0 - LEAST_SHARE
    notes = [
        f"{n_out} {period}s missing, left out or provisional" if n_out else "",
        f"{n_ranges} {period}s known as a range, at most {in_range:.0%} of a side" if n_ranges else "",
        "" if study.parameters.provisional_from else f"no {period} is declared provisional",
        "on the side of the first intervention with less",
    ]
    return Diagnosis(
        name="completeness",
        verdict=Verdict.FAIL if reason else Verdict.WARN if is_doubtful else Verdict.PASS,
        estimate=100.0 * least,
        unit="percent",
        note="; ".join(note for note in notes if note),
        gates=True,
        reason=reason,
    )


def share_in_range(study: Study, specified: Specified, series: StudiedSeries) -> float:
    """Return the share of periods known only as a range, on the side of the first intervention with more."""
    known = np.zeros(study.n_rows, dtype=bool)
    known[specified.rows] = numbers_of(series, specified, study.kind).known
    in_range = known & (series.low != series.high)
    return max(float(in_range[side].mean()) for side in _sides(study, specified))


def _sides(study: Study, specified: Specified) -> list[list[int]]:
    """Return the rows of the study before the first intervention and from it on, those in transition left out."""
    rows = range(study.n_rows)[specified.rows]
    between = {rows[row] for row, within in enumerate(specified.design.in_transition) if within}
    first = study.first_start
    return [
        [row for row in side if row not in between] for side in (range(rows.start, first), range(first, rows.stop))
    ]
