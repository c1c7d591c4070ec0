"""Tables in finer forms than can be shown whole, with single cells hidden: which form each takes, and which cells.

A table that was pooled is published again in a finer form if, with some cells hidden, that shows more. It begins with
its finest form in which few cells are small. What is hidden in all tables of a measure is decided as one linked
system, in which everything that is published otherwise is constant, pooled tables among it. A table takes its next
form, and at last none,

- where no pattern protects one of its cells, or more cells than the policy allows would be hidden in it;
- where the attacker, who also knows that people are whole numbers, still bounds one of its cells;
- where what is shown of it gives another small number away, by itself or with the other tables;
- where it shows no more than the pooled table, by the weights by which cells are hidden.

What changes one form can change all other patterns, so all is decided anew until nothing changes.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from evaluation.disclosure.count_table import PARTLY_HIDDEN, CountTable, PooledTable
from evaluation.disclosure.lattice import TooFine
from evaluation.disclosure.pooling import pooled_tables
from evaluation.disclosure.scope import Count
from evaluation.disclosure.suppression.pattern import SOLVER, NoPattern, Pattern, protects, suppress
from evaluation.disclosure.suppression.system import ContradictoryCounts, LinkedSystem
from evaluation.disclosure.surroundings import Surroundings, bounded_tables, contradicts_what_was, largest
from evaluation.disclosure.truth import as_closed

SECONDS = 240.0


@dataclass(frozen=True, eq=False)
class Pooled:
    """A table, and the form in which it is published whole.

    Parameters
    ----------
    table : CountTable
    whole : PooledTable or None
        None where no form of it is safe.
    """

    table: CountTable
    whole: PooledTable | None


@dataclass(frozen=True, eq=False)
class Hiding:
    """How cells are hidden in several tables.

    Parameters
    ----------
    n_cells, n_hidden : int
    gap : float
        How far the sum over hidden cells of 1 + log(1 + count) may be from the least that protects, as a share of it:
        proven.
    method, solver : str
    """

    n_cells: int
    n_hidden: int
    gap: float
    method: str
    solver: str

    @classmethod
    def of(cls, forms: Sequence[PooledTable], patterns: Sequence[Pattern], besides: Sequence[Count] = ()) -> Hiding:
        """Put tables together. What protects one alone, with less known, costs no more than in all tables.

        Patterns may have other cells ``besides``, which are hidden whatever the forms are.
        """
        hidden = [form.frame["count"].to_numpy(dtype=float)[form.suppressed] for form in forms]
        objective = sum(float((1.0 + np.log1p(counts)).sum()) for counts in hidden)
        least = sum(pattern.lower_bound for pattern in patterns) - sum(1.0 + np.log1p(each.value) for each in besides)
        return cls(
            n_cells=sum(len(form.frame) for form in forms),
            n_hidden=sum(len(counts) for counts in hidden),
            gap=(objective - least) / objective if objective else 0.0,
            method=", ".join(sorted({pattern.method for pattern in patterns})),
            solver=SOLVER,
        )


@dataclass(frozen=True, eq=False)
class LinkedTables:
    """Tables of one measure with cells hidden, as they are safe together.

    Parameters
    ----------
    tables : mapping
        Name of the table to its form, which has a name of its own; tables without a safe form are left out.
    hiding : Hiding or None
        None where there is no table.
    """

    tables: Mapping[str, PooledTable]
    hiding: Hiding | None

    def among(self, admitted: Container[str]) -> LinkedTables:
        """Return those that were admitted; of fewer tables it is open how near their hiding is to the least."""
        kept = {name: form for name, form in self.tables.items() if f"table {form.name}" in admitted}
        hiding = self.hiding if any(form.suppressed.any() for form in kept.values()) else None
        if hiding and len(kept) < len(self.tables):
            forms = [form for form in kept.values() if not form.rounded_to]
            hiding = replace(
                hiding,
                n_cells=sum(len(form.frame) for form in forms),
                n_hidden=sum(int(form.suppressed.sum()) for form in forms),
                gap=1.0,
            )
        return replace(self, tables=kept, hiding=hiding)


def hide_cells(
    tables: Sequence[Pooled],
    around: Surroundings,
    leaks: Callable[[Mapping[str, PooledTable]], Sequence[str]],
    leaks_at_sight: Callable[[PooledTable], bool],
) -> LinkedTables:
    """Return finer forms of the tables of one measure, with the cells that are hidden in each.

    Parameters
    ----------
    tables : sequence of Pooled
    around : Surroundings
    leaks : callable
        Takes forms by the name of their table, and returns the names of those that give a small number away.
    leaks_at_sight : callable
        Tells whether a form is seen to do so by itself; it is not tried with others then.
    """
    if not tables or contradicts_what_was(around):
        return LinkedTables({}, None)
    choices = {
        pooled.table.name: _Choice(pooled, around, leaks_at_sight)
        for pooled in sorted(tables, key=lambda x: x.table.name)
    }
    while chosen := {name: choice for name, choice in choices.items() if choice.shown is not None}:
        shown, hiding, failed = _together(chosen, around)
        failed = failed or {name for name, choice in chosen.items() if not choice.is_worth_it(shown[name])}
        failed = failed or set(leaks(shown)) or bounded_tables(shown, around)
        if not failed:
            return LinkedTables(shown, hiding)
        for name in failed:
            chosen[name].advance()
    return LinkedTables({}, None)


def finer_forms(pooled: Pooled) -> Iterator[PooledTable]:
    """Yield the forms of a table that are finer than the one in which it is published whole."""
    until = pooled.whole.levels if pooled.whole else None
    return itertools.takewhile(lambda form: form.levels != until, pooled_tables(pooled.table))


class _Choice:
    """A table, and the form that is tried, with cells hidden as if it were the only one."""

    def __init__(self, pooled: Pooled, around: Surroundings, leaks: Callable[[PooledTable], bool]) -> None:
        self._around, self._whole, self._leaks = around, pooled.whole, leaks
        self._forms = finer_forms(pooled)
        self.advance()

    def advance(self) -> None:
        """Take the next form that a pattern protects, that shows enough, and gives nothing away by itself."""
        self.shown: PooledTable | None = None
        for form in self._forms:
            named = replace(form, name=form.name + PARTLY_HIDDEN)
            if self.is_worth_it(_small(named, self._around)) and (pattern := _alone(named, self._around)):
                shown = accompanied(named.hiding(pattern.hidden_cells), self._around)
                if shown and self.is_worth_it(shown) and not self._leaks(shown):
                    self.shown, self.pattern = shown, pattern
                    return

    def is_worth_it(self, shown: PooledTable) -> bool:
        """Whether enough of a form is shown, and more than pooled."""
        least = worth(self._whole) if self._whole else 0.0
        not_zero = int((shown.frame["count"] > 0).sum())
        return worth(shown) > least and shown.suppressed.sum() <= self._around.most_hidden * not_zero


def accompanied(form: PooledTable, around: Surroundings) -> PooledTable | None:
    """Return a form in which no small cell is hidden without a larger one near it, or None where there is none.

    Near are cells that share all levels but one. Whoever reads that cells are hidden because they are small, or
    because they protect small ones, would else know that this one is small.
    """
    counts = form.frame["count"].to_numpy()
    codes = np.stack([pd.factorize(form.frame[name])[0] for name in form.dimensions])
    published = {as_closed(count.scope, around.closed) for count in around.shown}
    is_free = np.array([as_closed(cell.scope, around.closed) not in published for cell in form.cells()])
    is_large = (counts >= around.hidden.stop) & is_free
    hidden = form.suppressed.copy()
    for at in np.flatnonzero(hidden & (counts < around.hidden.stop)):
        near = is_large & ((codes != codes[:, [at]]).sum(axis=0) == 1)
        if not near.any():
            return None
        if not (near & hidden).any():
            hidden[min(np.flatnonzero(near), key=lambda other: counts[other])] = True
    return form.hiding(hidden)


def _small(form: PooledTable, around: Surroundings) -> PooledTable:
    return form.hiding(form.frame["count"].between(around.hidden.start, around.hidden.stop - 1).to_numpy())


def worth(table: PooledTable) -> float:
    """Return what a table shows: the sum over shown cells of 1 + log(1 + count), if rounded in steps of the base."""
    counts = table.frame["count"].to_numpy(dtype=float)[~table.suppressed]
    return float((1.0 + np.log1p(counts / max(table.rounded_to, 1))).sum())


def _alone(form: PooledTable, around: Surroundings) -> Pattern | None:
    """Return what is hidden in a table beside what is published of its own dimensions."""
    cells = list(form.cells())
    before = {as_closed(count.scope, around.closed) for count in around.still_hidden}
    kept = np.array([as_closed(cell.scope, around.closed) in before for cell in cells])
    names = {name for cell in cells for name, _ in cell.scope.levels}
    beside = [count for count in around.shown if as_closed(count.scope, around.closed).names <= names]
    try:
        system = LinkedSystem.of(cells, [*beside, *form.unlisted()], around.closed)
        return suppress(system, around.hidden, seconds=SECONDS, kept=kept)
    except (NoPattern, TooFine, ContradictoryCounts):
        return None


def _together(
    choices: Mapping[str, _Choice], around: Surroundings
) -> tuple[Mapping[str, PooledTable], Hiding | None, set[str]]:
    """Return the forms with what is hidden in all of them, and the tables that must take another form.

    What is hidden in each by itself is taken where it protects all of them together.
    """
    shown = {name: choice.shown for name, choice in choices.items()}
    cells = [cell for form in shown.values() for cell in form.cells()]
    again = around.still_hidden
    is_again = np.repeat([False, True], [len(cells), len(again)])
    each_alone = np.concatenate([form.suppressed for form in shown.values()])
    try:
        unlisted = (zero for form in shown.values() for zero in form.unlisted())
        system = LinkedSystem.of([*cells, *again], [*around.shown, *unlisted], around.closed)
        if protects(system, around.hidden, np.concatenate([each_alone, is_again[len(cells) :]])):
            return shown, Hiding.of([*shown.values()], [choice.pattern for choice in choices.values()]), set()
        pattern = suppress(system, around.hidden, seconds=SECONDS, kept=is_again)
    except NoPattern as error:
        names = {_table_of(count.where) for count in error.unprotected}
        return shown, None, names & set(shown) or {largest(shown)}
    except (TooFine, ContradictoryCounts):
        return shown, None, {largest(shown)}
    ends = np.cumsum([len(form.frame) for form in shown.values()])
    hidden = np.split(pattern.hidden_cells[: ends[-1]], ends[:-1])
    together = {
        name: accompanied(form.hiding(cells), around)
        for (name, form), cells in zip(shown.items(), hidden, strict=True)
    }
    if alone := {name for name, form in together.items() if form is None}:
        return shown, None, alone
    return together, Hiding.of([*together.values()], [pattern], again), set()


def _table_of(where: str) -> str:
    return where.removeprefix("table ").removesuffix(PARTLY_HIDDEN)
