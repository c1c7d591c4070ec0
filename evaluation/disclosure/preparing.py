"""What a release would be: decided beside everything that was published, and written into a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from evaluation.disclosure.decision import Decision, decide
from evaluation.disclosure.earlier_publications import EarlierPublication, as_earlier, require_no_models
from evaluation.disclosure.policy import Policy
from evaluation.disclosure.population import population_of
from evaluation.disclosure.publications.ledger import PublicationLedger
from evaluation.disclosure.publications.publication import Publication
from evaluation.disclosure.quote_gate.published_before import quotes_of
from evaluation.disclosure.released_files import Written, write_release
from evaluation.disclosure.review.exceptions import SignedException, require_fitting
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.turnover import turnovers_of
from evaluation.disclosure.withdrawn_interviews import require_none_returned

STAGES = ("deciding what may be shown", "writing", "auditing")


@dataclass(frozen=True, eq=False)
class Prepared:
    """A release that is written and not attacked yet.

    Parameters
    ----------
    decision : Decision
    written : Written
    past : tuple of EarlierPublication
        What it was decided beside, and is to be attacked with.
    """

    decision: Decision
    written: Written
    past: tuple[EarlierPublication, ...]


def prepare(
    folder: Path,
    run: FinishedRun,
    policy: Policy,
    ledger: PublicationLedger,
    moment: datetime,
    *,
    exceptions: Sequence[SignedException] = (),
    progress: Callable[[str], None] = lambda stage: None,
) -> Prepared:
    """Decide and write a release into a folder, in place of what is in it.

    Raises
    ------
    DisclosureError
        As :func:`evaluation.disclosure.decision.decide` does, or if real people stand in earlier models, or an
        interview is counted again that was withdrawn.
    ParameterError
        If an exception cannot be made.
    """
    require_none_returned(run)
    known = ledger.of_population(population_of(run))
    turnovers = turnovers_of(run, known)
    for before in _pasts(known, run.manifest["run_id"], policy.policy):
        progress(STAGES[0])
        past = tuple(
            as_earlier(ledger, each, turnover) for each in before for turnover in turnovers.get(each.run_id, [None])
        )
        decision = decide(run, policy, past, {signed.item for signed in exceptions})
        require_fitting(exceptions, run, decision, moment)
        progress(STAGES[1])
        written = write_release(folder, run, policy, decision, moment, quotes_of(ledger, before))
        if len(before) == len(known) or ledger.same_as(folder, population_of(run)):
            break
    if not run.evaluation.synthetic:
        require_no_models(past)
    progress(STAGES[2])
    return Prepared(decision, written, past)


def _pasts(known: Sequence[Publication], run_id: str, policy: str) -> Iterator[Sequence[Publication]]:
    """Yield what a release is decided beside.

    A run that was published before is first decided as it was then, so that what is published already is published
    again as it was, if nothing else has changed. All publications come last.
    """
    own = next((at for at, each in enumerate(known) if (each.run_id, each.policy) == (run_id, policy)), None)
    if own is not None:
        yield known[:own]
    yield known
