"""Whether enough of the periods before and after an intervention are complete."""

from __future__ import annotations

import numpy as np

from evaluation.analyses.interruption.diagnostics.diagnosis import Diagnosis, Verdict
from evaluation.analyses.interruption.modelled import Modelled, known_rows
from evaluation.analyses.interruption.study import Study

LEAST_SHARE = 0.9
"""With the fewest periods that may come before, 24 months, a missing quarter of a year fails."""


def completeness(study: Study, item: Modelled) -> Diagnosis:
    """Return the share of the periods in the model, in percent, on the side of the first intervention with less.

    Missing, left-out and provisional periods count as not in the model. Periods of a declared transition are no part
    of either side. Below 90 % is a failure. Who has more provisional periods ends the window before them.
    """
    rows = range(study.n_rows)[item.specified.rows]
    known = set(np.flatnonzero(known_rows(study, item)))
    between = {rows[row] for row, within in enumerate(item.specified.design.in_transition) if within}
    first = study.first_start
    sides = [
        [row for row in side if row not in between] for side in (range(rows.start, first), range(first, rows.stop))
    ]
    least = min(sum(row in known for row in side) / len(side) for side in sides)
    n_out = sum(len(side) for side in sides) - len(known)
    n_ranges = sum(bool(item.series.low[row] != item.series.high[row]) for row in known)
    verdict = Verdict.FAIL if least < LEAST_SHARE else Verdict.WARN if n_out else Verdict.PASS
    notes = [
        f"{n_out} {study.unit_of_period}s missing, left out or provisional" if n_out else "",
        f"{n_ranges} {study.unit_of_period}s known as a range" if n_ranges else "",
        "" if study.parameters.provisional_from else f"no {study.unit_of_period} is declared provisional",
        "on the side of the first intervention with less",
    ]
    return Diagnosis(
        name="completeness",
        verdict=verdict,
        estimate=100.0 * least,
        unit="percent",
        note="; ".join(note for note in notes if note),
        gates=True,
        reason=f"too many {study.unit_of_period}s are missing or provisional" if verdict is Verdict.FAIL else "",
    )
