"""Judge every proposed quote of a run."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from evaluation.data.parameters import Evaluation
from evaluation.data.params_place import params_file_of
from evaluation.data.read import source_path
from evaluation.data.site_files import read_site_files
from evaluation.data.whole_files import sha256_of
from evaluation.disclosure.named_groups import names_of_places
from evaluation.disclosure.policy import Policy
from evaluation.disclosure.quote_gate import checks
from evaluation.disclosure.quote_gate.elsewhere import hashes_elsewhere
from evaluation.disclosure.quote_gate.judged import PROGRAM, JudgedQuote, JudgedQuotes, State, Step
from evaluation.disclosure.quote_gate.quote import Consent, Quote, read_quotes
from evaluation.disclosure.quote_gate.readers import Decision, Word, read_decisions
from evaluation.disclosure.quote_gate.scan import NO_FILES, Finding, Scanner
from evaluation.disclosure.quote_gate.share import over_their_share
from evaluation.disclosure.quote_gate.shown_beside import PublishedQuote, ShownBeside
from evaluation.disclosure.quote_gate.together import Frame, frame_of_run
from evaluation.disclosure.quote_gate.withdrawals import Withdrawals, known_withdrawals
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.errors import DataError, DisclosureError, Problem

_NO_PLACE = "the params file of the run is not where it was"
_IN_FOLDER = "data.qda"
"""What is hashed of a QualCoder project, which is a folder."""
_MANY = "its speaker has more than a fifth of the quotes: propose fewer of this speaker"
_MANY_EVER = "its speaker has more than a fifth of the quotes, with those that were published before"


def judge_quotes(
    run: FinishedRun, policy: Policy, moment: datetime, published: Sequence[PublishedQuote] = ()
) -> JudgedQuotes:
    """Judge the quotes of a run by the interviews, the lists of the site and what readers decided.

    Parameters
    ----------
    run : FinishedRun
    policy : Policy
    moment : datetime
        In UTC: when the automatic states are reached.
    published : sequence of PublishedQuote
        What earlier publications about the same people show.

    Raises
    ------
    DisclosureError
        If the table of quotes is not what it should be, its file changed since the run (a speaker may have withdrawn
        consent), or the file of readers' decisions or of withdrawals is damaged.
    ParameterError
        If a list of the site or a public text cannot be read.
    """
    quotes = read_quotes(run, policy.group_minimum)
    if not quotes:
        return JudgedQuotes()
    params_file = params_file_of(run.folder)
    placed = run.evaluation.beside(params_file) if params_file else None
    judge = _Judge(
        moment,
        _decisions(placed) if placed else (),
        Scanner(read_site_files(placed) if placed else NO_FILES, names_of_places(run.evaluation)),
        frame_of_run(run, policy.group_minimum, [quote.theme for quote in quotes]),
        consent_unknown=_consent_unknown(run, placed) if placed else _NO_PLACE,
        unplaced="" if placed else _NO_PLACE,
        quotes={quote.quote_id: quote for quote in quotes},
        beside=ShownBeside(quotes, published),
        withdrawals=known_withdrawals(run),
    )
    hashes = {quote.sha256 for quote in quotes}
    hashes_before = {each.text_sha256 for each in published}
    others = [each for each in judge.decisions if each.sha256 not in hashes]
    known = hashes_elsewhere(run.folder) if others else {}
    return JudgedQuotes(
        _within_limits([judge.judged(quote) for quote in quotes], hashes_before),
        stale=tuple(each for each in others if each.sha256 not in known),
        elsewhere=tuple((known[each.sha256], each) for each in others if each.sha256 in known),
    )


@dataclass(frozen=True, eq=False)
class _Judge:
    """All that quotes are judged by.

    Parameters
    ----------
    moment : datetime
    decisions : tuple of Decision
    scanner : Scanner
    frame : Frame
    consent_unknown, unplaced : str
        Why nobody can tell whether consent holds, and what stands beside the params file; blank where it is known.
    quotes : mapping
        Name of each quote to it.
    beside : ShownBeside
        What readers know of a speaker from elsewhere.
    withdrawals : Withdrawals
        What earlier releases saw to be withdrawn.
    """

    moment: datetime
    decisions: tuple[Decision, ...]
    scanner: Scanner
    frame: Frame
    consent_unknown: str
    unplaced: str
    quotes: Mapping[str, Quote]
    beside: ShownBeside
    withdrawals: Withdrawals

    def judged(self, quote: Quote) -> JudgedQuote:
        """Return a quote with its way."""
        mine = [each for each in self.decisions if each.sha256 == quote.sha256]
        scan = self.scanner.scan(quote.text)
        excepted = checks.exceptions_that_count(quote, scan, mine)
        beside = tuple(self.beside.of(quote))
        others = sorted({each.quote_id for each in beside} - {quote.quote_id})
        shown = [each for each in scan.findings if each.name in excepted and _may_be_shown(excepted[each.name])]
        named = [*shown, *(found for name in others for found in self._found_in(self.quotes[name]))]
        combination = self.frame.combination_of(quote, named, beside)
        told = self.frame.told_by_themes(quote, named, beside)
        signatures = checks.last_words(quote, mine, excepted)
        unknown = [f"{self.consent_unknown}: nobody can tell whether consent still holds"]
        why = {
            State.SCANNED: [*self._unplaced("no list of the site was looked for"), *checks.found_in(scan, excepted)],
            State.CODED_SAFE: [
                *checks.not_described(quote),
                *checks.too_few_fit(quote, combination, told),
                *checks.sensitive_of_a_group(quote, combination, told),
                *checks.with_words_of_the_gone(quote, self.beside),
            ],
            State.CONSENT_CHECKED: [
                *(unknown if self.consent_unknown else ()),
                *checks.without_consent(quote, self.moment),
                *checks.withdrawn_before(quote, self.withdrawals.day_of(quote)),
                *checks.of_a_withdrawn_interview(quote, self.withdrawals.interviews.get(quote.source, "")),
                *checks.words_of_the_refused(quote, self._refused()),
            ],
        }
        if not any(why.values()):
            why[State.SECOND_READER] = [*checks.yet_to_come(mine, self.moment), *checks.not_signed(signatures)]
        stopped = tuple((state, reason) for state, reasons in why.items() for reason in reasons)
        return JudgedQuote(quote, scan, excepted, combination, signatures, self._steps(why, signatures), stopped)

    def _found_in(self, quote: Quote) -> Iterator[Finding]:
        """Yield what another quote names, if no reader says that it is none: these words may be public already."""
        scan = self.scanner.scan(quote.text)
        mine = [each for each in self.decisions if each.sha256 == quote.sha256]
        excepted = checks.exceptions_that_count(quote, scan, mine)
        return (each for each in scan.findings if each.name not in excepted or _may_be_shown(excepted[each.name]))

    def _refused(self) -> Iterator[Quote]:
        return (quote for quote in self.quotes.values() if quote.consent is not Consent.YES)

    def _steps(self, why: dict[State, list[str]], signatures: Sequence[Decision]) -> tuple[Step, ...]:
        now = f"{self.moment:%Y-%m-%dT%H:%M:%SZ}"
        steps = [Step(State.RESTRICTED, PROGRAM, now)]
        for state, reasons in why.items():
            if reasons:
                break
            steps.append(Step(state, PROGRAM, now))
        if steps[-1].state is State.SECOND_READER:
            readers = "; ".join(f"{each.name} ({each.role})" for each in signatures)
            steps[-1] = Step(State.SECOND_READER, readers, max(each.time for each in signatures))
        return tuple(steps)

    def _unplaced(self, then: str) -> list[str]:
        return [f"{self.unplaced}: {then}"] if self.unplaced else []


def _may_be_shown(exception: Decision) -> bool:
    return exception.decision is Word.MAY_BE_SHOWN


def _within_limits(judged: Sequence[JudgedQuote], published: Collection[str]) -> tuple[JudgedQuote, ...]:
    passed = {each.quote.quote_id: each.quote.speaker for each in judged if not each.stopped}
    texts = {each.quote.text_sha256 for each in judged}
    shown = [(each.quote.quote_id, each.quote.speaker) for each in judged if each.quote.text_sha256 in published]
    n_unknown = len(set(published) - texts)
    here, over = over_their_share(passed), over_their_share(passed, shown, n_unknown=n_unknown)
    gone = f"; {n_unknown} of these are not in the table any more, and may be of anybody: put them back"
    ever = _MANY_EVER + (gone if n_unknown else "")
    return tuple(
        replace(each, stopped=((State.RELEASED, _MANY if each.quote.quote_id in here else ever),))
        if each.quote.quote_id in over
        else each
        for each in judged
    )


def _decisions(placed: Evaluation) -> tuple[Decision, ...]:
    named = placed.disclosure.quote_signatures
    return read_decisions(placed.path.parent / named) if named else ()


def _consent_unknown(run: FinishedRun, placed: Evaluation) -> str:
    """Return why nobody can tell that consent holds, blank where quotes and interviews are as the run read them.

    Raises
    ------
    DisclosureError
        If a file changed since.
    """
    themes = run.evaluation.themes
    problems = []
    for name in (themes.quotes, themes.interviews) if themes else ():
        try:
            path = source_path(placed, name)
            found = sha256_of(path / _IN_FOLDER if path.is_dir() else path)
        except (DataError, OSError):
            return f"the file of source {name} cannot be read"
        if found != run.manifest.get("inputs", {}).get(name, {}).get("sha256"):
            expected = "the file as the run read it, or a new run: a speaker may have withdrawn consent"
            problems.append(
                Problem(f"source {name}", "changed after the run", path.name, expected, "docs/how-to/quotes.md")
            )
    if problems:
        raise DisclosureError("Nothing is released: quotes or interviews are not those of the run.", problems)
    return ""
