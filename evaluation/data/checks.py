"""A Table Schema as checks: pandera on the raw text, then the cast, then pandera on the typed values."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluation.data.cast import Dialect, cast
from evaluation.data.dictionary import Field, TableSchema
from evaluation.data.strict_yaml import counted
from evaluation.errors import Problem

_SHOWN = 5


@dataclass(frozen=True, eq=False)
class _Rule:
    """A check of a column, or of a whole table where ``column`` is blank, and the words for what breaks it.

    ``holds`` takes the column (or the table) and returns True for every row that is right. ``shown`` are the
    columns whose text is quoted.
    """

    column: str
    wrong: str
    holds: Callable[..., pd.Series]
    expected: str
    defined_in: str
    shown: tuple[str, ...]
    codes: Mapping[str, str] | None = None


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
        One for each rule that is broken, in the order of the columns, whatever the order of the rows.
    """
    fields = [field for field in schema.fields if field.name in text.columns]
    typed = pd.DataFrame({field.name: cast(text[field.name], field, dialect) for field in fields}, index=text.index)
    text_rules = [rule for field in fields for rule in _text_rules(field, schema, dialect)]
    typed_rules = [rule for field in fields for rule in _typed_rules(field, schema, typed.columns)]
    typed_rules += list(_key_rules(schema, typed.columns))
    broken = [*_broken(text, text_rules), *_broken(typed, typed_rules)]
    order = {name: number for number, name in enumerate([*schema.names, ""])}
    broken.sort(key=lambda found: order[found[0].column])
    return typed, [_problem(rule, text.iloc[bad], rows[bad], place) for rule, bad in broken]


def _text_rules(field: Field, schema: TableSchema, dialect: Dialect) -> Iterator[_Rule]:
    def rule(wrong: str, holds: Callable[..., pd.Series], expected: str, **options: object) -> _Rule:
        options = {"defined_in": schema.file, "shown": (field.name,)} | options
        return _Rule(column=field.name, wrong=wrong, holds=holds, expected=expected, **options)

    constraints = field.constraints
    if schema.is_required(field):
        yield rule("without a value", lambda column: column.notna(), "a value in every row", shown=())
    if field.type != "string":
        kinds = {"integer": "a whole number", "number": "a number", "date": f"a date as {dialect.date_format(field)}"}
        yield rule(
            f"not {kinds[field.type].split(' as ')[0]}",
            lambda column: column.isna() | cast(column, field, dialect).notna(),
            kinds[field.type],
        )
    codes, defined_in = _codes(field, schema, dialect)
    if codes is not None:
        yield rule(
            "with an unknown code",
            lambda column: column.isna() | column.isin(list(codes)),
            f"one of {', '.join(codes)}; map other codes in {dialect.declared_in}.codes.{field.name}",
            defined_in=defined_in,
            codes=codes,
        )
    if constraints.pattern is not None:
        yield rule(
            "of the wrong form",
            lambda column: column.isna() | column.str.fullmatch(constraints.pattern).eq(True),
            f"the pattern {constraints.pattern}",
        )
    if constraints.max_length is not None:
        yield rule(
            "with too long a text",
            lambda column: column.isna() | column.str.len().le(constraints.max_length),
            f"at most {constraints.max_length:,} characters",
        )


def _codes(field: Field, schema: TableSchema, dialect: Dialect) -> tuple[Mapping[str, str] | None, str]:
    """Return the codes of a column with their labels, or None if it has none, and where they are defined."""
    code_list = schema.code_list(field.name)
    if code_list is not None:
        return {entry.code: entry.label for entry in code_list.codes}, code_list.file
    if field.codes_from == "communities" and dialect.communities:
        return dialect.communities, dialect.params_file
    return None, ""


def _typed_rules(field: Field, schema: TableSchema, present: Sequence[str]) -> Iterator[_Rule]:
    def rule(wrong: str, holds: Callable[..., pd.Series], expected: str, **options: object) -> _Rule:
        options = {"column": field.name, "shown": (field.name,)} | options
        return _Rule(wrong=wrong, holds=holds, expected=expected, defined_in=schema.file, **options)

    constraints = field.constraints
    low, high = constraints.minimum, constraints.maximum
    if low is not None or high is not None:
        yield rule(f"outside {_range(field)}", lambda column: _between(column, low, high), _range(field))
    if constraints.enum is not None:
        allowed = list(constraints.enum)
        yield rule(
            "with another value",
            lambda column: column.isna() | column.isin(allowed),
            f"one of {', '.join(str(value) for value in allowed)}",
        )
    if field.period == "month":
        yield rule("not a first of a month", lambda column: column.isna() | column.dt.day.eq(1), "the first day")
    if constraints.unique:
        yield rule(
            "with a value that stands twice",
            lambda column: column.isna() | ~column.duplicated(keep=False),
            "each value once",
        )
    if field.after in present:
        yield rule(
            f"not after {field.after}",
            lambda table: _after(table[field.name], table[field.after]),
            f"{field.name} after {field.after}",
            column="",
            shown=(field.after, field.name),
        )
    for other, codes in field.required_when.items():
        if other in present:
            yield rule(
                f"without {field.name} although {other} is {' or '.join(codes)}",
                lambda table, other=other, codes=codes: table[field.name].notna() | ~table[other].isin(codes),
                f"a {field.name}",
                column="",
                shown=(other,),
            )


