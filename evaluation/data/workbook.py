"""The first sheet of an ``.xlsx`` workbook as text, formulas as last calculated, dates as ISO; others are counted.

Merged cells keep their text in the first of them, as the file does; which are merged is said beside.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from evaluation.data.safe_archive import SafeArchive
from evaluation.errors import DataError, Problem

MAX_MEMBER_BYTES = 256 * 2**20
MAX_CELLS = 20_000_000
_SHORT = 40
_CONTROL = re.compile(r"_x(00[0-9A-Fa-f]{2})_")


@dataclass(frozen=True)
class MergedCells:
    """Cells that are shown as one: ``A2:A7``, and its rows and columns counted from 0."""

    ref: str
    rows: range
    columns: range


@dataclass(frozen=True)
class Workbook:
    """The first sheet, and what a workbook holds besides.

    Parameters
    ----------
    rows : list of list of str
        Each as long as the longest.
    sha256 : str
        Of the file.
    further : tuple of (str, int)
        Title of each further sheet, hidden ones too, and the rows of it that hold anything.
    merged : tuple of MergedCells
        Of the first sheet.
    words : mapping
        Title of each further sheet to the different short texts of its cells.
    """

    rows: list[list[str]]
    sha256: str
    further: tuple[tuple[str, int], ...]
    merged: tuple[MergedCells, ...] = ()
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)


def read_workbook(path: Path) -> Workbook:
    """Read the first sheet.

    Parameters
    ----------
    path : Path

    Raises
    ------
    DataError
        If the file is no safe and complete workbook, or has no sheet.
    """
    with SafeArchive(path, kind="an .xlsx workbook") as archive:
        for name in archive.names():
            archive.read(name, limit=MAX_MEMBER_BYTES)
        sha256 = archive.sha256
    rows, merged, further, words = _sheets(path)
    width = max(map(len, rows), default=0)
    if width * len(rows) > MAX_CELLS:
        raise _too_many(path, width * len(rows))
    n_merged = sum(len(each.rows) for each in merged)
    if n_merged > MAX_CELLS:
        raise _too_many(path, n_merged)
    rows = [row + [""] * (width - len(row)) for row in rows]
    return Workbook(rows, sha256, tuple((title, n_rows) for title, n_rows in further if n_rows), merged, words)


def _sheets(path: Path) -> tuple[Any, ...]:
    """Return rows and merged cells of the first sheet, then of further ones titles with filled rows, and texts."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    broken = (
        *(BadZipFile, InvalidFileException, DefusedXmlException, ParseError),
        *(AttributeError, LookupError, OSError, TypeError, ValueError),
    )
    n_cells = 0

    def rows_of(sheet: Any) -> Iterator[tuple[Any, ...]]:
        nonlocal n_cells
        sheet.reset_dimensions()
        for cells in sheet.iter_rows(values_only=True):
            n_cells += len(cells)
            if n_cells > MAX_CELLS:
                raise _too_many(path, n_cells)
            yield cells

    try:
        with warnings.catch_warnings(), path.open("rb") as file:
            # It warns of styles and extensions that it leaves out: only the text of cells is read here.
            warnings.simplefilter("ignore")
            first, *others = load_workbook(file, read_only=True, data_only=True, keep_links=False).worksheets
            rows = [[_text(cell) for cell in cells] for cells in rows_of(first)]
            merged = tuple(_merged_cells(path, first._worksheet_path, len(rows)))
            further, words = [], {}
            for sheet in others:
                n_filled, short = 0, set()
                for cells in rows_of(sheet):
                    texts = [text for cell in cells if (text := _text(cell).strip())]
                    n_filled += bool(texts)
                    short.update(text for text in texts if len(text) <= _SHORT)
                further.append((sheet.title, n_filled))
                words[sheet.title] = frozenset(short)
    except broken as error:
        problem = Problem(str(path), "is not a workbook that can be read", type(error).__name__, "an .xlsx workbook")
        raise DataError(f"{path} cannot be read.", [problem]) from error
    return rows, merged, further, words


def _merged_cells(path: Path, member: str, n_rows: int) -> Iterator[MergedCells]:
    """Yield the merged cells of a sheet, which openpyxl tells only of sheets that it holds as a whole."""
    from defusedxml.ElementTree import iterparse
    from openpyxl.utils import range_boundaries

    with ZipFile(path) as archive, archive.open(member) as sheet:
        for _, element in iterparse(sheet):
            kind = element.tag.rpartition("}")[2]
            if kind == "mergeCell":
                left, top, right, bottom = range_boundaries(element.attrib["ref"])
                rows = range(top - 1, min(bottom, n_rows))
                yield MergedCells(element.attrib["ref"], rows, range(left - 1, right))
            elif kind == "row":
                element.clear()


def _text(value: Any) -> str:
    """Return a cell as text: a whole number without a point, a day without a time of day."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date | time):
        return value.isoformat().removesuffix("T00:00:00")
    # A control character is written as _x000D_; a line end within a cell is a line feed.
    text = _CONTROL.sub(lambda match: chr(int(match[1], 16)), str(value))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _too_many(path: Path, n_cells: int) -> DataError:
    problem = Problem(str(path), "has too many cells", f"{n_cells:,}", f"at most {MAX_CELLS:,}")
    return DataError(f"{path} was refused.", [problem])
