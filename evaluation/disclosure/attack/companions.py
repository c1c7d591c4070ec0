"""Hidden cells that are known to be small by why cells are hidden, although the numbers leave them more.

A cell is hidden because it is small, or because it stands beside a small one. So a hidden cell may be large only
where something that was hidden beside it can then be small, for every table that hides it, now and earlier: one table
of people must have all of that at once. Where an equation ties a cell to others beside it, one of these must be
small, as nothing else explains why they are hidden together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.attack.beside import Beside
from evaluation.disclosure.attack.integers import Answer, WholeNumbers
from evaluation.disclosure.attack.proof import Proof, Step, broken_row, contradiction_of
from evaluation.disclosure.attack.real_numbers import RealNumbers, Table
from evaluation.disclosure.attack.reduction import Component, Reduction, reduce, together
from evaluation.disclosure.attack.system import AttackedSystem, Inequalities

if TYPE_CHECKING:
    from scipy.sparse import csr_array


class Seen:
    """What hidden cells of a component are in tables of whole numbers that agree with everything.

    Parameters
    ----------
    rows : sequence of int
        Of the hidden cells, of length k.
    targets : csr_array of shape (k, n)
        What is left of these rows, over the cells of the component.
    given : ndarray of float, shape (k,)
        What was subtracted from them.
    """

    def __init__(self, rows: Sequence[int], targets: csr_array, given: NDArray[np.float64]) -> None:
        self._targets, self.given = targets, given
        self.place = {row: at for at, row in enumerate(rows)}
        self.values = np.zeros((0, len(rows)))

    def add(self, tables: Sequence[Table]) -> None:
        """Take more tables, each of shape (n,)."""
        if len(tables):
            values = (self._targets @ np.array(tables).T).T + self.given
            self.values = np.unique(np.vstack([self.values, values]), axis=0)

    def most(self, number: int) -> float:
        """Return the most that a cell is in any of them."""
        return float(self.values[:, number].max(initial=-np.inf))


class Companions:
    """Asks of each hidden cell whether it can be large beside something small.

    Parameters
    ----------
    system : AttackedSystem
    reduction : Reduction
        Of the same.
    seen : mapping
        Component to what was come across.
    threshold : int
        The first number that may be shown.
    """

    def __init__(
        self, system: AttackedSystem, reduction: Reduction, seen: Mapping[int, Seen], threshold: int
    ) -> None:
        self._system, self._reduction, self._seen, self._threshold = system, reduction, seen, threshold
        self._programs: dict[tuple[int, ...], _Programs] = {}
        self.n_linear = self.n_whole = 0

    def ask(self, row: int) -> Answer:
        """Return whether some table of people has a cell at the threshold or above, and others explain that."""
        groups = [
            group for beside in self._system.beside.get(row, ()) if (group := self._open(row, beside)) is not None
        ]
        if not all(groups):
            return Answer.NO
        return Answer.YES if not groups or self._was_seen(row, groups) else self._solved(row, groups)

    def proofs(self, row: int) -> Iterator[Proof]:
        """Yield why each cell beside one that is large must be large as well, where real numbers prove it."""
        suspects = frozenset().union(*(self._suspects(row, each) for each in self._system.beside.get(row, ())))
        for other in sorted(suspects):
            if proof := _impossible(self._system.known, row, other, self._threshold):
                yield proof

    def _suspects(self, row: int, beside: Beside) -> frozenset[int]:
        """Return the rows of which one must be small where this one is not."""
        home = self._reduction.component_of
        tied = [frozenset(each for each in rows if home[each] == home[row]) for rows in (beside.near, beside.others)]
        return next(filter(None, (tied[0], beside.near, tied[1])), frozenset())

    def _open(self, row: int, beside: Beside) -> frozenset[int] | None:
        """Return those of the suspects that are not known to be large; None where one is known to be small."""
        suspects, home = self._suspects(row, beside), self._reduction.component_of
        known = {each for each in suspects if home[each] < 0}
        if any(self._reduction.subtracted[each] < self._threshold for each in known):
            return None
        return suspects - known

    def _was_seen(self, row: int, groups: list[frozenset[int]]) -> bool:
        seen = self._seen.get(int(self._reduction.component_of[row]))
        if seen is None:
            return False
        fits = seen.values[:, seen.place[row]] >= self._threshold
        for group in groups:
            places = [seen.place[each] for each in group if each in seen.place]
            fits &= (seen.values[:, places] < self._threshold).any(axis=1)
        return bool(fits.any())

    def _solved(self, row: int, groups: list[frozenset[int]]) -> Answer:
        home, given = self._reduction.component_of, self._reduction.subtracted.astype(int)
        rows = sorted({row}.union(*groups))
        parts = tuple(sorted({int(home[each]) for each in rows}))
        if parts not in self._programs:
            self._programs[parts] = _Programs([self._reduction.components[part] for part in parts])
        programs = self._programs[parts]
        targets = self._reduction.rows[rows][:, programs.component.unknowns]
        place = {each: at for at, each in enumerate(rows)}
        large = (place[row], self._threshold - int(given[row]))
        most = {each: (place[each], self._threshold - 1 - int(given[each])) for each in rows}
        possible = set()
        for other in sorted(frozenset().union(*groups)):
            is_possible, table = programs.real.table_with(targets, large=large, small=most[other])
            possible |= {other} if is_possible else set()
            self.n_linear += 1
            if table is not None:
                self._saw(parts, programs, table)
                sums = targets @ table
                if all(any(sums[most[each][0]] <= most[each][1] for each in group) for group in groups):
                    return Answer.YES
        if not all(group & possible for group in groups):
            return Answer.NO
        self.n_whole += 1
        some = [dict(most[each] for each in sorted(group & possible)) for group in groups]
        answer, table = programs.whole.can_be(targets, dict([large]), some)
        if table is not None:
            self._saw(parts, programs, table)
        return answer

    def _saw(self, parts: Sequence[int], programs: _Programs, table: Table) -> None:
        for part, cells in zip(parts, programs.split(table), strict=True):
            if part in self._seen:
                self._seen[part].add([cells])


class _Programs:
    """Components as one program, in real numbers and in whole ones."""

    def __init__(self, components: Sequence[Component]) -> None:
        self.component = together(components)
        self._ends = np.cumsum([component.unknowns.size for component in components])
        self.real = RealNumbers(self.component)

    @cached_property
    def whole(self) -> WholeNumbers:
        return WholeNumbers(self.component)

    def split(self, table: Table) -> list[Table]:
        """Return what a table is in each of the components."""
        return np.split(table, self._ends[:-1])


def _impossible(known: Inequalities, large: int, small: int, threshold: int) -> Proof | None:
    """Return why one row cannot be at the threshold or above while another is below, without what this assumes."""
    if known.lower[small] >= threshold:
        return Proof((Step(small, Fraction(-1)),), Fraction(-int(known.lower[small])))
    lower, upper = known.lower.copy(), known.upper.copy()
    lower[large], upper[small] = max(lower[large], threshold), min(upper[small], threshold - 1)
    assumed = replace(known, lower=lower, upper=upper)
    reduction = reduce(assumed)
    proofs = [broken_row(assumed, reduction, row) for row in reduction.broken]
    homes = {int(reduction.component_of[row]) for row in (large, small)} - {-1}
    proofs += [contradiction_of(assumed, reduction, reduction.components[home]) for home in sorted(homes)]
    found = next(filter(None, proofs), None)
    if found is None:
        return None
    given = ((large, known.lower, lower, -1), (small, known.upper, upper, 1))
    assumptions = {(row, sign) for row, was, now, sign in given if was[row] != now[row]}
    steps = [step for step in found.steps if (step.row, 1 if step.times > 0 else -1) not in assumptions]
    least = min((abs(step.times) for step in steps), default=Fraction(1))
    return Proof(tuple(Step(step.row, step.times / least) for step in steps), found.bound / least)
