"""Which numbers stand beside one another: in one table, with all levels in common but one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.scope import Count
from evaluation.disclosure.suppression.system import SHOWN, LinkedSystem

Beside = Mapping[int, tuple[tuple[int, ...], ...]]


def beside_each(system: LinkedSystem) -> Beside:
    """Return for each number the numbers beside it, a group for each table in which any can be hidden.

    Parameters
    ----------
    system : LinkedSystem
    """
    tables: dict[str, list[int]] = {}
    for at in np.flatnonzero(system.number_of != SHOWN).tolist():
        tables.setdefault(system.cells[at].block, []).append(at)
    found: dict[int, set[tuple[int, ...]]] = {}
    for members in tables.values():
        numbers = system.number_of[members]
        levels = _levels([system.cells[at] for at in members])
        for at, number in enumerate(numbers.tolist()):
            near = numbers[(levels != levels[:, [at]]).sum(axis=0) == 1]
            if others := sorted({*near.tolist()} - {number}):
                found.setdefault(number, set()).add(tuple(others))
    return {number: tuple(sorted(groups)) for number, groups in found.items()}


def _levels(cells: list[Count]) -> NDArray[np.int64]:
    """Return the window and the levels of cells as numbers, shape (1 + dimensions, cells)."""
    names = sorted({name for cell in cells for name in cell.scope.names})
    columns = [
        [cell.scope.window for cell in cells],
        *([cell.scope.level_set(name) for cell in cells] for name in names),
    ]
    codes = [{level: at for at, level in enumerate(dict.fromkeys(column))} for column in columns]
    return np.array([[code[level] for level in column] for code, column in zip(codes, columns, strict=True)])
