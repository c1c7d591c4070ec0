"""Groups of people whom no row of a table names, although their levels are known: they count zero."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

Groups = Mapping[str, frozenset[str]]


def unlisted_groups(rows: Sequence[Groups], known: Groups) -> Iterator[tuple[Groups, str]]:
    """Yield the cells that a table would have if each dimension had one more level: all that no row names.

    Parameters
    ----------
    rows : sequence of mapping
        Dimension to the levels that a row covers; the same dimensions in all.
    known : mapping
        Dimension to the levels that it is known to have.

    Yields
    ------
    (mapping, str)
        Dimension to levels, and those that no row names in words.
    """
    listed = {name: {row[name] for row in rows} for name in sorted(rows[0])} if rows else {}
    rest = {name: known.get(name, frozenset()).difference(*levels) for name, levels in listed.items()}
    levels = [sorted(listed[name] | ({rest[name]} if rest[name] else set()), key=sorted) for name in listed]
    for chosen in itertools.product(*levels):
        groups = dict(zip(listed, chosen, strict=True))
        missing = [name for name in groups if groups[name] == rest[name]]
        if missing:
            yield groups, ", ".join(f"{name} {' or '.join(sorted(groups[name]))}" for name in missing)
