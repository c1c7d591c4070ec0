"""Text to typed values: what counts as a number, a whole number, a date."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from evaluation.data.dictionary import Field

_NUMBER = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
_LARGEST_INTEGER = 2**53
_DIRECTIVES = frozenset("YymbBdjHIMSfpaA%")


@dataclass(frozen=True)
class Dialect:
    """How a file writes dates and numbers, and what the params file adds to the dictionary.

    Parameters
    ----------
    formats : mapping
        Column to the strptime format of its dates; the dictionary's where a column is absent.
    thousands : str
        Thousands separator in numbers, or blank.
    communities : mapping
        Keys and names of ``communities`` in the params file; empty where none are declared.
    params_file, declared_in : str
        The params file, and the source's place in it, for messages.
    """

    formats: Mapping[str, str] = field(default_factory=dict)
    thousands: str = ""
    communities: Mapping[str, str] = field(default_factory=dict)
    params_file: str = "the params file"
    declared_in: str = "sources"

    def date_format(self, column: Field) -> str:
        """Return the strptime format of a column's dates."""
        return self.formats.get(column.name, column.date_format)


def cast(text: pd.Series, column: Field, dialect: Dialect) -> pd.Series:
    """Give a column its type; a value that has not this type becomes missing.

    Spaces around a value do not count, except in codes, where they make another code.

    Parameters
    ----------
    text : Series of str
        NaN where missing.
    column : Field
    dialect : Dialect

    Returns
    -------
    Series
        str; float64 (finite); int64, or Int64 where some are missing; datetime64[us] at midnight.
    """
    if column.type == "string":
        return text if column.code_list or column.codes_from else text.str.strip()
    if column.type == "date":
        return _dates(text.str.strip(), dialect.date_format(column))
    numbers = _numbers(text.str.strip(), dialect.thousands)
    return numbers if column.type == "number" else _integers(numbers)


def format_problem(format: str) -> str:
    """Return what is wrong with a strptime format of a date, or blank."""
    directives = re.findall(r"%(.?)", format)
    unknown = sorted(set(directives) - _DIRECTIVES)
    if unknown:
        return f"%{unknown[0]} is not understood"
    if not {"Y", "y"} & set(directives):
        return "it has no year (%Y)"
    return "" if {"m", "b", "B", "j"} & set(directives) else "it has no month (%m)"


def _dates(text: pd.Series, format: str) -> pd.Series:
    # pandas takes "now" and "today" for dates, whatever the format.
    text = text.where(text.str.contains("[0-9]").eq(True))
    return pd.to_datetime(text, format=format, errors="coerce").astype("datetime64[us]").dt.normalize()


def _numbers(text: pd.Series, thousands: str) -> pd.Series:
    if thousands:
        mark = re.escape(thousands)
        grouped = text.str.fullmatch(rf"[+-]?[0-9]{{1,3}}({mark}[0-9]{{3}})+(\.[0-9]*)?").eq(True)
        text = text.where(~grouped, text.str.replace(thousands, "", regex=False))
    text = text.where(text.str.fullmatch(_NUMBER).eq(True))
    numbers = pd.to_numeric(text, errors="coerce").astype("float64")
    return numbers.where(np.isfinite(numbers))


def _integers(numbers: pd.Series) -> pd.Series:
    whole = numbers.where(numbers.eq(np.floor(numbers)) & numbers.abs().lt(_LARGEST_INTEGER))
    return whole.astype("int64" if whole.notna().all() else "Int64")
