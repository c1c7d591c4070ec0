"""Every output of a run with what was decided about it and why, for the eyes of whoever checks the release."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from evaluation.data.output_table import TableKind
from evaluation.disclosure.decision import Decision
from evaluation.disclosure.differences import Leak
from evaluation.disclosure.ledger_outputs import FEW, LedgerOutput
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.table_outputs import NAMES_FROM_DATA, TableOutput


class Verdict(StrEnum):
    """What was decided about an output."""

    SHOWN = "shown"
    LESS = "shown with less"
    WITHHELD = "withheld"
    RESTRICTED = "restricted"


@dataclass(frozen=True)
class ReviewedOutput:
    """One output.

    Parameters
    ----------
    name, analysis, kind : str
    verdict : Verdict
    how : str
        In which form it is shown.
    why : str
        Why it, or a part of it, is not; with the numbers that would give something away.
    """

    name: str
    analysis: str
    kind: str
    verdict: Verdict
    how: str
    why: str


def reviewed_outputs(run: FinishedRun, decision: Decision) -> Iterator[ReviewedOutput]:
    """Yield the tables of a run, then its results, in the order of admission."""
    yield from (_table(item, decision) for item in decision.tables_offered)
    yield from (_result(item, decision) for item in decision.results_offered)
    offered = {item.table.name for item in decision.tables_offered}
    for table in run.tables:
        if table.name not in offered:
            why = "a restricted table" if table.kind is TableKind.RESTRICTED else "no rule is on the closed list yet"
            yield ReviewedOutput(f"table {table.name}", table.analysis, table.kind.value, Verdict.RESTRICTED, "", why)


def _table(item: TableOutput, decision: Decision) -> ReviewedOutput:
    shown = [each for each in decision.count_tables if each.source is item.table]
    is_shown = item.output.name in decision.admission.admitted
    how = []
    for each in shown:
        hidden = int(each.form.suppressed.sum())
        how.append(f"{each.form.name}: by {each.form.levels_in_words}; {len(each.form.frame)} cells, {hidden} hidden")
    is_less = any(len(each.form.frame) < len(item.table.rows) or each.form.suppressed.any() for each in shown)
    verdict = Verdict.WITHHELD if not (is_shown or shown) else Verdict.LESS if is_less else Verdict.SHOWN
    why = "" if is_shown else item.refusal or _told(decision, item.output.name)
    return ReviewedOutput(
        item.output.name,
        item.table.analysis,
        item.table.kind.value,
        verdict,
        "; ".join(how),
        why,
    )


def _result(item: LedgerOutput, decision: Decision) -> ReviewedOutput:
    found = decision.admission.admitted.get(item.output.name)
    n_shown = len(found.payload) if found else 0
    is_less = found is not None and (
        n_shown < len(item.rows)
        or any(
            row[name] and not kept[name]
            for row, kept in zip(item.rows, found.payload, strict=False)
            for name in ("n_obs", "n_events")
        )
    )
    verdict = Verdict.WITHHELD if found is None else Verdict.LESS if is_less else Verdict.SHOWN
    why = "" if found else item.refusal or _told(decision, item.output.name, item.no_form)
    if not item.has_public_names:
        why = NAMES_FROM_DATA
    return ReviewedOutput(
        item.output.name,
        item.analysis,
        item.kind.value,
        verdict,
        f"{n_shown} of {len(item.rows)} results" if found else "",
        why,
    )


def _told(decision: Decision, name: str, no_form: str = FEW) -> str:
    leak: Leak | None = decision.admission.refused.get(name)
    return leak.equation if leak else no_form
