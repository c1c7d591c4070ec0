"""Sums that every reader can form: of the cells of a released table, and of the rows of a breakdown."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

from evaluation.disclosure.breakdown_sums import parts_of_sums
from evaluation.disclosure.fact import OF_TABLE, Fact

SUMMED = " summed"
"""How the family of sums ends."""


def with_margins(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Yield numbers, and the sums over one or more dimensions of each table and breakdown that show all their parts.

    A row that a table lacks is zero; of a breakdown of the results every number must be there.

    Parameters
    ----------
    facts : iterable of Fact
    """
    families: dict[str, list[Fact]] = {}
    for fact in with_sums_of_breakdowns(facts):
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


def with_sums_of_breakdowns(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Yield numbers, and the sums of those of each breakdown of the results.

    Parameters
    ----------
    facts : iterable of Fact
    """
    families: dict[tuple[str, frozenset[str]], list[Fact]] = {}
    for fact in facts:
        yield fact
        if fact.is_exact and fact.value is not None and not fact.family.startswith(OF_TABLE):
            families.setdefault((fact.family, frozenset(fact.groups)), []).append(fact)
    for (family, _), cells in families.items():
        for members in parts_of_sums(cells):
            yield _sum_of(family, members, f"summed from {members[0].words} to {members[-1].words}")


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
        yield _sum_of(family, members, f"summed to {' and '.join(kept) or 'nothing'}")


def _sum_of(family: str, members: Sequence[Fact], how: str) -> Fact:
    dimensions = {name for cell in members for name in cell.groups}
    groups = {name: frozenset().union(*(cell.groups[name] for cell in members)) for name in dimensions}
    windows = [cell.window for cell in members if cell.window]
    window = (min(start for start, _ in windows), max(end for _, end in windows)) if windows else None
    total = sum(cell.value for cell in members)
    is_listed = all(cell.is_listed for cell in members)
    words = f"{family} {how}: {total}"
    return Fact(members[0].measure, total, window, groups, words, family + SUMMED, is_listed=is_listed)
