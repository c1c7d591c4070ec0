"""Released tables as files: protected counts, rates made from them, and what each level means."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from evaluation.data.whole_files import write_csv, write_json
from evaluation.disclosure.count_table import SUPPRESSED, PooledTable
from evaluation.disclosure.participants import GROUP_SIZE
from evaluation.disclosure.policy import RateRule
from evaluation.disclosure.rounding import significant
from evaluation.disclosure.rounding_rules import midpoint
from evaluation.disclosure.run_folder import RestrictedTable
from evaluation.stats.rate_reliability import Reliability, rate_reliability
from evaluation.stats.rates import poisson_rates

PER = 100_000
_DIGITS = 10
_RATE_COLUMNS = ("person_years", "rate", "conf_low", "conf_high")
_RELIABILITY = "reliability"


def write_counts(
    folder: Path,
    table: RestrictedTable,
    pooled: PooledTable,
    *,
    with_rates: bool,
    conf_level: float,
    rates: RateRule | None = None,
) -> None:
    """Write a table of counts as ``<name>.csv`` and ``<name>.json``.

    Where cells are hidden, a column ``suppressed`` says which; their count, exposure and rate are blank. A count of 0
    is shown as 0. Rounded counts are midpoints, say so in the name of their column, and have no rates.

    Parameters
    ----------
    folder : Path
        ``tables/`` of the release.
    table : RestrictedTable
        As the analysis handed it over.
    pooled : PooledTable
        As it was admitted.
    with_rates : bool
        Whether its exposure is public, so that person-years, rates per 100,000 and exact Poisson intervals are
        written; they are missing where the exposure is.
    conf_level : float
    rates : RateRule, optional
        Which rates are left blank and which called unreliable, in a column of their own; counts stay.
    """
    dimensions, count = list(pooled.dimensions), table.about["count"]
    frame = pooled.frame.sort_values(dimensions, ignore_index=True)
    base = pooled.rounded_to
    count += f"_midpoint{base}" if base else ""
    columns = [*dimensions, count]
    hidden = frame[SUPPRESSED].to_numpy(dtype=bool) if SUPPRESSED in frame else np.zeros(len(frame), dtype=bool)
    cells = [[str(value) for value in frame[name]] for name in dimensions]
    numbers = [midpoint(value, base) for value in frame["count"]] if base else frame["count"]
    cells.append(["" if gone else str(value) for value, gone in zip(numbers, hidden, strict=True)])
    if GROUP_SIZE in frame and count != GROUP_SIZE:
        columns.append(GROUP_SIZE)
        cells.append([str(value) for value in frame[GROUP_SIZE]])
    with_rates = with_rates and not base
    if with_rates:
        columns += [*_RATE_COLUMNS, *([_RELIABILITY] if rates else [])]
        exposure = frame["exposure"].to_numpy(dtype=float)
        cells += _rates(frame["count"].to_numpy(), np.where(hidden, np.nan, exposure), conf_level, rates)
    if hidden.any():
        columns.append(SUPPRESSED)
        cells.append(["true" if gone else "false" for gone in hidden])
    write_csv(folder / f"{pooled.name}.csv", columns, zip(*cells, strict=True))
    described = _described(replace(table, name=pooled.name), columns) | {
        "measure": pooled.measure,
        "dimensions": dimensions,
        "levels": dict(pooled.levels),
        "handed_over": list(table.about["dimensions"]),
        "covers": {
            name: {level: sorted(members) for level, members in sorted(levels.items())}
            for name, levels in pooled.covers.items()
            if levels
        },
        "window": [date.fromordinal(day).isoformat() for day in pooled.window] if pooled.window else [],
        "count": count,
        "group_size": GROUP_SIZE if GROUP_SIZE in frame else "",
        "suppressed": SUPPRESSED if hidden.any() else "",
        "rounded_to": base,
        "exposure": _RATE_COLUMNS[0] if with_rates else "",
        "per": PER if with_rates else None,
        "conf_level": conf_level if with_rates else None,
        "method": "counts; rates with exact Poisson intervals, from these counts" if with_rates else "counts",
    }
    write_json(folder / f"{pooled.name}.json", described)


def write_as_it_is(folder: Path, table: RestrictedTable, *, digits: int | None) -> None:
    """Write a curve, with no more significant digits than it may have, or a description as it is."""
    rows = [[cell if digits is None else _shorter(cell, digits) for cell in row] for row in table.rows]
    if digits is not None:
        rows.sort(key=lambda row: [_in_order(cell) for cell in row])
    write_csv(folder / f"{table.name}.csv", table.columns, rows)
    write_json(folder / f"{table.name}.json", _described(table, list(table.columns)) | {"dimensions": []})


def _described(table: RestrictedTable, columns: list[str]) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.name.replace("_", " ").capitalize(),
        "analysis": table.analysis,
        "kind": table.kind.value,
        "sensitivity": table.sensitivity.value,
        "prespecified": bool(table.about.get("prespecified", True)),
        "columns": columns,
    }


def _rates(counts: np.ndarray, exposure: np.ndarray, conf_level: float, rule: RateRule | None) -> list[list[str]]:
    known = np.isfinite(exposure) & (exposure > 0)
    found = poisson_rates(counts[known], exposure[known], conf_level=conf_level, per=PER)
    marks = np.full(len(counts), Reliability.RELIABLE, dtype=object)
    marks[known] = rate_reliability(counts[known], rule.standard if rule else None)
    columns = []
    for name, values in zip(
        _RATE_COLUMNS, (exposure[known], found.rate, found.conf_low, found.conf_high), strict=True
    ):
        column = np.full(len(counts), "", dtype=object)
        column[known] = [significant(float(value), _DIGITS) for value in values]
        column[(marks == Reliability.NOT_SHOWN) & (name != _RATE_COLUMNS[0])] = ""
        columns.append(list(column))
    return [*columns, *([list(marks)] if rule else [])]


def _shorter(cell: str, digits: int) -> str:
    """Return a cell with so many significant digits; whole numbers and texts stay."""
    try:
        number = float(cell)
    except ValueError:
        return cell
    return cell if "." not in cell and "e" not in cell.lower() else significant(number, digits)


def _in_order(cell: str) -> tuple[bool, float, str]:
    """Return a key that sorts whole numbers by size and all else as text."""
    return (False, float(cell), "") if cell.isdecimal() else (True, 0.0, cell)
