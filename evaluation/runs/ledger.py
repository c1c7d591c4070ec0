"""The results ledger: one row per number that may be quoted, the same bytes for the same results."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from pathlib import Path

from evaluation.data.output_table import OutputTable
from evaluation.data.whole_files import csv_text, read_csv, unreadable, write_csv
from evaluation.errors import Problem, UsageError
from evaluation.runs.project import shown
from evaluation.stats.estimate import LEDGER_COLUMNS, Estimate

NUMBER_COLUMNS = ("estimate", "std_error", "conf_low", "conf_high", "conf_level", "p_value")


def ledger_rows(estimates: Iterable[Estimate]) -> list[dict[str, str]]:
    """Return estimates as rows of text, sorted by ``result_id``.

    Raises
    ------
    ValueError
        If two estimates have the same ``result_id``.
    """
    rows = [{name: cell_text(getattr(estimate, name)) for name in LEDGER_COLUMNS} for estimate in estimates]
    return _sorted(rows)


def write_ledger(path: Path, rows: Iterable[dict[str, str]]) -> None:
    """Write rows of :func:`ledger_rows` or :func:`read_ledger`, sorted and unique by ``result_id``."""
    write_csv(path, LEDGER_COLUMNS, [[row[name] for name in LEDGER_COLUMNS] for row in _sorted(rows)])


def read_ledger(path: Path) -> list[dict[str, str]]:
    """Read a ledger as rows of text, in the order of the file.

    Raises
    ------
    UsageError
        If the file cannot be read, lacks a column of the ledger, or has a ``result_id`` twice.
    """
    where = shown(path)
    columns, cells = read_csv(path, where=where)
    missing = [name for name in LEDGER_COLUMNS if name not in columns]
    if missing:
        raise unreadable(where, f"no column {', '.join(missing)}", "a results.csv with every column of the ledger")
    rows = [dict(zip(columns, row, strict=True)) for row in cells]
    seen: set[str] = set()
    twice = sorted({row["result_id"] for row in rows if row["result_id"] in seen or seen.add(row["result_id"])})
    if twice:
        problems = [Problem(where, "a result stands twice", result_id, "once") for result_id in twice]
        raise UsageError("A file of the run cannot be read.", problems)
    return [{name: row[name] for name in LEDGER_COLUMNS} for row in rows]


def table_text(table: OutputTable) -> str:
    """Return the rows of an output table as CSV text, with every digit."""
    return csv_text(table.columns, [[cell_text(cell) for cell in row] for row in table.rows])


def cell_text(value: object) -> str:
    """Return a scalar as it stands in a CSV file: floats with every digit, NaN and None as nothing.

    The shortest text that reads back as the same float is written, so equal results have equal bytes.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return "" if math.isnan(value) else repr(float(value))
    item = getattr(value, "item", None)
    if item is not None:
        return cell_text(item())
    return str(value)


def _sorted(rows: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    ordered = sorted(rows, key=lambda row: row["result_id"])
    twice = {a["result_id"] for a, b in itertools.pairwise(ordered) if a["result_id"] == b["result_id"]}
    if twice:
        raise ValueError(f"result_id stands twice: {', '.join(sorted(twice))}")
    return ordered
