"""What tables are published beside, and which of them an attacker would bound there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from evaluation.disclosure.attack.attack import attack
from evaluation.disclosure.attack.known import Publication
from evaluation.disclosure.attack.report import TELLS_SMALL, AttackReport, Finding, Kind, is_known
from evaluation.disclosure.attack.unknowns import TooManyUnknowns
from evaluation.disclosure.count_table import PooledTable
from evaluation.disclosure.public_numbers import publication_of_tables
from evaluation.disclosure.scope import Count, Scope
from evaluation.disclosure.truth import as_closed
from evaluation.disclosure.universe import Universe

_NOW = "this release"
_CONTRADICTS = frozenset({Kind.CHANGE, Kind.CORRECTION})


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What the tables of one measure are published beside.

    Parameters
    ----------
    measure : str
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

    measure: str
    hidden: range
    closed: Universe
    shown: tuple[Count, ...]
    hidden_before: tuple[Count, ...]
    before: tuple[Publication, ...]
    shown_before: frozenset[Scope]
    changed: tuple[tuple[int, int] | None, ...]
    most_hidden: float

    @cached_property
    def still_hidden(self) -> tuple[Count, ...]:
        """Cells that earlier publications hide and none shows: small ones, and those that were hidden beside them."""
        shown = {as_closed(count.scope, self.closed) for count in self.shown}
        return tuple(each for each in self.hidden_before if as_closed(each.scope, self.closed) not in shown)

    def told(self, now: Iterable[Publication] = ()) -> AttackReport:
        """Return what an attacker has of earlier publications, and of what is published now.

        Raises
        ------
        TooManyUnknowns
            If the numbers tell too many cells apart.
        """
        return attack([*self.before, *now], {self.measure: self.hidden}, {self.measure: self.closed})

    @cached_property
    def told_before(self) -> tuple[Finding, ...]:
        """What earlier publications give away by themselves."""
        return self.told().findings


def bounded_tables(tables: Mapping[str, PooledTable], around: Surroundings) -> set[str]:
    """Return the tables with a cell that the attacker bounds; the largest, where what he bounds is in none."""
    now = publication_of_tables(_NOW, _of_now(around.shown), tables.values())
    if not any(cell.measure == around.measure for each in (*around.before, now) for cell in each.hidden):
        return set()
    try:
        report = around.told([now])
        bad = [finding for finding in report.findings if finding.kind in TELLS_SMALL or _contradicts(finding)]
        bad = [finding for finding in bad if not any(is_known(finding, each) for each in around.told_before)]
    except TooManyUnknowns:
        return {largest(tables)}
    if not bad and not report.n_open:
        return set()
    named = {name for name, form in tables.items() if any(f"(table {form.name})" in each.words for each in bad)}
    return named or {largest(tables)}


def contradicts_what_was(around: Surroundings) -> bool:
    """Whether what is shown beside the tables contradicts earlier publications: then so does every table with it."""
    if not around.before:
        return False
    try:
        report = around.told([publication_of_tables(_NOW, _of_now(around.shown), [])])
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
