"""Outputs that let an attacker bound a hidden cell, of this release or an earlier one, are withdrawn.

The admission asks what follows exactly. Where cells are hidden, the attacker of the audit is asked as well: what his
proofs need of this release is withdrawn, the finest first, until he bounds nothing that he did not bound before, and
nothing contradicts what was published by a few people, or in a way that no correction explains.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

from evaluation.data.output_table import Measure
from evaluation.disclosure.admission import Admitter
from evaluation.disclosure.attack.attack import attack
from evaluation.disclosure.attack.report import Finding, new_findings
from evaluation.disclosure.attack.unknowns import TooManyUnknowns
from evaluation.disclosure.count_table import PooledTable
from evaluation.disclosure.differences import Leak
from evaluation.disclosure.earlier import Earlier
from evaluation.disclosure.public_numbers import publication_of_tables, words_of

_NOW = "this release"


def withdraw_what_bounds(
    admitter: Admitter, past: Earlier, hidden: Mapping[str, range], fixed: Container[str] = frozenset()
) -> None:
    """Withdraw outputs until nothing can be had beside earlier publications that could not be before.

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
        is_told = any(each.measure == measure for public in past.publications for each in public.numbers)
        is_hidden = any(each.measure == measure for public in past.publications for each in public.hidden)
        while hidden[measure] and (is_told or is_hidden):
            found = _found(admitter, past, measure, hidden[measure])
            culprits = [name for name in _culprits(admitter, measure, found) if name not in fixed] if found else []
            if not culprits:
                break
            admitter.withdraw(culprits[-1], Leak(str(found), is_of_past=True))


def _found(admitter: Admitter, past: Earlier, measure: str, hidden: range) -> Finding | None:
    tables, shown = [], []
    # Of interviews the sizes of groups are protected, which are the counts of a table and not its cells.
    has_cells = measure != Measure.PARTICIPANT
    for candidate in admitter.result().admitted.values():
        is_table = has_cells and isinstance(candidate.payload, PooledTable) and candidate.payload.measure == measure
        tables += [candidate.payload] if is_table and candidate.counts else []
        shown += [count for count in candidate.counts if count.scope.measure == measure and not is_table]
    now = publication_of_tables(_NOW, shown, tables)
    closed = {measure: past.closed.get(measure, {})}
    try:
        bad = new_findings(attack([*past.publications, now], {measure: hidden}, closed).findings, ())
        known = attack(past.publications, {measure: hidden}, closed).findings if bad else ()
    except TooManyUnknowns:
        return None
    return next(iter(new_findings(bad, known)), None)


def _culprits(admitter: Admitter, measure: str, found: Finding) -> list[str]:
    """Return the outputs that the proof of a finding needs, in the order in which they were admitted.

    All of the measure, where no proof in real numbers says which.
    """
    is_open = not found.numbers
    return [
        name
        for name, candidate in admitter.result().admitted.items()
        for words in [{words_of(count) for count in candidate.counts if count.scope.measure == measure}]
        if words and (is_open or words.intersection(found.numbers))
    ]
