"""Of which interviews a number is: everybody, or a group by what interviews are counted by, such as a role."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evaluation.disclosure.count_table import PooledTable
from evaluation.disclosure.ledger_rows import PLACES, THEME, TIME, Row

Group = frozenset[tuple[str, frozenset[str]]]
"""Levels of each dimension; none of everybody."""
EVERYBODY: Group = frozenset()
NUMBERS = ("estimate", "n_obs", "n_events")


def groups_of_results(rows: Iterable[Row]) -> Iterator[Group]:
    """Yield the group of each row with a number."""
    for row in rows:
        if any(row[name] for name in NUMBERS):
            terms = dict(term.partition("=")[::2] for term in row["subgroup"].split(";") if term)
            terms |= {name: row[name] for name in PLACES if row[name]}
            terms |= {TIME: row["period"]} if row["period"] else {}
            yield frozenset((name, frozenset({level})) for name, level in terms.items() if name != THEME)


def groups_of_table(
    covers: Mapping[str, Mapping[str, Iterable[str]]], rows: Iterable[Mapping[str, Any]]
) -> set[Group]:
    """Return the groups of a table.

    Parameters
    ----------
    covers : mapping
        Each dimension to its levels, and what each stands for.
    rows : iterable of mapping
        With a column for each dimension.
    """
    names = [name for name in covers if name != THEME]
    return {frozenset((name, frozenset(covers[name][row[name]])) for name in names) for row in rows}


def groups_of_form(form: PooledTable) -> set[Group]:
    """Return the groups of a table in a form in which it may be shown."""
    return groups_of_table(form.covers, form.frame.to_dict("records"))


def dimensions_of_group(group: Group) -> tuple[str, ...]:
    """Return what a group is one of, sorted; nothing of everybody."""
    return tuple(sorted(name for name, _ in group))


@dataclass(frozen=True)
class Grouped:
    """Interviews and the level of each in each dimension.

    Parameters
    ----------
    interviews : mapping
        What an interview is known by to dimension and mark of its level.
    mark_of : callable
        The mark of a level of a dimension.
    """

    interviews: Mapping[int, Mapping[str, str]]
    mark_of: Callable[[str, str], str]

    def of(self, group: Group) -> frozenset[int]:
        """Return the interviews of a group."""
        marks = [(name, {self.mark_of(name, level) for level in levels}) for name, levels in group]
        return frozenset(
            known
            for known, own in self.interviews.items()
            if all(own.get(name) in of_levels for name, of_levels in marks)
        )
