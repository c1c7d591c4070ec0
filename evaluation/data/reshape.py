"""From the user's own columns and codes to those of the dictionary, as the params file declares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluation.data.cast import format_problem
from evaluation.data.declarations import missing_columns, near, unknown_names, unusable_columns
from evaluation.data.dictionary import TableSchema
from evaluation.data.files import RawTable
from evaluation.data.parameters import Source, Unpivot
from evaluation.data.validated import Dropped
from evaluation.errors import Problem


@dataclass(frozen=True, eq=False)
class MappedTable:
    """Text in the dictionary's columns.

    Parameters
    ----------
    frame : DataFrame
        Columns of the dictionary, in its order, of str; NaN where a value is missing.
    rows : ndarray of int
        Row of the file that each record comes from.
    origin : dict
        Column of the dictionary to the user's column; absent where they have the same name.
    iso_dates : frozenset of str
        Columns of the dictionary that were dates in the file and now are ``YYYY-MM-DD``.
    n_rows_read : int
        Records before any was dropped.
    dropped : tuple of Dropped
    ignored : tuple of str
        The user's columns that are not used: those that the source leaves out, then those that nothing is known of.
    """

    frame: pd.DataFrame
    rows: np.ndarray
    origin: dict[str, str]
    iso_dates: frozenset[str]
    n_rows_read: int
    dropped: tuple[Dropped, ...]
    ignored: tuple[str, ...]


def map_columns(
    raw: RawTable, source: Source, schema: TableSchema, *, where: str, params: str
) -> tuple[MappedTable, list[Problem]]:
    """Select, unpivot, rename, recode, fill, drop and put ranges for suppressed counts, in this order.

    Parameters
    ----------
    raw : RawTable
    source : Source
        The declaration in the params file.
    schema : TableSchema
    where, params : str
        What the file and the source's declaration are called in problems.

    Returns
    -------
    MappedTable
    list of Problem
        Declarations that name what the file or the dictionary does not have; columns that are missing.
    """
    problems = unusable_columns(raw, source, schema, where)
    frame, rows = raw.frame, raw.rows
    frame, rows, found = _select(frame, rows, source.select, where=where, params=params)
    problems += found
    if source.unpivot is not None:
        frame, rows, found = _unpivot(frame, rows, source.unpivot, where=where, params=params)
        problems += found
    frame, origin, found = _rename(frame, source, schema, where=where, params=params)
    problems += found
    for name, value in source.constants.items():
        if name in frame.columns:
            problems.append(
                Problem(f"{params}.constants", f"{name} is also a column of {where}", "", "one of the two")
            )
        frame = frame.assign(**{name: pd.Series(value, index=frame.index, dtype="str")})
    left_out = [name for name in raw.frame.columns if source.columns.get(name) == ""]
    ignored = (*left_out, *(name for name in frame.columns if name not in schema.names))
    problems += unknown_names(source, schema, params)
    header = [name for name in raw.frame.columns if source.columns.get(name) != ""]
    problems += missing_columns(list(frame.columns), header, schema, where=where, params=params)
    unreadable = [name for name, format in source.formats.items() if format_problem(format)]
    frame = frame[[name for name in schema.names if name in frame.columns and name not in unreadable]]
    frame = _recode(frame, source.codes, schema.missing_values)
    n_rows_read = len(frame)
    frame, rows, dropped = _drop(frame, rows, source.drop_if_missing)
    if n_rows_read and not len(frame):
        reasons = ", ".join(drop.reason for drop in dropped)
        problems.append(Problem(f"{params}.drop_if_missing", f"leaves no row of {where}", reasons, "at least one"))
    frame, found = _ranges(frame, source, schema, where=where, params=params)
    problems += found
    iso_dates = frozenset(name for name in frame.columns if origin.get(name, name) in raw.iso_dates)
    return MappedTable(frame, rows, origin, iso_dates, n_rows_read, dropped, ignored), problems


def _select(
    frame: pd.DataFrame, rows: np.ndarray, select: dict[str, str], *, where: str, params: str
) -> tuple[pd.DataFrame, np.ndarray, list[Problem]]:
    problems = [
        Problem(f"{params}.select", f"{where} has no column {name!r}", "", near(name, frame.columns))
        for name in select
        if name not in frame.columns
    ]
    for name, text in select.items():
        if name not in frame.columns:
            continue
        keep = (frame[name] == text).to_numpy(dtype=bool)
        if len(frame) and not keep.any():
            hint = near(text, frame[name].unique(), limit=5)
            problems.append(Problem(f"{params}.select", f"no row of {where} has {name} = {text!r}", "", hint))
        frame, rows = frame[keep].reset_index(drop=True), rows[keep]
    return frame, rows, problems


def _unpivot(
    frame: pd.DataFrame, rows: np.ndarray, unpivot: Unpivot, *, where: str, params: str
) -> tuple[pd.DataFrame, np.ndarray, list[Problem]]:
    problems = [
        Problem(f"{params}.unpivot", f"{where} has no column {name!r}", "", near(name, frame.columns))
        for name in unpivot.columns
        if name not in frame.columns
    ]
    wide = [name for name in unpivot.columns if name in frame.columns]
    problems += [
        Problem(f"{params}.unpivot", f"{name} is also a column of {where}", "", "another name")
        for name in (unpivot.name, unpivot.value)
        if name in frame.columns and name not in wide
    ]
    kept = frame[[name for name in frame.columns if name not in wide]]
    position = np.repeat(np.arange(len(frame)), len(wide))
    long = kept.iloc[position].reset_index(drop=True)
    names = [unpivot.columns[name] for name in wide] * len(frame)
    cells = frame[wide].to_numpy(dtype=object).ravel()
    long[unpivot.name] = pd.Series(names, index=long.index, dtype="str")
    long[unpivot.value] = pd.Series(cells, index=long.index, dtype="str")
    return long, rows[position], problems


def _rename(
    frame: pd.DataFrame, source: Source, schema: TableSchema, *, where: str, params: str
) -> tuple[pd.DataFrame, dict[str, str], list[Problem]]:
    place = f"{params}.columns"
    problems: list[Problem] = []
    origin: dict[str, str] = {}
    for theirs, ours in source.columns.items():
        if theirs not in frame.columns:
            problems.append(Problem(place, f"{where} has no column {theirs!r}", "", near(theirs, frame.columns)))
        elif ours in origin:
            problems.append(Problem(place, f"two columns become {ours}", f"{origin[ours]!r} and {theirs!r}", "one"))
        elif ours in frame.columns and ours not in source.columns:
            expected = f'one of the two; {ours}: "" leaves that column out'
            problems.append(Problem(place, f"{theirs!r} becomes {ours}, which {where} also has", "", expected))
        elif ours:
            origin[ours] = theirs
    named = {theirs: ours for ours, theirs in origin.items()}
    kept = [name for name in frame.columns if name in named or name not in source.columns]
    return frame[kept].rename(columns=named), origin, problems


def _recode(frame: pd.DataFrame, codes: dict[str, dict[str, str]], missing_values: Iterable[str]) -> pd.DataFrame:
    missing = list(missing_values)
    columns = {}
    for name in frame.columns:
        text = frame[name]
        if name in codes:
            text = text.map(codes[name]).astype("str").fillna(text)
        columns[name] = text.mask(text.str.strip().isin(missing))
    return pd.DataFrame(columns, index=frame.index)


def _drop(
    frame: pd.DataFrame, rows: np.ndarray, names: Iterable[str]
) -> tuple[pd.DataFrame, np.ndarray, tuple[Dropped, ...]]:
    dropped: list[Dropped] = []
    for name in names:
        if name not in frame.columns:
            continue
        keep = frame[name].notna().to_numpy()
        if not keep.all():
            dropped.append(Dropped(f"{name} is missing", int((~keep).sum())))
        frame, rows = frame[keep].reset_index(drop=True), rows[keep]
    return frame, rows, tuple(dropped)


def _ranges(
    frame: pd.DataFrame, source: Source, schema: TableSchema, *, where: str, params: str
) -> tuple[pd.DataFrame, list[Problem]]:
    """Blank the cells that stand for a hidden count, and put the range beside them that it lies in."""
    problems: list[Problem] = []
    columns = {name: frame[name] for name in frame.columns}
    for name, ranges in source.suppressed.items():
        ends = (f"{name}_low", f"{name}_high")
        problems += [
            Problem(
                f"{params}.suppressed.{name}", f"{where} has ranges of its own", f"column {end}", "one of the two"
            )
            for end in ends
            if end in columns
        ]
        if problems or name not in columns:
            continue
        text = columns[name].str.strip()
        at = {spelling.strip(): found for spelling, found in ranges.items()}
        for position, end in enumerate(ends):
            columns[end] = text.map({spelling: str(found[position]) for spelling, found in at.items()}).astype("str")
        columns[name] = columns[name].mask(text.isin(list(at)))
    return pd.DataFrame(
        {name: columns[name] for name in schema.names if name in columns}, index=frame.index
    ), problems
