"""Outputs that let an attacker bound a hidden cell, of this release or an earlier one, are withdrawn.

The admission asks what follows exactly. Where cells are hidden, the attacker of the audit is asked as well: what his
proofs need of this release is withdrawn, the finest first, until he bounds nothing that he did not bound before.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

from evaluation.disclosure.admission import Admitter
from evaluation.disclosure.attack.attack import attack
from evaluation.disclosure.attack.report import TELLS_SMALL, Finding, is_known
from evaluation.disclosure.attack.unknowns import TooManyUnknowns
from evaluation.disclosure.count_table import PooledTable
from evaluation.disclosure.differences import Leak
from evaluation.disclosure.earlier import Earlier
from evaluation.disclosure.public_numbers import publication_of_tables, words_of

_NOW = "this release"


def withdraw_what_bounds(
    admitter: Admitter, past: Earlier, hidden: Mapping[str, range], fixed: Container[str] = frozenset()
) -> None:
    """Withdraw outputs until no hidden cell can be bounded that could not be before.

    Parameters
    ----------
    admitter : Admitter
        After all outputs were admitted; changed in place.
    past : Earlier
    hidden : mapping
        Measure to the numbers that must not be shown or inferred.
    fixed : container of str
        Outputs that are never withdrawn: if they alone give something away, the audit refuses the release.
    """
    for measure in sorted(hidden):
        if any(cell.measure == measure for each in past.publications for cell in each.hidden):
            while found := _found(admitter, past, measure, hidden[measure]):
                culprits = [name for name in _culprits(admitter, measure, found) if name not in fixed]
                if not culprits:
                    break
                admitter.withdraw(culprits[-1], Leak(str(found), is_of_past=True))


def _found(admitter: Admitter, past: Earlier, measure: str, hidden: range) -> Finding | None:
    tables, shown = [], []
    for candidate in admitter.result().admitted.values():
        is_table = isinstance(candidate.payload, PooledTable) and candidate.payload.measure == measure
        tables += [candidate.payload] if is_table and candidate.counts else []
        shown += [count for count in candidate.counts if count.scope.measure == measure and not is_table]
    now = publication_of_tables(_NOW, shown, tables)
    closed = {measure: past.closed.get(measure, {})}
    try:
        report = attack([*past.publications, now], {measure: hidden}, closed)
        known = attack(past.publications, {measure: hidden}, closed).findings
    except TooManyUnknowns:
        return None
    new = (
        each for each in report.findings if each.kind in TELLS_SMALL and not any(is_known(each, old) for old in known)
    )
    return next(new, None)


def _culprits(admitter: Admitter, measure: str, found: Finding) -> list[str]:
    """Return the outputs that the proof of a finding needs, in the order in which they were admitted.

    Without a proof in real numbers, all that count the same.
    """
    return [
        name
        for name, candidate in admitter.result().admitted.items()
        if any(
            words_of(count) in found.numbers or not found.numbers
            for count in candidate.counts
            if count.scope.measure == measure
        )
    ]
