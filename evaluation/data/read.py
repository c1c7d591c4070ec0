"""Read the sources of an evaluation: ``read_tables(evaluation, names)`` returns checked ``Tables`` or says why not.

Every problem of every source is in one :class:`DataError` (exit code 11).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from evaluation.data.cast import Dialect
from evaluation.data.checks import check_and_cast
from evaluation.data.dictionary import QUALITATIVE_TABLES
from evaluation.data.files import read_file
from evaluation.data.parameters import Evaluation, Source
from evaluation.data.reshape import map_columns
from evaluation.data.strict_yaml import counted
from evaluation.data.validated import Tables, ValidatedTable, shown
from evaluation.errors import DataError, Problem

if TYPE_CHECKING:
    from evaluation.data.qualitative import QualitativeProject

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def read_tables(evaluation: Evaluation, names: Iterable[str]) -> Tables:
    """Read and check some sources of an evaluation.

    Parameters
    ----------
    evaluation : Evaluation
    names : iterable of str
        Sources, by their name in the params file; blank names are left out.

    Returns
    -------
    Tables

    Raises
    ------
    DataError
        If any source cannot be read or breaks its dictionary. All problems of all sources are listed.
    DictionaryError
        If the dictionary itself is not valid.
    """
    wanted = [name for name in dict.fromkeys(names) if name]
    tables, problems = read_what_can_be(evaluation, wanted)
    if problems:
        bad = len(wanted) - len(tables)
        raise DataError(f"{counted(bad, 'source')} cannot be used: {counted(len(problems))}.", problems)
    return tables


def read_what_can_be(evaluation: Evaluation, names: Iterable[str]) -> tuple[Tables, list[Problem]]:
    """Return the sources that are right, and every problem of the others.

    Raises
    ------
    DictionaryError
        If the dictionary itself is not valid.
    """
    found: dict[str, ValidatedTable | QualitativeProject] = {}
    problems: list[Problem] = []
    for name in names:
        try:
            found[name] = _read_source(evaluation, name)
        except DataError as error:
            problems += error.problems
    return Tables(found, arms=evaluation.arms, communities=evaluation.communities), problems


def source_path(evaluation: Evaluation, name: str) -> Path:
    """Return the file of a source.

    A path is relative to the folder of the params file; one that begins with ``${NAME}`` is where the environment
    variable says, and a relative value of that is relative to the current directory.

    Raises
    ------
    DataError
        If the params file has no such source, or an environment variable is not set.
    """
    if name not in evaluation.sources:
        problem = Problem(shown(evaluation.path), f"has no source {name!r}", "", ", ".join(evaluation.sources))
        raise DataError(f"There is no source {name!r}.", [problem])
    text = evaluation.sources[name].path
    variables = dict.fromkeys(_VARIABLE.findall(text))
    problems = [
        Problem(
            f"{shown(evaluation.path)}, sources.{name}.path",
            f"the environment variable {variable} is not set",
            repr(text),
            f"{variable}=<folder of the data> before the command",
        )
        for variable in variables
        if not os.environ.get(variable)
    ]
    if problems:
        raise DataError(f"The path of source {name!r} is not known.", problems)
    expanded = _VARIABLE.sub(lambda match: os.environ[match[1]], text)
    base = Path.cwd() if text.startswith("${") else evaluation.path.parent
    return Path(os.path.normpath(base / expanded))


def _read_source(evaluation: Evaluation, name: str) -> ValidatedTable | QualitativeProject:
    path = source_path(evaluation, name)
    source = evaluation.sources[name]
    if source.table in QUALITATIVE_TABLES:
        return read_coded(evaluation, name)
    return _read_table(evaluation, name, source, path)


def read_coded(evaluation: Evaluation, name: str) -> QualitativeProject:
    """Return a source that is a coded project.

    Parameters
    ----------
    evaluation : Evaluation
    name : str
        A source of one of the tables :data:`QUALITATIVE_TABLES`.

    Raises
    ------
    DataError
        If it cannot be read. All problems are listed.
    """
    from evaluation.data.qualcoder import read_qualcoder
    from evaluation.data.refi_qda import read_codebook, read_project
    from evaluation.data.segment_sheets.read import read_segments
    from evaluation.data.taguette import read_taguette

    path, source = source_path(evaluation, name), evaluation.sources[name]
    if source.table == "coded_segments":
        declared_in = f"{shown(evaluation.path)}, sources.{name}.columns"
        return read_segments(
            path,
            source.column_map(),
            encoding=source.encoding,
            delimiter=source.delimiter,
            declared_in=declared_in,
        )
    if path.suffix.lower() == ".qdc" and source.table == "refi_qda":
        return read_codebook(path)
    readers = {"refi_qda": read_project, "taguette": read_taguette, "qualcoder": read_qualcoder}
    return readers[source.table](path)


def _read_table(evaluation: Evaluation, name: str, source: Source, path: Path) -> ValidatedTable:
    where, params_file = shown(path), shown(evaluation.path)
    declared_in = f"{params_file}, sources.{name}"
    schema = source.schema(declared_in)
    raw, problems = read_file(path, encoding=source.encoding, delimiter=source.delimiter, where=where)
    if raw is None:
        raise DataError(f"{where} cannot be read.", problems)
    mapped, found = map_columns(raw, source, schema, where=where, params=declared_in)
    problems += found
    dialect = Dialect(
        formats={column: text for column, text in source.formats.items() if column not in mapped.iso_dates},
        thousands=source.thousands,
        communities={key: community.name for key, community in evaluation.communities.items()},
        params_file=params_file,
        declared_in=declared_in,
    )

    def place(column: str) -> str:
        if not column:
            return where
        theirs = mapped.origin.get(column, column)
        return f"{where}, column {theirs}" + (f" ({column})" if theirs != column else "")

    frame, found = check_and_cast(mapped.frame, mapped.rows, schema, dialect, place=place)
    problems += found
    if problems:
        raise DataError(f"{where}: {counted(len(problems))}.", problems)
    return ValidatedTable(
        name=name,
        table=source.table,
        schema=schema,
        path=path,
        sha256=raw.sha256,
        frame=_with_arm(frame, evaluation),
        n_rows_read=mapped.n_rows_read,
        dropped=mapped.dropped,
        ignored_columns=mapped.ignored,
        n_blank_rows=raw.n_blank_rows,
        without_rows=frozenset(source.without_rows),
        origin=mapped.origin,
    )


def _with_arm(frame: pd.DataFrame, evaluation: Evaluation) -> pd.DataFrame:
    if not evaluation.arms or "community" not in frame.columns:
        return frame
    arms = {key: community.arm for key, community in evaluation.communities.items() if community.arm}
    return frame.assign(arm=frame["community"].map(arms).astype("str"))
