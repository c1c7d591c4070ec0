"""Whom protection hides: what is shown of each group on its own, and how much of it is hidden.

Small numbers are those of small groups, so that rules which protect everybody alike may erase a minority from the
public record. What is counted here can be seen in the released files by everybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evaluation.data.parameters import Evaluation
from evaluation.disclosure.count_table import ARM, PooledTable
from evaluation.disclosure.ledger_rows import PLACES, THEME, Row
from evaluation.disclosure.run_folder import RestrictedTable
from evaluation.disclosure.scope import PERIOD, PLACE

HIDING = "hiding_by_group"
HIDING_COLUMNS = (
    *("dimension", "level", "tables", "cells", "hidden_cells"),
    *("share_hidden", "results", "on_its_own", "erased"),
)
MOST_HIDDEN = 0.5


@dataclass(frozen=True)
class GroupShown:
    """What is shown of one group.

    Parameters
    ----------
    dimension, level : str
    n_tables : int
        Released tables in which the group stands on its own.
    n_cells, n_hidden : int
        Its cells in these, and how many are hidden.
    n_results : int
        Released results of the group on its own, be they counts or not.
    is_nobody : bool
        A released table has all who are in other groups, and so tells that nobody is in this one.
    """

    dimension: str
    level: str
    n_tables: int
    n_cells: int
    n_hidden: int
    n_results: int = 0
    is_nobody: bool = False

    @property
    def is_on_its_own(self) -> bool:
        """Whether any number of the group alone is shown."""
        return self.n_results > 0 or self.n_cells > self.n_hidden

    @property
    def is_erased(self) -> bool:
        """Whether nothing is shown of the group alone, or more of it is hidden than shown.

        A group of which everybody can see that nobody is in it is not.
        """
        if self.is_nobody:
            return False
        return not self.is_on_its_own or self.n_hidden > MOST_HIDDEN * (self.n_cells + self.n_results)

    def row(self) -> tuple[str, ...]:
        """Return the line of ``hiding_by_group.csv``."""
        share = f"{self.n_hidden / self.n_cells:.4f}" if self.n_cells else ""
        numbers = (str(self.n_tables), str(self.n_cells), str(self.n_hidden))
        said = ("true" if each else "false" for each in (self.is_on_its_own, self.is_erased))
        return (self.dimension, self.level, *numbers, share, str(self.n_results), *said)


def groups_shown(
    offered: Iterable[RestrictedTable], shown: Sequence[PooledTable], rows: Iterable[Row], evaluation: Evaluation
) -> list[GroupShown]:
    """Return what is shown of every group that a table of counts was offered for.

    Parameters
    ----------
    offered : iterable of RestrictedTable
        Tables of counts as the analyses handed them over.
    shown : sequence of PooledTable
        As they are released.
    rows : iterable of mapping
        Of the ledger, as they are released.
    evaluation : Evaluation
        Has the code lists: their codes are groups whether or not somebody has them. Columns without one are left out,
        as names that come from the data may say who it is.
    """
    names = {name for table in offered for name in table.about.get("dimensions", ()) if name not in (PERIOD, THEME)}
    results = Counter(group for row in rows if row["estimate"] for group in _groups_of(row))
    return [
        replace(
            found,
            n_results=results[name, level],
            is_nobody=not found.n_cells and _is_nobody(found, shown, evaluation),
        )
        for name in sorted(names)
        for level in _levels(name, evaluation)
        for found in [_group(name, level, shown)]
    ]


def _groups_of(row: Row) -> Iterator[tuple[str, str]]:
    """Yield what a result is about, by dimension and level."""
    yield from ((name, row[name]) for name in PLACES if row[name])
    for term in row["subgroup"].split(";"):
        name, _, level = term.partition("=")
        if level:
            yield name, level


def _is_nobody(group: GroupShown, shown: Sequence[PooledTable], evaluation: Evaluation) -> bool:
    """Tell whether a released table has the levels of a dimension, and the group is in none of them.

    Only what stands in the table counts: whether a group that was joined with others has members is told to nobody.
    """
    codes = evaluation.code_list(group.dimension) if group.dimension not in PLACES else None
    names = {group.level, codes.pools.get(group.level, "") if codes else ""}
    return any(
        group.dimension in table.dimensions
        and names.isdisjoint(table.covers[group.dimension])
        and not any(group.level in members for members in table.covers[group.dimension].values())
        for table in shown
    )


def _levels(name: str, evaluation: Evaluation) -> list[str]:
    if name in (ARM, PLACE):
        return sorted(evaluation.arms if name == ARM else evaluation.communities)
    codes = evaluation.code_list(name)
    broader = set(codes.pools.values()) - set(codes.pools) if codes else set()
    return [code for code in codes.labels if code not in broader] if codes else []


def _group(name: str, level: str, shown: Sequence[PooledTable]) -> GroupShown:
    alone = frozenset({level})
    n_tables = n_cells = n_hidden = 0
    for table in shown:
        if name not in table.dimensions:
            continue
        own = [
            each
            for each, members in table.covers[name].items()
            if (name == ARM and each == level) or members == alone
        ]
        rows = table.frame[name].isin(own).to_numpy()
        n_tables += bool(rows.any())
        n_cells += int(rows.sum())
        n_hidden += int(np.sum(rows & table.suppressed))
    return GroupShown(name, level, n_tables, n_cells, n_hidden)
