"""Sums that every reader can form: of the cells of a released table over one or more of its dimensions."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

from evaluation.disclosure.fact import OF_TABLE, Fact

SUMMED = " summed"
"""How the family of the sums of a table ends."""


def with_margins(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Yield numbers, and the sums over one or more dimensions of each table that show all their parts.

    Parameters
    ----------
    facts : iterable of Fact
    """
    families: dict[str, list[Fact]] = {}
    for fact in facts:
        yield fact
        if fact.family.startswith(OF_TABLE):
            families.setdefault(fact.family, []).append(fact)
    for family, cells in families.items():
        names = sorted({name for cell in cells for name in cell.groups})
        spans = {cell.window for cell in cells}
        for size in range(len(names) + 1):
            for kept in itertools.combinations(names, size):
                for whole_time in {False, len(spans) > 1}:
                    if size < len(names) or whole_time:
                        yield from _margins(family, cells, kept, whole_time=whole_time)


def _margins(family: str, cells: Sequence[Fact], kept: Sequence[str], *, whole_time: bool) -> Iterator[Fact]:
    parts: dict[object, list[Fact]] = {}
    for cell in cells:
        key = (None if whole_time else cell.window, *(cell.groups.get(name) for name in kept))
        parts.setdefault(key, []).append(cell)
    for members in parts.values():
        if any(cell.value is None for cell in members):
            continue
        windows = sorted({cell.window for cell in members if cell.window})
        if any(one[1] != other[0] for one, other in itertools.pairwise(windows)):
            continue
        dimensions = {name for cell in members for name in cell.groups}
        groups = {name: frozenset().union(*(cell.groups[name] for cell in members)) for name in dimensions}
        window = (windows[0][0], windows[-1][1]) if windows else None
        total = sum(cell.value for cell in members)
        words = f"{family} summed to {' and '.join(kept) or 'nothing'}: {total}"
        is_listed = all(cell.is_listed for cell in members)
        yield Fact(members[0].measure, total, window, groups, words, family + SUMMED, is_listed=is_listed)
