"""The restricted tables of series by period, and what a series leaves of another one that it is a part of."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from evaluation.data.series_parts import SeriesParts
from evaluation.disclosure.run_folder import RestrictedTable
from evaluation.disclosure.scope import window_of

TEXTS = ("period", "series", "in_model", "segment")
COLUMNS = (*TEXTS, "leverage")
"""Columns of what a model rests on, beside that of its events."""


def read_modelled(table: RestrictedTable | None, columns: tuple[str, ...]) -> pd.DataFrame:
    """Return the periods of series; none where the run has no table with these columns."""
    is_told = table is not None and set(columns) <= set(table.columns)
    raw = _text_of(table) if is_told else pd.DataFrame(columns=list(columns), dtype="str")
    spans = [window_of(period) for period in raw["period"]]
    return raw[list(columns)].assign(
        in_model=raw["in_model"].str.lower() == "true",
        segment=pd.to_numeric(raw["segment"]).astype("Int64"),
        start=[start for start, _ in spans],
        end=[end for _, end in spans],
        **{name: pd.to_numeric(raw[name]) for name in columns[len(TEXTS) :]},
    )


def _text_of(table: RestrictedTable) -> pd.DataFrame:
    return pd.DataFrame(list(table.rows), columns=list(table.columns), dtype="str")


def rests_of_wholes(
    numbers: pd.DataFrame, column: str, parts: SeriesParts
) -> Iterator[tuple[frozenset[str], pd.Series]]:
    """Yield what is left of a series by period without one that is a part of it, and without all its parts.

    Parameters
    ----------
    numbers : DataFrame
        ``start``, ``series`` and the column, one row for each period of a series.
    column : str
    parts : SeriesParts

    Yields
    ------
    frozenset of str, Series
        The whole with what is taken from it, and the rest by the first day of a period.
    """
    wide = numbers.pivot(index="start", columns="series", values=column)
    for whole, taken in parts.taken():
        if {whole, *taken} <= set(wide.columns):
            yield frozenset({whole, *taken}), wide[whole] - wide[list(taken)].sum(axis=1, skipna=False)


def few_exposed(table: RestrictedTable | None, parts: SeriesParts, minimum: int) -> dict[str, bool]:
    """Tell of each series whether a period has too small an exposure, alone or left of that of a whole."""
    if table is None or not {"period", "series", "exposure"} <= set(table.columns):
        return {}
    numbers = _text_of(table).assign(
        exposure=lambda raw: pd.to_numeric(raw["exposure"]),
        start=lambda raw: [window_of(period)[0] for period in raw["period"]],
    )
    found = (numbers.groupby("series")["exposure"].min() < minimum).to_dict()
    for keys, rest in rests_of_wholes(numbers, "exposure", parts):
        is_few = bool(rest.between(0.0, minimum, inclusive="neither").any())
        found |= {key: found[key] or is_few for key in keys}
    return found
