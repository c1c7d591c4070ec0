"""The first sheet of an ``.xlsx`` workbook as text: cells as they are stored, nothing calculated."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.data.safe_archive import SafeArchive
from evaluation.errors import DataError, Problem

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_SHEET_BYTES = 256 * 2**20
MAX_CELLS = 20_000_000
_SHARED = "xl/sharedstrings.xml"
_REFERENCE = re.compile(r"([A-Z]{1,3})[0-9]+")


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
        sheets = sorted(
            (name for name in archive.names() if re.fullmatch(r"xl/worksheets/sheet[0-9]+\.xml", name)),
            key=lambda name: int(re.sub(r"\D", "", name.rpartition("/")[2])),
        )
        if not sheets:
            raise archive.refused("has no sheet", "", "a workbook with a sheet")
        shared = []
        if _SHARED in archive.names():
            root = _parse(archive.read(_SHARED, limit=MAX_SHEET_BYTES), path)
            shared = [_text_of(item) for item in root if _tag(item) == "si"]
        rows = _rows(_parse(archive.read(sheets[0], limit=MAX_SHEET_BYTES), path), shared, path)
        sha256 = archive.sha256
    width = max(map(len, rows), default=0)
    if width * len(rows) > MAX_CELLS:
        raise _too_many(path, width * len(rows))
    return [row + [""] * (width - len(row)) for row in rows], sha256


def _parse(content: bytes, path: Path) -> Element:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(content, forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError, LookupError) as error:
        problem = Problem(str(path), "is not a workbook that can be read", type(error).__name__, "an .xlsx workbook")
        raise DataError(f"{path} cannot be read.", [problem]) from error


def _rows(root: Element, shared: list[str], path: Path) -> list[list[str]]:
    rows, n_cells = [], 0
    for row in (element for element in root.iter() if _tag(element) == "row"):
        cells: list[str] = []
        for cell in (element for element in row if _tag(element) == "c"):
            reference = _REFERENCE.fullmatch(cell.get("r", ""))
            column = _column(reference[1]) if reference else len(cells)
            if column < len(cells):
                problem = Problem(str(path), "has cells out of order", cell.get("r", ""), "an .xlsx workbook")
                raise DataError(f"{path} cannot be read.", [problem])
            n_cells += column + 1 - len(cells)
            if n_cells > MAX_CELLS:
                raise _too_many(path, n_cells)
            cells += [""] * (column - len(cells))
            cells.append(_value(cell, shared))
        rows.append(cells)
    return rows


def _too_many(path: Path, n_cells: int) -> DataError:
    problem = Problem(str(path), "has too many cells", f"{n_cells:,}", f"at most {MAX_CELLS:,}")
    return DataError(f"{path} was refused.", [problem])


def _value(cell: Element, shared: list[str]) -> str:
    kind, values = cell.get("t", "n"), [child.text or "" for child in cell if _tag(child) == "v"]
    if kind == "inlineStr":
        return "".join(_text_of(child) for child in cell if _tag(child) == "is")
    value = values[0] if values else ""
    if kind == "s" and value:
        return shared[int(value)] if value.isdecimal() and int(value) < len(shared) else ""
    return {"1": "True", "0": "False"}.get(value, value) if kind == "b" else value


def _text_of(item: Element) -> str:
    """Return the text of a cell, whose parts may be formatted; not how it is pronounced."""
    found = []
    for child in item:
        if _tag(child) == "t":
            found.append(child.text or "")
        elif _tag(child) == "r":
            found += [part.text or "" for part in child if _tag(part) == "t"]
    # A control character is written as _x000D_; a line end within a cell is a line feed.
    text = re.sub(r"_x(00[0-9A-Fa-f]{2})_", lambda match: chr(int(match[1], 16)), "".join(found))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
