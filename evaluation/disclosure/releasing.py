"""Write ``released/``: decide together what may be published, write it, attack it, and only then put it in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from evaluation.data.output_table import Sensitivity
from evaluation.data.whole_files import hashes, write_csv, write_json
from evaluation.disclosure.about import about_release
from evaluation.disclosure.audit import AuditReport, audit_release
from evaluation.disclosure.decision import Decision, decide
from evaluation.disclosure.leak_scan import scan
from evaluation.disclosure.ledger_outputs import released_row
from evaluation.disclosure.planted_truth import TRUTH_COLUMNS, read_truth
from evaluation.disclosure.policy import Policy, load_policy
from evaluation.disclosure.policy_fit import require_fit
from evaluation.disclosure.publications.ledger import PUBLICATIONS, open_ledger
from evaluation.disclosure.publications.publication import Publication
from evaluation.disclosure.quotes import QUOTE_COLUMNS, QUOTES, ReleasedQuotes, release_quotes
from evaluation.disclosure.released_folder import RELEASED, replacing
from evaluation.disclosure.run_folder import FinishedRun, exposure_is_public, read_finished_run, source_sensitivity
from evaluation.disclosure.table_files import write_as_it_is, write_counts
from evaluation.disclosure.withheld import Withheld
from evaluation.stats.estimate import LEDGER_COLUMNS

STAGES = ("deciding what may be shown", "writing", "auditing")


@dataclass(frozen=True)
class ReleaseSummary:
    """What a release let out.

    Parameters
    ----------
    folder : Path
        The released folder.
    n_results, n_tables, n_quotes, n_withheld : int
        Rows of ``results.csv``, tables, quotes, lines of ``withheld.csv``.
    pooled : tuple of str
        Tables that are coarser than they were handed over.
    audit : AuditReport
    publication : Publication
        Its line in the ledger of publications.
    """

    folder: Path
    n_results: int
    n_tables: int
    n_quotes: int
    n_withheld: int
    pooled: tuple[str, ...]
    audit: AuditReport
    publication: Publication

    def __str__(self) -> str:
        lines = [
            f"Released {self.n_results} results, {self.n_tables} tables and {self.n_quotes} quotes; "
            f"{self.n_withheld} withheld (withheld.csv says why).",
            f"The audit compared {self.audit.n_differences:,} pairs of {self.audit.n_numbers:,} numbers, asked for "
            f"{self.audit.n_groups:,} groups of people: none small follows from counts "
            "(docs/methods/disclosure.md says what it does not check).",
        ]
        lines += [f"Pooled: {', '.join(self.pooled)}."] if self.pooled else []
        lines.append(f"Publication {self.publication.number} of the ledger, {self.publication.sha256[:12]}.")
        return "\n".join([*lines, f"The release: {_shown(self.folder)}"])


def release(
    run_folder: Path,
    *,
    released_at: datetime | None = None,
    publications: Path | None = None,
    progress: Callable[[str], None] = lambda stage: None,
) -> ReleaseSummary:
    """Write what may be published of a run to its ``released/``; an existing one is replaced only if all goes well.

    Parameters
    ----------
    run_folder : Path
        Of a finished run of a synthetic evaluation.
    released_at : datetime, optional
        With a time zone; default: now. Nothing else differs between two releases of one run.
    publications : Path, optional
        The folder of the ledger of publications; default: ``publications`` beside the folder of the evaluation.
    progress : callable, optional
        Called with each of ``STAGES`` as it begins.

    Returns
    -------
    ReleaseSummary

    Raises
    ------
    DisclosureError
        If the run may not be released, holds what is not on the closed list, a fixed table is not safe, or the
        audit finds a number that must stay hidden, the ledger of publications is not whole, or the policy is not
        enough for the data. ``released/`` is then as it was.
    ParameterError
        If the policy does not exist or is not valid.
    """
    run_folder = Path(run_folder)
    run = read_finished_run(run_folder)
    policy = load_policy(run.evaluation.disclosure.policy)
    require_fit(policy, run)
    moment = (released_at or datetime.now(UTC)).astimezone(UTC)
    progress(STAGES[0])
    decision = decide(run, policy)
    quotes = release_quotes(run, policy.group_minimum)
    withheld = [*decision.withheld, *(_quote_withheld(reason, policy) for reason in quotes.reasons)]
    outputs = run_folder.resolve().parent.parent
    with open_ledger(publications or outputs / PUBLICATIONS, outputs) as ledger, replacing(run_folder) as folder:
        progress(STAGES[1])
        withheld += _write_tables(folder / "tables", decision, run, policy)
        rows, omitted = _write_results(folder / "results.csv", decision, policy)
        withheld += omitted
        if any(table.name == QUOTES for table in run.tables):
            write_csv(folder / "quotes.csv", QUOTE_COLUMNS, quotes.rows)
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
        pooled = [candidate.payload for candidate in decision.count_tables.values()]
        write_json(folder / "about.json", about_release(run, pooled, released_at=f"{moment:%Y-%m-%dT%H:%M:%SZ}"))
        progress(STAGES[2])
        report = audit_release(folder, decision.hidden, decision.closed)
        scan(folder, run)
        publication = ledger.append(
            folder,
            published_at=f"{moment:%Y-%m-%dT%H:%M:%SZ}",
            evaluation=run.evaluation.evaluation,
            run_id=run.manifest["run_id"],
            policy=policy.policy,
            population=run.evaluation.disclosure.population or run.evaluation.evaluation,
            sources=_hashes_of_sources(run),
        )
        certificate = _certificate(run, policy, decision, report, quotes, publication, hashes(folder))
        write_json(folder / "certificate.json", certificate)
    return ReleaseSummary(
        folder=run_folder / RELEASED,
        n_results=rows,
        n_tables=len(decision.count_tables) + len(decision.other_tables),
        n_quotes=len(quotes.rows),
        n_withheld=len(lines),
        pooled=decision.pooled,
        audit=report,
        publication=publication,
    )


def _write_tables(folder: Path, decision: Decision, run: FinishedRun, policy: Policy) -> list[Withheld]:
    withheld = []
    for table, candidate in zip(decision.count_sources, decision.count_tables.values(), strict=True):
        has_exposure = bool(table.about.get("exposure"))
        is_public = has_exposure and exposure_is_public(run.evaluation, table.analysis)
        if has_exposure and not is_public:
            reason = "rates need an exposure that is public"
            withheld.append(Withheld(f"{table.name} rates", "table", reason, "rates from public exposures only"))
        section = run.evaluation.analyses[table.analysis]
        conf_level = getattr(section, "conf_level", 0.95)
        write_counts(
            folder, table, candidate.payload, with_rates=is_public, conf_level=conf_level, rates=policy.rates
        )
    for table in decision.other_tables:
        write_as_it_is(folder, table, digits=decision.digits.get(table.name))
    return withheld


def _hashes_of_sources(run: FinishedRun) -> dict[str, str]:
    """Return the hash of each source that is not public, as the manifest of the run has it."""
    inputs = run.manifest.get("inputs", {})
    return {
        name: inputs[name]["sha256"]
        for name, source in sorted(run.evaluation.sources.items())
        if source_sensitivity(source.table) is not Sensitivity.PUBLIC and "sha256" in inputs.get(name, {})
    }


def _write_results(path: Path, decision: Decision, policy: Policy) -> tuple[int, list[Withheld]]:
    released = [released_row(row, policy) for row in sorted(decision.rows, key=lambda each: each["result_id"])]
    write_csv(path, LEDGER_COLUMNS, [[row[name] for name in LEDGER_COLUMNS] for row, _ in released])
    shortened = {f"{row['analysis']}/{row['quantity']}" for row, left_out in released if left_out}
    reason = "parts of notes with numbers that may be about people are left out"
    omitted = [Withheld(f"{name}, notes", "note", reason, "numbers in texts: method only") for name in shortened]
    return len(released), omitted


def _quote_withheld(reason: str, policy: Policy) -> Withheld:
    return Withheld(QUOTES, "quote", reason, policy.rule_words(Sensitivity.PARTICIPANT))


def _certificate(
    run: FinishedRun,
    policy: Policy,
    decision: Decision,
    report: AuditReport,
    quotes: ReleasedQuotes,
    publication: Publication,
    files: Mapping[str, str],
) -> dict[str, object]:
    """Return what was checked, by which rules, and the hash of every other file."""
    return {
        "run_id": run.manifest["run_id"],
        "policy": policy.model_dump(mode="json"),
        "hidden": {
            measure: [hidden.start, hidden.stop - 1] if hidden else [] for measure, hidden in decision.hidden.items()
        },
        "method": "pooled, else the whole breakdown withheld; single cells are never hidden",
        "released": {
            "results": len(decision.rows),
            "tables": len(decision.count_tables) + len(decision.other_tables),
            "quotes": len(quotes.rows),
            "pooled": list(decision.pooled),
        },
        "audit": {
            "numbers": report.n_numbers,
            "pairs_compared": report.n_differences,
            "groups_asked_for": report.n_groups,
            "found": 0,
        },
        "publication": {"number": publication.number, "sha256": publication.sha256},
        "sha256": dict(files),
    }


def _shown(folder: Path) -> str:
    here = Path.cwd()
    return folder.relative_to(here).as_posix() if folder.is_relative_to(here) else str(folder)
