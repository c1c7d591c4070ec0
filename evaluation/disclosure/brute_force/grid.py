"""The cells that released numbers tell apart, and which of them each number counts."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.fact import Fact, Window
from evaluation.disclosure.scope import DEFINITION
from evaluation.disclosure.stretches import stretches, stretches_of_follow_up

DAYS = "days of a window"
"""What is told apart besides the groups, among which may be one that is called time."""
WAVE = "asked by publication"
"""By when somebody was there who is counted by every later publication, too."""
_FOLLOW_UP = "follow_up"
_OTHERS = "all else"

_Masks = dict[str, NDArray[np.bool_]]
_Named = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, eq=False)
class Grid:
    """Cells, one for each class of every dimension.

    Parameters
    ----------
    masks : mapping
        Dimension to the classes that each number covers, shape (numbers, classes).
    between : mapping
        Dimension to the stretches between any two days, shape (stretches, classes).
    named : mapping
        Dimension to what each class is made of.
    """

    masks: Mapping[str, NDArray[np.bool_]]
    between: Mapping[str, NDArray[np.bool_]]
    named: Mapping[str, _Named]

    @property
    def shape(self) -> tuple[int, ...]:
        """Classes of each dimension."""
        return tuple(mask.shape[1] for mask in self.masks.values())

    def box(self, number: int) -> tuple[NDArray[np.intp], ...]:
        """Return the index of the cells that a number counts."""
        return np.ix_(*(np.flatnonzero(mask[number]) for mask in self.masks.values()))

    def words(self, groups: Mapping[str, NDArray[np.bool_]]) -> str:
        """Return a product of groups of classes in words; a dimension that is covered whole is not named."""
        named = []
        for name, group in groups.items():
            if group.all():
                continue
            parts = [
                part for covered, parts in zip(group, self.named[name], strict=True) if covered for part in parts
            ]
            named.append(_days_words(parts) if name == DAYS else f"{name} {', '.join(parts)}")
        return "; ".join(named) or "all"


def grid_of(facts: Sequence[Fact], closed: Mapping[str, frozenset[str]]) -> Grid:
    """Return the cells that numbers tell apart. One class is all that nobody names.

    Parameters
    ----------
    facts : sequence of Fact
    closed : mapping
        Dimensions that have these levels and no others.
    """
    edges = sorted({edge for fact in facts if fact.window for edge in fact.window})
    spans = list(itertools.pairwise(edges))
    masks: _Masks = {
        DAYS: np.array([[*(_within(span, fact) for span in spans), fact.window is None] for fact in facts])
    }
    named: dict[str, _Named] = {DAYS: (*((f"{start:%Y-%m-%d}/{end:%Y-%m-%d}",) for start, end in spans), (_OTHERS,))}
    for name in sorted({name for fact in facts for name in fact.groups}):
        levels = sorted(frozenset().union(*(fact.groups.get(name, frozenset()) for fact in facts)))
        levels = sorted(closed[name]) if name in closed else levels
        rows = [[level in fact.groups.get(name, levels) for level in levels] for fact in facts]
        if name not in closed:
            rows = [[*row, name not in fact.groups] for row, fact in zip(rows, facts, strict=True)]
        masks[name] = np.array(rows)
        named[name] = (*((level,) for level in levels), *([] if name in closed else [(_OTHERS,)]))
    between = {DAYS: np.pad(stretches(len(spans)), ((0, 0), (0, 1)))}
    if WAVE in masks:
        between[WAVE] = stretches(masks[WAVE].shape[1])
    if _FOLLOW_UP in masks:
        levels = [each for (each,) in named[_FOLLOW_UP] if each != _OTHERS]
        covered = np.array(
            [[level in each for level in levels] for each in stretches_of_follow_up(levels)], dtype=bool
        )
        others = masks[_FOLLOW_UP].shape[1] - len(levels)
        between[_FOLLOW_UP] = np.pad(covered.reshape(-1, len(levels)), ((0, 0), (0, others)))
    return _merged(masks, between, named)


def _merged(masks: _Masks, between: _Masks, named: dict[str, _Named]) -> Grid:
    """Join classes that no number separates, and keep the stretches that are made of whole classes."""
    for name, mask in masks.items():
        masks[name], class_of = np.unique(mask, axis=1, return_inverse=True)
        class_of = class_of.reshape(-1)
        made_of: list[tuple[str, ...]] = [()] * masks[name].shape[1]
        for place, parts in zip(class_of.tolist(), named[name], strict=True):
            made_of[place] += parts
        named[name] = tuple(made_of)
        if name in between:
            is_of = class_of[:, None] == np.arange(masks[name].shape[1])
            n_met = between[name].astype(int) @ is_of
            is_whole = ((n_met == 0) | (n_met == is_of.sum(axis=0))).all(axis=1)
            between[name] = n_met[is_whole] > 0
    return Grid(masks, between, named)


def is_summed(name: str) -> bool:
    """Whether nobody is counted twice in two classes of a dimension; definitions count the same people again."""
    return name != DEFINITION


def _within(span: Window, fact: Fact) -> bool:
    return fact.window is None or (fact.window[0] <= span[0] and span[1] <= fact.window[1])


def _days_words(parts: Sequence[str]) -> str:
    joined: list[list[str]] = []
    for start, _, end in sorted(part.partition("/") for part in parts):
        if joined and joined[-1][1] == start and end:
            joined[-1][1] = end
        else:
            joined.append([start, end])
    return ", ".join(f"{start} to the day before {end}" if end else start for start, end in joined)
