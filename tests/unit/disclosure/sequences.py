"""Some outputs of a run released first, as if there had been no others, and all of it afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from evaluation.data.output_table import TableKind
from evaluation.disclosure.audit import attack_release
from evaluation.disclosure.decision import decide
from evaluation.disclosure.earlier_publications import EarlierPublication
from evaluation.disclosure.implied_counts import SegmentedModels
from evaluation.disclosure.ledger_counts import LedgerReader
from evaluation.disclosure.ledger_outputs import ledger_outputs
from evaluation.disclosure.policy import load_policy
from evaluation.disclosure.released_files import write_release
from evaluation.disclosure.run_folder import read_finished_run
from evaluation.disclosure.table_outputs import table_outputs

MOMENT = datetime(2024, 6, 2, 12, tzinfo=UTC)


def finished(folder):
    """Return the run that a builder wrote, and its policy."""
    run = read_finished_run(folder)
    return run, load_policy(run.evaluation.disclosure.policy)


def outputs(run, policy):
    """Return the names of all that a run offers."""
    ledger = ledger_outputs(run, policy, SegmentedModels(run, policy), LedgerReader(run))
    return [item.output.name for item in (*ledger, *table_outputs(run, policy))]


def only(run, policy, names):
    """Return a run that offers some of its outputs; its restricted tables stay."""
    ledger = ledger_outputs(run, policy, SegmentedModels(run, policy), LedgerReader(run))
    rows = [row for item in ledger if item.output.name in names for row in item.rows]
    tables = [table for table in run.tables if table.kind is TableKind.RESTRICTED or f"table {table.name}" in names]
    return replace(run, ledger=tuple(rows), tables=tuple(tables))


def released_in_turn(folder, runs, policy):
    """Release runs about the same people one after the other.

    Returns
    -------
    list of Path
        Folders with a ``released`` each.
    list of str
        What the audits found.
    """
    folders, found = [], []
    for number, run in enumerate(runs, start=1):
        past = [EarlierPublication(f"publication {at}", each / "released") for at, each in enumerate(folders, 1)]
        decision = decide(run, policy, past)
        folders.append(folder / f"turn_{number}")
        released = folders[-1] / "released"
        released.mkdir(parents=True)
        write_release(released, run, policy, decision, MOMENT)
        found += attack_release(released, decision.hidden, decision.closed, past).found
    return folders, found
