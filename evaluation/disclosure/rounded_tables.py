"""Tables in finer forms than can be shown whole, with every count but 0 rounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from evaluation.disclosure.corrected_days import share_days
from evaluation.disclosure.count_table import ROUNDED, PooledTable
from evaluation.disclosure.linked_tables import Pooled, finer_forms, worth
from evaluation.disclosure.surroundings import Surroundings, bounded_tables
from evaluation.disclosure.truth import as_closed


def round_cells(
    tables: Sequence[Pooled], partly: Mapping[str, PooledTable], around: Surroundings, base: int
) -> dict[str, PooledTable]:
    """Return the finest forms in which tables can be shown with rounded counts, beside those with hidden cells.

    Parameters
    ----------
    tables : sequence of Pooled
    partly : mapping
        What :func:`hide_cells` returned; tables with such a form have no rounded one.
    around : Surroundings
    base : int
        Every count but 0 is shown as the middle of so many.

    Returns
    -------
    dict
        Name of the table to its form, which has a name of its own; left out where pooled it shows more.
    """
    found: dict[str, PooledTable] = {}
    for pooled in sorted(tables, key=lambda each: each.table.name):
        name, least = pooled.table.name, worth(pooled.whole) if pooled.whole else 0.0
        for form in () if name in partly else finer_forms(pooled):
            tried = replace(form, name=form.name + ROUNDED, rounded_to=base)
            if worth(tried) <= least or _is_new_where_numbers_changed(tried, around):
                continue
            if not bounded_tables({**partly, **found, name: tried}, around):
                found[name] = tried
                break
    return found


def _is_new_where_numbers_changed(form: PooledTable, around: Surroundings) -> bool:
    """Whether a cell is of days in which published numbers changed, and was not published before."""
    return any(
        any(share_days(cell.scope.window, window) for window in around.changed)
        and as_closed(cell.scope, around.closed) not in around.shown_before
        for cell in form.cells()
    )
