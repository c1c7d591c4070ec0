"""Tables with single cells hidden: which form each takes, and which cells are hidden, in all of them together.

Every table begins with its finest form in which few cells are small. What is hidden in all tables of a measure is
decided as one linked system, in which everything that is published otherwise is constant. A table takes its next form

- where no pattern protects one of its cells, or more cells than the policy allows would be hidden in it;
- where the attacker, who also knows that people are whole numbers, still bounds one of its cells;
- where what is shown of it gives another small number away;
- where a coarser form without hidden cells shows more, by the weights by which cells are hidden.

What changes one form can change all other patterns, so all is decided anew until nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.attack.attack import attack
from evaluation.disclosure.attack.known import Publication
from evaluation.disclosure.attack.report import Kind
from evaluation.disclosure.attack.unknowns import TooManyUnknowns
from evaluation.disclosure.count_table import CountTable, PooledTable
from evaluation.disclosure.lattice import TooFine
from evaluation.disclosure.pooling import pooled_tables
from evaluation.disclosure.public_numbers import publication_of_counts
from evaluation.disclosure.scope import Count
from evaluation.disclosure.suppression.pattern import NoPattern, Pattern, suppress
from evaluation.disclosure.suppression.system import ContradictoryCounts, LinkedSystem
from evaluation.disclosure.universe import Universe

SECONDS = 240.0
_NOW = "this release"
_REFUSED = frozenset({Kind.SMALL, Kind.CONTRADICTION})


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
    most_hidden : float
        The share of the cells of a table, zeros left out, that may be hidden.
    """

    hidden: range
    closed: Universe
    shown: tuple[Count, ...]
    hidden_before: tuple[Count, ...]
    before: tuple[Publication, ...]
    most_hidden: float


@dataclass(frozen=True, eq=False)
class LinkedTables:
    """The tables of one measure, as they are safe together.

    Parameters
    ----------
    tables : mapping
        Name to its form; tables without a safe form are left out.
    pattern : Pattern or None
        None where there is nothing to hide, and no table.
    """

    tables: Mapping[str, PooledTable]
    pattern: Pattern | None


def hide_cells(
    tables: Sequence[CountTable], around: Surroundings, leaks: Callable[[Sequence[PooledTable]], Sequence[str]]
) -> LinkedTables:
    """Return the forms of the tables of one measure, with the cells that are hidden in each.

    Parameters
    ----------
    tables : sequence of CountTable
    around : Surroundings
    leaks : callable
        Returns the names of those tables that give a small number away beside the ones before them.
    """
    waiting = [_Choice(table, around) for table in sorted(tables, key=lambda each: each.name)]
    while True:
        open_choices = {choice.name: choice for choice in waiting if choice.form is not None}
        if not open_choices:
            return LinkedTables({}, None)
        pattern, failed = _pattern([choice.form for choice in open_choices.values()], around)
        if pattern is not None:
            _apply(pattern, open_choices)
            failed = _unfit(open_choices, around, leaks)
        if not failed:
            return LinkedTables({name: choice.shown for name, choice in open_choices.items()}, pattern)
        for name in failed:
            open_choices[name].advance()


@dataclass(eq=False)
class _Choice:
    table: CountTable
    around: Surroundings
    form: PooledTable | None = None
    shown: PooledTable | None = None
    forms: Iterator[PooledTable] = field(init=False)

    def __post_init__(self) -> None:
        self.forms = pooled_tables(self.table)
        self.advance()

    @property
    def name(self) -> str:
        return self.table.name

    def advance(self) -> None:
        self.form = next((form for form in self.forms if not self._is_too_small(form)), None)

    def _is_too_small(self, form: PooledTable) -> bool:
        return _share(form, form.frame["count"].isin(list(self.around.hidden)).to_numpy()) > self.around.most_hidden

    def shows_less(self) -> bool:
        """Whether the next form without small cells shows more than this one, some cells of which are hidden."""
        if self.shown is None or not self.shown.suppressed.any():
            return False
        small = list(self.around.hidden)
        whole = (form for form in pooled_tables(self.table) if not form.frame["count"].isin(small).any())
        other = next(whole, None)
        return other is not None and worth(other) > worth(self.shown)


def worth(table: PooledTable) -> float:
    """Return what a table shows: the sum over shown cells of 1 + log(1 + count)."""
    return float((1.0 + np.log1p(table.frame["count"].to_numpy(dtype=float)))[~table.suppressed].sum())


def _share(form: PooledTable, cells: NDArray[np.bool_]) -> float:
    """Return the share of the cells that are not zero that these are."""
    return float(cells.sum() / max(int((form.frame["count"] > 0).sum()), 1))


def _pattern(forms: Sequence[PooledTable], around: Surroundings) -> tuple[Pattern | None, set[str]]:
    """Return the pattern of all cells, or none and the tables that must take another form."""
    cells = [cell for form in forms for cell in form.cells()]
    again = [count for count in around.hidden_before if count.value in around.hidden]
    shown = {count.scope for count in cells}
    again = [count for count in again if count.scope not in shown]
    largest = max(forms, key=lambda form: (len(form.frame), form.name)).name
    try:
        system = LinkedSystem.of([*cells, *again], around.shown, around.closed)
        return suppress(system, around.hidden, seconds=SECONDS), set()
    except NoPattern as error:
        names = {count.where.removeprefix("table ") for count in error.unprotected}
        return None, names & {form.name for form in forms} or {largest}
    except (TooFine, ContradictoryCounts):
        return None, {largest}


def _apply(pattern: Pattern, choices: Mapping[str, _Choice]) -> None:
    start = 0
    for choice in choices.values():
        stop = start + len(choice.form.frame)
        choice.shown = choice.form.hiding(pattern.hidden_cells[start:stop])
        start = stop


def _unfit(
    choices: Mapping[str, _Choice], around: Surroundings, leaks: Callable[[Sequence[PooledTable]], Sequence[str]]
) -> set[str]:
    """Return the tables that must take another form although a pattern protects their cells."""
    over = {
        name
        for name, choice in choices.items()
        if _share(choice.form, choice.shown.suppressed) > around.most_hidden or choice.shows_less()
    }
    return over or _bounded(choices, around) or set(leaks([choice.shown for choice in choices.values()]))


def _bounded(choices: Mapping[str, _Choice], around: Surroundings) -> set[str]:
    """Return the tables with a cell that the attacker bounds, or all where the numbers contradict one another."""
    tables = [choice.shown for choice in choices.values()]
    holes = [cell for table in tables for cell, gone in zip(table.cells(), table.suppressed, strict=True) if gone]
    if not holes and not around.hidden_before:
        return set()
    shown = [count for table in tables for count in table.counts() if not count.derived]
    now = publication_of_counts(_NOW, [*around.shown, *shown], holes)
    measure = tables[0].measure
    largest = {max(tables, key=lambda table: (len(table.frame), table.name)).name}
    try:
        report = attack([*around.before, now], {measure: around.hidden}, {measure: around.closed})
    except TooManyUnknowns:
        return largest
    bad = [finding for finding in report.findings if finding.kind in _REFUSED]
    if not bad and not report.n_open:
        return set()
    named = {table.name for table in tables if any(f"(table {table.name})" in finding.words for finding in bad)}
    return named or largest
