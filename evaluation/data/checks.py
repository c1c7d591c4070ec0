"""A Table Schema as checks: pandera on the raw text, then the cast, then pandera on the typed values."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from evaluation.data.cast import Dialect, cast
from evaluation.data.dictionary import TableSchema
from evaluation.data.hints import SHOWN
from evaluation.data.rules import Rule, text_rules, typed_rules
from evaluation.data.strict_yaml import counted
from evaluation.errors import Problem

MANY_ROWS = 200_000


def check_and_cast(
    text: pd.DataFrame,
    rows: np.ndarray,
    schema: TableSchema,
    dialect: Dialect,
    *,
    place: Callable[[str], str],
) -> tuple[pd.DataFrame, list[Problem]]:
    """Check every rule of a table and give its columns their types.

    Parameters
    ----------
    text : DataFrame
        Columns of the dictionary as str, NaN where missing.
    rows : ndarray of int, same length
        Row numbers for messages.
    schema : TableSchema
    dialect : Dialect
        How the file writes dates and numbers.
    place : callable
        Gives the name of a column's place for messages; of the whole file for ``""``.

    Returns
    -------
    DataFrame
        Typed columns; a value that has not the type of its column is missing.
    list of Problem
        One for each rule that is broken, in the order of the columns.
    """
    present = list(text.columns)
    of_text, of_types = text_rules(schema, present, dialect), typed_rules(schema, present)
    if len(text) >= MANY_ROWS and all(rule.column and rule.by_value for rule in (*of_text, *of_types)):
        once = _each_value_once(text, schema, dialect)
        if once is not None:
            return once, []
    typed = pd.DataFrame({name: cast(text[name], schema.field(name), dialect) for name in present}, index=text.index)
    broken = _broken(text, of_text) + _broken(typed, of_types)
    order = {name: number for number, name in enumerate([*present, ""])}
    broken.sort(key=lambda found: order[found[0].column])
    return typed, [_problem(rule, text, bad, rows[bad], place) for rule, bad in broken]


def _each_value_once(text: pd.DataFrame, schema: TableSchema, dialect: Dialect) -> pd.DataFrame | None:
    """Check and cast each different value of each column, where rules are about single values; None if one is broken.

    What is wrong, and in which rows, is then said from the whole table.
    """
    columns = {}
    for name in text.columns:
        number, values = pd.factorize(text[name], use_na_sentinel=False)
        different = pd.DataFrame({name: pd.Series(values, dtype="str")})
        typed = pd.DataFrame({name: cast(different[name], schema.field(name), dialect)})
        if _broken(different, text_rules(schema, [name], dialect)) or _broken(typed, typed_rules(schema, [name])):
            return None
        columns[name] = typed[name].take(number).set_axis(text.index)
    return pd.DataFrame(columns, index=text.index, copy=False)


def _broken(table: pd.DataFrame, rules: Sequence[Rule]) -> list[tuple[Rule, np.ndarray]]:
    """Return each rule that is broken, with the positions of the rows that break it."""
    import pandera.pandas as pa
    from pandera.config import ValidationDepth, config_context

    def checks_of(column: str) -> list[pa.Check]:
        return [
            pa.Check(rule.holds, name=str(number), ignore_na=False)
            for number, rule in enumerate(rules)
            if rule.column == column
        ]

    schema = pa.DataFrameSchema(
        columns={name: pa.Column(nullable=True, checks=checks_of(name)) for name in table.columns},
        checks=checks_of(""),
    )
    # Without this context, an environment variable of pandera's could switch the checks off.
    with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
        try:
            schema.validate(table, lazy=True)
        except pa.errors.SchemaErrors as error:
            failures = error.schema_errors
        else:
            return []
    for failure in failures:
        if failure.reason_code is not pa.errors.SchemaErrorReason.DATAFRAME_CHECK:
            raise failure
    found = {int(failure.check.name): failure.check_output for failure in failures}
    return [(rules[number], np.flatnonzero(~found[number].to_numpy(dtype=bool))) for number in sorted(found)]


def _problem(
    rule: Rule, text: pd.DataFrame, bad: np.ndarray, rows: np.ndarray, place: Callable[[str], str]
) -> Problem:
    """Say which rows of a table break a rule: their positions are ``bad``, their row numbers in the file ``rows``."""
    wrong = f"{counted(len(rows), 'row')} {rule.wrong}"
    if not rule.quoted:
        return Problem(place(rule.column), wrong, _listed(rows), rule.expected, rule.defined_in)
    order = np.argsort(rows, kind="stable")
    columns = [text[name].iloc[bad].fillna("").to_numpy(dtype=object)[order] for name in rule.quoted]
    at: dict[tuple[str, ...], list[int]] = {}
    for value, row in zip(zip(*columns, strict=True), rows[order].tolist(), strict=True):
        at.setdefault(value, []).append(row)
    shown = list(at)[: rule.n_shown]
    listed = _listed if len(shown) <= SHOWN else _counted_rows
    found = ", ".join(f"{_quoted(', '.join(value))} ({listed(at[value])})" for value in shown)
    if len(at) > len(shown):
        found += f", and {counted(len(at) - len(shown), 'more value')}"
    hint = ""
    if rule.hint:
        hint = rule.hint(pd.Series([value[0] for value in at], dtype="str"), text[rule.column].dropna())
    expected = "; ".join(filter(None, (rule.expected, hint)))
    return Problem(place(rule.column), wrong, found, expected, rule.defined_in)


def _listed(rows: Sequence[int]) -> str:
    shown = ", ".join(str(row) for row in sorted(rows)[:SHOWN])
    more = f" and {len(rows) - SHOWN:,} more" if len(rows) > SHOWN else ""
    return f"{'row' if len(rows) == 1 else 'rows'} {shown}{more}"


def _counted_rows(rows: Sequence[int]) -> str:
    return f"row {rows[0]}" if len(rows) == 1 else f"{len(rows):,} rows from row {min(rows)}"


def _quoted(value: str) -> str:
    return repr(value if len(value) <= 60 else f"{value[:57]}...")
