"""Text to typed values: what counts as a number, a whole number, a date."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import pandas as pd

from evaluation.data.dictionary import Field

_NUMBER = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
_LARGEST_INTEGER = 2**53
_DIRECTIVES = frozenset("YymbBdjHIMSfpaA%")
_USUAL_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m/%d/%y", "%d/%m/%y", "%Y/%m/%d")
_USUAL_FORMATS += ("%Y%m%d", "%Y-%m", "%m/%Y", "%b %Y", "%b-%y", "%d %B %Y", "%Y-%m-%d %H:%M:%S")


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
    twice = sorted(name for name in set(directives) - {"%"} if directives.count(name) > 1)
    if twice:
        return f"%{twice[0]} stands twice"
    if not {"Y", "y"} & set(directives):
        return "it has no year (%Y)"
    if not {"m", "b", "B", "j"} & set(directives):
        return "it has no month (%m)"
    try:
        written = pd.Series([datetime(2020, 2, 1).strftime(format)])
        return "" if _dates(written, format).eq(datetime(2020, 2, 1)).all() else "dates written so cannot be read"
    except (ValueError, re.error) as error:
        return str(error).splitlines()[0]


def date_formats_for(text: pd.Series, format: str) -> tuple[str, ...]:
    """Return usual formats in which some texts are dates although they are none in this one.

    Parameters
    ----------
    text : Series of str
        Those without a digit do not count.
    format : str
        The one that does not fit; what differs from it only in the order of day and month comes first.
    """
    text = text[text.str.contains("[0-9]")].str.strip()
    usual = [formats_swapped(format), *_USUAL_FORMATS] if not format.startswith("%Y") else _USUAL_FORMATS
    others = [other for other in dict.fromkeys(usual) if other != format]
    return tuple(other for other in others if len(text) and _dates(text, other).notna().all())


def formats_swapped(format: str) -> str:
    """Return a strptime format with day and month exchanged; the same where it has not both."""
    if "%d" not in format or "%m" not in format:
        return format
    swap = {"%d": "%m", "%m": "%d"}
    return re.sub("%[dm]", lambda found: swap[found[0]], format)


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
