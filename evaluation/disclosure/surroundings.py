"""What tables are published beside, and which of them an attacker would bound there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from evaluation.disclosure.attack.attack import attack
from evaluation.disclosure.attack.known import Publication
from evaluation.disclosure.attack.report import Finding, Kind
from evaluation.disclosure.attack.unknowns import TooManyUnknowns
from evaluation.disclosure.count_table import PooledTable
from evaluation.disclosure.public_numbers import publication_of_tables
from evaluation.disclosure.scope import Count, Scope
from evaluation.disclosure.universe import Universe

_NOW = "this release"
_CONTRADICTS = frozenset({Kind.CHANGE, Kind.CORRECTION})


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What the tables of one measure are published beside.

    Parameters
    ----------
    hidden : range
        Numbers that must not be shown or inferred.
    closed : mapping
        Dimensions that have these levels and no others.
    shown : tuple of Count
        Published otherwise, in this release or an earlier one.
    hidden_before : tuple of Count
        Cells that earlier publications show as hidden.
    before : tuple of Publication
        Earlier publications, as an attacker has them.
    shown_before : frozenset of Scope
        Of exact numbers that earlier publications have, without dimensions that they cover whole.
    changed : tuple of (int, int) or None
        Stretches of days in which numbers changed since they were published; None for all days.
    most_hidden : float
        The share of the cells of a table, zeros left out, that may be hidden.
    """

    hidden: range
    closed: Universe
    shown: tuple[Count, ...]
    hidden_before: tuple[Count, ...]
    before: tuple[Publication, ...]
    shown_before: frozenset[Scope]
    changed: tuple[tuple[int, int] | None, ...]
    most_hidden: float


def bounded_tables(tables: Mapping[str, PooledTable], around: Surroundings) -> set[str]:
    """Return the tables with a cell that the attacker bounds; the largest, where what he bounds is in none."""
    forms = list(tables.values())
    now = publication_of_tables(_NOW, _of_now(around.shown), forms)
    measure = forms[0].measure
    if not any(cell.measure == measure for each in (*around.before, now) for cell in each.hidden):
        return set()
    try:
        report = attack([*around.before, now], {measure: around.hidden}, {measure: around.closed})
    except TooManyUnknowns:
        return {largest(tables)}
    bad = [each for each in report.findings if each.kind is Kind.SMALL or _contradicts(each)]
    if not bad and not report.n_open:
        return set()
    named = {name for name, form in tables.items() if any(f"(table {form.name})" in each.words for each in bad)}
    return named or {largest(tables)}


def contradicts_what_was(measure: str, around: Surroundings) -> bool:
    """Whether what is shown beside the tables contradicts earlier publications: then so does every table with it."""
    if not around.before:
        return False
    now = publication_of_tables(_NOW, _of_now(around.shown), [])
    try:
        report = attack([*around.before, now], {measure: around.hidden}, {measure: around.closed})
    except TooManyUnknowns:
        return True
    return any(map(_contradicts, report.findings))


def _of_now(shown: Iterable[Count]) -> Iterator[Count]:
    return (count for count in shown if not count.scope.as_of)


def _contradicts(finding: Finding) -> bool:
    """Whether numbers of this release contradict others, be it that a correction explains it or not."""
    return finding.kind is Kind.CONTRADICTION or (finding.kind in _CONTRADICTS and bool(finding.numbers))


def largest(tables: Mapping[str, PooledTable]) -> str:
    """Return the table with most cells."""
    return max(tables, key=lambda name: (len(tables[name].frame), name))
