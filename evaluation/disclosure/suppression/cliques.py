"""Sets of dimensions in which unknown cells are kept, and how these sets hang together.

Numbers by place and age, and by place and sex, need no cells by place, age and sex: two tables that agree on places
always come from a table by all three. This holds where the sets of dimensions form a tree in which the sets that
share a dimension hang together; numbers by pairs of three dimensions do not, and there the three are taken together.
(Lauritzen, Graphical Models, 1996, 2.1.)
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable

Clique = frozenset[str]


def cliques(named: Iterable[frozenset[str]]) -> list[Clique]:
    """Return the maximal sets of dimensions after triangulation, sorted; one empty set where none is named.

    Parameters
    ----------
    named : iterable of frozenset of str
        The dimensions that each number names.
    """
    sets = sorted({frozenset(each) for each in named}, key=sorted)
    neighbours: dict[str, set[str]] = {name: set() for name in sorted(frozenset().union(*sets))}
    for each in sets:
        for name in each:
            neighbours[name] |= each - {name}
    found: list[Clique] = [frozenset()]
    while neighbours:
        first = min(neighbours, key=lambda name: (_missing(neighbours, name), name))
        around = neighbours.pop(first)
        found.append(frozenset({first, *around}))
        for name in around:
            neighbours[name] = (neighbours[name] | around) - {name, first}
    return sorted((each for each in found if not any(each < other for other in found)), key=sorted)


def junctions(tree_of: list[Clique]) -> list[tuple[int, int]]:
    """Return the pairs of cliques that must agree on what they share: a tree of largest overlaps."""
    home = list(range(len(tree_of)))
    pairs = itertools.combinations(range(len(tree_of)), 2)
    chosen = []
    for first, second in sorted(pairs, key=lambda pair: (-len(tree_of[pair[0]] & tree_of[pair[1]]), pair)):
        if home[first] != home[second]:
            chosen.append((first, second))
            home = [home[first] if each == home[second] else each for each in home]
    return chosen


def _missing(neighbours: dict[str, set[str]], name: str) -> int:
    pairs = itertools.combinations(sorted(neighbours[name]), 2)
    return sum(second not in neighbours[first] for first, second in pairs)
