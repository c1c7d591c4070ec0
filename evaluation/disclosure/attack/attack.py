"""The attack on everything that is public: bounds of every hidden cell, and what follows from corrections."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from evaluation.disclosure.attack.bounds import Bounds, NoTable, linear_bounds
from evaluation.disclosure.attack.integers import WholeNumbers
from evaluation.disclosure.attack.known import Publication
from evaluation.disclosure.attack.proof import Proof, broken_row, contradiction_of, proof_of
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
)
from evaluation.disclosure.attack.system import AttackedSystem, system_of
from evaluation.disclosure.attack.versions import changes

Closed = Mapping[str, frozenset[str]]

_NEAR = 5
_MOST_PROVED = 20
_ROUNDING = 1e-6
_NO_TABLE = "the public numbers contradict one another"
_ONLY_WHOLE = "only whole numbers leave no more"


def attack(
    publications: Sequence[Publication],
    hidden: Mapping[str, range],
    closed: Mapping[str, Closed] | None = None,
) -> AttackReport:
    """Bound every hidden cell from everything that is public.

    Numbers that two publications give differently split the data in versions, stretch of time by stretch of time. If
    what is left still contradicts itself, that is a finding, and each publication is then attacked by itself.

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
        mine = [_of_measure(public, measure) for public in publications]
        if hidden[measure] and any(public.numbers or public.hidden for public in mine):
            reports.append(_attack_measure(mine, measure, hidden[measure], (closed or {}).get(measure, {})))
    return AttackReport(
        tuple(interval for report in reports for interval in report.intervals),
        tuple(finding for report in reports for finding in report.findings),
        sum(report.n_numbers for report in reports),
        sum(report.n_unknowns for report in reports),
        sum(report.n_linear for report in reports),
        sum(report.n_whole for report in reports),
        all(report.is_whole for report in reports),
    )


def _of_measure(public: Publication, measure: str) -> Publication:
    parts = {
        name: tuple(each for each in getattr(public, name) if each.measure == measure)
        for name in ("numbers", "hidden", "shares")
    }
    return replace(public, **parts)


def _attack_measure(publications: Sequence[Publication], measure: str, hidden: range, closed: Closed) -> AttackReport:
    found = [
        Finding(Kind.CHANGE, measure, change_words(change), "")
        for change in changes(publications)
        if change.size in hidden
    ]
    found += [
        Finding(Kind.SMALL, measure, f"{number.words}: {number.lower}, {public.words}, is itself too small", "")
        for public in publications
        for number in public.numbers
        if number.lower == number.upper and number.lower in hidden
    ]
    one = _Attack(system_of(publications, closed), measure, hidden)
    one.run()
    found += one.findings
    if one.is_contradictory and len(publications) > 1:
        one = _Attack(system_of(publications, closed, apart=True), measure, hidden)
        one.run()
        found += [finding for finding in one.findings if finding not in found]
    n_numbers = sum(len(public.numbers) + len(public.shares) for public in publications)
    n_unknowns = one.system.known.rows.shape[1]
    return AttackReport(
        tuple(one.intervals), tuple(found), n_numbers, n_unknowns, one.n_linear, one.n_whole, one.system.is_whole
    )


@dataclass(eq=False)
class _Attack:
    system: AttackedSystem
    measure: str
    hidden: range
    findings: list[Finding] = field(default_factory=list)
    intervals: list[Interval] = field(default_factory=list)
    n_linear: int = 0
    n_whole: int = 0

    @property
    def is_contradictory(self) -> bool:
        return any(finding.kind is Kind.CONTRADICTION for finding in self.findings)

    def run(self) -> None:
        known, row_of = self.system.known, self.system.row_of
        self.reduction: Reduction = reduce(known)
        for row in self.reduction.broken:
            self._contradicts(broken_row(known, self.reduction, row))
        home = self.reduction.component_of[row_of]
        for cell in np.flatnonzero(home < 0):
            value = int(self.reduction.subtracted[row_of[cell]])
            self._judge(int(cell), value, value, True, float(value))
        for number in np.unique(home[home >= 0]):
            self._attack_component(self.reduction.components[number], np.flatnonzero(home == number))

    def _attack_component(self, component: Component, cells: np.ndarray) -> None:
        rows = self.system.row_of[cells]
        targets = self.reduction.rows[rows][:, component.unknowns]
        given = self.reduction.subtracted[rows]
        try:
            bounds = linear_bounds(component, targets)
            whole = self._whole_bounds(component, targets, bounds, given)
        except NoTable:
            self._contradicts(contradiction_of(self.system.known, self.reduction, component))
            return
        self.n_linear += 2 * len(cells)
        for number, cell in enumerate(cells):
            lower, upper, is_reached = whole[number]
            self._judge(int(cell), lower, upper, is_reached, float(bounds.upper[number] + given[number]))

    def _whole_bounds(
        self, component: Component, targets: object, bounds: Bounds, given: np.ndarray
    ) -> list[tuple[int, int | None, bool]]:
        program: WholeNumbers | None = None
        result = []
        for number, put_in in enumerate(given):
            ends: list[int | None] = []
            is_reached = True
            near = bounds.upper[number] + put_in < self.hidden.stop + _NEAR
            for is_upper, values, is_whole in (
                (False, bounds.lower, bounds.lower_is_whole),
                (True, bounds.upper, bounds.upper_is_whole),
            ):
                value = float(values[number])
                if math.isinf(value):
                    ends.append(None)
                    continue
                end = math.floor(value + _ROUNDING) if is_upper else math.ceil(value - _ROUNDING)
                if not is_whole[number] and (near or abs(value - round(value)) > _ROUNDING):
                    program = program or WholeNumbers(component)
                    found = program.bound(targets, number, upper=is_upper)
                    self.n_whole += 1
                    end = min(end, found.value) if is_upper else max(end, found.value)
                    is_reached &= found.is_reached
                else:
                    is_reached &= bool(is_whole[number])
                ends.append(end + int(put_in))
            result.append((ends[0] or 0, ends[1], is_reached))
        return result

    def _judge(self, cell: int, lower: int, upper: int | None, is_reached: bool, linear: float) -> None:
        words = cell_words(self.system, cell)
        where = self.system.first_seen[cell]
        self.intervals.append(Interval(self.system.cells[cell], where, lower, upper, is_reached))
        if upper is None or (upper >= self.hidden.stop and lower < upper):
            return
        kind = Kind.SMALL if upper < self.hidden.stop else Kind.DETERMINED
        equation = ""
        if len(self.findings) < _MOST_PROVED:
            proof = proof_of(self.system.known, self.reduction, int(self.system.row_of[cell]), linear)
            parts = [equation_words(self.system, proof)] if proof and linear < np.inf else []
            parts += [_ONLY_WHOLE] if upper < linear - _ROUNDING else []
            equation = "; ".join(parts)
        self.findings.append(Finding(kind, self.measure, f"{words} {bound_words(lower, upper)}", equation))

    def _contradicts(self, proof: Proof | None) -> None:
        equation = equation_words(self.system, proof) if proof else _ONLY_WHOLE
        self.findings.append(Finding(Kind.CONTRADICTION, self.measure, _NO_TABLE, equation))
