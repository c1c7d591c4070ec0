"""Open an SQLite file of another program: read only, plain tables only, columns by name."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from evaluation.errors import DataError, Problem

MAX_BYTES = 2**30
MAX_CELL_BYTES = 2**28
_BEGINS = b"SQLite format 3\x00"


def text_of(value: Any) -> str:
    """Return a cell as text without blanks around it; blank for none."""
    return "" if value is None else str(value).strip()


def number_of(value: Any) -> int:
    """Return a cell as a whole number; 0 for none and for what is no number."""
    return int(value) if isinstance(value, int) or (isinstance(value, float) and isfinite(value)) else 0


@dataclass(frozen=True, kw_only=True)
class Database:
    """An open database.

    Parameters
    ----------
    path : Path
    sha256 : str
        Of the file.
    tables : mapping
        Name of each plain table to the names of its columns. Views and virtual tables are left out: what they do
        is a program that the file brings along.
    """

    path: Path
    sha256: str
    tables: Mapping[str, tuple[str, ...]]
    _connection: sqlite3.Connection

    def rows(self, table: str, *columns: str) -> list[dict[str, Any]]:
        """Return some columns of a table in the order of its rows; a column that is absent is None.

        Any cell may be a number, a text or None, whatever its column is said to hold.

        Raises
        ------
        sqlite3.Error
            If the file is damaged or a cell holds bytes; :func:`open_database` turns it into a DataError.
        """
        there = [column for column in columns if column in self.tables.get(table, ())]
        if not there:
            return []
        names = ", ".join(f'"{column}"' for column in there)
        found = self._connection.execute(f'SELECT {names} FROM "{table}" ORDER BY rowid')
        rows = [dict.fromkeys(columns) | dict(zip(there, row, strict=True)) for row in found]
        if any(isinstance(cell, bytes) for row in rows for cell in row.values()):
            raise sqlite3.DataError(f"bytes in table {table}")
        return rows

    def count(self, table: str, column: str = "") -> int:
        """Return the number of rows of a table, or of those with something in a column; a blank text is nothing."""
        where = ""
        if column:
            quoted = _quoted(column)
            where = f" WHERE {quoted} IS NOT NULL AND trim({quoted}) <> ''"
        (found,) = self._connection.execute(f"SELECT count(*) FROM {_quoted(table)}{where}").fetchone()
        return int(found)


def _quoted(name: str) -> str:
    """Return the name of a table or column that a file brings along, so that it is nothing but a name."""
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def open_database(
    path: Path, *, kind: str, needs: Mapping[str, tuple[str, ...]], defined_in: str
) -> Iterator[Database]:
    """Open a database that has some tables and columns, and close it.

    Parameters
    ----------
    path : Path
    kind : str
        What the file is, for messages: ``"a Taguette export"``.
    needs : mapping
        Table to columns that must be there.
    defined_in : str

    Yields
    ------
    Database

    Raises
    ------
    DataError
        If the file is no SQLite database of at most :data:`MAX_BYTES`, is damaged, or lacks what is needed.
    """

    def refused(wrong: str, found: str, expected: str) -> DataError:
        return DataError(
            f"{path} cannot be read as {kind}.", [Problem(str(path), wrong, found, expected, defined_in)]
        )

    try:
        with path.open("rb") as file:
            if file.read(len(_BEGINS)) != _BEGINS:
                raise refused("is not an SQLite database", "", kind)
            file.seek(0)
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        if path.stat().st_size > MAX_BYTES:
            raise refused("is too large", f"{path.stat().st_size:,} bytes", f"at most {MAX_BYTES:,}")
    except OSError as error:
        raise refused("cannot be read", str(error.strerror).lower(), kind) from error
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_CELL_BYTES)
        tables = _plain_tables(connection)
        absent = [
            f"{table}.{column}"
            for table, columns in needs.items()
            for column in columns
            if column not in tables.get(table, ())
        ]
        if absent:
            raise refused("lacks columns", ", ".join(absent), kind)
        yield Database(path=path, sha256=sha256, tables=tables, _connection=connection)
    except sqlite3.Error as error:
        raise refused("is damaged", str(error), "the file, exported again") from error
    finally:
        connection.close()


def _plain_tables(connection: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    made = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    names = [name for name, sql in made if not str(sql).upper().lstrip().startswith("CREATE VIRTUAL")]
    return {
        name: tuple(row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (name,)))
        for name in names
    }
