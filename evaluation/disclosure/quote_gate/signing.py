"""Sign quotes, refuse them, or except what was found in them: one reader's decision at a time, after reading."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from evaluation.data.coder_names import person_of
from evaluation.data.params_place import params_file_of
from evaluation.disclosure.policy import load_policy
from evaluation.disclosure.population import population_of
from evaluation.disclosure.publications.ledger import PUBLICATIONS, open_ledger
from evaluation.disclosure.quote_gate.checks import is_proposer
from evaluation.disclosure.quote_gate.gate import judge_quotes
from evaluation.disclosure.quote_gate.judged import JudgedQuote, JudgedQuotes, State
from evaluation.disclosure.quote_gate.plain_text import words_of
from evaluation.disclosure.quote_gate.published_before import quotes_of
from evaluation.disclosure.quote_gate.quote import has_quotes
from evaluation.disclosure.quote_gate.readers import (
    EXCEPTIONS,
    SHORTEST_REASON,
    Decision,
    Word,
    append_decisions,
)
from evaluation.disclosure.quote_gate.records import quote_lines
from evaluation.disclosure.quote_gate.scan import can_be_shown
from evaluation.disclosure.run_folder import FinishedRun, read_finished_run
from evaluation.errors import DisclosureError, EvaluationError, ParameterError, Problem, UsageError

_DEFINED_IN = "docs/how-to/quotes.md"
_OF_A_RELEASE = "Nothing is released"
_ORDER = list(State)
_FEW_WORDS = 4


@dataclass(frozen=True)
class Reader:
    """Who decides: name and role, as they will stand in the file."""

    name: str
    role: str


def judged_quotes_of(
    run_folder: Path, moment: datetime | None = None, *, publications: Path | None = None
) -> JudgedQuotes:
    """Judge the quotes of a finished run as a release would.

    Parameters
    ----------
    run_folder : Path
    moment : datetime, optional
        Default: now.
    publications : Path, optional
        The folder of the ledger of publications; default: as for a release.

    Raises
    ------
    UsageError
        If the run has no quotes, or a release is under way.
    DisclosureError, ParameterError
        As :func:`evaluation.disclosure.quote_gate.gate.judge_quotes`, or if the ledger of publications is not whole.
    """
    run = _run_with_quotes(run_folder)
    outputs = run_folder.resolve().parent.parent
    with _saying("The quotes cannot be judged"):
        with open_ledger(publications or outputs / PUBLICATIONS, outputs) as ledger:
            published = quotes_of(ledger, ledger.of_population(population_of(run)))
        policy = load_policy(run.evaluation.disclosure.policy)
        return judge_quotes(run, policy, moment or datetime.now(UTC), published)


def decide_quotes(
    run_folder: Path,
    names: Sequence[str],
    reader: Reader,
    word: Word,
    *,
    finding: str = "",
    reason: str = "",
    moment: datetime | None = None,
    confirm: Callable[[str], bool] = lambda shown: True,
) -> Path | None:
    """Write down what a reader decides about quotes, all of them or none.

    Parameters
    ----------
    run_folder : Path
        Of the finished run whose quotes are read.
    names : sequence of str
        Of quotes.
    reader : Reader
    word : Word
    finding, reason : str
        Of an exception.
    moment : datetime, optional
        Default: now.
    confirm : callable
        Is shown the quotes, and tells whether the reader goes on.

    Returns
    -------
    Path or None
        The file; None where the reader does not go on.

    Raises
    ------
    UsageError
        If a quote or finding is not there, or name, role or reason are blank, or the reason repeats the quote.
    DisclosureError
        If a quote cannot be signed, by nobody yet or not by this reader. All problems are listed.
    ParameterError
        If the params file names no file of signatures.
    """
    moment = (moment or datetime.now(UTC)).astimezone(UTC)
    run = _run_with_quotes(run_folder)
    with _saying("Nothing is signed"):
        judged = judge_quotes(run, load_policy(run.evaluation.disclosure.policy), moment)
    path = _file(run_folder)
    reader = Reader(*(" ".join(text.split()) for text in (reader.name, reader.role)))
    reason = " ".join(reason.split())
    chosen = _chosen(judged, names, reader, word, finding, reason)
    problems = [problem for each in chosen for problem in _refusals(each, reader, word)]
    if problems:
        raise DisclosureError("Nothing is signed.", problems)
    if not confirm("\n\n".join("\n".join(quote_lines(each)) for each in chosen)):
        return None
    time = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    append_decisions(
        path,
        [Decision(time, reader.name, reader.role, word, each.quote.sha256, finding, reason) for each in chosen],
    )
    return path


@contextmanager
def _saying(outcome: str) -> Iterator[None]:
    """Let errors of a release say what comes of them here, where nobody asked for a release."""
    try:
        yield
    except EvaluationError as error:
        if not error.headline.startswith(_OF_A_RELEASE):
            raise
        headline = f"{outcome}{error.headline.removeprefix(_OF_A_RELEASE)}"
        raise type(error)(headline, error.problems) from error


def _run_with_quotes(run_folder: Path) -> FinishedRun:
    run = read_finished_run(run_folder)
    if not has_quotes(run):
        problem = Problem("themes.quotes", "names no table of quotes", "", "a source of table quotes", _DEFINED_IN)
        raise UsageError("This run has no quotes.", [problem])
    return run


def _file(run_folder: Path) -> Path:
    run = read_finished_run(run_folder)
    params_file, named = params_file_of(run_folder), run.evaluation.disclosure.quote_signatures
    if not named:
        problem = Problem(
            "disclosure.quote_signatures",
            "is not given",
            "",
            "a file beside the params file, and a new run",
            _DEFINED_IN,
        )
        raise ParameterError("There is no file to sign in.", [problem])
    if params_file is None:
        problem = Problem(
            run_folder.name, "the params file is not where the run read it", "", "a new run", _DEFINED_IN
        )
        raise UsageError("There is no file to sign in.", [problem])
    return params_file.parent / named


def _chosen(
    judged: JudgedQuotes, names: Sequence[str], reader: Reader, word: Word, finding: str, reason: str
) -> list[JudgedQuote]:
    known = {each.quote.quote_id: each for each in judged.quotes}
    problems = [
        Problem(f"--{what}", "is blank", expected="of the reader")
        for what, text in (("name", reader.name), ("role", reader.role))
        if not any(map(str.isalnum, text))
    ]
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=2)
            problems.append(
                Problem(name, "is no quote of this run", "", " or ".join(near) or f"one of {', '.join(known)}")
            )
    chosen = [known[name] for name in dict.fromkeys(names) if name in known]
    if word in EXCEPTIONS:
        problems += [problem for each in chosen for problem in _unfit(each, word, finding, reason)]
    elif finding or reason:
        problems.append(Problem("--finding", "is for an exception", "", "--except and --reason with it"))
    if problems:
        raise UsageError("Nothing is signed.", problems)
    return chosen


def _unfit(each: JudgedQuote, word: Word, finding: str, reason: str) -> Iterator[Problem]:
    where = f"quote {each.quote.quote_id}"
    found = {one.name: one for one in each.scan.findings}.get(finding)
    if found is None:
        there = ", ".join(one.name for one in each.scan.findings) or "none"
        yield Problem(where, "has no such finding", repr(finding), f"one of {there}")
    elif word is Word.MAY_BE_SHOWN and not can_be_shown(found.kind):
        yield Problem(where, f"a {found.kind} may never be shown", finding, "another text, or that it is none")
    elif found.words.casefold() in reason.casefold() or _in_a_row(reason) & _in_a_row(each.quote.text):
        yield Problem("--reason", "repeats words of the quote", "", "a reason without them: the file is public")
    if len(reason) < SHORTEST_REASON:
        yield Problem("--reason", "says too little", f"{len(reason)} characters", f"{SHORTEST_REASON} or more")


def _refusals(each: JudgedQuote, reader: Reader, word: Word) -> Iterator[Problem]:
    where = f"quote {each.quote.quote_id}"
    if is_proposer(each.quote, reader.name) and word is not Word.REFUSE:
        yield Problem(where, "was proposed by this reader", reader.name, "somebody else", _DEFINED_IN)
    if each.quote.is_part2 and word in EXCEPTIONS:
        yield Problem(where, "comes from a Part 2 program", "", "a text without what was found", _DEFINED_IN)
    if word is not Word.PUBLISH:
        return
    if _ORDER.index(each.state) < _ORDER.index(State.CONSENT_CHECKED):
        yield Problem(
            where, f"is only {each.state}", "; ".join(_before_readers(each)), State.CONSENT_CHECKED, _DEFINED_IN
        )
    mine = [one for one in each.signatures if person_of(one.name) == person_of(reader.name)]
    if any(one.decision is Word.PUBLISH for one in mine):
        yield Problem(where, "was signed by this reader", mine[-1].time, "another reader", _DEFINED_IN)


def _before_readers(each: JudgedQuote) -> Iterable[str]:
    return (why for state, why in each.stopped if _ORDER.index(state) <= _ORDER.index(State.CONSENT_CHECKED))


def _in_a_row(text: str) -> set[tuple[str, ...]]:
    """Return every few words in a row of a text."""
    words = [word for word, *_ in words_of(text)]
    return {tuple(words[place : place + _FEW_WORDS]) for place in range(len(words) - _FEW_WORDS + 1)}
