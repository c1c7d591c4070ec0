"""The numbers of one series: known, known to lie in a range, or missing; and what they may not be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.data.calendar import Calendar
from evaluation.data.parameters.source import WIDEST_RANGE
from evaluation.data.series_periods import shown
from evaluation.errors import Problem

Array = NDArray[np.float64]
MOST_EVENTS = 1e9


class Column(NamedTuple):
    """Where the numbers stand, and what they must be: ``count``; or, of a value, its scale."""

    where: str
    calendar: Calendar
    kind: str
    scale: str = "identity"

    def problem(
        self, wrong: str, which: NDArray[np.bool_], expected: str, said: Callable[[int], str] | None = None
    ) -> Iterator[Problem]:
        """Yield a problem that names the periods, if there are any."""
        if which.any():
            yield Problem(self.where, wrong, shown(self.calendar, which, said), expected)


def ends_of(rows: pd.DataFrame) -> tuple[Array, Array]:
    """Return the lowest and highest that each value of a series can be; both NaN where it is missing.

    A range that is half given, or given beside a value, is for :func:`value_problems` to refuse.
    """
    value, low, high = (_numbers(rows, name) for name in ("value", "value_low", "value_high"))
    return np.where(np.isnan(value), low, value), np.where(np.isnan(value), high, value)


def value_problems(rows: pd.DataFrame, column: Column) -> Iterator[Problem]:
    """Find values and ranges that cannot be.

    Parameters
    ----------
    rows : DataFrame
        ``value``, and ``value_low`` and ``value_high`` where there are ranges; one row for each period, in order.
    column : Column
    """
    value, low, high = (_numbers(rows, name) for name in ("value", "value_low", "value_high"))
    known, has_low, has_high = ~np.isnan(value), ~np.isnan(low), ~np.isnan(high)
    ranged = has_low | has_high
    yield from column.problem("has a value and a range for one period", known & ranged, "one of the two")
    yield from column.problem("has half a range", has_low ^ has_high, "value_low and value_high")
    yield from column.problem(
        "has a range that ends before it begins", low > high, "value_low at most value_high", _of(low, high)
    )
    if column.kind == "value":
        expected = "kind: count, or the values themselves"
        yield from column.problem("has values that are known only as a range", ranged, expected)
    least, most = ends_of(rows)
    infinite = np.isinf(least) | np.isinf(most)
    yield from column.problem("has infinite values", infinite, "finite numbers")
    for bad, wrong, expected in _unfit(least, most, column):
        yield from column.problem(wrong, bad & ~infinite, expected, _of(least, most))


def exposure_of(rows: pd.DataFrame) -> Array:
    """Return the exposure of each period; NaN where it is missing, 1 everywhere where the table has none."""
    return _numbers(rows, "exposure") if "exposure" in rows else np.ones(len(rows))


def exposure_problems(rows: pd.DataFrame, column: Column) -> Iterator[Problem]:
    """Find exposures that no rate can be computed with."""
    exposure = exposure_of(rows)
    expected = 'a number above 0 for every period, or exposure: none, or exposure: "" under columns'
    yield from column.problem("has no exposure in some periods", np.isnan(exposure), expected)
    bad = ~np.isnan(exposure) & ~((exposure > 0) & np.isfinite(exposure))
    yield from column.problem("has an exposure that is not above 0", bad, expected, _of(exposure, exposure))


def _numbers(rows: pd.DataFrame, name: str) -> Array:
    if name not in rows:
        return np.full(len(rows), np.nan)
    return rows[name].to_numpy(dtype=float)


def _of(low: Array, high: Array) -> Callable[[int], str]:
    def said(position: int) -> str:
        same = low[position] == high[position]
        return f"{low[position]:g}" if same else f"{low[position]:g} to {high[position]:g}"

    return said


def _unfit(least: Array, most: Array, column: Column) -> Iterator[tuple[NDArray[np.bool_], str, str]]:
    """Yield the periods that break a rule of the kind and scale, what is wrong with them, and what is right."""
    if column.kind == "count":
        yield (least < 0) | (most < 0), "has counts below 0", "counts, or kind: value"
        fractional = np.zeros(least.shape, dtype=bool)
        for ends in (least, most):
            fractional |= np.isfinite(ends) & (ends != np.round(ends))
        yield fractional, "has counts that are not whole", "whole numbers, or kind: value"
        too_large = np.fmax(np.abs(least), np.abs(most)) > MOST_EVENTS
        yield too_large, "has counts too large to be of events", f"at most {MOST_EVENTS:.0e}, or kind: value"
        expected = f"a range of at most {WIDEST_RANGE}: a wider one tells next to nothing of a count"
        yield most > least + WIDEST_RANGE, "has too wide a range", expected
    elif column.scale == "log":
        yield least <= 0, "has values without a logarithm", "values above 0, or scale: identity"
    elif column.scale == "logit":
        expected = "shares above 0 and below 1, or scale: identity"
        yield (least <= 0) | (least >= 1), "has values without log odds", expected
