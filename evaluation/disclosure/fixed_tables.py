"""Tables that the params file wants released exactly as they stand: safe, or the release is refused."""

from __future__ import annotations

from collections.abc import Iterable

from evaluation.data.output_table import TableKind
from evaluation.disclosure.admission import Admitter, Candidate, Output
from evaluation.disclosure.count_table import PooledTable
from evaluation.disclosure.policy import Policy
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.table_outputs import TableOutput
from evaluation.errors import DisclosureError, Problem

_DEFINED_IN = "disclosure.fixed_tables in the params file"
_MOST_CELLS = 20


def require_fixed(
    run: FinishedRun, tables: Iterable[TableOutput], admitter: Admitter, policy: Policy
) -> frozenset[str]:
    """Admit the fixed tables at their finest level, and return their names.

    Raises
    ------
    DisclosureError
        If one does not exist, is of no kind that may be released, or would show a small number or give one away.
        Cells and equations are listed, for the evaluator's eyes.
    """
    by_name = {item.table.name: item for item in tables}
    problems: list[Problem] = []
    wanted = sorted(set(run.evaluation.disclosure.fixed_tables))
    for name in wanted:
        item = by_name.get(name)
        if item is None or item.refusal or item.table.kind is TableKind.CURVE:
            kind = "a curve, which goes with its model" if item else "no such table"
            found = "restricted" if any(table.name == name for table in run.tables) and not item else kind
            found = item.refusal if item and item.refusal else found
            fixable = sorted(name for name, each in by_name.items() if each.table.kind is not TableKind.CURVE)
            expected = f"one of {', '.join(fixable)}" if fixable else "a table that may be released"
            problems.append(Problem(f"table {name}", "cannot be released as it stands", found, expected, _DEFINED_IN))
            continue
        candidate = next(iter(item.output.candidates()), None)
        if candidate is None or not _is_as_handed_over(item, candidate):
            problems.append(Problem(f"table {name}", "cannot be released as it stands", "groups of too few people"))
            continue
        hidden = policy.hidden(item.table.sensitivity)
        cells = list(candidate.payload.cells(only=hidden)) if item.counted else []
        problems += [
            Problem(f"table {name}", "has a small cell", f"{cell.label}: {cell.value}", "0 or a larger number")
            for cell in cells[:_MOST_CELLS]
        ]
        if len(cells) > _MOST_CELLS:
            problems.append(Problem(f"table {name}", f"has {len(cells) - _MOST_CELLS} more small cells"))
        if not cells:
            admitter.admit([Output(item.output.name, lambda only=candidate: [only])])
            leak = admitter.result().refused.get(item.output.name)
            if leak:
                problems.append(Problem(f"table {name}", "gives a small number away", leak.equation))
    if problems:
        raise DisclosureError("Nothing is released: a fixed table is not safe as it stands.", problems)
    return frozenset(wanted)


def _is_as_handed_over(item: TableOutput, candidate: Candidate) -> bool:
    if item.table.kind is not TableKind.COUNTS:
        return True
    pooled: PooledTable = candidate.payload
    as_it_stands = {"month", "code", "community", "arm"}
    finest = all(how in as_it_stands or name == "period" for name, how in pooled.levels)
    return (
        pooled.dimensions == tuple(item.table.about["dimensions"])
        and finest
        and len(pooled.frame) >= len(item.table.rows)
    )
