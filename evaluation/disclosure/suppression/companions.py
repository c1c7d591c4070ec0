"""Beside every small number something is hidden that could be the small one in its place.

Whoever knows why cells are hidden knows that one of those that stand together is small. So for each small number one
table that agrees with everything shown has it at the threshold or above, and another cell of its table, with all
levels in common but one, below. A cell that public numbers put at the threshold or above explains nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.scope import Count
from evaluation.disclosure.suppression.greedy import Protection, Unprotected
from evaluation.disclosure.suppression.protection import Attacker, Requirement, Witness
from evaluation.disclosure.suppression.system import SHOWN, LinkedSystem

Beside = Mapping[int, tuple[tuple[int, ...], ...]]


def beside_small(system: LinkedSystem, small: NDArray[np.bool_]) -> Beside:
    """Return for each small number the numbers beside it, a group for each table in which any can be hidden.

    Parameters
    ----------
    system : LinkedSystem
    small : ndarray of bool, shape (m,)
        Of the numbers of the system.
    """
    tables: dict[str, list[int]] = {}
    for at in np.flatnonzero(system.number_of != SHOWN).tolist():
        tables.setdefault(system.cells[at].block, []).append(at)
    found: dict[int, list[tuple[int, ...]]] = {}
    for members in tables.values():
        numbers = system.number_of[members]
        levels = _levels([system.cells[at] for at in members])
        for at in np.flatnonzero(small[numbers]):
            near = numbers[(levels != levels[:, [at]]).sum(axis=0) == 1]
            if others := sorted({*near.tolist()} - {int(numbers[at])}):
                found.setdefault(int(numbers[at]), []).append(tuple(others))
    return {number: tuple(sorted(groups)) for number, groups in found.items()}


def with_companions(
    attacker: Attacker, costs: NDArray[np.float64], found: Protection, beside: Beside, threshold: int
) -> Protection:
    """Return a pattern that hides what is needed besides, so that each small number could be a large one.

    Parameters
    ----------
    attacker : Attacker
    costs : ndarray of float, shape (m,)
        Of hiding each number; 0 for numbers that are hidden anyway.
    found : Protection
        A pattern that protects every small number.
    beside : mapping
        As :func:`beside_small` returns it.
    threshold : int
        The first number that may be shown.

    Raises
    ------
    Unprotected
        With the numbers of which every companion is known to be large, or large whenever they are.
    """
    hidden, witnesses, impossible = found.hidden.copy(), list(found.witnesses), []
    for requirement in (each for each in attacker.requirements if each.amount > 0):
        for group in beside.get(requirement.number, ()):
            if any(_explains(each, requirement, group, hidden, threshold) for each in witnesses):
                continue
            witness = _cheapest(attacker, requirement, group, np.where(hidden, 0.0, costs), threshold)
            if witness is None:
                impossible.append(requirement.number)
                continue
            hidden |= witness.moved
            witnesses.append(witness)
    if impossible:
        raise Unprotected(sorted(set(impossible)))
    return Protection(hidden, found.witnesses)


def _explains(
    witness: Witness, requirement: Requirement, group: tuple[int, ...], hidden: NDArray[np.bool_], threshold: int
) -> bool:
    is_possible = witness.meets(requirement) and not (witness.moved & ~hidden).any()
    return is_possible and any(hidden[each] and witness.numbers[each] < threshold for each in group)


def _cheapest(
    attacker: Attacker, requirement: Requirement, group: tuple[int, ...], costs: NDArray[np.float64], threshold: int
) -> Witness | None:
    """Return the table that moves what is cheap, and has one of a group below the threshold."""
    best, least = None, np.inf
    for other in sorted(group, key=lambda each: (costs[each], each)):
        if costs[other] >= least:
            break
        witness = attacker.cheapest(requirement, attacker.prices(requirement, costs), {other: threshold - 1})
        cost = np.inf if witness is None else float(costs[witness.moved].sum())
        if cost < least:
            best, least = witness, cost
    return best


def _levels(cells: list[Count]) -> NDArray[np.int64]:
    """Return the window and the levels of cells as numbers, shape (1 + dimensions, cells)."""
    names = sorted({name for cell in cells for name in cell.scope.names})
    columns = [
        [cell.scope.window for cell in cells],
        *([cell.scope.level_set(name) for cell in cells] for name in names),
    ]
    codes = [{level: at for at, level in enumerate(dict.fromkeys(column))} for column in columns]
    return np.array([[code[level] for level in column] for code, column in zip(codes, columns, strict=True)])
