"""The review of a release: decide, write and attack it as a release would, and show what came out to one person."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evaluation.data.whole_files import write_json, write_text
from evaluation.disclosure.audit import AuditReport, attack_release
from evaluation.disclosure.authors import look_through
from evaluation.disclosure.certificate import Signatures, texts_of
from evaluation.disclosure.earlier_publications import as_earlier
from evaluation.disclosure.joint_display.staleness import problems_of, require_key, standing_constructs
from evaluation.disclosure.linked_tables import Hiding
from evaluation.disclosure.policy import Policy, load_policy
from evaluation.disclosure.policy_fit import require_fit
from evaluation.disclosure.population import population_of, require_own_population
from evaluation.disclosure.preparing import Prepared, prepare
from evaluation.disclosure.publications.ledger import CERTIFICATE, PUBLICATIONS, open_ledger
from evaluation.disclosure.quote_gate.records import write_states
from evaluation.disclosure.released_folder import aside
from evaluation.disclosure.review.exceptions import SignedException, to_be_signed
from evaluation.disclosure.review.names_from_data import groups_to_answer_for
from evaluation.disclosure.review.outputs import reviewed_outputs
from evaluation.disclosure.review.page import HiddenCell, Review, review_page
from evaluation.disclosure.review.unanimous import unanimous_groups
from evaluation.disclosure.run_folder import FinishedRun, read_finished_run
from evaluation.disclosure.source_marks import open_key
from evaluation.errors import DisclosureError

REVIEW = "restricted/review.html"


def review_release(
    run_folder: Path,
    *,
    publications: Path | None = None,
    exceptions: Sequence[SignedException] = (),
    progress: Callable[[str], None] = lambda stage: None,
) -> Path:
    """Write the page on which a person checks a release before it happens; nothing is published.

    Parameters
    ----------
    run_folder, publications, exceptions, progress
        As in :func:`evaluation.disclosure.releasing.release`.

    Returns
    -------
    Path
        ``restricted/review.html`` of the run.

    Raises
    ------
    DisclosureError
        If the run is not finished, the ledger of publications is not whole, or the policy is not enough. What would
        stop the release itself is shown on the page.
    ParameterError
        If the policy does not exist or is not valid, or an exception cannot be made.
    """
    run_folder = Path(run_folder)
    run = read_finished_run(run_folder)
    policy = load_policy(run.evaluation.disclosure.policy)
    require_fit(policy, run)
    outputs = run_folder.resolve().parent.parent
    with open_ledger(publications or outputs / PUBLICATIONS, outputs) as ledger, aside(run_folder) as folder:
        past = tuple(as_earlier(ledger, each) for each in ledger.of_population(population_of(run)))
        told = {
            "title": run.evaluation.title,
            "run_id": str(run.manifest["run_id"]),
            "policy": policy.policy,
            "population": population_of(run),
            "earlier": tuple(each.words for each in past),
            "exceptions": tuple((signed.item, signed.name, signed.reason) for signed in exceptions),
        }
        try:
            require_key(run)
            require_own_population(run, ledger, open_key(outputs))
            moment = datetime.now(UTC)
            made = prepare(folder, run, policy, ledger, moment, exceptions=exceptions, progress=progress)
        except DisclosureError as error:
            review = Review(**told, problems=_problems(error))
        else:
            signed = Signatures.of("", exceptions, made.decision)
            write_json(folder / CERTIFICATE, texts_of(policy, signed))
            review = _reviewed(folder, run, policy, made, told)
            if made.written.quotes.quotes:
                write_states(run_folder, made.written.quotes)
    page = run_folder / REVIEW
    write_text(page, review_page(review))
    return page


def _reviewed(folder: Path, run: FinishedRun, policy: Policy, made: Prepared, told: Mapping[str, Any]) -> Review:
    report = attack_release(folder, made.decision.hidden, made.decision.closed, made.past)
    return Review(
        **told,
        outputs=tuple(reviewed_outputs(run, made.decision)),
        problems=(*report.found, *_stale(folder, run), *_texts(folder, run, policy)),
        hidden=_hidden(report),
        hiding=tuple(_how_hidden(measure, each) for measure, each in sorted(made.decision.hidings.items())),
        groups=made.written.groups,
        unanimous=unanimous_groups(made.decision),
        to_sign=_to_sign(run, made, {item for item, *_ in told["exceptions"]}),
        quotes=made.written.quotes,
    )


def _to_sign(run: FinishedRun, made: Prepared, given: Collection[str]) -> str:
    groups = groups_to_answer_for(run, made.decision)
    others = {item: each for item, each in groups.items() if item not in given}
    return to_be_signed(run.evaluation.evaluation, population_of(run), others) if others else ""


def _stale(folder: Path, run: FinishedRun) -> tuple[str, ...]:
    try:
        return tuple(map(str, problems_of(standing_constructs(folder, run), run)))
    except DisclosureError as error:
        return _problems(error)


def _texts(folder: Path, run: FinishedRun, policy: Policy) -> tuple[str, ...]:
    try:
        look_through(folder, run, policy)
    except DisclosureError as error:
        return _problems(error)
    return ()


def _problems(error: DisclosureError) -> tuple[str, ...]:
    return tuple(map(str, error.problems)) or (str(error),)


def _hidden(report: AuditReport) -> tuple[HiddenCell, ...]:
    return tuple(HiddenCell(each.cell.words, each.lower, each.upper) for each in report.intervals)


def _how_hidden(measure: str, hiding: Hiding) -> str:
    """Say how near hiding is to the least that protects: this follows from hidden counts, and is never published."""
    cells = f"{hiding.n_hidden} of {hiding.n_cells} cells are hidden ({hiding.method})"
    return (
        f"{measure}: {cells}; of their weight at most {100 * hiding.gap:.1f} % is more than the least that protects."
    )
