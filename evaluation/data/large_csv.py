"""Large CSV files through DuckDB, which reads them many times as fast as the reader that can say what is wrong.

Only a file in which nothing is unusual is read here: UTF-8, one line a record, no blank record. Every other one, and
every one that DuckDB refuses, is left to the reader in ``evaluation.data.files``, so that a message is the same
however large the file. What is read is the same text.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

if TYPE_CHECKING:
    import pyarrow as pa

LARGE_BYTES = 32_000_000
_BLOCK_BYTES = 1 << 24
_BLOCK_ROWS = 100_000
_SETTINGS = {"memory_limit": "1GB", "temp_directory": ""}
_PATTERN = frozenset("*?[]{}")


@dataclass(frozen=True, eq=False)
class PlainCsv:
    """The text of a file.

    Parameters
    ----------
    header : tuple of str
    columns : tuple of Series of str
        In the order of the header.
    sha256 : str
        Of the file's bytes.
    """

    header: tuple[str, ...]
    columns: tuple[pd.Series, ...]
    sha256: str

    @property
    def n_rows(self) -> int:
        """Records after the header."""
        return len(self.columns[0])


def read_plain_csv(path: Path, *, delimiter: str) -> PlainCsv | None:
    """Read a UTF-8 file, or return None where it is anything but plain.

    Parameters
    ----------
    path : Path
        A file that exists.
    delimiter : str

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    # DuckDB takes such a path for the pattern of several.
    if _PATTERN & set(str(path)):
        return None
    seen = _scan(path, delimiter.encode())
    if seen is None:
        return None
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline()
    try:
        (header,) = csv.reader([first], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        return None
    if len(header) < 2 or not any(map(str.strip, header)):
        return None
    table = _records(path, len(header), delimiter)
    if table is None or not table.num_rows or table.num_rows != seen.n_lines - 1:
        return None
    # DuckDB takes a row with one blank field too many.
    within = first.count(delimiter) + sum(_count(column, delimiter) for column in table.columns)
    if seen.n_delimiters != table.num_rows * (len(header) - 1) + within:
        return None
    columns = tuple(as_text_series(column) for column in table.columns)
    is_blank = pd.Series(True, index=columns[0].index)
    for column in columns:
        is_blank &= column.str.strip().eq("")
        if not is_blank.any():
            return PlainCsv(tuple(header), columns, seen.sha256)
    return None


def as_text_series(column: pa.ChunkedArray) -> pd.Series:
    """Return an Arrow column of text as pandas keeps text, without a Python object for each value."""
    return pd.Series(pd.array(column, dtype="str"))


def size_of(path: Path) -> int:
    """Return the bytes of a file that can be opened.

    Raises
    ------
    OSError
        If it cannot.
    """
    with path.open("rb") as file:
        return file.seek(0, io.SEEK_END)


class _Seen(NamedTuple):
    """What a file holds; the last line counts whether or not it ends."""

    n_lines: int
    n_delimiters: int
    sha256: str


def _scan(path: Path, delimiter: bytes) -> _Seen | None:
    """Read a file once, or return None where it is not UTF-8 text whose lines all end in the same way."""
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    n_lines = n_returns = n_delimiters = 0
    block = b""
    with path.open("rb") as file:
        while more := file.read(_BLOCK_BYTES):
            # A carriage return at the end of a block waits for its line feed.
            if block.endswith(b"\r") and not more.startswith(b"\n"):
                return None
            block = more
            digest.update(block)
            if b"\x00" in block or block.count(b"\r") - block.endswith(b"\r") != block.count(b"\r\n"):
                return None
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                return None
            n_lines += block.count(b"\n")
            n_returns += block.count(b"\r")
            n_delimiters += block.count(delimiter)
    if block.endswith(b"\r") or n_returns not in (0, n_lines) or decoder.getstate()[0]:
        return None
    return _Seen(n_lines + (not block.endswith(b"\n")), n_delimiters, digest.hexdigest())


def _count(column: pa.ChunkedArray, text: str) -> int:
    import pyarrow.compute as pc

    return pc.sum(pc.count_substring(column, text)).as_py()


def _records(path: Path, n_columns: int, delimiter: str) -> pa.Table | None:
    """Return the records after the header as text, blank where nothing stands; None where DuckDB refuses one."""
    import duckdb

    names = [f"column_{number}" for number in range(n_columns)]
    text = ", ".join(f"coalesce({name}, '') AS {name}" for name in names)
    with duckdb.connect(":memory:", config=_SETTINGS) as connection:
        try:
            records = connection.read_csv(
                str(path.absolute()),
                header=False,
                skiprows=1,
                auto_detect=False,
                delimiter=delimiter,
                quotechar='"',
                escapechar='"',
                strict_mode=True,
                null_padding=False,
                hive_partitioning=False,
                columns=dict.fromkeys(names, "VARCHAR"),
            )
            return records.project(text).to_arrow_reader(_BLOCK_ROWS).read_all()
        except duckdb.Error:
            return None
