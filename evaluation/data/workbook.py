"""The first sheet of an ``.xlsx`` workbook as text: formulas as they were last calculated, dates as ISO dates."""

from __future__ import annotations

import re
import warnings
from datetime import date, time
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from evaluation.data.safe_archive import SafeArchive
from evaluation.errors import DataError, Problem

MAX_MEMBER_BYTES = 256 * 2**20
MAX_CELLS = 20_000_000
_CONTROL = re.compile(r"_x(00[0-9A-Fa-f]{2})_")


def read_workbook(path: Path) -> tuple[list[list[str]], str]:
    """Return the rows of the first sheet, each as long as the longest, and the sha256 of the file.

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
    rows = _rows(path)
    width = max(map(len, rows), default=0)
    if width * len(rows) > MAX_CELLS:
        raise _too_many(path, width * len(rows))
    return [row + [""] * (width - len(row)) for row in rows], sha256


def _rows(path: Path) -> list[list[str]]:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    broken = (
        *(BadZipFile, InvalidFileException, DefusedXmlException, ParseError),
        *(AttributeError, LookupError, OSError, TypeError, ValueError),
    )
    rows: list[list[str]] = []
    n_cells = 0
    try:
        with warnings.catch_warnings(), path.open("rb") as file:
            # It warns of styles and extensions that it leaves out: only the text of cells is read here.
            warnings.simplefilter("ignore")
            sheet = load_workbook(file, read_only=True, data_only=True, keep_links=False).worksheets[0]
            sheet.reset_dimensions()
            for cells in sheet.iter_rows(values_only=True):
                n_cells += len(cells)
                if n_cells > MAX_CELLS:
                    raise _too_many(path, n_cells)
                rows.append([_text(cell) for cell in cells])
    except broken as error:
        problem = Problem(str(path), "is not a workbook that can be read", type(error).__name__, "an .xlsx workbook")
        raise DataError(f"{path} cannot be read.", [problem]) from error
    return rows


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
