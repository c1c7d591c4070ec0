"""Files to raw text: CSV and Parquet become columns of text with the row number of each record.

Nothing is interpreted here, so that one set of checks serves every kind of file.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from evaluation.data.large_csv import LARGE_BYTES, as_text_series, read_plain_csv, size_of
from evaluation.data.strict_yaml import counted
from evaluation.errors import Problem

if TYPE_CHECKING:
    import pyarrow as pa

CSV_SUFFIXES = (".csv", ".tsv", ".txt")
PARQUET_SUFFIXES = (".parquet", ".pq")
_WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_WORKBOOK_BEGINS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SAVE_AS_CSV = "save it as CSV (UTF-8)"
_UTF_8 = ("utf-8", "utf8", "utf-8-sig")
_SHOWN = 5
_BLOCK = 10_000


@dataclass(frozen=True, eq=False)
class RawTable:
    """What a file holds, as text.

    Parameters
    ----------
    frame : DataFrame
        Columns of str; a value that the file itself marks as absent (Parquet's null) is blank.
    rows : ndarray of int
        Where each record begins: the line of a CSV file, counted from 1 with the header as line 1, or the row of a
        Parquet file, counted from 1.
    sha256 : str
        Of the file's bytes.
    repeated : frozenset of str
        Column names that stand in the file more than once; ``frame`` has the first of them.
    iso_dates : frozenset of str
        Columns that were dates in the file and now are ``YYYY-MM-DD``.
    unreadable : mapping
        Columns that are no text, numbers or dates, with what they are; ``frame`` does not have them.
    n_blank_rows : int
        Records of a CSV file in which every field is blank, as spreadsheets leave them; ``frame`` does not have them.
    """

    frame: pd.DataFrame
    rows: np.ndarray
    sha256: str
    repeated: frozenset[str] = frozenset()
    iso_dates: frozenset[str] = frozenset()
    unreadable: Mapping[str, str] = field(default_factory=dict)
    n_blank_rows: int = 0


def read_file(
    path: Path, *, encoding: str = "utf-8", delimiter: str = ",", where: str = ""
) -> tuple[RawTable | None, list[Problem]]:
    """Read a CSV or Parquet file.

    Parameters
    ----------
    path : Path
        The ending decides how it is read: .csv, .tsv, .txt, or .parquet, .pq.
    encoding, delimiter : str
        Of a CSV file. A byte-order mark is skipped.
    where : str
        What the file is called in problems; blank for its path.

    Returns
    -------
    RawTable or None
        None if nothing could be read. Records with the wrong number of fields are left out, and reported.
    list of Problem
    """
    where = where or str(path)
    suffix = path.suffix.lower()
    try:
        if path.is_dir():
            return None, [Problem(where, "cannot be read", "a folder", "a file")]
        if suffix not in CSV_SUFFIXES + PARQUET_SUFFIXES:
            expected = f"one of {', '.join(CSV_SUFFIXES + PARQUET_SUFFIXES)}"
            if suffix in _WORKBOOK_SUFFIXES:
                expected += f": {_SAVE_AS_CSV}"
            return None, [Problem(where, "has an unknown ending", repr(suffix), expected)]
        if suffix in CSV_SUFFIXES and encoding.lower() in _UTF_8 and size_of(path) >= LARGE_BYTES:
            plain = read_plain_csv(path, delimiter=delimiter)
            if plain is not None:
                rows = np.arange(2, plain.n_rows + 2)
                return _raw_table(plain.header, plain.columns, rows, plain.sha256), []
        content = path.read_bytes()
    except FileNotFoundError:
        return None, [Problem(where, "cannot be read", "no such file", "a file that can be read")]
    except (OSError, ValueError) as error:
        found = str(getattr(error, "strerror", None) or error).lower()
        return None, [Problem(where, "cannot be read", found, "a file that can be read")]
    if not content.strip(b"\xef\xbb\xbf\r\n\t "):
        return None, [Problem(where, "is empty", f"{counted(len(content), 'byte')}", "a header and rows")]
    sha256 = hashlib.sha256(content).hexdigest()
    if suffix in PARQUET_SUFFIXES:
        return _read_parquet(content, sha256, where)
    return _read_csv(content, sha256, encoding=encoding, delimiter=delimiter, where=where)


def _read_csv(
    content: bytes, sha256: str, *, encoding: str, delimiter: str, where: str
) -> tuple[RawTable | None, list[Problem]]:
    if content.startswith(_WORKBOOK_BEGINS):
        found = "an Excel workbook or another archive"
        return None, [Problem(where, "is no text", found, f"a text file: {_SAVE_AS_CSV}")]
    text, problems = _decode(content, encoding, where)
    if text is None:
        return None, problems
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] = []
    columns: list[list[str]] = []
    records: list[list[str]] = []
    lines: list[int] = []
    ragged: list[tuple[int, int]] = []
    n_blank_rows = 0
    begins = 1
    try:
        for record in reader:
            if not any(map(str.strip, record)):
                n_blank_rows += len(record) > 1
            elif not header:
                header = record
                columns = [[] for _ in header]
                if other := _other_delimiter(header, delimiter):
                    return None, [_wrong_delimiter(where, header[0], delimiter, other)]
            elif len(record) == len(header):
                records.append(record)
                lines.append(begins)
                if len(records) == _BLOCK:
                    _move(records, columns)
            else:
                ragged.append((begins, len(record)))
            begins = reader.line_num + 1
    except csv.Error as error:
        wrong = "a quotation mark is opened and not closed" if "end of data" in str(error) else "is not valid CSV"
        found = f"a record that begins in line {begins} and ends in line {reader.line_num}: {error}"
        return None, [Problem(f"{where}, line {begins}", wrong, found, 'fields like "a, ""b"""')]
    if ragged:
        shown = ", ".join(f"line {line} has {counted(n, 'field')}" for line, n in ragged[:_SHOWN])
        more = f", and {len(ragged) - _SHOWN:,} more" if len(ragged) > _SHOWN else ""
        expected = f"{counted(len(header), 'field')} as in the header, separated by {delimiter!r}"
        wrong = f"{counted(len(ragged), 'row')} of the wrong length"
        problems.append(Problem(where, wrong, shown + more, expected))
    _move(records, columns)
    if not lines and not ragged:
        problems.append(Problem(where, "holds no rows", "a header only", "at least one row"))
    raw = _raw_table(header, columns, np.asarray(lines, dtype=np.int64), sha256)
    return replace(raw, n_blank_rows=n_blank_rows), problems


def _other_delimiter(header: Sequence[str], delimiter: str) -> str:
    """Return what seems to separate the fields where the delimiter does not, or blank."""
    if len(header) > 1:
        return ""
    return next((mark for mark in (";", "\t", "|", ",") if mark != delimiter and mark in header[0]), "")


def _wrong_delimiter(where: str, header: str, delimiter: str, other: str) -> Problem:
    mark = json.dumps(other)
    return Problem(
        where,
        f"looks like it is separated by {mark}, not by {json.dumps(delimiter)}",
        f"one column {header[:60]!r}",
        f"delimiter: {mark} for it in the params file",
    )


def _move(records: list[list[str]], columns: list[list[str]]) -> None:
    """Move records to columns: a list for every record of a large file would fill the memory."""
    for column, cells in zip(columns, zip(*records, strict=True), strict=False):
        column.extend(cells)
    records.clear()


def _decode(content: bytes, encoding: str, where: str) -> tuple[str | None, list[Problem]]:
    try:
        codec = codecs.lookup(encoding).name
        text = content.decode("utf-8-sig" if codec == "utf-8" else codec)
    except LookupError:
        return None, [Problem(where, "cannot be decoded", f"encoding {encoding!r}", "utf-8, cp1252, latin-1, ...")]
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        found = f"byte {content[error.start]:#04x} at position {error.start}"
        likely = "utf-16" if content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "cp1252"
        expected = f"{encoding}; the file may be {likely}: set encoding: {likely} for it in the params file"
        return None, [Problem(f"{where}, line {line}", f"is not {encoding} text", found, expected)]
    except UnicodeError as error:
        return None, [Problem(where, f"is not {encoding} text", str(error), encoding)]
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        found = f"a NUL character in line {line}"
        return None, [Problem(where, "is not plain text", found, "text; utf-16 files need encoding: utf-16")]
    return text.removeprefix("\ufeff"), []


def _read_parquet(content: bytes, sha256: str, where: str) -> tuple[RawTable | None, list[Problem]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader(content))
    except (pa.ArrowException, OSError) as error:
        return None, [Problem(where, "is not a Parquet file", _cause(error), "a Parquet file")]
    problems: list[Problem] = []
    header: list[str] = []
    columns: list[Sequence[str]] = []
    iso_dates: set[str] = set()
    unreadable: dict[str, str] = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        try:
            text, is_date = _as_text(column)
        except pa.ArrowException:
            unreadable[name] = str(column.type)
            continue
        if is_date:
            iso_dates.add(name)
        header.append(name)
        columns.append(text)
    if not table.num_rows:
        problems.append(Problem(where, "holds no rows", "columns only", "at least one row"))
    rows = np.arange(1, table.num_rows + 1)
    raw = _raw_table(header, columns, rows, sha256)
    return replace(raw, iso_dates=frozenset(iso_dates), unreadable=unreadable), problems


def _as_text(column: pa.ChunkedArray) -> tuple[pd.Series, bool]:
    """Return a Parquet column as text, blank where it is null, and whether it holds dates."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        raise pa.ArrowNotImplementedError(str(column.type))
    if pa.types.is_timestamp(column.type):
        column = _days_or_seconds(column)
    if pa.types.is_floating(column.type):
        column = pc.if_else(pc.is_null(column, nan_is_null=True), pa.scalar(None, column.type), column)
    is_date = pa.types.is_date(column.type)
    return as_text_series(column.cast(pa.string()).fill_null("")), is_date


def _days_or_seconds(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return timestamps as dates where every one is a midnight, and as text to the second otherwise."""
    import pyarrow as pa
    import pyarrow.compute as pc

    days = pc.floor_temporal(column, unit="day")
    if column.type.tz is None and pc.all(pc.equal(column, days)).as_py() is not False:
        return column.cast(pa.date32(), safe=False)
    return pc.strftime(column.cast(pa.timestamp("s", column.type.tz), safe=False), format="%Y-%m-%d %H:%M:%S")


def _cause(error: Exception) -> str:
    return str(error).splitlines()[0].removeprefix("Could not open Parquet input source '<Buffer>': ").rstrip(".")


def _raw_table(header: Sequence[str], columns: Sequence[Sequence[str]], rows: np.ndarray, sha256: str) -> RawTable:
    counts = Counter(header)
    first = {name: column for name, column in zip(reversed(header), reversed(columns), strict=True) if name.strip()}
    frame = pd.DataFrame(
        {name: pd.Series(first[name], dtype="str") for name in dict.fromkeys(header) if name in first},
        index=pd.RangeIndex(len(rows)),
    )
    return RawTable(frame, rows, sha256, frozenset(name for name, count in counts.items() if count > 1))
