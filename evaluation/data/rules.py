"""The rules of a Table Schema, each with the words for what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from evaluation.data.cast import Dialect, cast
from evaluation.data.dictionary import Field, TableSchema
from evaluation.data.hints import CODES_SHOWN, SHOWN, code_hint, date_hint, number_hint

LARGEST = 1e100
"""Beyond it, and below its inverse, squares and variances are no numbers."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Rule:
    """Something that must hold in every row.

    Parameters
    ----------
    column : str
        The column it is about; blank for a rule about several.
    holds : callable
        Takes the column, or the whole table, and returns True for every row that is right.
    wrong : str
        What is wrong with the others, after "3 rows".
    expected, defined_in : str
        What would have been right, and the file that says so.
    quoted : tuple of str
        Columns whose values a message quotes; empty where there is nothing to quote.
    hint : callable or None
        Takes the different texts that break the rule, and all texts of the column, and returns what may be meant, in
        the words of a message; blank where there is nothing to say.
    n_shown : int
        Most values that a message quotes.
    by_value : bool
        Whether a row is right does not depend on the other rows.
    """

    column: str
    holds: Callable[..., pd.Series]
    wrong: str
    expected: str
    defined_in: str
    quoted: tuple[str, ...] = ()
    hint: Callable[[pd.Series, pd.Series], str] | None = None
    n_shown: int = SHOWN
    by_value: bool = True


def text_rules(schema: TableSchema, present: Sequence[str], dialect: Dialect) -> tuple[Rule, ...]:
    """Return the rules that raw text must follow, for the columns that are present."""
    fields = [field for field in schema.fields if field.name in present]
    return tuple(rule for field in fields for rule in _text_rules(field, schema, present, dialect))


def typed_rules(schema: TableSchema, present: Sequence[str]) -> tuple[Rule, ...]:
    """Return the rules that typed values must follow, for the columns that are present."""
    fields = [field for field in schema.fields if field.name in present]
    rules = [rule for field in fields for rule in _typed_rules(field, schema, present)]
    return (*rules, *_key_rule(schema, present))


def _text_rules(field: Field, schema: TableSchema, present: Sequence[str], dialect: Dialect) -> Iterator[Rule]:
    about = {"column": field.name, "defined_in": schema.file_of(field.name)}
    constraints = field.constraints
    if schema.is_required(field):
        yield Rule(**about, holds=pd.Series.notna, wrong="without a value", expected="a value in every row")
    about["quoted"] = (field.name,)
    if field.type != "string":
        kind = {"integer": "a whole number", "number": "a number", "date": "a date"}[field.type]
        ranges = f"{dialect.declared_in}.suppressed.{field.name}" if field.name in schema.with_ranges else ""
        yield Rule(
            **about,
            holds=lambda column: column.isna() | cast(column, field, dialect).notna(),
            wrong=f"not {kind}",
            expected=_expected(field, kind, dialect),
            hint=(
                (lambda text, column: date_hint(text, column, field, dialect))
                if field.type == "date"
                else (lambda text, _: number_hint(text, ranges))
            ),
        )
    codes, defined_in = _codes(field, schema, dialect)
    if codes is not None:
        yield Rule(
            column=field.name,
            holds=lambda column: column.isna() | column.isin(list(codes)),
            wrong="with an unknown code",
            expected=f"{_one_of(list(codes))}, or an entry in {dialect.declared_in}.codes.{field.name}",
            defined_in=defined_in,
            quoted=(field.name,),
            hint=lambda text, _: code_hint(text, codes),
            n_shown=CODES_SHOWN,
        )
    if constraints.pattern is not None:
        yield Rule(
            **about,
            holds=lambda column: column.isna() | column.str.strip().str.fullmatch(constraints.pattern).eq(True),
            wrong="of the wrong form",
            expected=f"the pattern {constraints.pattern}, or an entry in {dialect.declared_in}.codes.{field.name}",
        )
    if constraints.max_length is not None:
        yield Rule(
            **about,
            holds=lambda column: column.isna() | column.str.len().le(constraints.max_length),
            wrong="with too long a text",
            expected=f"at most {constraints.max_length:,} characters",
        )
    for other, needing in field.required_when.items():
        if other in present:
            yield Rule(
                column="",
                holds=lambda table, other=other, needing=needing: (
                    table[field.name].notna() | ~table[other].isin(needing)
                ),
                wrong=f"without {field.name} although {other} is {' or '.join(needing)}",
                expected=f"a value of {field.name}",
                defined_in=schema.file,
                quoted=(other,),
            )


