"""The groups of each output that have names from the data alone: what somebody must answer for, name by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from evaluation.data.parameters import Evaluation
from evaluation.disclosure.count_table import ARM
from evaluation.disclosure.decision import Decision
from evaluation.disclosure.ledger_outputs import LedgerOutput
from evaluation.disclosure.ledger_rows import THEME, is_public
from evaluation.disclosure.run_folder import FinishedRun, RestrictedTable
from evaluation.disclosure.scope import PERIOD, PLACE

Groups = Mapping[str, tuple[str, ...]]
"""Column to the names of its groups, sorted."""


def groups_to_answer_for(run: FinishedRun, decision: Decision) -> dict[str, Groups]:
    """Return the outputs that nothing but names from the data keeps back, each with these names."""
    tables = {
        item.output.name: _named(_of_table(item.table), run.evaluation)
        for item in decision.tables_offered
        if item.needs_exception
    }
    results = {
        item.output.name: _named(_of_results(item), run.evaluation)
        for item in decision.results_offered
        if item.needs_exception
    }
    return dict(sorted((tables | results).items()))


def outputs_shown(decision: Decision) -> frozenset[str]:
    """Return the outputs of which something is shown."""
    sources = {each.source.name for each in decision.count_tables}
    tables = {item.output.name for item in decision.tables_offered if item.table.name in sources}
    return frozenset({*decision.admission.admitted, *tables})


def _of_table(table: RestrictedTable) -> Iterable[tuple[str, str]]:
    dimensions = [name for name in table.about.get("dimensions", ()) if name not in (PERIOD, PLACE, ARM, THEME)]
    return ((name, row[table.columns.index(name)]) for name in dimensions for row in table.rows)


def _of_results(item: LedgerOutput) -> Iterable[tuple[str, str]]:
    terms = (term.partition("=") for row in item.rows for term in row["subgroup"].split(";") if term)
    return ((name, level) for name, _, level in terms if name != THEME)


def _named(levels: Iterable[tuple[str, str]], evaluation: Evaluation) -> Groups:
    found: dict[str, set[str]] = {}
    for name, level in levels:
        if not is_public(level, name, evaluation):
            found.setdefault(name, set()).add(level)
    return {name: tuple(sorted(each)) for name, each in sorted(found.items())}
