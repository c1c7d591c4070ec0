"""Which cells of a linked system are hidden, what that costs, and how far it may be from the cheapest way."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.scope import Count
from evaluation.disclosure.suppression.companions import with_companions
from evaluation.disclosure.suppression.greedy import Protection, Unprotected
from evaluation.disclosure.suppression.optimal import CuttingPlanes
from evaluation.disclosure.suppression.protection import LEAST, Attacker, Lower, Witness, met_by
from evaluation.disclosure.suppression.system import SHOWN, LinkedSystem

MOST_BRANCHED = 400
SOLVER = "HiGHS"
_PROVEN = 1e-6
_LEAST_GAIN = 0.02

Method = Literal["optimal", "cutting planes", "greedy"]


class NoPattern(Exception):
    """No pattern protects these numbers, whatever else is hidden.

    They are small, or were hidden to protect small ones where nothing beside them can be small in their place.

    Parameters
    ----------
    unprotected : tuple of Count
        In an order that does not depend on that of the cells.
    """

    def __init__(self, unprotected: tuple[Count, ...]) -> None:
        names = "; ".join(f"{count.label} ({count.where}): {count.value}" for count in unprotected)
        super().__init__(f"no pattern protects {names}")
        self.unprotected = unprotected


@dataclass(frozen=True, eq=False)
class Pattern:
    """Which cells are hidden.

    Parameters
    ----------
    hidden_cells : ndarray of bool, shape (n_cells,)
        In the order of the cells of the system.
    primary : ndarray of bool, shape (n_cells,)
        Those that are hidden because they are small themselves; the others protect these.
    objective : float
        Sum over hidden cells of 1 + log(1 + value).
    lower_bound : float
        No pattern that protects has a smaller objective: proven.
    gap : float
        ``(objective - lower_bound) / objective``, 0 where nothing is hidden.
    method : str
        ``optimal`` where the gap is zero, ``cutting planes`` where the master was solved in whole numbers,
        ``greedy`` where only its relaxation was.
    solver : str
    """

    hidden_cells: NDArray[np.bool_]
    primary: NDArray[np.bool_]
    objective: float
    lower_bound: float
    gap: float
    method: Method
    solver: str


def suppress(
    system: LinkedSystem,
    hidden: range,
    *,
    seconds: float = 30,
    gap: float = 0.02,
    lower: Lower = "reachable",
    kept: NDArray[np.bool_] | None = None,
    companions: bool = True,
) -> Pattern:
    """Return a pattern under which no small number can be bounded.

    For every small number p one table that agrees with everything shown has p at ``hidden.stop`` or above, and one
    has it at 1 or below, where the attacker knows that what is hidden is 1 or more. Where cells stand beside a hidden
    number in its tables, small or not, one of them can be below ``hidden.stop`` while it is not
    (:func:`~evaluation.disclosure.suppression.companions.with_companions`). The pattern depends on neither the order
    of the cells nor the machine, unless time runs out. What is hidden for the sake of those beside comes last: the
    lower bound knows nothing of it.

    Parameters
    ----------
    system : LinkedSystem
    hidden : range
        Numbers that must not be shown or inferred.
    seconds : float
        After which the best pattern so far is returned. A first pattern is always completed.
    gap : float
        A proven gap with which the search ends.
    lower : {"one", "reachable"}
        With ``reachable`` a small number needs to reach 1 only where it could with everything hidden. A sum of three
        numbers that are not zero is never below three, so that with ``one`` no pattern protects it.
    kept : ndarray of bool, shape (n_cells,), optional
        Cells that stay hidden, small or not, where they can be hidden.
    companions : bool
        Whether hidden numbers need others beside them that could be small in their place.

    Raises
    ------
    NoPattern
        If some small numbers cannot be protected. All of them are named.
    ContradictoryCounts
        If no table of people agrees with all numbers.
    """
    deadline = time.monotonic() + seconds
    given = np.array([cell.value for cell in system.cells], dtype=float)
    primary = np.isin(given, list(hidden))
    cost = 1.0 + np.log1p(given)
    free = system.number_of != SHOWN
    if (primary & ~free).any():
        raise _no_pattern(system, primary & ~free)
    if not primary.any():
        return Pattern(primary.copy(), primary, 0.0, 0.0, 0.0, "optimal", SOLVER)
    weights = np.bincount(system.number_of[free], cost[free], system.values.size)
    stay = np.zeros(weights.size, dtype=bool)
    if kept is not None:
        stay[system.number_of[free & kept]] = True
    attacker = Attacker(system, hidden, lower, stay)
    method: Method = "greedy" if weights.size > MOST_BRANCHED else "cutting planes"
    try:
        planes = CuttingPlanes(attacker, weights, deadline)
        if method == "greedy":
            planes.relax(gap, _LEAST_GAIN)
        else:
            planes.relax(gap)
            planes.branch(gap)
        best = with_companions(system, attacker, weights, planes.best, hidden.stop) if companions else planes.best
    except Unprotected as found:
        raise _no_pattern(system, np.isin(system.number_of, found.numbers)) from found
    hidden_cells = free & best.hidden[system.number_of]
    objective = float(weights[best.hidden].sum())
    lower_bound = min(planes.lower_bound, objective)
    proven = (objective - lower_bound) / objective
    return Pattern(
        hidden_cells,
        primary,
        objective,
        lower_bound,
        proven,
        "optimal" if proven <= _PROVEN else method,
        SOLVER,
    )


def protects(
    system: LinkedSystem, hidden: range, hidden_cells: NDArray[np.bool_], lower: Lower = "reachable"
) -> bool:
    """Whether no small number can be bounded, or told from those beside it, with these cells hidden and no others.

    Parameters
    ----------
    system : LinkedSystem
    hidden : range
    hidden_cells : ndarray of bool, shape (n_cells,)
    lower : {"one", "reachable"}
        As in :func:`suppress`.

    Raises
    ------
    ContradictoryCounts
        If no table of people agrees with all numbers.
    """
    values = np.array([cell.value for cell in system.cells], dtype=float)
    free = system.number_of != SHOWN
    if (np.isin(values, list(hidden)) & ~(free & hidden_cells)).any():
        return False
    shown = np.bincount(system.number_of[free], ~hidden_cells[free], system.values.size) > 0
    attacker = Attacker(system, hidden, lower)
    witnesses: list[Witness] = []
    for requirement in attacker.requirements:
        if met_by(witnesses, requirement, ~shown) is None:
            found = attacker.attack(requirement, (~shown).astype(float))
            if not isinstance(found, Witness):
                return False
            witnesses.append(found)
    try:
        with_companions(system, attacker, system.values, Protection(~shown, witnesses), hidden.stop, below=LEAST)
    except Unprotected:
        return False
    return True


def _no_pattern(system: LinkedSystem, cells: NDArray[np.bool_]) -> NoPattern:
    found = [system.cells[at] for at in np.flatnonzero(cells)]
    return NoPattern(tuple(sorted(found, key=lambda count: (count.label, count.where, count.value))))
