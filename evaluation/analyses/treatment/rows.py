"""What every row of the retention ledger has in common, and the rows that count people and rows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from evaluation.analyses.treatment.columns import EVERYBODY, Scope
from evaluation.analyses.treatment.people import People
from evaluation.data.parameters import RetentionParameters
from evaluation.stats.estimate import Estimate, Status, slug_of

STEM = "retention"


def ledger_row(scope: Scope, quantity: str, *more: str, notes: Iterable[str] = (), **fields: object) -> Estimate:
    """Return a row about a group of people: ``retention/<quantity>/<key>[/more]``; ``fields`` are the Estimate's."""
    given = {
        "estimate": math.nan,
        "status": Status.PRIMARY,
        "prespecified": True,
        "note": "; ".join(note for note in notes if note),
    }
    result_id = "/".join((STEM, quantity, scope.key, *more))
    return Estimate(result_id=result_id, analysis=STEM, quantity=quantity, **(given | dict(scope.fields) | fields))


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
        scope,
        "persons",
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
        yield _count(EVERYBODY, "rows_repeated", "rows", people.n_rows_repeated, method)
    on_day_zero = int(((people.follow_up.time == 0) & people.follow_up.event).sum())
    if on_day_zero:
        method = "people who leave on the day they start; they count as at risk on that day"
        yield _count(EVERYBODY, "events_on_day_zero", "persons", on_day_zero, method)
    for name in dict.fromkeys((*parameters.groups, *parameters.covariates)):
        missing = int(people.frame[name].isna().sum())
        if missing:
            scope = Scope(name, name, "", {})
            method = f"people without {name}; they are left out of comparisons by it"
            yield _count(scope, "persons_unclassified", "persons", missing, method)


def _by_reason(quantity: str, unit: str, counts: Mapping[str, int], method: str) -> Iterator[Estimate]:
    yield _count(EVERYBODY, quantity, unit, sum(counts.values()), method)
    for reason, n in sorted(counts.items()):
        yield _count(Scope(slug_of(reason), "", "", {}), quantity, unit, n, method, note=reason.replace("_", " "))


def _count(scope: Scope, quantity: str, unit: str, n: int, method: str, note: str = "") -> Estimate:
    status = Status.DIAGNOSTIC
    return ledger_row(scope, quantity, unit=unit, estimate=float(n), method=method, status=status, notes=(note,))
