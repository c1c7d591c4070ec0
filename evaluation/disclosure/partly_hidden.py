"""Tables that were pooled, or withheld, and show more in a finer form with single cells hidden, or counts rounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from evaluation.disclosure.admission import Admitter, Candidate, Output
from evaluation.disclosure.corrected_days import Window, share_days
from evaluation.disclosure.count_table import CountTable, PooledTable
from evaluation.disclosure.earlier import Earlier
from evaluation.disclosure.linked_tables import LinkedTables, Pooled, hide_cells
from evaluation.disclosure.policy import EVERYTHING, Policy
from evaluation.disclosure.rounded_tables import round_cells
from evaluation.disclosure.scope import PERIOD, window_of
from evaluation.disclosure.surroundings import Surroundings
from evaluation.disclosure.table_outputs import TableOutput
from evaluation.disclosure.truth import Truth


def admit_partly_hidden(
    items: Sequence[TableOutput],
    admitter: Admitter,
    policy: Policy,
    past: Earlier,
    truth: Mapping[str, Truth],
) -> dict[str, LinkedTables]:
    """Admit the tables that show more in a finer form with cells hidden or rounded, and return them by measure.

    A table has no such form where a number that was published about its days is a few people apart from what it is
    now, whether the form would show that number or not: with exact numbers beside it, its bounds may tell the number
    exactly.

    Parameters
    ----------
    items : sequence of TableOutput
    admitter : Admitter
        What is admitted already.
    policy : Policy
    past : Earlier
    truth : mapping
        Measure to what the run can count.
    """
    by_measure: dict[str, list[TableOutput]] = {}
    for item in items:
        if item.counted and admitter.hidden(item.counted.measure) not in (range(0), EVERYTHING):
            by_measure.setdefault(item.counted.measure, []).append(item)
    admitted = admitter.result().admitted
    found = {}
    for measure, mine in sorted(by_measure.items()):

        def leaks(forms: Mapping[str, PooledTable]) -> list[str]:
            trial = admitter.copy()
            trial.admit([_output(form) for form in forms.values()])
            return [name for name, form in forms.items() if _output(form).name in trial.result().refused]

        def leaks_at_sight(form: PooledTable) -> bool:
            return admitter.leak_at_sight(_candidate(form)) is not None

        around = Surroundings(
            measure=measure,
            hidden=admitter.hidden(measure),
            closed=past.closed.get(measure, {}),
            shown=admitter.published(measure),
            hidden_before=past.hidden.get(measure, ()),
            before=past.publications,
            shown_before=frozenset(past.shown),
            changed=past.changed.get(measure, ()),
            most_hidden=policy.suppression.most_hidden if policy.suppression else 0.0,
        )
        whole = {
            item.output.name: admitted[item.output.name].payload for item in mine if item.output.name in admitted
        }
        days = few_apart(measure, admitter.hidden(measure), past, truth)
        tables = [
            Pooled(item.counted, whole.get(item.output.name))
            for item in mine
            if not any(share_days(_days_of(item.counted), window) for window in days)
        ]
        linked = hide_cells(tables, around, leaks, leaks_at_sight) if policy.suppression else LinkedTables({}, None)
        if policy.rounding:
            more = round_cells(tables, linked.tables, around, policy.rounding.base)
            linked = replace(linked, tables={**linked.tables, **more})
        admitter.admit([_output(form) for form in linked.tables.values()])
        found[measure] = linked
    return found


def few_apart(measure: str, hidden: range, past: Earlier, truth: Mapping[str, Truth]) -> set[Window]:
    """Return the days of numbers that the run has otherwise, by a few people, than any publication before it."""
    found = set()
    for scope, before in past.shown.items():
        now = truth[measure].count(scope) if scope.measure == measure and measure in truth else None
        if now is None or any(each.value == now for each in before):
            continue
        if any(abs(each.value - now) in hidden for each in before):
            found.add(scope.window)
    return found


def _days_of(table: CountTable) -> Window:
    if PERIOD not in table.dimensions:
        return table.window
    spans = [window_of(period) for period in table.frame[PERIOD].unique()]
    return (min(start for start, _ in spans), max(stop for _, stop in spans)) if spans else table.window


def _output(form: PooledTable) -> Output:
    return Output(f"table {form.name}", lambda: [_candidate(form)])


def _candidate(form: PooledTable) -> Candidate:
    return Candidate(tuple(form.counts()), form)
