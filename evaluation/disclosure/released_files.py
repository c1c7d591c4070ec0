"""The files of a release but for its certificate, as they were decided."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from evaluation.data.output_table import Sensitivity, TableKind
from evaluation.data.whole_files import write_csv, write_json
from evaluation.disclosure.about import about_release
from evaluation.disclosure.checklist_answers import write_checklists
from evaluation.disclosure.decision import Decision
from evaluation.disclosure.fairness import HIDING, HIDING_COLUMNS, GroupShown, groups_shown
from evaluation.disclosure.implied_file import write_implied
from evaluation.disclosure.interviewees import CODEBOOK
from evaluation.disclosure.joint_display.file import write_joint_display
from evaluation.disclosure.planted_truth import TRUTH_COLUMNS, read_truth
from evaluation.disclosure.policy import Policy
from evaluation.disclosure.quote_gate import JudgedQuotes, judge_quotes
from evaluation.disclosure.quote_gate.quote import QUOTES, has_quotes
from evaluation.disclosure.quote_gate.records import QUOTE_COLUMNS, public_rows
from evaluation.disclosure.quote_gate.shown_beside import PublishedQuote
from evaluation.disclosure.row_rules import released_row
from evaluation.disclosure.run_folder import FinishedRun, exposure_is_public
from evaluation.disclosure.table_files import write_as_it_is, write_counts
from evaluation.disclosure.withheld import Withheld
from evaluation.stats.estimate import LEDGER_COLUMNS


@dataclass(frozen=True)
class Written:
    """What a release holds.

    Parameters
    ----------
    n_results, n_quotes, n_withheld : int
        Rows of ``results.csv``, quotes, lines of ``withheld.csv``.
    groups : tuple of GroupShown
        What is shown of each group on its own.
    quotes : JudgedQuotes
        Every proposed quote, with what stops it.
    """

    n_results: int
    n_quotes: int
    n_withheld: int
    groups: tuple[GroupShown, ...]
    quotes: JudgedQuotes


def write_release(
    folder: Path,
    run: FinishedRun,
    policy: Policy,
    decision: Decision,
    moment: datetime,
    quotes_before: Sequence[PublishedQuote] = (),
) -> Written:
    """Write all files but the certificate, in place of those that a decision before this one left.

    Parameters
    ----------
    folder : Path
    run : FinishedRun
    policy : Policy
    decision : Decision
    moment : datetime
        In UTC.
    quotes_before : sequence of PublishedQuote
        Quotes of earlier publications about the same people.
    """
    for left in folder.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    quotes = judge_quotes(run, policy, moment, quotes_before)
    withheld = [*decision.withheld, *(_quote_withheld(reason, policy) for reason in quotes.reasons)]
    withheld += _write_tables(folder / "tables", decision, run, policy)
    n_results, omitted = _write_results(folder / "results.csv", decision, policy)
    withheld += omitted
    if has_quotes(run):
        write_csv(folder / "quotes.csv", QUOTE_COLUMNS, public_rows(quotes))
    truth, missing = read_truth(run)
    withheld += missing
    if truth is not None:
        write_csv(folder / "truth.csv", TRUTH_COLUMNS, truth)
    lines = sorted(set(withheld))
    write_csv(
        folder / "withheld.csv",
        ("item", "kind", "reason", "rule"),
        [(line.item, line.kind, line.reason, line.rule) for line in lines],
    )
    forms = [shown.form for shown in decision.count_tables]
    offered = (table for table in run.tables if table.kind is TableKind.COUNTS)
    groups = groups_shown(offered, forms, decision.rows, run.evaluation)
    write_csv(folder / f"{HIDING}.csv", HIDING_COLUMNS, [group.row() for group in groups])
    codebook = next((table for table in decision.other_tables if table.name == CODEBOOK), None)
    about = about_release(run, forms, codebook, decision.hidden, released_at=f"{moment:%Y-%m-%dT%H:%M:%SZ}")
    write_json(folder / "about.json", about)
    write_implied(folder, decision.implied, decision.days)
    write_joint_display(folder, run)
    write_checklists(folder, run)
    return Written(n_results, len(quotes.released), len(lines), tuple(groups), quotes)


def _write_tables(folder: Path, decision: Decision, run: FinishedRun, policy: Policy) -> list[Withheld]:
    withheld = []
    for shown in decision.count_tables:
        table = shown.source
        has_exposure = bool(table.about.get("exposure"))
        is_public = has_exposure and exposure_is_public(run.evaluation, table.analysis)
        if has_exposure and not is_public:
            reason = "rates need an exposure that is public"
            withheld.append(Withheld(f"{shown.form.name} rates", "table", reason, "rates from public exposures only"))
        section = run.evaluation.analyses[table.analysis]
        conf_level = getattr(section, "conf_level", 0.95)
        write_counts(folder, table, shown.form, with_rates=is_public, conf_level=conf_level, rates=policy.rates)
    for table in decision.other_tables:
        write_as_it_is(folder, table, digits=decision.digits.get(table.name))
    return withheld


def _write_results(path: Path, decision: Decision, policy: Policy) -> tuple[int, list[Withheld]]:
    released = [released_row(row, policy) for row in sorted(decision.rows, key=lambda each: each["result_id"])]
    write_csv(path, LEDGER_COLUMNS, [[row[name] for name in LEDGER_COLUMNS] for row, _ in released])
    shortened = {f"{row['analysis']}/{row['quantity']}" for row, left_out in released if left_out}
    reason = "parts of notes with numbers that may be about people are left out"
    omitted = [Withheld(f"{name}, notes", "note", reason, "numbers in texts: method only") for name in shortened]
    return len(released), omitted


def _quote_withheld(reason: str, policy: Policy) -> Withheld:
    return Withheld(QUOTES, "quote", reason, policy.rule_words(Sensitivity.PARTICIPANT))
