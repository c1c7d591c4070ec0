"""Which hidden cells stand beside one another: in one table, with all levels in common but one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.disclosure.attack.known import HiddenCell


@dataclass(frozen=True)
class Beside:
    """What a table hides beside one of its hidden cells, and elsewhere.

    Parameters
    ----------
    near : frozenset of int
        Rows of the cells that share all levels but one with it.
    others : frozenset of int
        Rows of all other hidden cells of the same publication.
    """

    near: frozenset[int]
    others: frozenset[int]


def beside_each(told: Sequence[tuple[str, HiddenCell, int]]) -> dict[int, tuple[Beside, ...]]:
    """Return what stands beside each hidden cell, for every table of every publication that hides it.

    Parameters
    ----------
    told : sequence of (str, HiddenCell, int)
        The publication of each, and its row. Cells of no known table stand beside nothing and are left out.
    """
    tables: dict[tuple[str, str], list[tuple[HiddenCell, int]]] = {}
    published: dict[str, set[int]] = {}
    for publication, cell, row in told:
        if cell.table:
            tables.setdefault((publication, cell.table), []).append((cell, row))
            published.setdefault(publication, set()).add(row)
    found: dict[int, list[Beside]] = {}
    for (publication, _), members in tables.items():
        rows = np.array([row for _, row in members])
        names = sorted({name for cell, _ in members for name in cell.groups})
        codes = np.array([_codes([cell.window for cell, _ in members])])
        codes = np.vstack([codes, *(_codes([cell.groups.get(name) for cell, _ in members]) for name in names)])
        for at, row in enumerate(rows.tolist()):
            near = frozenset(rows[(codes != codes[:, [at]]).sum(axis=0) == 1].tolist()) - {row}
            others = frozenset(published[publication]) - near - {row}
            found.setdefault(row, []).append(Beside(near, others))
    return {row: tuple(each) for row, each in found.items()}


def _codes(levels: Sequence[object]) -> list[int]:
    number = {level: at for at, level in enumerate(dict.fromkeys(levels))}
    return [number[level] for level in levels]
