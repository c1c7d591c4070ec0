"""The rows of the retention ledger that count people and rows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from evaluation.analyses.ledger import COUNTED, EVERYBODY, Scope, count_row, ledger_row, rows_by_reason
from evaluation.analyses.treatment.people import People
from evaluation.data.parameters import RetentionParameters
from evaluation.stats.estimate import Estimate

STEM = "retention"


def scopes_of(people: People, parameters: RetentionParameters) -> Iterator[tuple[Scope, np.ndarray]]:
    """Yield everybody, then each level of each group, with the positions of its people."""
    yield EVERYBODY, np.arange(len(people.frame))
    for name in dict.fromkeys(parameters.groups):
        column = people.columns[name]
        for level in column.levels:
            yield (
                column.scope(level),
                np.flatnonzero((people.frame[name] == level).to_numpy(dtype=bool, na_value=False)),
            )


def person_row(scope: Scope, people: People, chosen: np.ndarray) -> Estimate:
    """Return how many people start treatment, and how many of them are seen to leave."""
    return ledger_row(
        STEM,
        "persons",
        scope,
        unit="persons",
        period=people.period,
        estimate=float(chosen.size),
        n_obs=int(chosen.size),
        n_events=int(people.follow_up.event[chosen].sum()),
        method=COUNTED,
        notes=("people who start treatment; events are those who leave it while followed", people.definition),
    )


def diagnostic_rows(people: People, parameters: RetentionParameters) -> Iterator[Estimate]:
    """Yield what was left out, by reason, and what a reader of the data must know."""
    note = "rows of the sources that were not used"
    yield from rows_by_reason(STEM, "rows_dropped", people.rows_dropped, unit="rows", note=note)
    if parameters.dispensing:
        note = "people with supply who are not analysed"
        yield from rows_by_reason(STEM, "persons_excluded", people.persons_excluded, unit="persons", note=note)
        note = "rows that repeat another in every column; their supply is added up like any other"
        yield count_row(STEM, "rows_repeated", EVERYBODY, people.n_rows_repeated, unit="rows", notes=[note])
    on_day_zero = int(((people.follow_up.time == 0) & people.follow_up.event).sum())
    if on_day_zero:
        note = "people who leave on the day they start; they count as at risk on that day"
        yield count_row(STEM, "events_on_day_zero", EVERYBODY, on_day_zero, unit="persons", notes=[note])
    for name in dict.fromkeys((*parameters.groups, *parameters.covariates)):
        missing = int(people.frame[name].isna().sum())
        if missing:
            note = f"people without {name}; they are left out of comparisons by it"
            yield count_row(STEM, "persons_unclassified", Scope(name), missing, unit="persons", notes=[note])
    for name, number in people.rows.n_changing.items():
        note = f"people whose {name} changes while they are followed"
        yield count_row(STEM, "persons_changing", Scope(name), number, unit="persons", notes=[note])
