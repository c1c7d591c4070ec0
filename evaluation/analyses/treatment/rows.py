"""The rows of the retention ledger that count people and rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from evaluation.analyses.ledger import EVERYBODY, Scope, count_row, ledger_row
from evaluation.analyses.treatment.people import People
from evaluation.data.parameters import RetentionParameters
from evaluation.stats.estimate import Estimate, slug_of

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
        method="count of people who start treatment; events are those who leave it while followed",
        notes=(people.definition,),
    )


def diagnostic_rows(people: People, parameters: RetentionParameters) -> Iterator[Estimate]:
    """Yield what was left out, by reason, and what a reader of the data must know."""
    yield from _by_reason("rows_dropped", "rows", people.rows_dropped, "rows of the sources that were not used")
    if parameters.dispensing:
        method = "people with supply who are not analysed"
        yield from _by_reason("persons_excluded", "persons", people.persons_excluded, method)
        method = "rows that repeat another in every column; their supply is added up like any other"
        yield count_row(STEM, "rows_repeated", EVERYBODY, people.n_rows_repeated, unit="rows", method=method)
    on_day_zero = int(((people.follow_up.time == 0) & people.follow_up.event).sum())
    if on_day_zero:
        method = "people who leave on the day they start; they count as at risk on that day"
        yield count_row(STEM, "events_on_day_zero", EVERYBODY, on_day_zero, unit="persons", method=method)
    for name in dict.fromkeys((*parameters.groups, *parameters.covariates)):
        missing = int(people.frame[name].isna().sum())
        if missing:
            method = f"people without {name}; they are left out of comparisons by it"
            yield count_row(STEM, "persons_unclassified", Scope(name), missing, unit="persons", method=method)


def _by_reason(quantity: str, unit: str, counts: Mapping[str, int], method: str) -> Iterator[Estimate]:
    about = {"unit": unit, "method": method}
    yield count_row(STEM, quantity, EVERYBODY, sum(counts.values()), **about)
    for reason, n in sorted(counts.items()):
        yield count_row(STEM, quantity, Scope(slug_of(reason)), n, notes=[reason.replace("_", " ")], **about)
