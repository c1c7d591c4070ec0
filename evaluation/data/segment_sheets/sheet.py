"""A spreadsheet of coded segments as text, and how each of its columns is understood."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from evaluation.data.files import read_file
from evaluation.data.safe_archive import DEFINED_IN
from evaluation.data.segment_sheets.layout import ColumnMap, SegmentField, fitting_preset
from evaluation.data.segment_sheets.merged import fill_down
from evaluation.data.validated import shown
from evaluation.data.workbook import read_workbook
from evaluation.errors import DataError, Problem

_ROWS_LOOKED_AT = 5
_LENGTH = "of the wrong length"
_ABOVE = "; if the first row is a title, take out what stands above the header"
WORKBOOKS = (".xlsx", ".xlsm")


@dataclass(frozen=True)
class Sheet:
    """Cells as text.

    Parameters
    ----------
    columns : mapping
        Header to the cells below it.
    rows : tuple of int
        Row or line of each record in the file, counted from 1.
    sha256 : str
        Of the file.
    further : tuple of (str, int)
        Title of each further sheet of a workbook, and its rows that hold anything.
    nameless : int
        Cells that are filled and stand in columns without a header.
    filled : mapping
        Header to merged cells below it, whose text each row beside them has.
    unclear : mapping
        Merged cells of which nobody can tell whose text they hold, to the headers that they touch.
    aside : mapping
        Where else cells are filled, in words, to their texts: columns without a header, further sheets.
    top : tuple of (int, tuple of str)
        The first rows below that which is taken for the header, with their numbers.
    """

    columns: Mapping[str, tuple[str, ...]]
    rows: tuple[int, ...]
    sha256: str
    further: tuple[tuple[str, int], ...] = ()
    nameless: int = 0
    filled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unclear: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    aside: Mapping[str, frozenset[str]] = field(default_factory=dict)
    top: tuple[tuple[int, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Understood:
    """One column: what it holds, for which code, and why."""

    header: str
    field: SegmentField | None
    code: str = ""
    is_used: bool = True

    def __str__(self) -> str:
        name = f"column '{' '.join(self.header.split())}'"
        if self.code:
            return f"{name}: code {self.code}"
        if self.field is None:
            return f"{name}: left out, nobody said what it holds"
        words = self.field.replace("_", " ")
        return f"{name}: {words}{'' if self.is_used else ', not used: codes have columns of their own'}"


def read_sheet(path: Path, *, encoding: str, delimiter: str) -> Sheet:
    """Read the first sheet of a workbook, or a CSV or Parquet file.

    Raises
    ------
    DataError
        If it cannot be read, has no rows, or a header stands twice.
    """
    if path.suffix.lower() not in WORKBOOKS:
        raw, problems = read_file(path, encoding=encoding, delimiter=delimiter, where=shown(path))
        if raw is None or problems:
            hinted = [
                replace(each, expected=f"{each.expected}{_ABOVE}") if _LENGTH in each.wrong else each
                for each in problems
            ]
            raise DataError(f"{shown(path)} cannot be read.", hinted)
        _refuse_repeated(path, sorted(raw.repeated))
        columns = {header: tuple(raw.frame[header]) for header in raw.frame.columns}
        rows = tuple(int(row) for row in raw.rows)
        top = tuple(zip(rows[:_ROWS_LOOKED_AT], raw.frame.head(_ROWS_LOOKED_AT).itertuples(index=False), strict=True))
        return Sheet(columns, rows, raw.sha256, top=top)
    book = read_workbook(path)
    filled = [(number, row) for number, row in enumerate(book.rows, start=1) if any(cell.strip() for cell in row)]
    if len(filled) < 2:
        problem = Problem(shown(path), "holds no rows", "", "a header and at least one row", DEFINED_IN)
        raise DataError(f"{shown(path)} cannot be read.", [problem])
    header = [cell.strip() for cell in filled[0][1]]
    _refuse_repeated(path, sorted({name for name in header if name and header.count(name) > 1}))
    columns = {name: tuple(row[place] for _, row in filled[1:]) for place, name in enumerate(header) if name}
    without = [row[place].strip() for _, row in filled[1:] for place, name in enumerate(header) if not name]
    aside = {"a column without a header": frozenset(without)}
    aside |= {f"sheet '{title}'": words for title, words in book.words.items()}
    rows = tuple(number for number, _ in filled)
    down = fill_down(columns, book.merged, header=header, rows=rows)
    top = tuple((number, tuple(row)) for number, row in filled[1 : _ROWS_LOOKED_AT + 1])
    return Sheet(
        down.columns,
        rows[1:],
        book.sha256,
        further=book.further,
        nameless=sum(map(bool, without)),
        filled=down.filled,
        unclear=down.unclear,
        aside=aside,
        top=top,
    )


def understand(sheet: Sheet, layout: ColumnMap, *, where: str, declared_in: str) -> tuple[Understood, ...]:
    """Return how each column is understood, in the order of the file.

    Raises
    ------
    DataError
        If a column that is declared is not there, no column holds the document or codes, two columns hold what only
        one can, or merged cells of a column that is used are over several columns or the header.
    """
    found = []
    for header in sheet.columns:
        field = layout.field_of(header)
        code = layout.code_of(header) if field is None else ""
        found.append(Understood(header, SegmentField.CODE if code else field, code))
    in_columns = any(column.code for column in found)
    if in_columns:
        single = (SegmentField.CODE, SegmentField.CODES)
        found = [
            Understood(column.header, column.field, "", is_used=False)
            if column.field in single and not column.code
            else column
            for column in found
        ]
    problems = [
        Problem(where, f"no column is understood as {words}", _listed(sheet), _expected(sheet, layout), declared_in)
        for words, is_there in (
            ("the document", any(column.field is SegmentField.DOCUMENT for column in found)),
            ("codes", any(column.field in (SegmentField.CODE, SegmentField.CODES) for column in found)),
        )
        if not is_there
    ]
    if problems and (number := _header_below(sheet, layout)):
        wrong = "the first row that is not blank is taken for the header"
        expected = f"the header in it: row {number} looks like one, so take out what stands above"
        raise DataError(
            f"{where}: its columns are not understood.", [Problem(where, wrong, _listed(sheet), expected)]
        )
    problems += [
        Problem(where, f"has no column {header!r}", _listed(sheet), _near(header, sheet), declared_in)
        for header in layout.not_among(sheet.columns)
    ]
    for field in SegmentField:
        many = [column.header for column in found if column.field is field and column.is_used and not column.code]
        if len(many) > 1 and field not in (SegmentField.VARIABLE, SegmentField.LEFT_OUT, SegmentField.PLACE):
            expected = "one of them; the others left_out"
            problems.append(
                Problem(where, f"several columns hold the {field}", ", ".join(many), expected, declared_in)
            )
    used = {column.header for column in found if column.is_used and column.field not in (None, SegmentField.LEFT_OUT)}
    if touched := [ref for ref, headers in sheet.unclear.items() if used & {*headers}]:
        expected = "cells of their own, or merged ones within one column below the header"
        wrong = "cells are merged over several columns or over the header"
        problems.append(Problem(where, wrong, ", ".join(touched), expected, DEFINED_IN))
    if problems:
        raise DataError(f"{where}: its columns are not understood.", problems)
    return tuple(found)


def _header_below(sheet: Sheet, layout: ColumnMap) -> int:
    """Return the row that has headers which are declared, or which a preset knows; 0 for none."""
    for number, cells in sheet.top:
        headers = [cell.strip() for cell in cells if cell.strip()]
        n_declared = len(layout.declared) - len(layout.not_among(headers))
        if n_declared > 1 or fitting_preset(headers)[1]:
            return number
    return 0


def _refuse_repeated(path: Path, repeated: list[str]) -> None:
    if repeated:
        expected = "each name once" + ("" if any(repeated) else f", and one for each column{_ABOVE}")
        found = ", ".join(filter(None, repeated)) or "several without a name"
        problem = Problem(shown(path), "columns stand twice", found, expected, DEFINED_IN)
        raise DataError(f"{shown(path)} cannot be read.", [problem])


def _listed(sheet: Sheet) -> str:
    names = [repr(header) for header in sheet.columns]
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")


def _near(header: str, sheet: Sheet) -> str:
    plain = {name.casefold(): name for name in sheet.columns}
    near = difflib.get_close_matches(header.casefold(), plain, n=2, cutoff=0.6)
    return " or ".join(repr(plain[name]) for name in near) or "a header as the file writes it"


def _expected(sheet: Sheet, layout: ColumnMap) -> str:
    near = {
        name: match[0]
        for name in layout.columns
        if (match := difflib.get_close_matches(name, sheet.columns, n=1, cutoff=0.8))
    }
    hint = "".join(f"; is {match!r} {layout.columns[name]}?" for name, match in list(near.items())[:2])
    preset, n_understood = fitting_preset([*sheet.columns])
    if preset:
        hint += f"; layout: {{preset: {preset}}} understands {n_understood} of {len(sheet.columns)}"
    return f"columns: {{HEADER: document, HEADER: code}} in the params file{hint}"
