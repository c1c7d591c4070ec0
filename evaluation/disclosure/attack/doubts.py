"""What a second solver does not accept of an attack: hidden cells that cannot reach what may be shown.

The decision asks the same attack as the audit does, so a fault in what both share, the subtractions of
:mod:`~evaluation.disclosure.attack.reduction` and the programs of
:mod:`~evaluation.disclosure.attack.real_numbers`, would be seen by neither. So the audit, and nobody else, asks again
about every cell that the attack does not bound (:mod:`~evaluation.disclosure.attack.second_solver`). Not asked again
is what else the attack finds out: whether people, who are whole, can be so many, and why cells are hidden.
"""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterator
from dataclasses import dataclass

import numpy as np

from evaluation.disclosure.attack.known import HiddenCell
from evaluation.disclosure.attack.report import AttackReport, cell_words
from evaluation.disclosure.attack.second_solver import most_of_rows
from evaluation.disclosure.attack.system import AttackedSystem


@dataclass(frozen=True)
class Doubt:
    """A hidden cell of which the second solver does not find that it can be shown, where the attack does.

    Parameters
    ----------
    cell : HiddenCell
    publication : str
        The first that hides it.
    words : str
        What was found, for the evaluator.
    """

    cell: HiddenCell
    publication: str
    words: str

    @property
    def about(self) -> tuple[Hashable, str]:
        """What is equal for the same cell in another attack."""
        return self.cell.people.key, self.publication


def doubts_about(report: AttackReport, threshold: int) -> list[Doubt]:
    """Ask again about every hidden cell that the attack does not bound below the threshold.

    Parameters
    ----------
    report : AttackReport
        Of one measure.
    threshold : int
        The first number that may be shown.
    """
    small = {each.cell for each in report.intervals if each.upper is not None and each.upper < threshold}
    return [doubt for system in report.systems for doubt in _of_system(system, small, threshold)]


def _of_system(system: AttackedSystem, small: Container[HiddenCell], threshold: int) -> Iterator[Doubt]:
    cells = [at for at, cell in enumerate(system.cells) if cell not in small]
    most = most_of_rows(system.known, system.row_of[cells], threshold)
    for at, reached in zip(cells, most.tolist(), strict=True):
        if reached != threshold:
            words = f"{cell_words(system, at)} can be {threshold} in the attack, but {_said(reached)}"
            yield Doubt(system.cells[at], system.first_seen[at], words)


def _said(most: float) -> str:
    if np.isnan(most):
        return "HiGHS does not find out"
    if np.isneginf(most):
        return "HiGHS finds no table that agrees with the numbers"
    return f"HiGHS finds that it is {most:.10g} at the most"
