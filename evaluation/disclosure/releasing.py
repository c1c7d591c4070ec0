"""Write ``released/``: decide together what may be published, write it, attack it, and only then put it in place."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from evaluation.data.strict_yaml import counted
from evaluation.data.whole_files import hashes, write_json
from evaluation.disclosure.audit import AuditReport, audit_release
from evaluation.disclosure.authors import look_through
from evaluation.disclosure.certificate import Signatures, certificate_of, texts_of
from evaluation.disclosure.joint_display.staleness import require_current, require_key
from evaluation.disclosure.policy import load_policy
from evaluation.disclosure.policy_fit import require_fit
from evaluation.disclosure.population import population_of, require_own_population
from evaluation.disclosure.preparing import prepare
from evaluation.disclosure.publications.ledger import CERTIFICATE, PUBLICATIONS, open_ledger
from evaluation.disclosure.publications.publication import Publication
from evaluation.disclosure.quote_gate.judged import PROGRAM, State, Step
from evaluation.disclosure.quote_gate.published_before import no_longer_shown
from evaluation.disclosure.quote_gate.records import write_states
from evaluation.disclosure.quote_gate.withdrawals import remember_withdrawn
from evaluation.disclosure.released_folder import RELEASED, replacing
from evaluation.disclosure.review.exceptions import SignedException
from evaluation.disclosure.review.signed_words import wrong_in_name
from evaluation.disclosure.run_folder import FinishedRun, read_finished_run
from evaluation.disclosure.source_marks import open_key
from evaluation.disclosure.turnover import remember_counted
from evaluation.disclosure.withdrawn_interviews import remember_interviews
from evaluation.disclosure.withheld_items import BESIDE_THE_PAST, OF_INTERVIEWS
from evaluation.errors import DisclosureError, Problem, UsageError

_DEFINED_IN = "docs/methods/disclosure.md, the review"
_EARLIER = "docs/methods/disclosure.md, earlier releases,"


@dataclass(frozen=True)
class ReleaseSummary:
    """What a release let out.

    Parameters
    ----------
    folder : Path
        The released folder.
    n_results, n_tables, n_quotes, n_withheld, n_hidden : int
        Rows of ``results.csv``, tables, quotes, lines of ``withheld.csv``, hidden cells of tables.
    erased : tuple of str
        Groups of which nothing is shown on their own, or more is hidden than shown.
    pooled : tuple of str
        Tables that are coarser than they were handed over.
    audit : AuditReport
    publication : Publication
        Its line in the ledger of publications.
    quotes_held : int
        Proposed quotes that are not shown.
    quotes_gone : tuple of str
        What to know of quotes that were published before and are no longer shown.
    is_new : bool
        False where the same was published before.
    n_beside_the_past : int
        Lines of ``withheld.csv`` that are there because of what was published before.
    """

    folder: Path
    n_results: int
    n_tables: int
    n_quotes: int
    n_withheld: int
    n_hidden: int
    erased: tuple[str, ...]
    pooled: tuple[str, ...]
    audit: AuditReport
    publication: Publication
    is_new: bool
    n_beside_the_past: int
    quotes_held: int = 0
    quotes_gone: tuple[str, ...] = ()

    @property
    def _beside(self) -> str:
        n = self.audit.n_earlier
        return f", together with {counted(n, 'earlier publication')}" if n else ""

    def __str__(self) -> str:
        lines = [
            f"Released {self.n_results} results, {self.n_tables} tables and {self.n_quotes} quotes; "
            f"{self.n_withheld} withheld (withheld.csv says why).",
            f"The audit compared {self.audit.n_differences:,} pairs of {self.audit.n_numbers:,} numbers, asked for "
            f"{self.audit.n_groups:,} groups of people{self._beside}: none small follows from counts "
            "(docs/methods/disclosure.md says what it does not check).",
        ]
        if self.quotes_held:
            held = counted(self.quotes_held, "proposed quote")
            what = f"`evaluation quotes {shlex.quote(_shown(self.folder.parent))}`"
            lines.append(f"{held} not shown: {what} says what stops each.")
        lines += self.quotes_gone
        if self.n_hidden:
            are = "cell is" if self.n_hidden == 1 else "cells are"
            lines.append(f"{self.n_hidden} {are} hidden to protect people.")
        lines += [f"Pooled: {'; '.join(self.pooled)}."] if self.pooled else []
        if self.erased:
            lines.append(
                "Little or nothing is shown of these groups on their own, whether somebody belongs to them or not: "
                f"{', '.join(self.erased)}."
            )
        if self.n_beside_the_past:
            lines.append(
                f"{self.n_beside_the_past} of those withheld would have told of a few people beside what was "
                "published before, such as a small correction, or are of days in which numbers changed: "
                f"{_EARLIER} says when such numbers are shown again."
            )
        what = "Publication" if self.is_new else "No new publication: the same as"
        lines.append(f"{what} {self.publication.number} of the ledger, {self.publication.sha256[:12]}.")
        return "\n".join([*lines, f"The release: {_shown(self.folder)}"])


def release(
    run_folder: Path,
    *,
    released_at: datetime | None = None,
    publications: Path | None = None,
    exceptions: Sequence[SignedException] = (),
    checked_by: str = "",
    progress: Callable[[str], None] = lambda stage: None,
) -> ReleaseSummary:
    """Write what may be published of a run to its ``released/``; an existing one is replaced only if all goes well.

    Parameters
    ----------
    run_folder : Path
        Of a finished run.
    released_at : datetime, optional
        With a time zone; default: now. Nothing else differs between two releases of one run.
    publications : Path, optional
        The folder of the ledger of publications; default: ``publications`` beside the folder of the evaluation.
    exceptions : sequence of SignedException
        Outputs whose groups are shown under names from the data, with who answers for it.
    checked_by : str
        Who has checked the review. Real data need somebody.
    progress : callable, optional
        Called with each of ``STAGES`` as it begins.

    Returns
    -------
    ReleaseSummary

    Raises
    ------
    DisclosureError
        If the run may not be released, holds what is not on the closed list, a fixed table is not safe, or the
        audit finds a number that must stay hidden, a construct of the joint display is not as somebody accepted it,
        nobody has checked a release of real data, the ledger of publications is not whole, the policy is not enough
        for the data, or an interview that a release saw withdrawn is counted again. ``released/`` is then as it was.
    ParameterError
        If the policy does not exist or is not valid, or an exception cannot be made.
    UsageError
        If ``checked_by`` is no name.
    """
    run_folder = Path(run_folder)
    run = read_finished_run(run_folder)
    policy = load_policy(run.evaluation.disclosure.policy)
    require_fit(policy, run)
    _require_checked(run, checked_by)
    moment = (released_at or datetime.now(UTC)).astimezone(UTC)
    outputs = run_folder.resolve().parent.parent
    with open_ledger(publications or outputs / PUBLICATIONS, outputs) as ledger, replacing(run_folder) as folder:
        require_key(run)
        key = open_key(outputs)
        require_own_population(run, ledger, key)
        made = prepare(folder, run, policy, ledger, moment, exceptions=exceptions, progress=progress)
        decision, written = made.decision, made.written
        require_current(folder, run)
        report = audit_release(folder, decision.hidden, decision.closed, made.past)
        signed = Signatures.of(checked_by, exceptions, decision)
        write_json(folder / CERTIFICATE, texts_of(policy, signed))
        look_through(folder, run, policy)
        remember_withdrawn(outputs, key, (each.quote for each in written.quotes.quotes), moment)
        remember_interviews(outputs, key, run, moment)
        remember_counted(outputs, key, run, ledger.same_as(folder, population_of(run)))
        publication = ledger.append(
            folder,
            published_at=f"{moment:%Y-%m-%dT%H:%M:%SZ}",
            evaluation=run.evaluation.evaluation,
            run_id=run.manifest["run_id"],
            policy=policy.policy,
            population=population_of(run),
            source_key=key.name,
            sources=key.marks(run),
            **signed.in_words(),
        )
        (folder / CERTIFICATE).unlink()
        gone = no_longer_shown(written.quotes, ledger, run.evaluation.evaluation, population_of(run))
        certificate = certificate_of(
            run, policy, decision, report, written.n_quotes, publication, signed, hashes(folder)
        )
        write_json(folder / CERTIFICATE, certificate)
    if written.quotes.quotes:
        write_states(
            run_folder, written.quotes, released=Step(State.RELEASED, PROGRAM, f"{moment:%Y-%m-%dT%H:%M:%SZ}")
        )
    return ReleaseSummary(
        folder=run_folder / RELEASED,
        n_results=written.n_results,
        n_tables=len(decision.count_tables) + len(decision.other_tables),
        n_quotes=written.n_quotes,
        n_withheld=written.n_withheld,
        n_hidden=sum(int(shown.form.suppressed.sum()) for shown in decision.count_tables),
        erased=tuple(f"{group.dimension} {group.level}" for group in written.groups if group.is_erased),
        pooled=decision.pooled,
        audit=report,
        publication=publication,
        quotes_held=len(written.quotes.quotes) - written.n_quotes,
        quotes_gone=gone,
        is_new=publication not in ledger.publications,
        n_beside_the_past=sum(line.reason in (BESIDE_THE_PAST, OF_INTERVIEWS) for line in set(decision.withheld)),
    )


def _require_checked(run: FinishedRun, checked_by: str) -> None:
    if not checked_by and run.evaluation.synthetic:
        return
    if checked_by.strip():
        if wrong := wrong_in_name(checked_by):
            raise UsageError("Nothing is released.", [Problem("--checked-by", *wrong, _DEFINED_IN)])
        return
    command = f"evaluation release {shlex.quote(_shown(run.folder))}"
    problem = Problem(
        "--checked-by",
        "nobody has checked this release of real data",
        "",
        f"`{command} --review`, and when somebody has read the page that it writes, `{command} --checked-by NAME`",
        _DEFINED_IN,
    )
    raise DisclosureError("Nothing is released: a person must answer for real data.", [problem])


def _shown(folder: Path) -> str:
    here = Path.cwd()
    return folder.relative_to(here).as_posix() if folder.is_relative_to(here) else str(folder)
