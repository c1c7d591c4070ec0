"""The data dictionary: one Table Schema and any number of code lists, read and checked.

``load_table_schema("overdose_deaths")`` returns a frozen :class:`TableSchema`; ``load_code_list("sex")`` a frozen
:class:`CodeList`. The files stand in ``data_dictionary/`` beside the package. The vocabulary is Data Package v2
Table Schema, with a few properties of our own that ``docs/how-to/bring-your-own-data.md`` explains.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import pydantic
from pydantic import ConfigDict, PrivateAttr, model_validator
from pydantic.alias_generators import to_camel

from evaluation.data.code_list import DICTIONARY_FOLDER, Code, CodeList, code_list_names, load_code_list
from evaluation.data.model_check import NAME_PATTERN, validate
from evaluation.data.output_table import Sensitivity
from evaluation.data.strict_yaml import counted, read_yaml
from evaluation.errors import DictionaryError, Problem

QUALITATIVE_TABLES = ("refi_qda", "taguette", "qualcoder", "coded_segments")
"""What a source can be of that is no table of the dictionary but a coded project."""
_DEFINED_IN = "evaluation/data/dictionary.py"

__all__ = [
    "DICTIONARY_FOLDER",
    "QUALITATIVE_TABLES",
    "Code",
    "CodeList",
    "Constraints",
    "Field",
    "TableSchema",
    "code_list_names",
    "load_code_list",
    "load_table_schema",
    "table_names",
]


class _Model(pydantic.BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, alias_generator=to_camel, populate_by_name=True
    )


class Constraints(_Model):
    """What the values of a field must satisfy; the names are those of Table Schema."""

    required: bool = False
    unique: bool = False
    minimum: int | float | str | None = None
    maximum: int | float | str | None = None
    max_length: int | None = None
    pattern: str | None = None
    enum: tuple[int | str, ...] | None = None


class Field(_Model):
    """One column of a table.

    ``title`` is the label in figures and tables. Not of Table Schema: ``unit``; ``code_list`` names a file of
    ``data_dictionary/codelists/``; ``codes_from`` takes the codes from the params file; ``optional`` allows the
    column to be left out; ``period: month`` wants a first of a month; ``after`` names a column whose value must be
    smaller; ``required_when`` wants a value where another column has one of some codes.
    """

    name: str = pydantic.Field(pattern=NAME_PATTERN)
    title: str = pydantic.Field(min_length=1)
    description: str = pydantic.Field(min_length=1)
    type: Literal["string", "integer", "number", "date"]
    format: str = pydantic.Field("default", description="of a date: default (YYYY-MM-DD) or a strptime format")
    unit: str = ""
    constraints: Constraints = Constraints()
    code_list: str = ""
    codes_from: Literal["", "communities"] = ""
    optional: bool = False
    period: Literal["", "month"] = ""
    after: str = ""
    required_when: dict[str, tuple[str, ...]] = {}

    @property
    def date_format(self) -> str:
        """The strptime format of a date."""
        return "%Y-%m-%d" if self.format == "default" else self.format

    @model_validator(mode="after")
    def _agrees(self) -> Field:
        rules = self.constraints
        bounds = [bound for bound in (rules.minimum, rules.maximum) if bound is not None]
        if self.type == "string" and bounds:
            raise ValueError("minimum and maximum are for integer, number and date")
        if self.type != "string" and (rules.pattern is not None or rules.max_length is not None):
            raise ValueError("pattern and maxLength are for string")
        if self.type != "string" and (self.code_list or self.codes_from):
            raise ValueError("codes are for string")
        if self.type != "date" and (self.period or self.format != "default"):
            raise ValueError("period and format are for date")
        if self.type == "date":
            for bound in bounds:
                date.fromisoformat(str(bound))
        elif any(isinstance(bound, str) for bound in bounds):
            raise ValueError("minimum and maximum of a number are numbers")
        if len(bounds) == 2 and bounds[0] > bounds[1]:
            raise ValueError(f"minimum {bounds[0]} is above maximum {bounds[1]}")
        if rules.pattern is not None:
            try:
                re.compile(rules.pattern)
            except re.error as error:
                raise ValueError(f"pattern {rules.pattern!r} is not a regular expression: {error}") from error
        return self


class TableSource(_Model):
    """Where a table's data usually come from."""

    title: str
    path: str = ""