def _expected(field: Field, kind: str, dialect: Dialect) -> str:
    if field.constraints.enum is not None:
        return f"{_one_of(field.constraints.enum)}, or an entry in {dialect.declared_in}.codes.{field.name}"
    if field.type != "date":
        return kind
    if field.name in dialect.formats:
        return f"a date as {dialect.formats[field.name]!r}"
    form = "YYYY-MM-DD" if field.format == "default" else repr(field.format)
    return f"a date as {form}, or its format in {dialect.declared_in}.formats.{field.name}"


def _codes(field: Field, schema: TableSchema, dialect: Dialect) -> tuple[Mapping[str, str] | None, str]:
    """Return the codes of a column with their labels, or None if it has none, and where they are defined."""
    code_list = schema.code_list(field.name)
    if code_list is not None:
        return {entry.code: entry.label for entry in code_list.codes}, code_list.file
    if field.codes_from == "communities" and dialect.communities:
        return dialect.communities, f"{dialect.params_file}, communities"
    return None, ""


def _typed_rules(field: Field, schema: TableSchema, present: Sequence[str]) -> Iterator[Rule]:
    about = {"column": field.name, "defined_in": schema.file_of(field.name), "quoted": (field.name,)}
    constraints = field.constraints
    low, high = constraints.minimum, constraints.maximum
    if low is not None or high is not None:
        yield Rule(
            **about,
            holds=lambda column: _between(column, low, high),
            wrong=f"outside {_range(field)}",
            expected=_range(field),
        )
    if field.type == "number":
        yield Rule(
            **about,
            holds=_computable,
            wrong="of a size that cannot be computed with",
            expected=f"0, or {1 / LARGEST:g} to {LARGEST:g} in size: another unit",
        )
    if constraints.enum is not None:
        allowed = list(constraints.enum)
        yield Rule(
            **about,
            holds=lambda column: column.isna() | column.isin(allowed),
            wrong="with another value",
            expected=_one_of(allowed),
        )
    if field.period == "month":
        yield Rule(
            **about,
            holds=lambda column: column.isna() | column.dt.day.eq(1),
            wrong="not a first of a month",
            expected="the first day of the month",
        )
    if constraints.unique:
        yield Rule(
            **about,
            holds=lambda column: column.isna() | ~column.duplicated(keep=False),
            wrong="with a value that stands twice",
            expected="each value once",
            by_value=False,
        )
    if field.after in present:
        yield Rule(
            column="",
            holds=lambda table: _after(table[field.name], table[field.after]),
            wrong=f"with {field.name} not after {field.after}",
            expected=f"{field.name} after {field.after}",
            defined_in=schema.file,
            quoted=(field.after, field.name),
        )


def _key_rule(schema: TableSchema, present: Sequence[str]) -> Iterator[Rule]:
    key = [name for name in schema.primary_key if name in present]
    if key:
        yield Rule(
            column="",
            holds=lambda table: table[key].isna().any(axis=1) | ~table[key].duplicated(keep=False),
            wrong=f"with a duplicate key ({', '.join(key)})",
            expected="each key once",
            defined_in=schema.file,
            quoted=tuple(key),
            by_value=False,
        )


def _between(column: pd.Series, low: object, high: object) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(column):
        low, high = (None if bound is None else pd.Timestamp(bound) for bound in (low, high))
    holds = column.notna()
    if low is not None:
        holds &= column.ge(low).fillna(False).astype(bool)
    if high is not None:
        holds &= column.le(high).fillna(False).astype(bool)
    return column.isna() | holds


def _computable(column: pd.Series) -> pd.Series:
    size = column.abs()
    return column.isna() | size.eq(0) | size.between(1 / LARGEST, LARGEST)


def _after(later: pd.Series, earlier: pd.Series) -> pd.Series:
    return later.isna() | earlier.isna() | later.gt(earlier).fillna(False).astype(bool)


def _range(field: Field) -> str:
    low, high = (
        f"{bound:,}" if isinstance(bound, int | float) else bound
        for bound in (field.constraints.minimum, field.constraints.maximum)
    )
    words = f"{low} to {high}"
    if high is None:
        words = f"{low} or more"
    elif low is None:
        words = f"{high} or less"
    return f"{words} {field.unit}".rstrip()


def _one_of(values: Sequence[object], limit: int = 20) -> str:
    more = f" and {len(values) - limit} more" if len(values) > limit else ""
    return f"one of {', '.join(str(value) for value in values[:limit])}{more}"
