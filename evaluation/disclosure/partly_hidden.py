"""Tables that were pooled, or withheld, and show more in a finer form with single cells hidden, or counts rounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from evaluation.disclosure.admission import Admitter, Candidate, Output
from evaluation.disclosure.count_table import PooledTable
from evaluation.disclosure.earlier import Earlier
from evaluation.disclosure.linked_tables import LinkedTables, Pooled, hide_cells
from evaluation.disclosure.policy import EVERYTHING, Policy
from evaluation.disclosure.rounded_tables import round_cells
from evaluation.disclosure.surroundings import Surroundings
from evaluation.disclosure.table_outputs import TableOutput


def admit_partly_hidden(
    items: Sequence[TableOutput],
    admitter: Admitter,
    policy: Policy,
    past: Earlier,
) -> dict[str, LinkedTables]:
    """Admit the tables that show more in a finer form with cells hidden or rounded, and return them by measure."""
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
        tables = [Pooled(item.counted, whole.get(item.output.name)) for item in mine]
        linked = hide_cells(tables, around, leaks) if policy.suppression else LinkedTables({}, None)
        if policy.rounding:
            more = round_cells(tables, linked.tables, around, policy.rounding.base)
            linked = replace(linked, tables={**linked.tables, **more})
        admitter.admit([_output(form) for form in linked.tables.values()])
        found[measure] = linked
    return found


def _output(form: PooledTable) -> Output:
    return Output(f"table {form.name}", lambda: [Candidate(tuple(form.counts()), form)])
