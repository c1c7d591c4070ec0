"""The attack on everything that is public: bounds of every hidden cell, and what follows from corrections."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.attack.bounds import Bounds, has_table, linear_bounds
from evaluation.disclosure.attack.companions import Companions, Seen
from evaluation.disclosure.attack.contradictions import parted, size_of
from evaluation.disclosure.attack.integers import Answer, WholeNumbers
from evaluation.disclosure.attack.known import Publication
from evaluation.disclosure.attack.proof import Proof, broken_row, contradiction_of, proof_of
from evaluation.disclosure.attack.real_numbers import NoTable
from evaluation.disclosure.attack.reduction import Component, Reduction, reduce
from evaluation.disclosure.attack.report import (
    AttackReport,
    Finding,
    Interval,
    Kind,
    bound_words,
    cell_words,
    change_words,
    equation_words,
    newest_numbers,
    numbers_words,
)
from evaluation.disclosure.attack.system import LEAST_HIDDEN, NOBODY, AttackedSystem, system_of
from evaluation.disclosure.attack.versions import changes, spans_of, versions_of

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Closed = Mapping[str, frozenset[str]]

_MOST_PROVED = 20
_MOST_TIGHTENED = 5
_ROUNDING = 1e-6
_NO_TABLE = "the public numbers contradict one another"
_ONLY_WHOLE = "only whole numbers leave no more"
_ALONE = "is known to be small: nothing hidden beside it can be while it is not"


def attack(
    publications: Sequence[Publication],
    hidden: Mapping[str, range],
    closed: Mapping[str, Closed] | None = None,
) -> AttackReport:
    """Bound every hidden cell from everything that is public.

    Numbers that two publications give differently split the data in versions, stretch of time by stretch of time, and
    so does what contradicts itself beyond that: only days of which the contradiction speaks are parted. What no
    correction explains is a finding, and each publication is then attacked by itself.

    Parameters
    ----------
    publications : sequence of Publication
        Oldest first; the last is the one that is about to be published.
    hidden : mapping
        Measure to the numbers that must not be shown or inferred; measures that are not named are not attacked.
    closed : mapping
        Measure to the dimensions that have known levels and no others.

    Raises
    ------
    TooManyUnknowns
        If the numbers tell too many cells apart.
    """
    reports = []
    for measure in sorted(hidden):
        mine = [public.of(measure) for public in publications]
        if hidden[measure] and any(public.numbers or public.hidden for public in mine):
            reports.append(_attack_measure(mine, measure, hidden[measure], (closed or {}).get(measure, {})))
    return AttackReport(
        tuple(interval for report in reports for interval in report.intervals),
        tuple(finding for report in reports for finding in report.findings),
        sum(report.n_numbers for report in reports),
        sum(report.n_unknowns for report in reports),
        sum(report.n_linear for report in reports),
        sum(report.n_whole for report in reports),
        sum(report.n_open for report in reports),
        all(report.is_whole for report in reports),
        tuple(system for report in reports for system in report.systems),
    )


def _attack_measure(publications: Sequence[Publication], measure: str, hidden: range, closed: Closed) -> AttackReport:
    newest = publications[-1].words
    found = [
        Finding(
            Kind.CHANGE,
            measure,
            change_words(change),
            "",
            numbers=(change.after.words,) if change.second == newest else (),
        )
        for change in changes(publications, closed)
        if change.size in hidden
    ]
    found += [
        Finding(Kind.SMALL, measure, f"{number.words}: {number.lower}, {public.words}, is itself too small", "")
        for public in publications
        for number in public.numbers
        if number.lower == number.upper and number.lower in hidden
    ]
    one, corrections = _explained(publications, measure, hidden, closed)
    found += [finding for finding in corrections if finding not in found]
    found += [finding for finding in one.findings if finding not in found]
    n_numbers = sum(len(public.numbers) + len(public.shares) for public in publications)
    n_unknowns = one.system.known.rows.shape[1]
    return AttackReport(
        tuple(one.intervals),
        tuple(found),
        n_numbers,
        n_unknowns,
        one.n_linear,
        one.n_whole,
        one.n_open,
        one.system.is_whole,
        (one.system,),
    )


def _explained(
    publications: Sequence[Publication], measure: str, hidden: range, closed: Closed
) -> tuple[_Attack, list[Finding]]:
    """Return the attack on what contradicts itself no more, and what had to be taken for a correction before."""
    spans = spans_of(publications)
    versions = versions_of(publications, spans, closed)
    corrections: list[Finding] = []
    while len(publications) > 1:
        one = _Attack(system_of(publications, closed, versions), measure, hidden, stops_early=True)
        one.run()
        if not one.is_contradictory:
            return one, corrections
        corrections += one.findings[-1:]
        more = parted(one.system, one.contradiction, versions, spans)
        if more is None:
            break
        is_few = size_of(one.contradiction) in hidden
        kind = Kind.CHANGE if is_few else Kind.CORRECTION
        corrections[-1] = replace(corrections[-1], kind=kind)
        versions = more
    apart = np.arange(len(publications))[:, None] + np.zeros_like(versions)
    one = _Attack(system_of(publications, closed, apart), measure, hidden)
    one.run()
    return one, corrections


@dataclass(eq=False)
class _Attack:
    system: AttackedSystem
    measure: str
    hidden: range
    stops_early: bool = False
    contradiction: Proof | None = None
    findings: list[Finding] = field(default_factory=list)
    intervals: list[Interval] = field(default_factory=list)
    n_linear: int = 0
    n_whole: int = 0
    n_open: int = 0
    n_tightened: int = 0
    seen: dict[int, Seen] = field(default_factory=dict)
    unexplained: list[int] = field(default_factory=list)

    @property
    def is_contradictory(self) -> bool:
        return any(finding.kind is Kind.CONTRADICTION for finding in self.findings)

    def run(self) -> None:
        known, row_of = self.system.known, self.system.row_of
        self.reduction: Reduction = reduce(known)
        for row in self.reduction.broken:
            self._contradicts(broken_row(known, self.reduction, row))
            if self.stops_early:
                return
        home = self.reduction.component_of[row_of]
        for cell in np.flatnonzero(home < 0):
            value = int(self.reduction.subtracted[row_of[cell]])
            if value >= LEAST_HIDDEN:
                self._judge(int(cell), value, value, True, float(value))
        for number, component in enumerate(self.reduction.components):
            cells = np.flatnonzero(home == number)
            if cells.size:
                self._attack_component(number, cells)
            elif self.stops_early and not has_table(component):
                self._contradicts_another(contradiction_of(known, self.reduction, component))
            if self.stops_early and self.is_contradictory:
                return
        self._ask_why()

    def _attack_component(self, home: int, cells: NDArray[np.int64]) -> None:
        component, rows = self.reduction.components[home], self.system.row_of[cells]
        targets = self.reduction.rows[rows][:, component.unknowns]
        given = self.reduction.subtracted[rows]
        try:
            bounds = linear_bounds(component, targets, np.maximum(LEAST_HIDDEN - given, 0.0))
            seen = self.seen[home] = Seen(rows.tolist(), targets, given)
            seen.add(bounds.seen)
            whole = self._whole_bounds(component, targets, bounds, seen)
        except NoTable:
            self._contradicts(contradiction_of(self.system.known, self.reduction, component))
            return
        self.n_linear += bounds.n_solved
        for number, cell in enumerate(cells):
            lower, upper, is_reached = whole[number]
            self._judge(int(cell), lower, upper, is_reached, float(bounds.upper[number] + given[number]))

    def _whole_bounds(
        self, component: Component, targets: csr_array, bounds: Bounds, seen: Seen
    ) -> list[tuple[int, int | None, bool]]:
        """Tighten what could matter: who is bounded below the threshold, and who would be in whole numbers."""
        program: WholeNumbers | None = None
        result = []
        for number, put_in in enumerate(seen.given.astype(int).tolist()):
            low, high = float(bounds.lower[number]) + put_in, float(bounds.upper[number]) + put_in
            lower = max(math.ceil(low - _ROUNDING), 0) if math.isfinite(low) else 0
            is_reached = bool(bounds.lower_is_whole[number] and bounds.upper_is_whole[number])
            if math.isinf(high):
                result.append((lower, None, bool(bounds.lower_is_whole[number])))
                continue
            upper = math.floor(high + _ROUNDING)
            is_tight = upper < self.hidden.stop
            if not is_tight and not bounds.upper_is_whole[number] and seen.most(number) < self.hidden.stop:
                program = program or WholeNumbers(component)
                answer, table = program.table_with(targets, number, self.hidden.stop - put_in)
                self.n_whole += 1
                seen.add([] if table is None else [table])
                self.n_open += answer is Answer.OPEN
                is_tight = answer is Answer.NO
                upper = self.hidden.stop - 1 if is_tight else upper
            if is_tight and not is_reached and self.n_tightened < _MOST_TIGHTENED:
                program = program or WholeNumbers(component)
                below = program.bound(targets, number, upper=False)
                above = program.bound(targets, number, upper=True)
                lower, upper = max(lower, below.value + put_in), min(upper, above.value + put_in)
                is_reached = below.is_reached and above.is_reached
                self.n_tightened += 1
                self.n_whole += 2
            result.append((lower, upper, is_reached))
        return result

    def _judge(self, cell: int, lower: int, upper: int | None, is_reached: bool, linear: float) -> None:
        words = cell_words(self.system, cell)
        where = self.system.first_seen[cell]
        self.intervals.append(Interval(self.system.cells[cell], where, lower, upper, is_reached))
        if upper is None or (upper >= self.hidden.stop and lower < upper):
            if lower < self.hidden.stop:
                self.unexplained.append(cell)
            return
        kind = Kind.SMALL if upper < self.hidden.stop else Kind.DETERMINED
        equation, numbers = "", ()
        if len(self.findings) < _MOST_PROVED:
            proof = proof_of(self.system.known, self.reduction, int(self.system.row_of[cell]), linear)
            parts = [equation_words(self.system, proof)] if proof and linear < np.inf else []
            parts += [_ONLY_WHOLE] if upper < linear - _ROUNDING else []
            equation, numbers = "; ".join(parts), newest_numbers(self.system, proof) if proof else ()
        told = f"{words} {bound_words(lower, upper)}"
        self.findings.append(Finding(kind, self.measure, told, equation, words, numbers))

    def _ask_why(self) -> None:
        """Find the cells that can be small or large, and large only where nothing explains why they are hidden."""
        companions = Companions(self.system, self.reduction, self.seen, self.hidden.stop)
        for cell in [] if self.is_contradictory else self.unexplained:
            row = int(self.system.row_of[cell])
            answer = companions.ask(row)
            self.n_open += answer is Answer.OPEN
            if answer is Answer.NO:
                proofs = list(companions.proofs(row)) if len(self.findings) < _MOST_PROVED else []
                words = cell_words(self.system, cell)
                told = (numbers_words(self.system, proof).removeprefix("minus ") for proof in proofs)
                equation = "; ".join(dict.fromkeys(told))
                numbers = tuple(dict.fromkeys(n for proof in proofs for n in newest_numbers(self.system, proof)))
                self.findings.append(Finding(Kind.ALONE, self.measure, f"{words} {_ALONE}", equation, words, numbers))
        self.n_linear += companions.n_linear
        self.n_whole += companions.n_whole

    def _contradicts_another(self, proof: Proof | None) -> None:
        """Note what bounds no hidden cell only where it is between publications: a change counts people."""
        told = {self.system.told_in[row] for row in self.system.rows_of(proof)} if proof else set()
        if len(told - {NOBODY}) > 1:
            self._contradicts(proof)

    def _contradicts(self, proof: Proof | None) -> None:
        equation = equation_words(self.system, proof) if proof else _ONLY_WHOLE
        numbers = newest_numbers(self.system, proof) if proof else ()
        self.contradiction = proof
        self.findings.append(Finding(Kind.CONTRADICTION, self.measure, _NO_TABLE, equation, numbers=numbers))
