"""The coarsest cells that a set of scopes can tell apart, and which of them each scope covers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.scope import PERIOD, Scope

if TYPE_CHECKING:
    from scipy.sparse import csr_array

MOST_CELLS = 3_000_000
MOST_MEMBERSHIPS = 40_000_000


class TooFine(Exception):
    """The scopes tell so many cells apart that they cannot be checked; coarser ones are needed."""


class Lattice:
    """The product, over all dimensions, of the classes of levels that no scope separates.

    Every dimension has one more class for what no scope names: other levels, missing values, other months.

    Parameters
    ----------
    scopes : sequence of Scope
        Of one measure.

    Raises
    ------
    TooFine
        If there would be more than three million cells.
    """

    def __init__(self, scopes: Sequence[Scope]) -> None:
        windows = {scope.window for scope in scopes if scope.window is not None}
        self._breaks = sorted({day for window in windows for day in window})
        sets: dict[str, set[frozenset[str]]] = {}
        for scope in scopes:
            for name, levels in scope.levels:
                sets.setdefault(name, set()).add(levels)
        self._class_of = {name: _classes(found) for name, found in sorted(sets.items())}
        self._sizes = {PERIOD: max(len(self._breaks), 1)} | {
            name: max(classes.values(), default=-1) + 2 for name, classes in self._class_of.items()
        }
        self.n_cells = int(np.prod([float(size) for size in self._sizes.values()]))
        if self.n_cells > MOST_CELLS:
            raise TooFine
        self._cached: dict[tuple[str, object], NDArray[np.int64]] = {}

    def incidence(self, scopes: Sequence[Scope]) -> csr_array:
        """Return which cells each scope covers, shape (len(scopes), n_cells), of 0 and 1.

        Raises
        ------
        TooFine
            If the scopes cover more than forty million cells together.
        """
        from scipy.sparse import csr_array

        members = [self._members(scope) for scope in scopes]
        starts = np.concatenate([[0], np.cumsum([found.size for found in members])]).astype(np.int64)
        if starts[-1] > MOST_MEMBERSHIPS:
            raise TooFine
        columns = np.concatenate(members) if members else np.zeros(0, dtype=np.int64)
        ones = np.ones(columns.size, dtype=np.float32)
        return csr_array((ones, columns, starts), shape=(len(scopes), self.n_cells))

    def separates(self, scope: Scope) -> bool:
        """Tell whether a scope is a union of cells."""
        if scope.window is not None and not set(scope.window) <= set(self._breaks):
            return False
        for name, levels in scope.levels:
            classes = self._class_of.get(name)
            if classes is None or not levels <= classes.keys():
                return False
            covered = {classes[level] for level in levels}
            if any(found in covered and level not in levels for level, found in classes.items()):
                return False
        return True

    def _members(self, scope: Scope) -> NDArray[np.int64]:
        cells = np.zeros(1, dtype=np.int64)
        for name, size in self._sizes.items():
            part = self._part(name, scope.window if name == PERIOD else scope.level_set(name))
            cells = (cells[:, None] * size + part[None, :]).ravel()
        return cells

    def _part(self, name: str, covered: object) -> NDArray[np.int64]:
        key = (name, covered)
        if key not in self._cached:
            if covered is None:
                part = np.arange(self._sizes[name])
            elif name == PERIOD:
                start, end = covered
                part = np.arange(self._breaks.index(start), self._breaks.index(end))
            else:
                part = np.unique([self._class_of[name][level] for level in covered])
            self._cached[key] = part.astype(np.int64)
        return self._cached[key]


def _classes(sets: set[frozenset[str]]) -> dict[str, int]:
    """Return a class for each level: levels that belong to the same sets share one."""
    ordered = sorted(sets, key=sorted)
    signatures: dict[tuple[int, ...], int] = {}
    classes = {}
    for level in sorted(frozenset().union(*ordered)):
        signature = tuple(number for number, levels in enumerate(ordered) if level in levels)
        classes[level] = signatures.setdefault(signature, len(signatures))
    return classes
