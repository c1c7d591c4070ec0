"""What a page adds up from a released table: over groups, over years, before and after something began."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from evaluation.stats.proportions import wilson_proportions
from evaluation.stats.rates import poisson_rates

_PERIODS = ("period", "year", "fiscal_year")


def sums_of(
    frame: pd.DataFrame, about: Mapping[str, Any], *, dates: Iterable[str], conf_level: float
) -> Iterator[float]:
    """Yield the sums of a released table of counts or of a description, and the rates and shares made from them.

    Time is summed from any to any other of these: the first and the last period, the dates, and the turns of the year
    next to them. Groups are summed over every set of columns.

    Parameters
    ----------
    frame : DataFrame
        Of text, as it stands in the file.
    about : mapping
        Its description.
    dates : iterable of str
        When something of the plan began, ``YYYY-MM-DD``.
    conf_level : float
        Of the intervals of shares.
    """
    is_counts = about["kind"] == "counts"
    amounts = [about["count"], about["exposure"] or about["group_size"]] if is_counts else list(frame.columns[-1:])
    amounts = [name for name in dict.fromkeys(amounts) if name and name in frame]
    columns = about["dimensions"] if is_counts else [name for name in frame if name not in amounts]
    numbers = [pd.to_numeric(frame[name], errors="coerce").fillna(0.0).to_numpy(dtype=float) for name in amounts]
    if frame.empty or not any(map(np.any, numbers)):
        return
    time = next((name for name in columns if name in _PERIODS), None)
    inside = list(_spans(frame[time], dates)) if time else [np.ones(len(frame), dtype=bool)]
    found = [
        np.concatenate(
            [
                np.bincount(groups[rows], weights=amount[rows])
                for groups in _groups(frame, columns, time)
                for rows in inside
            ]
        )
        for amount in numbers
    ]
    yield from found[0]
    if len(found) > 1:
        yield from found[1]
        yield from _rates(*found, about) if about["exposure"] else _shares(*found, conf_level)


def _groups(frame: pd.DataFrame, columns: Iterable[str], time: str | None) -> Iterator[np.ndarray]:
    """Yield the number of the group of each row, for every set of columns."""
    codes = [pd.factorize(frame[name])[0] for name in columns if name != time]
    for size in range(len(codes) + 1):
        for kept in itertools.combinations(codes, size):
            groups = np.zeros(len(frame), dtype=np.int64)
            for code in kept:
                groups = groups * (code.max() + 1) + code
            yield groups


def _rates(counts: np.ndarray, exposure: np.ndarray, about: Mapping[str, Any]) -> Iterator[float]:
    known = exposure > 0
    pairs = np.unique(np.column_stack([counts[known], exposure[known]]), axis=0)
    if len(pairs):
        found = poisson_rates(*pairs.T, conf_level=about["conf_level"], per=about["per"])
        yield from np.concatenate([found.rate, found.conf_low, found.conf_high])


def _shares(counts: np.ndarray, sizes: np.ndarray, conf_level: float) -> Iterator[float]:
    found = wilson_proportions(counts[sizes > 0], sizes[sizes > 0], conf_level=conf_level)
    yield from np.concatenate([found.estimate, found.conf_low, found.conf_high])


def _spans(periods: pd.Series, dates: Iterable[str]) -> Iterator[np.ndarray]:
    starts, ends = zip(*map(_days, periods), strict=True)
    start, end = np.array(starts), np.array(ends)
    marks = {min(starts), max(ends)}
    for day in dates:
        year = int(day[:4])
        marks |= {day, f"{year}-01-01", f"{year + 1}-01-01"}
    years = {f"{int(each[:4]) + more}-01-01" for each in (min(starts), max(ends)) for more in (0, 1)}
    for first, last in itertools.combinations(sorted(marks | years), 2):
        inside = (start >= first) & (end <= last)
        if inside.any():
            yield inside
    for year in sorted({each[:4] for each in starts}):
        yield np.array([each[:4] == year for each in starts])


def _days(period: str) -> tuple[str, str]:
    if "/" in period:
        start, _, end = period.partition("/")
        return start, end
    span = pd.Period(period.replace("-Q", "Q"))
    return f"{span.start_time:%Y-%m-%d}", f"{(span + 1).start_time:%Y-%m-%d}"
