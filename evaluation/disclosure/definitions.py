"""Shares retained by several definitions count nearly the same people: what two of them differ by is told, too.

A shorter gap judges people who start later and finds more of them leaving. Where two definitions are shown, now or in
an earlier release, a reader subtracts people, those who left and those who stayed, so each difference counts as
published. Deaths as leaving are never shown beside deaths as censoring: the difference is the number of deaths.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from evaluation.data.output_table import Measure
from evaluation.disclosure.closed_list import QUANTITIES, Kind
from evaluation.disclosure.judged import Judged, Row, judged_by
from evaluation.disclosure.scope import DEFINITION, Count, Scope

DEATHS_LEAVE = ".deaths_leaving"


def chosen_definitions(
    rows: Sequence[Row], headline: Judged, before: Sequence[Judged], hidden: range
) -> tuple[Row, ...]:
    """Return the definitions whose numbers, and what any two differ by, need not be hidden.

    Deaths are censored in all of them. Those that judge about as many people as the headline are chosen first.

    Parameters
    ----------
    rows : sequence of mapping
        Of definitions.
    headline : Judged
    before : sequence of Judged
        What earlier publications about the same people show.
    hidden : range
    """
    waiting = {
        judged_by(row): row
        for row in rows
        if not row["result_id"].endswith(DEATHS_LEAVE) and row["n_obs"] and row["n_events"]
    }
    kept: list[Judged] = []
    for one in sorted(waiting, key=lambda each: (abs(each.n_obs - (headline.n_obs or 0)), each.name)):
        apart = (number for other in (headline, *kept, *before) for _, number in one.apart(other))
        if not any(number in hidden for number in itertools.chain((number for *_, number in one.numbers), apart)):
            kept.append(one)
    chosen = [waiting[one] for one in kept]
    return tuple(row for row in rows if row in chosen)


def differences_of_definitions(rows: Sequence[Row], headline: Judged, before: Sequence[Judged]) -> Iterator[Count]:
    """Yield what definitions that are released together differ by, among themselves and from all shown before."""
    shown = [judged_by(row) for row in rows if QUANTITIES[row["analysis"], row["quantity"]].kind is Kind.DEFINITION]
    pairs = [*itertools.combinations([headline, *shown] if shown else [], 2), *itertools.product(shown, before)]
    for one, other in pairs:
        for words, number in one.apart(other):
            names = f"{one.name} against {other.name}"
            yield Count(
                scope=Scope.of(Measure.JUDGED_PERSON, levels={DEFINITION: frozenset({f"{names}, {words}"})}),
                value=number,
                label=f"{Measure.JUDGED_PERSON.plural}, {words}, {names}",
                where="the difference of two definitions",
                block=f"definitions, {names}, {words}",
                derived=True,
            )
