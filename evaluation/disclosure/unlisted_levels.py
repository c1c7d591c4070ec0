"""Groups of people whom no row of a table or breakdown names, although their levels are known: they count zero."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence

from evaluation.disclosure.closed_list import MISSING, QUANTITIES
from evaluation.disclosure.scope import PLACE

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


def levels_without_rows(known: Groups, result_ids: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the levels of which a breakdown of the results has no row where nobody has them.

    All communities have rows. Nobody lacks a level where no result says how many do, be it shown or withheld.

    Parameters
    ----------
    known : mapping
        Dimension to its levels.
    result_ids : iterable of str
        Of all results, those that are withheld among them.
    """
    lacking = set()
    for result_id in result_ids:
        analysis, quantity, *rest = result_id.split("/")
        entry = QUANTITIES.get((analysis, quantity))
        if entry and entry.id_lacks:
            lacking |= {rest[0], *([PLACE] if rest[0] == "arm" else [])}
    return {
        name: (levels & {MISSING} if name == PLACE else levels) - ({MISSING} if name in lacking else frozenset())
        for name, levels in known.items()
    }
