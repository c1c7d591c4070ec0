"""A tidy table in words: codes become labels, numbers are formatted, column names are read from the catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from evaluation.reporting import findings, numbers
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.labels import Labels
from evaluation.reporting.markdown import Markdown, escape, pipe_table
from evaluation.reporting.sources import Sources

AS_IT_STANDS = frozenset({"item", "parameter", "file", "content", "where", "source"})
"""Columns whose text is Markdown already."""

_MONTH = re.compile(r"\d{4}-\d{2}")

FLUSH_RIGHT = frozenset({"estimate", "interval", "truth", "n_obs", "n_events"})


@dataclass(frozen=True)
class Layout:
    """How the columns of a table are written.

    Parameters
    ----------
    digits : mapping of str to int
        Decimals of columns; by default whole numbers have none and others one.
    percents : sequence of str
        Columns that hold proportions.
    heads : mapping of str to str
        Heads of columns, instead of the catalogue's ``site.column.<name>``.
    """

    digits: Mapping[str, int] = field(default_factory=dict)
    percents: Sequence[str] = ()
    heads: Mapping[str, str] = field(default_factory=dict)


def ledger_rows(rows: pd.DataFrame, labels: Labels, catalogue: Catalogue) -> pd.DataFrame:
    """Return rows of the ledger as text: whom, estimate, interval, observations, events, result id."""
    words = [findings.wording(row, catalogue) for _, row in rows.iterrows()]
    columns = ("estimate", "interval", "n_obs", "n_events")
    return pd.DataFrame(
        {
            "scope": [labels.scope(row) for _, row in rows.iterrows()],
            **{name: [word[name] for word in words] for name in columns},
            "result_id": list(rows["result_id"]),
        }
    )


def table_markdown(
    frame: pd.DataFrame, *, caption: str, layout: Layout, catalogue: Catalogue, labels: Labels, sources: Sources
) -> Markdown:
    """Return a table as Markdown.

    Parameters
    ----------
    frame : DataFrame
        Tidy rows; the first column heads its row. A column ``result_id`` becomes source marks in the column that has
        the name of the result's quantity, or beside the estimate, the rate, or the first number.
    caption : str
    layout : Layout
    catalogue : Catalogue
    labels : Labels
    sources : Sources
    """
    shown = [name for name in frame.columns if name != "result_id"]
    columns = {name: [_cell(name, value, layout, catalogue, labels) for value in frame[name]] for name in shown}
    if "result_id" in frame:
        quoted = _quoted(frame[shown])
        for place, result_id in enumerate(frame["result_id"]):
            quantity = str(result_id).split("/")[1]
            columns[quantity if quantity in columns else quoted][place] += sources.marks([result_id])
    right = [name in FLUSH_RIGHT or pd.api.types.is_numeric_dtype(frame[name]) for name in shown]
    heads = [layout.heads.get(name) or catalogue.column(name) for name in shown]
    return pipe_table(heads, list(columns.values()), right=right, caption=caption)


def _quoted(frame: pd.DataFrame) -> str:
    """Return the column whose numbers the source marks stand at."""
    numeric = [name for name in frame if pd.api.types.is_numeric_dtype(frame[name])]
    return next(name for name in ("estimate", "rate", *numeric, frame.columns[-1]) if name in frame)


def _cell(name: str, value: Any, layout: Layout, catalogue: Catalogue, labels: Labels) -> Markdown:
    if isinstance(value, str) and name in AS_IT_STANDS:
        return Markdown(value)
    return escape(_plain_cell(name, value, layout, catalogue, labels))


def _plain_cell(name: str, value: Any, layout: Layout, catalogue: Catalogue, labels: Labels) -> str:
    if pd.isna(value):
        return numbers.NOT_SHOWN
    if name == "period" and _MONTH.fullmatch(str(value)):
        return numbers.month(str(value), catalogue.language)
    if isinstance(value, str):
        return labels.label(name, value)
    if name in layout.percents:
        return numbers.percent(value, layout.digits.get(name, 1), catalogue.language)
    whole = isinstance(value, int) or (hasattr(value, "dtype") and value.dtype.kind in "iub")
    return numbers.number(value, layout.digits.get(name, 0 if whole else 1), catalogue.language)
