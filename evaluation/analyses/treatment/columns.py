"""The columns by which people are compared: where they come from and which levels they have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from evaluation.analyses.ledger import PLACES, Scope
from evaluation.data.parameters import RetentionParameters
from evaluation.errors import DataError, ParameterError, Problem
from evaluation.stats.estimate import slug_of

if TYPE_CHECKING:
    from evaluation.data.validated import Tables, ValidatedTable

MOST_GROUPS = 20
TWO_GROUPS = 2
_DEFINED_IN = "evaluation/data/parameters/retention.py"
_NOT_COMPARED = {
    "person_id": "whose row it is, which is heeded without it",
    "time": "when follow-up ends",
    "status": "how follow-up ends",
    "entry": "when follow-up begins",
    "date": "a day of supply",
    "days_supply": "an amount of supply",
}
"""Columns by which nobody is compared, and what they say."""


@dataclass(frozen=True)
class Column:
    """A column by which people are compared.

    Parameters
    ----------
    name : str
    is_number : bool
        True where the table's dictionary calls it a number and it has three values or more: a covariate then enters
        as it is. A number with two values names two groups.
    has_codes : bool
        True where its levels are known from a code list or the params file.
    levels : tuple
        Those present in the data, in the order of the code list or params file, else sorted. The first one is the
        reference.
    """

    name: str
    is_number: bool
    has_codes: bool
    levels: tuple[object, ...]

    def scope(self, level: object) -> Scope:
        """Return one level as the ledger writes it."""
        return Scope.of(self.name, _text(level))

    def coefficient_scope(self, level: object) -> Scope:
        """Return one level as a coefficient of a model: the column stands in its name even where it is a place."""
        return replace(self.scope(level), key=f"{self.name}.{slug_of(_text(level))}")


def read_columns(
    frame: pd.DataFrame, sources: Iterable[ValidatedTable], tables: Tables, parameters: RetentionParameters
) -> dict[str, Column]:
    """Return the columns that are compared, with their levels.

    Parameters
    ----------
    frame : DataFrame
        The people analysed.
    sources : iterable of ValidatedTable
        The tables that the columns of ``frame`` come from.
    tables : Tables
    parameters : RetentionParameters

    Returns
    -------
    dict of str to Column
        The groups, covariates, strata and cluster that the parameters name, and arm and community where the data have
        them.

    Raises
    ------
    ParameterError
        If a named column is not there, has too many values to be a group, or has no order although it is one of the
        ordered groups. All problems are listed.
    DataError
        If two levels of a column have the same name in result ids, or a column is empty.
    """
    sources = tuple(sources)
    available = [name for name in frame.columns if name not in _NOT_COMPARED]
    named = [
        *(("groups", name) for name in parameters.groups),
        *(("covariates", name) for name in parameters.covariates),
        *(("strata", name) for name in parameters.strata),
        *([("cluster", parameters.cluster)] if parameters.cluster else []),
    ]
    problems = [
        _unusable(field, name, frame, expected=", ".join(available)) for field, name in named if name not in available
    ]
    if problems:
        raise ParameterError(f"{len(problems)} column(s) cannot be used in the retention analysis.", problems)
    wanted = dict.fromkeys([*(name for _, name in named), *(name for name in PLACES if name in frame)])
    columns = {name: _column(name, frame[name], sources, tables) for name in wanted}
    problems = [
        Problem("retention.groups", f"{name} has too many values", str(len(columns[name].levels)), f"{MOST_GROUPS}")
        for name in parameters.groups
        if len(columns[name].levels) > MOST_GROUPS
    ]
    problems += [
        Problem(
            "retention.ordered_groups",
            f"{name} is text of which nobody declares the order",
            ", ".join(map(str, columns[name].levels)),
            "a number, a column with codes, or one under own_columns of the source with its levels in their order",
            _DEFINED_IN,
        )
        for name in parameters.ordered_groups
        if not columns[name].has_codes and any(isinstance(level, str) for level in columns[name].levels)
    ]
    if problems:
        raise ParameterError(f"{len(problems)} column(s) cannot be groups.", problems)
    only_told_apart = {*parameters.strata, parameters.cluster} - {*parameters.groups, *parameters.covariates}
    _check_names([column for name, column in columns.items() if name not in only_told_apart], sources)
    return columns


def _unusable(field: str, name: str, frame: pd.DataFrame, *, expected: str) -> Problem:
    found = _NOT_COMPARED.get(name, "") if name in frame else ""
    wrong = f"{name} cannot be used here" if found else f"{name} is not a column that people have"
    return Problem(f"retention.{field}", wrong, found, expected, _DEFINED_IN)


def constant_columns(frame: pd.DataFrame, parameters: RetentionParameters) -> tuple[str, ...]:
    """Return the columns of a table of people of which everybody has one value: all that people are told apart by.

    Covariates that are nothing else may change from one row of a person to the next.
    """
    named = (*parameters.groups, *parameters.strata, parameters.cluster, *PLACES)
    return tuple(name for name in dict.fromkeys(named) if name in frame and name not in _NOT_COMPARED)


def _column(name: str, values: pd.Series, sources: tuple[ValidatedTable, ...], tables: Tables) -> Column:
    present = set(values.dropna().unique())
    order: list[object] | None = None
    if name in PLACES:
        order = list(tables.arms if name == "arm" else tables.communities)
    field = None
    for source in sources:
        if name in source.schema.names:
            field = source.schema.field(name)
            codes = source.schema.code_list(name)
            order = [code.code for code in codes.codes] if codes else order
    known = [level for level in order or [] if level in present]
    return Column(
        name=name,
        is_number=field is not None and field.type in ("integer", "number") and len(present) > TWO_GROUPS,
        has_codes=bool(order),
        levels=(*known, *sorted(present - set(known), key=lambda level: (str(type(level)), level))),
    )


def _text(level: object) -> str:
    return f"{level:g}" if isinstance(level, float) else str(level)


def _check_names(columns: Iterable[Column], sources: tuple[ValidatedTable, ...]) -> None:
    problems = []
    where = ", ".join(source.where for source in sources)
    for column in columns:
        if not column.levels:
            problems.append(Problem(where, f"column {column.name} is empty", "no value", "a value for some people"))
        if column.is_number:
            continue
        keys = [column.scope(level).key for level in column.levels]
        problems += [
            Problem(
                where, f"two values of {column.name} have the same name in result ids", repr(level), "other names"
            )
            for level, key in zip(column.levels, keys, strict=True)
            if keys.count(key) > 1
        ]
    if problems:
        raise DataError(f"{len(problems)} problem(s) with the columns that are compared.", problems)
