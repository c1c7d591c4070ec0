"""From the user's own columns and codes to those of the dictionary, as the params file declares."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluation.data.cast import format_problem
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
        The user's columns that are not used.
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
    """Select, unpivot, rename, recode, fill and drop, in this order.

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
    problems = _repeated(raw, source, schema, where)
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
    ignored = tuple(name for name in frame.columns if name not in schema.names)
    problems += _unknown_names(source, schema, params)
    problems += _missing_columns(list(frame.columns), list(raw.frame.columns), schema, where=where, params=params)
    frame = frame[[name for name in schema.names if name in frame.columns]]
    frame = _recode(frame, source.codes, schema.missing_values)
    n_rows_read = len(frame)
    frame, rows, dropped = _drop(frame, rows, source.drop_if_missing)
    iso_dates = frozenset(name for name in frame.columns if origin.get(name, name) in raw.iso_dates)
    return MappedTable(frame, rows, origin, iso_dates, n_rows_read, dropped, ignored), problems


def _select(
    frame: pd.DataFrame, rows: np.ndarray, select: dict[str, str], *, where: str, params: str
) -> tuple[pd.DataFrame, np.ndarray, list[Problem]]:
    problems = [
        Problem(f"{params}.select", f"{where} has no column {name!r}", "", _near(name, frame.columns))
        for name in select
        if name not in frame.columns
    ]
    for name, text in select.items():
        if name not in frame.columns:
            continue
        keep = (frame[name] == text).to_numpy(dtype=bool)
        if len(frame) and not keep.any():
            near = _near(text, frame[name].unique())
            problems.append(Problem(f"{params}.select", f"no row of {where} has {name} = {text!r}", "", near))
        frame, rows = frame[keep].reset_index(drop=True), rows[keep]
    return frame, rows, problems


def _unpivot(
    frame: pd.DataFrame, rows: np.ndarray, unpivot: Unpivot, *, where: str, params: str
) -> tuple[pd.DataFrame, np.ndarray, list[Problem]]:
    problems = [
        Problem(f"{params}.unpivot", f"{where} has no column {name!r}", "", _near(name, frame.columns))
        for name in unpivot.columns
        if name not in frame.columns
    ]
    wide = [name for name in unpivot.columns if name in frame.columns]
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
    problems: list[Problem] = []
    origin: dict[str, str] = {}
    for theirs, ours in source.columns.items():
        place = f"{params}.columns"
        if theirs not in frame.columns:
            problems.append(Problem(place, f"{where} has no column {theirs!r}", "", _near(theirs, frame.columns)))
        elif ours in origin:
            problems.append(Problem(place, f"two columns become {ours}", f"{origin[ours]!r} and {theirs!r}", "one"))
        elif ours in frame.columns and ours != theirs and ours not in source.columns:
            expected = f"rename one of the two columns in the file, or do not map {theirs!r}"
            problems.append(Problem(place, f"{theirs!r} becomes {ours}, which {where} also has", "", expected))
        else:
            origin[ours] = theirs
    kept = [name for name in frame.columns if name not in source.columns or name in origin.values()]
    frame = frame[[name for name in kept if name not in origin or origin[name] == name]]
    return frame.rename(columns={theirs: ours for ours, theirs in origin.items()}), origin, problems


def _unknown_names(source: Source, schema: TableSchema, params: str) -> list[Problem]:
    """Return a problem for every name and code in the declaration that the dictionary does not have."""
    named = {
        "columns": list(source.columns.values()),
        "unpivot": [source.unpivot.name, source.unpivot.value] if source.unpivot else [],
        "codes": list(source.codes),
        "formats": list(source.formats),
        "constants": list(source.constants),
        "drop_if_missing": list(source.drop_if_missing),
    }
    theirs = set(source.columns)
    problems = [
        Problem(
            f"{params}.{part}", f"{name!r} is no column of {schema.name}", "", _near(name, schema.names), schema.file
        )
        for part, names in named.items()
        for name in dict.fromkeys(names)
        if name not in schema.names and not (part == "unpivot" and name in theirs)
    ]
    for name, text in source.formats.items():
        if name in schema.names and schema.field(name).type != "date":
            problems.append(Problem(f"{params}.formats", f"{name} is not a date", schema.field(name).type, "date"))
        if format_problem(text):
            problems.append(
                Problem(f"{params}.formats.{name}", format_problem(text), repr(text), "such as '%m/%d/%Y'")
            )
    for name, codes in source.codes.items():
        known = schema.code_list(name)
        if known is None:
            continue
        problems += [
            Problem(
                f"{params}.codes.{name}",
                f"{theirs!r} becomes an unknown code",
                repr(ours),
                _near(ours, known.pools),
                known.file,
            )
            for theirs, ours in codes.items()
            if ours and ours not in known
        ]
    return problems


def _missing_columns(
    present: Sequence[str], header: Sequence[str], schema: TableSchema, *, where: str, params: str
) -> list[Problem]:
    """Return problems for columns that are absent, and for names that only look like one of the dictionary."""
    problems: list[Problem] = []
    unused = [name for name in header if name in present and name not in schema.names]
    single = header[0] if len(header) == 1 else ""
    delimiter = next((mark for mark in ";\t|" if mark in single), "")
    for field in schema.fields:
        if field.name in present:
            continue
        alike = [name for name in unused if _looks_like(name, field.name)]
        if alike:
            expected = f"{field.name}: rename it, or add {alike[0]!r}: {field.name} to {params}.columns"
            found = f"{alike[0]!r} ({ascii(alike[0])})" if not alike[0].isascii() else repr(alike[0])
            problems.append(Problem(where, f"column {field.name} is missing", found, expected, schema.file))
        elif not field.optional:
            expected = f"{field.name}, or a column that {params}.columns maps to it"
            if delimiter:
                expected += f"; the header has {delimiter!r} in it: set delimiter"
            shown = ", ".join(header[:20]) + (", ..." if len(header) > 20 else "")
            problems.append(
                Problem(where, f"column {field.name} is missing", f"columns {shown}", expected, schema.file)
            )
    return problems


def _repeated(raw: RawTable, source: Source, schema: TableSchema, where: str) -> list[Problem]:
    unpivoted = set(source.unpivot.columns) if source.unpivot else set()
    used = set(schema.names) | set(source.columns) | set(source.select) | unpivoted
    return [
        Problem(where, f"column {name!r} stands twice in the header", "", "once")
        for name in sorted(raw.repeated & used)
    ]


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


def _plain(name: str) -> str:
    """Return a name without what the eye does not tell apart: case, spaces, marks, width."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def _looks_like(theirs: str, ours: str) -> bool:
    if _plain(theirs) == _plain(ours):
        return True
    return not theirs.isascii() and difflib.SequenceMatcher(None, _plain(theirs), _plain(ours)).ratio() >= 0.6


def _near(name: str, known: Iterable[str]) -> str:
    known = [str(other) for other in known]
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return f"{near[0]!r}?"
    return "one of " + ", ".join(known[:20]) + (", ..." if len(known) > 20 else "")
