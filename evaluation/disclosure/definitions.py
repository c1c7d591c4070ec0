"""Shares retained by several definitions count nearly the same people: what two of them differ by is told, too.

A shorter gap judges people who start later and finds more of them leaving. Where two definitions are shown, a reader
subtracts people, those who left and those who stayed, so each difference counts as published. Deaths as leaving are
never shown beside deaths as censoring: the difference is the number of deaths.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from evaluation.data.output_table import Measure
from evaluation.disclosure.closed_list import QUANTITIES, Kind
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.scope import DEFINITION, Count, Scope

Row = Mapping[str, str]
DEATHS_LEAVE = ".deaths_leaving"
_HEADLINE = "the headline"


def headline_of(run: FinishedRun) -> Row:
    """Return the people of the headline and those who leave by the day of the definitions, where the run has them."""
    rows = {row["result_id"]: row for row in run.ledger}
    everybody = rows.get("retention/persons/all", {})
    section = run.evaluation.retention
    days = [day for day in section.landmarks if day <= section.definition_days] if section else []
    events = [rows.get(f"retention/retained/all/d{day}", {}).get("n_events", "") for day in days]
    is_told = bool(days) and days[-1] == section.definition_days and all(events)
    return {
        "result_id": _HEADLINE,
        "n_obs": everybody.get("n_obs", ""),
        "n_events": str(int(sum(map(float, events)))) if is_told else "",
    }


def chosen_definitions(rows: Sequence[Row], headline: Row, hidden: range) -> tuple[Row, ...]:
    """Return the definitions whose numbers, and what any two differ by, need not be hidden.

    Deaths are censored in all of them. Those that judge about as many people as the headline are chosen first.
    """
    waiting = [
        row for row in rows if not row["result_id"].endswith(DEATHS_LEAVE) and row["n_obs"] and row["n_events"]
    ]
    size = float(headline["n_obs"] or 0)
    waiting.sort(key=lambda row: (abs(float(row["n_obs"]) - size), row["result_id"]))
    kept: list[Row] = []
    for row in waiting:
        against = [row, headline, *kept]
        if all(number not in hidden for other in against for _, number in _differences(row, other)):
            kept.append(row)
    return tuple(row for row in rows if row in kept)


def differences_of_definitions(rows: Sequence[Row], headline: Row) -> Iterator[Count]:
    """Yield what definitions that are released together differ by from one another and from the headline."""
    shown = [row for row in rows if QUANTITIES[row["analysis"], row["quantity"]].kind is Kind.DEFINITION]
    for one, other in itertools.combinations([headline, *shown] if shown else [], 2):
        for words, number in _differences(one, other):
            names = f"{_name(one)} against {_name(other)}"
            yield Count(
                scope=Scope.of(Measure.JUDGED_PERSON, levels={DEFINITION: frozenset({f"{names}, {words}"})}),
                value=number,
                label=f"{Measure.JUDGED_PERSON.plural}, {words}, {names}",
                where="the difference of two definitions",
                block=f"definitions, {names}, {words}",
                derived=True,
            )


def _differences(one: Row, other: Row) -> Iterator[tuple[str, int]]:
    """Yield by how many people, leavers and others two definitions differ; the numbers of one beside itself."""
    sides = (one,) if one is other else (one, other)
    numbers = [_numbers(row) for row in sides]
    for words in numbers[0]:
        if all(words in each for each in numbers):
            yield words, numbers[0][words] if one is other else abs(numbers[0][words] - numbers[1][words])


def _numbers(row: Row) -> dict[str, int]:
    n_obs, n_events = (int(float(row[name])) if row[name] else None for name in ("n_obs", "n_events"))
    found = {"judged": n_obs, "left": n_events}
    found["stayed"] = n_obs - n_events if n_obs is not None and n_events is not None else None
    return {words: number for words, number in found.items() if number is not None}


def _name(row: Row) -> str:
    return row["result_id"].rpartition("/")[2]
