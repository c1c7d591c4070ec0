"""Whom protection hides: what is shown of each group on its own, and how much of it is hidden.

Small numbers are those of small groups, so that rules which protect everybody alike may erase a minority from the
public record. What is counted here can be seen in the released files by everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.data.parameters import Evaluation
from evaluation.disclosure.count_table import ARM, PooledTable
from evaluation.disclosure.ledger_rows import THEME
from evaluation.disclosure.run_folder import RestrictedTable
from evaluation.disclosure.scope import PERIOD, PLACE

HIDING = "hiding_by_group"
HIDING_COLUMNS = ("dimension", "level", "tables", "cells", "hidden_cells", "share_hidden", "on_its_own", "erased")
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
    """

    dimension: str
    level: str
    n_tables: int
    n_cells: int
    n_hidden: int

    @property
    def is_on_its_own(self) -> bool:
        """Whether any number of the group alone is shown."""
        return self.n_cells > self.n_hidden

    @property
    def is_erased(self) -> bool:
        """Whether nothing is shown of the group alone, or more of it is hidden than shown."""
        return not self.is_on_its_own or self.n_hidden > MOST_HIDDEN * self.n_cells

    def row(self) -> tuple[str, ...]:
        """Return the line of ``hiding_by_group.csv``."""
        share = f"{self.n_hidden / self.n_cells:.4f}" if self.n_cells else ""
        numbers = (str(self.n_tables), str(self.n_cells), str(self.n_hidden))
        said = ("true" if each else "false" for each in (self.is_on_its_own, self.is_erased))
        return (self.dimension, self.level, *numbers, share, *said)


def groups_shown(
    offered: Iterable[RestrictedTable], shown: Sequence[PooledTable], evaluation: Evaluation
) -> list[GroupShown]:
    """Return what is shown of every group that a table of counts was offered for.

    Parameters
    ----------
    offered : iterable of RestrictedTable
        Tables of counts as the analyses handed them over.
    shown : sequence of PooledTable
        As they are released.
    evaluation : Evaluation
        Has the code lists: their codes are groups whether or not somebody has them. Columns without one are left out,
        as names that come from the data may say who it is.
    """
    names = {name for table in offered for name in table.about.get("dimensions", ()) if name not in (PERIOD, THEME)}
    return [_group(name, level, shown) for name in sorted(names) for level in _levels(name, evaluation)]


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
