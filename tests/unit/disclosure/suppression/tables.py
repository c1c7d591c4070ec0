"""Small releases for tests, and an attacker of its own who knows every cell of the finest table's frame."""

import itertools
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.optimize import linprog

from evaluation.disclosure.scope import Count, Scope

HIDDEN = range(1, 11)
AXES = ("community", "age", "sex")


def quarter(number):
    return date(2020 + number // 4, 1 + 3 * (number % 4), 1).toordinal()


@dataclass
class Release:
    """Counts over the finest table: axes place, age, sex (those that there are), and time last if ``timed``."""

    finest: np.ndarray
    timed: bool = False

    def __post_init__(self):
        self.cells, self.sums = [], []
        self.names = AXES[: self.finest.ndim - self.timed]
        self.closed = {
            name: frozenset(f"{name}{at}" for at in range(size))
            for name, size in zip(self.names, self.finest.shape, strict=False)
        }

    def table(self, where, **groups):
        """Add a table with all its margins: each axis a list of groups of levels; time as (first, last + 1)."""
        for keys in itertools.product(*([*found, None] for found in groups.values())):
            self.add(where, **{name: key for name, key in zip(groups, keys, strict=True) if key is not None})
        return self

    def add(self, where, *, time=None, **levels):
        count, mask = self.count(where, time=time, **levels)
        self.cells.append(count)
        self.sums.append(mask.ravel())
        return self

    def count(self, where, *, time=None, **levels):
        covered = [
            list(levels.get(name, range(size))) for name, size in zip(self.names, self.finest.shape, strict=False)
        ]
        window = None
        if self.timed:
            first, stop = time or (0, self.finest.shape[-1])
            covered.append(list(range(first, stop)))
            window = (quarter(first), quarter(stop))
        mask = np.zeros(self.finest.shape, dtype=bool)
        mask[np.ix_(*covered)] = True
        named = {name: {f"{name}{at}" for at in found} for name, found in levels.items()}
        words = ", ".join([*(f"{name} {'+'.join(map(str, found))}" for name, found in levels.items()), str(time)])
        return Count(
            Scope.of("overdose_death", window=window, levels=named), int(self.finest[mask].sum()), words, where, where
        ), mask

    @property
    def values(self):
        return np.array([count.value for count in self.cells])


def two_way(table):
    """Return a table by place and age with its margins."""
    rows, columns = table.shape
    release = Release(table)
    return release.table("two_way", community=singles(rows), age=singles(columns))


def singles(size):
    return [(at,) for at in range(size)]


def unprotected(release, hidden, fixed=(), *, least=1, only_first=False):
    """Return the cells that an attacker bounds, by linear programs over the finest table; one or more is hidden."""
    values, sums = release.values, np.array(release.sums, dtype=float)
    shown = np.vstack([sums[~hidden], *(mask.ravel()[None].astype(float) for _, mask in fixed)])
    known = np.concatenate([values[~hidden], [count.value for count, _ in fixed]])
    known_of_hidden = {"A_ub": -sums[hidden], "b_ub": -np.ones(hidden.sum())}

    def reaches(cell, sign, target):
        result = linprog(-sign * sums[cell], A_eq=shown, b_eq=known, **known_of_hidden)
        return result.status == 3 or (result.status == 0 and -result.fun >= sign * target - 1e-6)

    small = np.flatnonzero(np.isin(values, list(HIDDEN)))
    open_to = (int(at) for at in small if not (hidden[at] and reaches(at, 1, HIDDEN.stop) and reaches(at, -1, least)))
    return list(itertools.islice(open_to, 1)) if only_first else list(open_to)


def may_be_hidden(release):
    """Return the cells that are neither zero nor small, those that count the same as one, shape (sets, cells)."""
    scopes = [cell.scope for cell in release.cells]
    large = sorted({scopes.index(cell.scope) for cell in release.cells if cell.value >= HIDDEN.stop})
    return np.array([[scope == scopes[at] for scope in scopes] for at in large]).reshape(-1, len(scopes))


def cheapest_by_brute_force(release, fixed=()):
    """Return the least cost of all patterns that protect, None where none does."""
    values = release.values
    costs = 1 + np.log1p(values)
    small = np.isin(values, list(HIDDEN))
    large = may_be_hidden(release)
    patterns = [
        small | large[np.flatnonzero(bits)].any(axis=0) for bits in itertools.product([0, 1], repeat=len(large))
    ]
    if unprotected(release, patterns[-1], fixed, only_first=True):
        return None
    for pattern in sorted(patterns, key=lambda each: costs[each].sum()):
        if not unprotected(release, pattern, fixed, only_first=True):
            return costs[pattern].sum()
    raise ValueError("the pattern with everything hidden protects")
