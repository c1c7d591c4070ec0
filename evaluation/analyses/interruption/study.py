"""The series that an analysis studies, on one calendar, with what was declared about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from evaluation.analyses.ledger import Scope
from evaluation.data.parameters.interruption import InterruptionParameters
from evaluation.stats.series.interrupted_series import Link

Array = NDArray[np.float64]


class Kind(StrEnum):
    """What the numbers of a series are."""

    COUNT = "count"
    VALUE = "value"


@dataclass(frozen=True, eq=False)
class StudiedSeries:
    """One series.

    Parameters
    ----------
    key : str
        What tables call it.
    scope : Scope
        What the ledger calls it.
    low, high : ndarray of shape (n,)
        Equal where the number is known; the ends of the range in which a suppressed count lies; NaN where missing.
    exposures : mapping
        ``person_time``, ``population`` and ``none`` to arrays of shape (n,), above 0; of values they are not used.
    """

    key: str
    scope: Scope
    low: Array
    high: Array
    exposures: Mapping[str, Array]

    def n_events(self, rows: NDArray[np.bool_] | slice) -> int | None:
        """Return the events of some rows; None where the numbers are no counts or not all known."""
        numbers = self.low[rows]
        whole = np.array_equal(numbers, np.round(numbers)) and np.array_equal(numbers, self.high[rows])
        return int(numbers.sum()) if whole else None


@dataclass(frozen=True, eq=False)
class Study:
    """Series of one calendar.

    Parameters
    ----------
    stem : str
        Of the analysis.
    series : tuple of StudiedSeries
    kind : Kind
    link : Link
        LOG for counts; of values LOGIT where they are shares.
    periods : tuple of str
        Texts of the periods, in order and without a gap.
    span : str
        The whole window as ``start/end``.
    position : float
        Place of the first period in its year, in periods.
    periods_per_year : float
    row_of : callable
        Takes a date and returns its row, which may lie outside.
    parameters : InterruptionParameters
    notes : tuple of str
        What every row of the ledger about these series must say.
    unit : str
        Of what is counted, or of the value, in words: ``deaths``.
    slug : str
        What quantities call what is counted: ``deaths`` of ``deaths_averted``.
    rate_units : mapping
        Of the exposures that make counts rates: what one is, in words: ``person-years``.
    unit_of_period : str
        ``month``, ``quarter``, ``year`` or ``week``.
    are_parts : bool
        Whether the series are parts of one whole, which their sum is.
    table_prefix : str
        What the names of its tables begin with: they are unique in a run.
    """

    stem: str
    series: tuple[StudiedSeries, ...]
    kind: Kind
    link: Link
    periods: tuple[str, ...]
    span: str
    position: float
    periods_per_year: float
    row_of: Callable[[dt.date], int]
    parameters: InterruptionParameters
    notes: tuple[str, ...] = ()
    unit: str = "events"
    slug: str = "events"
    rate_units: Mapping[str, str] = field(default_factory=dict)
    unit_of_period: str = "month"
    are_parts: bool = False
    table_prefix: str = ""

    @property
    def n_rows(self) -> int:
        """Number of periods."""
        return len(self.periods)

    @property
    def in_model(self) -> NDArray[np.bool_]:
        """Periods that are not declared provisional or left out, shape (n,)."""
        found = np.ones(self.n_rows, dtype=bool)
        if self.parameters.provisional_from:
            found[max(0, self.row_of(self.parameters.provisional_from)) :] = False
        for day in self.parameters.left_out:
            row = self.row_of(day)
            if 0 <= row < self.n_rows:
                found[row] = False
        return found

    @property
    def first_start(self) -> int:
        """Row of the first period of the first intervention."""
        return min(self.row_of(each.date) for each in self.parameters.interventions)

    @property
    def rate_unit(self) -> str:
        """What one of the declared exposure is, in words; blank where numbers are not related to any."""
        return self.rate_units.get(self.parameters.exposure, "") if self.kind is Kind.COUNT else ""

    def table_name(self, name: str) -> str:
        """Return the name of a table that several analyses may have."""
        return f"{self.table_prefix}{name}"

    def span_of(self, rows: slice) -> str:
        """Return the periods of some rows as ``start/end``."""
        first, end = self.span.split("/")
        first = start_of(self.periods[rows.start]) if rows.start else first
        end = start_of(self.periods[rows.stop]) if rows.stop < self.n_rows else end
        return f"{first}/{end}"

    def period_from(self, row: int) -> str:
        """Return the periods from a row to the end as ``start/end``."""
        return f"{start_of(self.periods[row])}/{self.span.partition('/')[2]}"


def start_of(period: str) -> str:
    """Return the first day of a period that is written as ``YYYY``, ``YYYY-Qn``, ``YYYY-MM`` or a date."""
    if "Q" in period:
        year, _, quarter = period.partition("-Q")
        return f"{year}-{3 * int(quarter) - 2:02d}-01"
    return period + {4: "-01-01", 7: "-01"}.get(len(period), "")
