"""The results ledger: one row per number that may be quoted, the same bytes for the same results."""

from __future__ import annotations

import csv
import io
import itertools
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

from evaluation.data.output_table import OutputTable
from evaluation.errors import Problem, UsageError
from evaluation.runs.files import write_text
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
    write_text(path, csv_text(LEDGER_COLUMNS, [[row[name] for name in LEDGER_COLUMNS] for row in _sorted(rows)]))


def read_ledger(path: Path) -> list[dict[str, str]]:
    """Read a ledger as rows of text, in the order of the file.

    Raises
    ------
    UsageError
        If the file cannot be read, lacks a column of the ledger, or has a ``result_id`` twice.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            columns, rows = reader.fieldnames or [], list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError("A ledger cannot be read.", [Problem(str(path), "cannot be read", str(error))]) from error
    missing = [name for name in LEDGER_COLUMNS if name not in columns]
    if missing:
        problem = Problem(str(path), "is not a results ledger", f"no column {', '.join(missing)}", "a results.csv")
        raise UsageError("A ledger cannot be read.", [problem])
    seen: set[str] = set()
    twice = sorted({row["result_id"] for row in rows if row["result_id"] in seen or seen.add(row["result_id"])})
    if twice:
        problems = [Problem(str(path), "a result stands twice", result_id, "once") for result_id in twice]
        raise UsageError("A ledger cannot be read.", problems)
    return [{name: row[name] or "" for name in LEDGER_COLUMNS} for row in rows]


def table_text(table: OutputTable) -> str:
    """Return the rows of an output table as CSV text, with every digit."""
    return csv_text(table.columns, [[cell_text(cell) for cell in row] for row in table.rows])


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return CSV text with line feeds, whatever the system."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return buffer.getvalue()


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
