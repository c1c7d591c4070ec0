"""The review of a release: decide, write and attack it as a release would, and show what came out to one person."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from evaluation.data.whole_files import write_text
from evaluation.disclosure.audit import AuditReport, attack_release
from evaluation.disclosure.decision import decide
from evaluation.disclosure.earlier import EarlierPublication, as_earlier
from evaluation.disclosure.leak_scan import scan
from evaluation.disclosure.policy import Policy, load_policy
from evaluation.disclosure.policy_fit import require_fit
from evaluation.disclosure.population import population_of
from evaluation.disclosure.publications.ledger import PUBLICATIONS, open_ledger
from evaluation.disclosure.released_files import write_release
from evaluation.disclosure.review.exceptions import SignedException, require_known
from evaluation.disclosure.review.outputs import exceptable, reviewed_outputs
from evaluation.disclosure.review.page import HiddenCell, Review, review_page
from evaluation.disclosure.run_folder import FinishedRun, read_finished_run
from evaluation.errors import DisclosureError

REVIEW = "restricted/review.html"
STAGES = ("deciding what may be shown", "writing", "auditing")


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
    with open_ledger(publications or outputs / PUBLICATIONS, outputs) as ledger:
        past = [as_earlier(ledger, each) for each in ledger.of_population(population_of(run))]
        review = _review(run, policy, past, exceptions, progress)
    page = run_folder / REVIEW
    write_text(page, review_page(review))
    return page


def _review(
    run: FinishedRun,
    policy: Policy,
    past: Sequence[EarlierPublication],
    exceptions: Sequence[SignedException],
    progress: Callable[[str], None],
) -> Review:
    told = {
        "title": run.evaluation.title,
        "run_id": str(run.manifest["run_id"]),
        "policy": policy.policy,
        "population": population_of(run),
        "earlier": tuple(each.words for each in past),
        "exceptions": tuple((signed.item, signed.name, signed.reason) for signed in exceptions),
    }
    progress(STAGES[0])
    try:
        decision = decide(run, policy, past, {signed.item for signed in exceptions})
    except DisclosureError as error:
        return Review(**told, problems=_problems(error))
    require_known(exceptions, exceptable(decision))
    with tempfile.TemporaryDirectory(dir=run.folder, prefix=".review.") as folder:
        progress(STAGES[1])
        written = write_release(Path(folder), run, policy, decision, datetime.now(UTC))
        progress(STAGES[2])
        report = attack_release(Path(folder), decision.hidden, decision.closed, past)
        problems = [*report.found, *_texts(Path(folder), run)]
    return Review(
        **told,
        outputs=tuple(reviewed_outputs(run, decision)),
        problems=tuple(problems),
        hidden=_hidden(report),
        groups=written.groups,
        quotes=written.quotes_withheld,
    )


def _texts(folder: Path, run: FinishedRun) -> tuple[str, ...]:
    try:
        scan(folder, run)
    except DisclosureError as error:
        return _problems(error)
    return ()


def _problems(error: DisclosureError) -> tuple[str, ...]:
    return tuple(map(str, error.problems)) or (str(error),)


def _hidden(report: AuditReport) -> tuple[HiddenCell, ...]:
    return tuple(HiddenCell(each.cell.words, each.lower, each.upper) for each in report.intervals)
