"""Brute force on released numbers: small numbers that follow from others exactly.

- *differences*: every number minus every number inside it, minus all numbers of a file that lie inside it, and all
  numbers of a file that cover it minus it;
- *equations*: all numbers as linear equations for the unknown cells. A random vector that no equation sees, and one
  solution, tell for any group of cells at once whether the equations determine it, and its value. Every product of
  single classes, published groups, their complements, and stretches of time and of follow-up is tried. Groups found
  to be empty are struck out, and the attack is repeated.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.fact import Fact, Window
from evaluation.disclosure.stretches import stretches, stretches_of_follow_up

MOST_GROUPS_TRIED = 2_000_000
_DAYS, _FOLLOW_UP = "days of a window", "follow_up"
"""What is told apart besides the groups, among which may be one that is called time."""
_SEED = 5
_BLIND = 1e-6
_WHOLE = 1e-3
_MOST_SHOWN = 20

_Masks = dict[str, NDArray[np.bool_]]


@dataclass(frozen=True)
class _Rest:
    """What is left of numbers, one or those of a family, without others inside them."""

    wholes: tuple[int, ...]
    parts: tuple[int, ...]
    value: int


class Subtraction:
    """The numbers of one measure, and what follows from them.

    Parameters
    ----------
    facts : sequence of Fact
        Exact numbers.
    hidden : range
        Numbers that must not be had.
    closed : mapping
        Dimensions that have these levels and no others.

    Attributes
    ----------
    n_groups : int
        Groups of cells whose count was asked for.
    is_contradictory : bool
        Whether no table at all has all numbers, as far as was asked.
    """

    def __init__(self, facts: Sequence[Fact], hidden: range, closed: Mapping[str, frozenset[str]]) -> None:
        self.facts, self.hidden = facts, hidden
        self.values = np.array([fact.value for fact in facts], dtype=float)
        self.masks, self.between = _masks(facts, closed)
        self.n_groups, self.is_contradictory = 0, False

    @cached_property
    def ways(self) -> list[str]:
        """What follows by subtraction, or by all numbers together where nothing does, in words."""
        return self.differences() or self.equations()

    def differences(self) -> list[str]:
        """Return in words what two or more numbers leave that must stay hidden."""
        return [self._words(each) for each in self._rests]

    def contradicted(self) -> list[tuple[int, int] | None]:
        """Return the days of numbers that leave less than nothing of others: they count other data."""
        found = [each for each in self._rests if each.value < 0]
        return list(dict.fromkeys(self.facts[at].days for each in found for at in (*each.wholes, *each.parts)))

    @cached_property
    def _rests(self) -> list[_Rest]:
        """What numbers leave of others that must stay hidden, or less than nothing."""
        n = len(self.facts)
        apart, outside = np.zeros((n, n), dtype=bool), np.zeros((n, n), dtype=bool)
        for mask in self.masks.values():
            number = mask.astype(np.float32)
            apart |= number @ number.T == 0
            outside |= (1 - number) @ number.T > 0
        inside = ~outside & ~np.eye(n, dtype=bool)
        found = []
        rest = self.values[:, None] - self.values[None, :]
        for whole, part in np.argwhere(inside & self._is_bad(rest)):
            found.append(_Rest((whole,), (part,), int(rest[whole, part])))
        families: dict[str, list[int]] = {}
        for index, fact in enumerate(self.facts):
            families.setdefault(fact.family, []).append(index)
        volume = np.prod([mask.sum(axis=1).astype(float) for mask in self.masks.values()], axis=0)
        for members in map(np.array, families.values()):
            if members.size < 2 or not (apart[np.ix_(members, members)] | np.eye(members.size, dtype=bool)).all():
                continue
            parts = inside[:, members]
            left = self.values - parts @ self.values[members]
            for whole in np.flatnonzero((parts.sum(axis=1) > 1) & self._is_bad(left)):
                found.append(_Rest((whole,), tuple(members[parts[whole]]), int(left[whole])))
            touching = ~apart[:, members]
            shared = _shared_volume(self.masks, members)
            more = touching @ self.values[members] - self.values
            covered = np.isclose((shared * touching).sum(axis=1), volume) & (touching.sum(axis=1) > 1)
            for part in np.flatnonzero(covered & self._is_bad(more)):
                found.append(_Rest(tuple(members[touching[part]]), (part,), int(more[part])))
        return found

    def equations(self) -> list[str]:
        """Return in words the groups whose hidden number all numbers together determine."""
        alive = np.ones([mask.shape[1] for mask in self.masks.values()], dtype=bool)
        zero = self.values == 0
        for index in np.flatnonzero(zero):
            alive[np.ix_(*(mask[index] for mask in self.masks.values()))] = False
        groups = self._groups()
        self.n_groups = int(np.prod([len(each) for each in groups], dtype=float))
        while True:
            blind, solution = self._unseen_and_solution(alive)
            size = _sums(alive.astype(float), groups)
            unseen = np.max([np.abs(_sums(each, groups)) for each in blind], axis=0)
            known = (size > 0) & (unseen < _BLIND * np.sqrt(np.maximum(size, 1.0)))
            value = _sums(solution, groups)
            whole = np.abs(value - np.round(value)) < _WHOLE
            bad = known & whole & np.isin(np.round(value), self.hidden)
            if bad.any():
                return [
                    self._group_words(groups, place, value[tuple(place)]) for place in np.argwhere(bad)[:_MOST_SHOWN]
                ]
            before = int(alive.sum())
            for place in np.argwhere(known & (np.abs(value) < _WHOLE)):
                alive[np.ix_(*(each[number] for each, number in zip(groups, place, strict=True)))] = False
            if int(alive.sum()) == before:
                return []

    def _groups(self) -> list[NDArray[np.bool_]]:
        """Return the groups of classes that are tried; in the widest dimensions no stretches, and no complements."""
        ladders = []
        for name, mask in self.masks.items():
            between = self.between.get(name, mask[:0])
            ladders.append([_groups(mask, ~mask, between), _groups(mask, ~mask), _groups(mask)])
        step = [0] * len(ladders)
        while np.prod([float(len(each[at])) for each, at in zip(ladders, step, strict=True)]) > MOST_GROUPS_TRIED:
            movable = [place for place, at in enumerate(step) if at + 1 < len(ladders[place])]
            if not movable:
                break
            step[max(movable, key=lambda place: len(ladders[place][step[place]]))] += 1
        return [each[at] for each, at in zip(ladders, step, strict=True)]

    def _unseen_and_solution(self, alive: NDArray[np.bool_]) -> tuple[list[NDArray[np.float64]], NDArray[np.float64]]:
        """Return two random tables that every equation sums to zero, and one table that satisfies all equations."""
        from scipy.sparse import csr_array
        from scipy.sparse.linalg import lsqr

        place = np.full(alive.shape, -1)
        place[alive] = np.arange(int(alive.sum()))
        members = [place[np.ix_(*(mask[i] for mask in self.masks.values()))].ravel() for i in range(len(self.facts))]
        members = [found[found >= 0] for found in members]
        distinct = {(found.tobytes(), self.values[index]): index for index, found in enumerate(members) if found.size}
        kept = sorted(distinct.values())
        columns = np.concatenate([members[index] for index in kept]) if kept else np.zeros(0, dtype=int)
        starts = np.cumsum([0, *(members[index].size for index in kept)])
        matrix = csr_array((np.ones(columns.size), columns, starts), shape=(len(kept), int(alive.sum())))
        scale = 1.0 / np.sqrt(np.maximum(np.diff(starts), 1))
        matrix = csr_array(matrix.multiply(scale[:, None]))
        rng = np.random.default_rng(_SEED)
        limit = {"atol": 1e-13, "btol": 1e-13, "iter_lim": 5000}
        blind = []
        for _ in range(2):
            random = rng.normal(size=matrix.shape[1])
            shadow = matrix.T @ lsqr(csr_array(matrix.T), random, **limit)[0]
            blind.append(_table(random - shadow, alive))
        solution, _, _, left_over = lsqr(matrix, self.values[kept] * scale, **limit)[:4]
        self.is_contradictory = bool(left_over > _WHOLE)
        return blind, _table(solution, alive)

    def _is_bad(self, rest: NDArray[np.float64]) -> NDArray[np.bool_]:
        return (rest < 0) | np.isin(rest, self.hidden)

    def _words(self, rest: _Rest) -> str:
        wholes, parts = (self._several(each) for each in (rest.wholes, rest.parts))
        return f"{wholes} minus {parts} leaves {rest.value}"

    def _several(self, members: Sequence[int]) -> str:
        words = " and ".join(self.facts[each].words for each in members[:4])
        words += f" and {len(members) - 4} more" if len(members) > 4 else ""
        return words + (f" (together {int(self.values[list(members)].sum())})" if len(members) > 1 else "")

    def _group_words(self, groups: Sequence[NDArray[np.bool_]], place: Sequence[int], value: float) -> str:
        named = [
            f"{name} group {number + 1} of {len(each)}"
            for (name, each), number in zip(zip(self.masks, groups, strict=True), place, strict=True)
            if not each[number].all()
        ]
        return f"the released numbers together determine {self.facts[0].measure}, {', '.join(named)}: {round(value)}"


def _masks(facts: Sequence[Fact], closed: Mapping[str, frozenset[str]]) -> tuple[_Masks, _Masks]:
    """Return for each dimension which of its classes each number covers, and which are between any two days.

    One class is all that nobody names.
    """
    names = sorted({name for fact in facts for name in fact.groups})
    edges = sorted({edge for fact in facts if fact.window for edge in fact.window})
    masks = {}
    spans = list(itertools.pairwise(edges))
    masks[_DAYS] = np.array([[*(_within(span, fact) for span in spans), fact.window is None] for fact in facts])
    for name in names:
        levels = sorted(frozenset().union(*(fact.groups.get(name, frozenset()) for fact in facts)))
        levels = sorted(closed[name]) if name in closed else levels
        rows = [[level in fact.groups.get(name, levels) for level in levels] for fact in facts]
        if name not in closed:
            rows = [[*row, name not in fact.groups] for row, fact in zip(rows, facts, strict=True)]
        masks[name] = np.array(rows)
    between = {_DAYS: np.pad(stretches(len(spans)), ((0, 0), (0, 1)))}
    if _FOLLOW_UP in masks:
        levels = sorted(frozenset().union(*(fact.groups.get(_FOLLOW_UP, frozenset()) for fact in facts)))
        covered = np.array(
            [[level in each for level in levels] for each in stretches_of_follow_up(levels)], dtype=bool
        )
        others = masks[_FOLLOW_UP].shape[1] - len(levels)
        between[_FOLLOW_UP] = np.pad(covered.reshape(-1, len(levels)), ((0, 0), (0, others)))
    for name, mask in masks.items():
        masks[name], class_of = np.unique(mask, axis=1, return_inverse=True)
        if name in between:
            is_of = class_of.reshape(-1)[:, None] == np.arange(masks[name].shape[1])
            n_met = between[name].astype(int) @ is_of
            is_whole = ((n_met == 0) | (n_met == is_of.sum(axis=0))).all(axis=1)
            between[name] = n_met[is_whole] > 0
    return masks, between


def _within(span: Window, fact: Fact) -> bool:
    return fact.window is None or (fact.window[0] <= span[0] and span[1] <= fact.window[1])


def _groups(*masks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the groups of classes that are tried: single ones, all, and others."""
    single, everything = np.eye(masks[0].shape[1], dtype=bool), np.ones((1, masks[0].shape[1]), dtype=bool)
    tried = np.unique(np.vstack([single, everything, *masks]), axis=0)
    return tried[tried.any(axis=1)]


def _shared_volume(masks: Mapping[str, NDArray[np.bool_]], members: NDArray[np.int64]) -> NDArray[np.float64]:
    shared = 1.0
    for mask in masks.values():
        number = mask.astype(float)
        shared = shared * (number @ number[members].T)
    return shared


def _sums(table: NDArray[np.float64], groups: Sequence[NDArray[np.bool_]]) -> NDArray[np.float64]:
    """Return the sums of a table over every product of groups, one axis for each dimension."""
    for each in groups:
        table = np.tensordot(table, each.astype(float), axes=([0], [1]))
    return table


def _table(values: NDArray[np.float64], alive: NDArray[np.bool_]) -> NDArray[np.float64]:
    table = np.zeros(alive.shape)
    table[alive] = values
    return table
