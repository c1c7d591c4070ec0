"""Quotes that a construct may not show: what it names is said of their speakers, too, and says too much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from evaluation.data.parameters import Evaluation
from evaluation.data.parameters.joint_display import Construct
from evaluation.data.whole_files import read_json
from evaluation.disclosure.identifiers.combination import Attribute
from evaluation.disclosure.ledger_rows import PLACES, THEME
from evaluation.disclosure.named_groups import Named, named_in
from evaluation.disclosure.policy import load_policy
from evaluation.disclosure.quote_gate import judge_quotes
from evaluation.disclosure.quote_gate.checks import sensitive_of_a_group
from evaluation.disclosure.quote_gate.judged import JudgedQuote
from evaluation.disclosure.quote_gate.readers import Word
from evaluation.disclosure.quote_gate.together import Frame, frame_of_run
from evaluation.disclosure.run_folder import FinishedRun

_SCOPE = 2
"""Where in the id of a result it begins to say whom it is about."""

_PEOPLE = ("role", *PLACES)
_NO_GROUPS = frozenset((*_PEOPLE, THEME, "series"))
"""Dimensions of a number that are looked for by name, or are no group of people."""

_SEEN_AS = {"time": Attribute.DATE}
"""What a dimension that is no group says of a speaker."""


def named_by(construct: Construct, evaluation: Evaluation, ledger: Iterable[Mapping[str, str]] = ()) -> Named:
    """Return the communities, roles and other groups that a construct names, in words or by what it declares.

    Its name, its themes and whom its numbers are about stand beside its quotes as its question does.

    Parameters
    ----------
    construct : Construct
    evaluation : Evaluation
    ledger : iterable of mapping
        Rows that say whom the numbers are about; the id of a number says it, too.
    """
    results = {paired.result for paired in construct.numbers}
    scopes = [part for result in sorted(results) for part in result.split("/")[_SCOPE:]]
    levels = [level for scope in scopes for level in (scope, scope.partition(".")[2])]
    others: set[tuple[Attribute, str]] = set()
    for row in ledger:
        if row["result_id"] in results:
            levels += [row[name] for name in PLACES if row[name]]
            terms = [term.partition("=")[::2] for term in row["subgroup"].split(";") if term]
            levels += [level for name, level in terms if name in _PEOPLE]
            others |= {
                (_SEEN_AS.get(name, Attribute.GROUP), f"{name} {level}")
                for name, level in terms
                if name not in _NO_GROUPS
            }
    words = (construct.question, construct.inference, construct.name, *construct.themes, *scopes, *levels)
    return named_in(" | ".join(words), evaluation, codes=levels, others=others)


def quotes_apart(
    folder: Path, run: FinishedRun, constructs: Sequence[Construct], *, every: bool = False
) -> frozenset[tuple[str, str]]:
    """Return the names of constructs with the quotes that they may not show.

    A quote that passed the gate says of its speaker what its words and its role do. Beside a construct it also says
    what that names: the speaker is one of the people whom the question is about.

    Parameters
    ----------
    folder : Path
        The released folder, or the one that is about to become it.
    run : FinishedRun
    constructs : sequence of Construct
    every : bool
        All proposed quotes are asked for, not those alone that a construct has: its text may repeat any.
    """
    named = {each.name: named_by(each, run.evaluation, run.ledger) for each in constructs if each.quotes or every}
    if not any(named.values()):
        return frozenset()
    policy = load_policy(run.evaluation.disclosure.policy)
    moment = datetime.fromisoformat(read_json(folder / "about.json", where="about.json")["released_at"])
    judged = {each.quote.quote_id: each for each in judge_quotes(run, policy, moment).quotes}
    frame = frame_of_run(run, policy.group_minimum, [each.quote.theme for each in judged.values()])
    return frozenset(
        (construct.name, quote)
        for construct in constructs
        for quote in (judged if every else construct.quotes)
        if quote in judged and _is_blocked(judged[quote], named[construct.name], frame)
    )


def _is_blocked(judged: JudgedQuote, named: Named, frame: Frame) -> bool:
    shown = {name for name, decision in judged.excepted.items() if decision.decision is Word.MAY_BE_SHOWN}
    findings = [each for each in judged.scan.findings if each.name in shown]
    beside = frame.combination_of(judged.quote, findings, named=named)
    if sensitive_of_a_group(judged.quote, beside):
        return True
    return beside.is_blocked and beside != frame.combination_of(judged.quote, findings)
