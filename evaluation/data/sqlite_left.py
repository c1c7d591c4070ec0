"""Rows and cells of another program's database that no reader looks at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from evaluation.data.qualitative import NotCarried
from evaluation.data.sqlite_rows import Database


def left_behind(database: Database, read: Mapping[str, str]) -> tuple[NotCarried, ...]:
    """Return tables with rows and columns with filled cells that nobody reads, columns of one name together.

    Parameters
    ----------
    database : Database
    read : mapping
        Table to the names of the columns that are looked at or only number rows, with blanks between them; a table
        whose rows are told elsewhere has ``*``.
    """
    tables: list[NotCarried] = []
    cells: Counter[str] = Counter()
    of: dict[str, list[str]] = {}
    for table, columns in sorted(database.tables.items()):
        if table not in read:
            n_rows = database.count(table)
            # What the program that keeps the file writes for itself begins so.
            if n_rows and not table.startswith("sqlite_"):
                tables.append(NotCarried(what=f"{table} rows", count=n_rows, why="not read"))
            continue
        known = columns if read[table] == "*" else read[table].split()
        for column in columns:
            n_filled = 0 if column in known else database.count(table, column)
            if n_filled:
                cells[column] += n_filled
                of.setdefault(column, []).append(table)
    filled = (
        NotCarried(what=f"cells of column {column} (of {', '.join(of[column])})", count=n, why="not read")
        for column, n in sorted(cells.items())
    )
    return (*tables, *filled)
