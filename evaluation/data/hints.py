"""What a value that breaks a rule probably is, and what to do about it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

import pandas as pd

from evaluation.data.cast import Dialect, date_formats_for, formats_swapped
from evaluation.data.dictionary import Field

SHOWN = 5
CODES_SHOWN = 20
CLOSE = 0.75
_SUPPRESSED = r"[<≤]\s*=?\s*[0-9]+|[0-9]+\s*[-–]\s*[0-9]+|[*†‡]+"
_SUPPRESSED += r"|(?i:suppress(ed|ion)?|supp?|redacted|masked|withheld|unreliable)"
_TOTAL_OR_HEADER = (
    r"(?i:((grand|sub|overall|all)[- ]?)?totals?|sum|overall|all|date|day|week|month|quarter|year|period)"
)
_DECIMAL_COMMA = r"[+-]?[0-9]+,[0-9]+"
_GROUPED = r"[+-]?[0-9]{1,3}([ ,.'\u00a0\u202f])[0-9]{3}(\1[0-9]{3})*"


def date_hint(text: pd.Series, column: pd.Series, field: Field, dialect: Dialect) -> str:
    """Name the formats in which all texts of a column would be dates, or say that some are written in another one.

    Day and month are said to be exchanged only where a text that is no date is one in the format that exchanges them.

    Parameters
    ----------
    text, column : Series of str
        The different texts that are no date, and all texts of the column.
    field : Field
    dialect : Dialect
    """
    used = dialect.date_format(field)
    if not text.str.contains("[0-9]").any():
        extra = text[text.str.strip().str.fullmatch(_TOTAL_OR_HEADER)]
        return f"{extra.iloc[0]!r} looks like a total or a second header: correct the file" if len(extra) else ""
    fitting = date_formats_for(column.drop_duplicates(), used)
    if not fitting:
        other = date_formats_for(text, used)
        return f"written in another way than the rest, as {other[0]!r}: correct the file" if other else ""
    place = f"{dialect.declared_in}.formats.{field.name}"
    swapped = formats_swapped(used)
    if swapped != used and fitting[0] == swapped:
        day_first = swapped.find("%d") < swapped.find("%m")
        order = "the day stood before the month" if day_first else "the month stood before the day"
        return (
            f"it looks as if {order}: then set {place} to {swapped!r}, since the rows that seem right were read "
            "with day and month exchanged"
        )
    return f"they are dates as {' or as '.join(map(repr, fitting[:2]))}: set {place}"


def number_hint(text: pd.Series, ranges: str = "") -> str:
    """Say what to do about counts that somebody has suppressed, and about marks within numbers.

    Parameters
    ----------
    text : Series of str
        The different texts that are no number.
    ranges : str
        Where the range of a suppressed count can be declared; blank where the column holds no ranges.
    """
    text = text.str.strip()
    hidden = text[text.str.fullmatch(_SUPPRESSED)]
    if len(hidden) and ranges:
        return (
            f"{hidden.iloc[0]!r} looks like a suppressed count: declare the range in which it lies, such as "
            f"{ranges}: {{{hidden.iloc[0]!r}: [1, 9]}}; it is neither 0 nor missing"
        )
    if len(hidden):
        return (
            f"{hidden.iloc[0]!r} looks like a suppressed count, which cannot be read as a number yet: ask for the "
            "counts, or use coarser groups or longer periods in which none is suppressed; it is neither 0 nor "
            "missing, so do not map it to either"
        )
    grouped = text.str.extract(f"^(?:{_GROUPED})$")[0].dropna()
    if len(grouped) == len(text):
        return f"if {grouped.iloc[0]!r} separates thousands, set thousands: {grouped.iloc[0]!r} for the source"
    if text.str.fullmatch(_DECIMAL_COMMA).all():
        return "numbers with a decimal comma cannot be read: write them with a point"
    return ""


def code_hint(text: pd.Series, codes: Mapping[str, str]) -> str:
    """Name the codes whose spelling or label is near that of unknown ones."""
    spellings = {spelling.casefold(): code for code, label in codes.items() for spelling in (label, code)}
    near = (
        (value, difflib.get_close_matches(value.strip().casefold(), spellings, n=1, cutoff=CLOSE))
        for value in text.iloc[:CODES_SHOWN]
    )
    return "; ".join(f"{value!r} may be {spellings[found[0]]!r}" for value, found in near if found)