def _key_rules(schema: TableSchema, present: Sequence[str]) -> Iterator[_Rule]:
    key = [name for name in schema.primary_key if name in present]
    if key:
        yield _Rule(
            column="",
            wrong=f"with the same {', '.join(key)} as another",
            holds=lambda table: table[key].isna().any(axis=1) | ~table[key].duplicated(keep=False),
            expected="each combination once",
            defined_in=schema.file,
            shown=tuple(key),
        )


def _between(column: pd.Series, low: object, high: object) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(column):
        low, high = pd.Timestamp(low) if low else None, pd.Timestamp(high) if high else None
    holds = pd.Series(True, index=column.index)
    if low is not None:
        holds &= column.ge(low).fillna(False).astype(bool)
    if high is not None:
        holds &= column.le(high).fillna(False).astype(bool)
    return column.isna() | holds


def _after(later: pd.Series, earlier: pd.Series) -> pd.Series:
    return later.isna() | earlier.isna() | later.gt(earlier).fillna(False).astype(bool)


def _range(field: Field) -> str:
    low, high = field.constraints.minimum, field.constraints.maximum
    shown = [bound if isinstance(bound, str) or bound is None else f"{bound:,}" for bound in (low, high)]
    words = f"{shown[0]} to {shown[1]}"
    if high is None:
        words = f"{shown[0]} or more"
    elif low is None:
        words = f"{shown[1]} or less"
    return f"{words} {field.unit}".rstrip()


def _broken(table: pd.DataFrame, rules: Sequence[_Rule]) -> list[tuple[_Rule, np.ndarray]]:
    """Return each rule that is broken with the positions of the rows that break it."""
    import pandera.pandas as pa
    from pandera.config import ValidationDepth, config_context

    def check(number: int) -> pa.Check:
        return pa.Check(rules[number].holds, name=str(number), ignore_na=False)

    numbers = range(len(rules))
    schema = pa.DataFrameSchema(
        columns={
            name: pa.Column(
                nullable=True, checks=[check(number) for number in numbers if rules[number].column == name]
            )
            for name in table.columns
        },
        checks=[check(number) for number in numbers if not rules[number].column],
    )
    # Without this, an environment variable of pandera's could switch the checks off.
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


def _problem(rule: _Rule, text: pd.DataFrame, rows: np.ndarray, place: Callable[[str], str]) -> Problem:
    """Say which rows break a rule; ``text`` and ``rows`` are those rows only."""
    wrong = f"{counted(len(rows), 'row')} {rule.wrong}"
    if not rule.shown:
        return Problem(place(rule.column), wrong, _listed(rows), rule.expected, rule.defined_in)
    values = text[list(rule.shown)].fillna("")
    labels = values[rule.shown[0]] if len(rule.shown) == 1 else values.agg(", ".join, axis=1)
    order = np.argsort(rows, kind="stable")
    labels, rows = labels.to_numpy(dtype=object)[order], rows[order]
    distinct = list(dict.fromkeys(labels))
    quoted = [f"{_quoted(value)} ({_listed(rows[labels == value])})" for value in distinct[:_SHOWN]]
    if len(distinct) > _SHOWN:
        quoted.append(f"and {len(distinct) - _SHOWN:,} more values")
    expected = rule.expected
    if rule.codes is not None:
        near = [_nearest(value, rule.codes) for value in distinct[:_SHOWN]]
        hints = [f"{_quoted(value)} may be {code!r}" for value, code in zip(distinct, near, strict=False) if code]
        expected = "; ".join([expected, *hints])
    return Problem(place(rule.column), wrong, ", ".join(quoted), expected, rule.defined_in)


def _listed(rows: np.ndarray) -> str:
    shown = ", ".join(str(row) for row in np.sort(rows)[:_SHOWN])
    return f"{'row' if len(rows) == 1 else 'rows'} {shown}{', ...' if len(rows) > _SHOWN else ''}"


def _quoted(value: str) -> str:
    return ascii(value[:60] + "..." if len(value) > 60 else value) if not value.isprintable() else repr(value[:60])


def _nearest(value: str, codes: Mapping[str, str]) -> str:
    """Return the code whose spelling or label is near a value, or blank."""
    spellings = {spelling.casefold(): code for code, label in codes.items() for spelling in (label, code)}
    near = difflib.get_close_matches(value.strip().casefold(), spellings, n=1, cutoff=0.75)
    return spellings[near[0]] if near else ""