class TableSchema(_Model):
    """One table of the dictionary; ``schema.field(name)``, ``schema.names``, ``schema.code_list(name)``.

    Not of Table Schema: ``own_columns`` lets a source declare further columns in the params file.
    """

    name: str = pydantic.Field(pattern=NAME_PATTERN)
    title: str = pydantic.Field(min_length=1)
    description: str = pydantic.Field(min_length=1)
    sensitivity: Sensitivity
    sources: tuple[TableSource, ...] = pydantic.Field(min_length=1)
    missing_values: tuple[str, ...] = ("",)
    primary_key: tuple[str, ...] = ()
    own_columns: bool = False
    fields: tuple[Field, ...] = pydantic.Field(min_length=1)

    _code_lists: dict[str, CodeList] = PrivateAttr(default_factory=dict)
    _declared_in: dict[str, str] = PrivateAttr(default_factory=dict)

    @property
    def file(self) -> str:
        """Where the table is defined, for messages."""
        return f"data_dictionary/{self.name}.yml"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(field.name for field in self.fields)

    @property
    def with_ranges(self) -> tuple[str, ...]:
        """Columns whose number may be known only as a range: those beside which ``_low`` and ``_high`` stand."""
        return tuple(name for name in self.names if {f"{name}_low", f"{name}_high"} <= set(self.names))

    @property
    def with_codes(self) -> tuple[str, ...]:
        """Columns that hold codes."""
        return tuple(field.name for field in self.fields if field.code_list or field.codes_from)

    def file_of(self, name: str) -> str:
        """Return where a column is defined, for messages."""
        return self._declared_in.get(name, self.file)

    def with_own_columns(
        self, fields: Iterable[Field], code_lists: Iterable[CodeList], declared_in: Mapping[str, str]
    ) -> TableSchema:
        """Return the table with columns that a params file declares.

        Parameters
        ----------
        fields : iterable of Field
            Their names are not those of other columns.
        code_lists : iterable of CodeList
            Of those that have codes; a list has the name of its column.
        declared_in : mapping
            Name to the place in the params file, for messages.
        """
        schema = self.model_copy(update={"fields": (*self.fields, *fields)})
        schema._code_lists = self._code_lists | {codes.name: codes for codes in code_lists}
        schema._declared_in = dict(declared_in)
        return schema

    def field(self, name: str) -> Field:
        """Return the column of that name; KeyError if there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    def code_list(self, name: str) -> CodeList | None:
        """Return the code list of a column, or None if it has none."""
        return self._code_lists.get(name)

    def is_required(self, field: Field) -> bool:
        """Tell whether a column that is present must have a value in every row."""
        return field.constraints.required or field.name in self.primary_key

    @model_validator(mode="after")
    def _agrees(self) -> TableSchema:
        wrong = [f"{name} stands twice" for name in sorted(set(self.names)) if self.names.count(name) > 1]
        wrong += [
            f"primaryKey names {name}, which is not a field" for name in self.primary_key if name not in self.names
        ]
        for field in self.fields:
            others = [*([field.after] if field.after else []), *field.required_when]
            wrong += [
                f"{field.name} refers to {name}, which is not a field" for name in others if name not in self.names
            ]
            if field.after in self.names and self.field(field.after).type != field.type:
                wrong.append(f"{field.name} is after {field.after}, which has another type")
        if wrong:
            raise ValueError(*wrong)
        return self


def table_names(folder: Path = DICTIONARY_FOLDER) -> tuple[str, ...]:
    """Return the names of the dictionary's tables, sorted."""
    return tuple(sorted(path.stem for path in folder.glob("*.yml")))


@cache
def load_table_schema(name: str, folder: Path = DICTIONARY_FOLDER) -> TableSchema:
    """Read and check one table of the dictionary, with its code lists.

    Parameters
    ----------
    name : str
        File stem: ``"overdose_deaths"``.
    folder : Path
        The dictionary.

    Raises
    ------
    DictionaryError
        If the file is absent or not valid, or a code list is. All problems are listed.
    """
    path = folder / f"{name}.yml"
    if not path.is_file():
        problem = Problem(str(path), "is not a table of the dictionary", repr(name), ", ".join(table_names(folder)))
        raise DictionaryError(f"The data dictionary has no table {name!r}.", [problem])
    file = read_yaml(path, kind="a table of the data dictionary", error=DictionaryError)
    schema = validate(TableSchema, file, error=DictionaryError, defined_in=lambda _: _DEFINED_IN)
    problems: list[Problem] = []
    if schema.name != name:
        problems.append(Problem(f"{path}:{file.lines['name',]}", "name is not that of the file", schema.name, name))
    for number, field in enumerate(schema.fields):
        if not field.code_list:
            continue
        try:
            schema._code_lists[field.name] = load_code_list(field.code_list, folder)
        except DictionaryError as error:
            line = file.lines["fields", number, "codeList"]
            problems += [Problem(f"{path}:{line}", str(problem)) for problem in error.problems]
    for field in schema.fields:
        for other, codes in field.required_when.items():
            known = schema.code_list(other)
            problems += [
                Problem(str(path), f"requiredWhen of {field.name} has an unknown code", repr(code), "", known.file)
                for code in codes
                if known and code not in known
            ]
    if problems:
        raise DictionaryError(f"{path}: {counted(len(problems))}.", problems)
    return schema
