"""Merged cells of a spreadsheet of coded segments: one text for all rows that they are beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluation.data.workbook import MergedCells


@dataclass(frozen=True)
class FilledDown:
    """Columns in which each row has the text of the merged cells that it is beside.

    Parameters
    ----------
    columns : mapping
        Header to the cells below it.
    filled : mapping
        Header to the merged cells that were filled down: ``A2:A7``.
    unclear : mapping
        Merged cells of which nobody can tell whose text they hold, to the headers that they touch.
    """

    columns: Mapping[str, tuple[str, ...]]
    filled: Mapping[str, tuple[str, ...]]
    unclear: Mapping[str, tuple[str, ...]]


def fill_down(
    columns: Mapping[str, Sequence[str]], merged: Sequence[MergedCells], *, header: Sequence[str], rows: Sequence[int]
) -> FilledDown:
    """Give each row beside merged cells of one column their text; a cell with a text of its own keeps it.

    Merged cells over several columns, or over the header, are unclear; those above the header are a title.

    Parameters
    ----------
    columns : mapping
        Header to the cells below it.
    merged : sequence of MergedCells
    header : sequence of str
        Of every column of the sheet, blank ones too.
    rows : sequence of int
        Row of the header, then of each record, counted from 1.
    """
    place_of = {row - 1: place for place, row in enumerate(rows[1:])}
    cells = {name: list(texts) for name, texts in columns.items()}
    filled: dict[str, list[str]] = {}
    unclear: dict[str, tuple[str, ...]] = {}
    for each in sorted(merged, key=lambda each: (each.columns.start, each.rows.start)):
        names = [name for name in header[each.columns.start : each.columns.stop] if name]
        is_below = each.rows.start >= rows[0]
        if not names or each.rows.stop < rows[0]:
            continue
        if len(each.columns) > 1 or not is_below:
            unclear[each.ref] = tuple(names)
        elif each.rows.start in place_of:
            texts = cells[names[0]]
            for place in [place_of[row] for row in each.rows if row in place_of]:
                texts[place] = texts[place] if texts[place].strip() else texts[place_of[each.rows.start]]
            filled.setdefault(names[0], []).append(each.ref)
    return FilledDown(
        {name: tuple(texts) for name, texts in cells.items()},
        {name: tuple(refs) for name, refs in filled.items()},
        unclear,
    )
