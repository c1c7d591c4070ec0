"""The coarsest cells that a set of scopes can tell apart, and which of them each scope covers."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.scope import FOLLOW_UP, PERIOD, Scope
from evaluation.disclosure.stretches import stretches, stretches_of_follow_up
from evaluation.disclosure.universe import Universe

Window = tuple[int, int] | None

MOST_CELLS = 3_000_000
_MOST_COMBINED = 12
_SHOWN = 4


class TooFine(Exception):
    """The scopes tell so many cells apart that they cannot be checked; coarser ones are needed."""


class Lattice:
    """The product, over all dimensions, of the classes of levels that no scope separates.

    Every dimension has one more class for what no scope names: other levels, missing values, other months; a closed
    one has it only if some of its levels are not named. Days that were corrected have one more for each version of
    the data that a scope is about.

    Parameters
    ----------
    scopes : sequence of Scope
        Of one measure.
    closed : mapping of str to frozenset of str
        Dimensions that have these levels and no others: whatever else a scope names is empty.

    Raises
    ------
    TooFine
        If there would be more than three million cells.
    """

    def __init__(self, scopes: Sequence[Scope], closed: Universe | None = None) -> None:
        self._closed = closed or {}
        windows = {scope.window for scope in scopes} | {days for scope in scopes for days, _ in scope.as_of}
        self._breaks = sorted({day for window in windows if window for day in window})
        self._n_spans = max(len(self._breaks), 1)
        old = {(place, version) for scope in scopes for place, version in self._old(scope.window, scope.as_of)}
        self._old_class = {key: self._n_spans + number for number, key in enumerate(sorted(old))}
        self._named = {scope.names | ({PERIOD} if scope.window else set()) for scope in scopes}
        sets: dict[str, set[frozenset[str]]] = {}
        for scope in scopes:
            for name, levels in scope.levels:
                sets.setdefault(name, set()).add(self._existing(name, levels))
        self._class_of = {name: _classes(found) for name, found in sorted(sets.items())}
        self._sizes = {PERIOD: self._n_spans + len(self._old_class)}
        for name, classes in self._class_of.items():
            has_others = name not in self._closed or not self._closed[name] <= classes.keys()
            self._sizes[name] = max(classes.values(), default=-1) + 1 + has_others
        self.n_cells = int(np.prod([float(size) for size in self._sizes.values()]))
        if self.n_cells > MOST_CELLS:
            raise TooFine
        self._cached: dict[tuple[str, object], NDArray[np.int64]] = {}

    def masks(self, scopes: Sequence[Scope]) -> list[NDArray[np.bool_]]:
        """Return for each dimension which classes each scope covers, shape (len(scopes), classes)."""
        found = []
        for name, size in self._sizes.items():
            covered = np.zeros((len(scopes), size), dtype=bool)
            for row, scope in zip(covered, scopes, strict=True):
                row[self._part(name, self._covered(scope, name))] = True
            found.append(covered)
        return found

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of classes of each dimension."""
        return tuple(self._sizes.values())

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions, time first."""
        return tuple(self._sizes)

    def questions(self, most: int) -> Iterator[list[NDArray[np.bool_]]]:
        """Yield for each dimension groups of classes to ask for, shape (groups, classes): all their products.

        Groups are single classes, published sets, what two of these have in common or not, complements, stretches of
        time and of follow-up, and all. Where there are more than ``most`` products of all dimensions, the widest have
        less of these; then every two dimensions, and those that published sets name together, are asked for with the
        others whole: every two of them in full.

        Raises
        ------
        TooFine
            If there are too many products of single classes and published sets, or of all groups of two dimensions.
        """
        ladders = [_ladder(self._masks(name, size), self._stretches(name)) for name, size in self._sizes.items()]
        every = tuple(range(len(ladders)))
        named = {tuple(place for place, name in enumerate(self._sizes) if name in names) for names in self._named}
        several = sorted(places for places in named if 2 < len(places) < len(every))
        for places in (every, *several, *itertools.combinations(every, 2)):
            rungs = _rungs([ladders[place] for place in places], most)
            if rungs is None or (any(rungs) and len(places) == 2):
                raise TooFine
            chosen = dict(zip(places, rungs, strict=True))
            yield [
                ladder[chosen[place]] if place in chosen else np.ones((1, ladder[0].shape[1]), dtype=bool)
                for place, ladder in enumerate(ladders)
            ]
            if places == every and not any(rungs):
                return

    def levels_of(self, name: str, group: NDArray[np.bool_]) -> str:
        """Return a group of classes of a dimension in words, for messages."""
        if name == PERIOD:
            parts = [f"{date.fromordinal(a)} to {date.fromordinal(b)}" for a, b in itertools.pairwise(self._breaks)]
            parts += ["others"]
            parts += [f"{parts[place]} as of an earlier release" for place, _ in self._old_class]
        else:
            classes = self._class_of[name]
            parts = [
                " or ".join(level for level, found in classes.items() if found == number)
                for number in range(max(classes.values(), default=-1) + 1)
            ]
        parts += ["others"] * (len(group) - len(parts))
        chosen = [part for part, is_in in zip(parts, group, strict=True) if is_in]
        return " and ".join(chosen[:_SHOWN]) + (" and more" if len(chosen) > _SHOWN else "")

    def words_of(self, group: Sequence[NDArray[np.bool_]]) -> str:
        """Return a product of groups of classes in words, for messages."""
        named = zip(self.dimensions, group, strict=True)
        return ", ".join(f"{name} {self.levels_of(name, mask)}" for name, mask in named if not mask.all())

    def _masks(self, name: str, size: int) -> NDArray[np.bool_]:
        found = {covered for (dimension, covered) in self._cached if dimension == name and covered is not None}
        masks = np.zeros((len(found), size), dtype=bool)
        for mask, covered in zip(masks, sorted(found, key=_sort_key), strict=True):
            mask[self._part(name, covered)] = True
        return masks

    def _stretches(self, name: str) -> NDArray[np.bool_]:
        """Return the stretches between any two days of a dimension that has such."""
        found = np.zeros((0, self._sizes[name]), dtype=bool)
        if name == PERIOD:
            between = stretches(max(len(self._breaks) - 1, 0))
            found = np.pad(between, ((0, 0), (0, self._sizes[name] - between.shape[1])))
        elif name == FOLLOW_UP:
            classes = self._class_of[name]
            size = Counter(classes.values())
            met = [Counter(classes[level] for level in each) for each in stretches_of_follow_up(classes)]
            ends = {frozenset(each) for each in met if each and all(each[found] == size[found] for found in each)}
            found = np.zeros((len(ends), self._sizes[name]), dtype=bool)
            for mask, covered in zip(found, sorted(ends, key=sorted), strict=True):
                mask[list(covered)] = True
        return found

    def _covered(self, scope: Scope, name: str) -> object:
        if name == PERIOD:
            return (scope.window, scope.as_of) if scope.window or scope.as_of else None
        levels = scope.level_set(name)
        return None if levels is None else self._existing(name, levels)

    def _existing(self, name: str, levels: frozenset[str]) -> frozenset[str]:
        return levels & self._closed[name] if name in self._closed else levels

    def _part(self, name: str, covered: object) -> NDArray[np.int64]:
        key = (name, covered)
        if key not in self._cached:
            if name == PERIOD:
                part = self._time(*(covered or (None, ())))
            elif covered is None:
                part = np.arange(self._sizes[name])
            else:
                part = np.unique([self._class_of[name][level] for level in covered])
            self._cached[key] = part.astype(np.int64)
        return self._cached[key]

    def _time(self, window: Window, as_of: tuple[tuple[Window, int], ...]) -> NDArray[np.int64]:
        """Return the classes of a window, each in the version of the data that it is about."""
        old = dict(self._old(window, as_of))
        return np.array(
            [self._old_class[place, old[place]] if place in old else place for place in self._spans(window)]
        )

    def _old(self, window: Window, as_of: tuple[tuple[Window, int], ...]) -> Iterator[tuple[int, int]]:
        for days, version in as_of:
            yield from ((place, version) for place in self._spans(days or window))

    def _spans(self, window: Window) -> range:
        if window is None:
            return range(self._n_spans)
        return range(self._breaks.index(window[0]), self._breaks.index(window[1]))


def _sort_key(covered: object) -> tuple[object, ...]:
    """Return a key that sorts windows and sets of levels, whatever the order in which they came."""
    if isinstance(covered, tuple):
        window, as_of = covered
        return (window or (), tuple((days or (), version) for days, version in as_of))
    return tuple(sorted(covered))


def _ladder(masks: NDArray[np.bool_], between: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """Return groups of classes to ask for: as many as is sensible, then fewer, then fewer still.

    What two sets have in common, or not, is asked for where sets are few, and else of those with several classes.
    Where there are stretches, these are what their sets have in common.
    """
    size = masks.shape[1]
    base = np.vstack([np.eye(size, dtype=bool), masks, np.ones((1, size), dtype=bool)])
    both = np.vstack([base, ~masks])
    ladder = [_distinct(np.vstack([both, between])), _distinct(both), _distinct(base)]
    several = masks if len(masks) <= _MOST_COMBINED else masks[masks.sum(axis=1) > 1]
    if len(several) <= _MOST_COMBINED or not len(between):
        pairs = [each for a, b in itertools.combinations(several, 2) for each in (a & b, a & ~b, b & ~a, a | b)]
        ladder.insert(0, _distinct(np.vstack([both, between, *(pair[None, :] for pair in pairs)])))
    return ladder


def _rungs(ladders: Sequence[Sequence[NDArray[np.bool_]]], most: int) -> tuple[int, ...] | None:
    """Return how far down each ladder there are no more than so many products; None where there always are."""
    rungs = [0] * len(ladders)
    while np.prod([float(len(ladder[at])) for ladder, at in zip(ladders, rungs, strict=True)]) > most:
        movable = [place for place, at in enumerate(rungs) if at + 1 < len(ladders[place])]
        if not movable:
            return None
        rungs[max(movable, key=lambda place: len(ladders[place][rungs[place]]))] += 1
    return tuple(rungs)


def _distinct(groups: NDArray[np.bool_]) -> NDArray[np.bool_]:
    found = np.unique(groups, axis=0)
    return found[found.any(axis=1)]


def _classes(sets: set[frozenset[str]]) -> dict[str, int]:
    """Return a class for each level: levels that belong to the same sets share one."""
    ordered = sorted(sets, key=sorted)
    signatures: dict[tuple[int, ...], int] = {}
    classes = {}
    for level in sorted(frozenset().union(*ordered)):
        signature = tuple(number for number, levels in enumerate(ordered) if level in levels)
        classes[level] = signatures.setdefault(signature, len(signatures))
    return classes
