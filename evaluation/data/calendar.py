"""Periods of one length that follow one another without a gap: months, quarters, years or weeks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from evaluation.data.months import DAYS_PER_YEAR

DAYS_PER_WEEK = 7


class Frequency(StrEnum):
    """How long each period of a series is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    WEEK = "week"

    @property
    def periods_per_year(self) -> float:
        """12, 4, 1, or 365.25 / 7 for weeks."""
        return DAYS_PER_YEAR / DAYS_PER_WEEK if self is Frequency.WEEK else 12.0 / self.months

    @property
    def months(self) -> int:
        """Months of a period; 0 for weeks."""
        return {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.YEAR: 12, Frequency.WEEK: 0}[self]

    def is_first_day(self, day: dt.date) -> bool:
        """Tell whether a period can begin on a day; weeks may begin on any."""
        return self is Frequency.WEEK or (day.day == 1 and (day.month - 1) % self.months == 0)


@dataclass(frozen=True)
class Calendar:
    """Periods of a series; weeks begin on the weekday of the first.

    Parameters
    ----------
    frequency : Frequency
    first : date
        First day of the first period.
    n_periods : int
        1 or more.

    Raises
    ------
    ValueError
        If no period begins on ``first``, or there is none.
    """

    frequency: Frequency
    first: dt.date
    n_periods: int

    def __post_init__(self) -> None:
        if not self.frequency.is_first_day(self.first):
            raise ValueError(f"{self.first} is not the first day of a {self.frequency}")
        if self.n_periods < 1:
            raise ValueError(f"{self.n_periods} periods")

    @property
    def periods_per_year(self) -> float:
        """12, 4, 1, or 365.25 / 7 for weeks."""
        return self.frequency.periods_per_year

    @property
    def first_days(self) -> NDArray[np.datetime64]:
        """First day of each period, shape (n_periods,)."""
        return self._first_days(self.n_periods)

    @property
    def days(self) -> NDArray[np.float64]:
        """Number of days of each period, shape (n_periods,)."""
        return np.diff(self._first_days(self.n_periods + 1)).astype(float)

    @property
    def years(self) -> NDArray[np.int64]:
        """The calendar year in which each period begins, shape (n_periods,)."""
        return self.first_days.astype("datetime64[Y]").astype(np.int64) + 1970

    @property
    def year_phase(self) -> NDArray[np.float64]:
        """Share of the year that has passed when each period begins, shape (n_periods,), within [0, 1).

        Months are twelfths and quarters are fourths, whatever their days: each January is 0, each July 0.5.
        """
        if self.frequency is Frequency.WEEK:
            year = self.first_days.astype("datetime64[Y]")
            new_year, next_new_year = (start.astype("datetime64[D]") for start in (year, year + 1))
            return (self.first_days - new_year) / (next_new_year - new_year)
        months = self.first_days.astype("datetime64[M]").astype(np.int64) % 12
        return months / 12.0

    @property
    def labels(self) -> tuple[str, ...]:
        """The periods as ``YYYY-MM``, ``YYYY-Qn`` or ``YYYY``; a week as its first day."""
        return tuple(self.label(position) for position in range(self.n_periods))

    def label(self, position: int) -> str:
        """Return the label of a period, which may lie before the first or after the last."""
        day = self.day(position)
        match self.frequency:
            case Frequency.MONTH:
                return f"{day.year:04d}-{day.month:02d}"
            case Frequency.QUARTER:
                return f"{day.year:04d}-Q{day.month // 3 + 1}"
            case Frequency.YEAR:
                return f"{day.year:04d}"
            case Frequency.WEEK:
                return day.isoformat()

    def day(self, position: int) -> dt.date:
        """Return the first day of a period, which may lie before the first or after the last."""
        if self.frequency is Frequency.WEEK:
            return self.first + dt.timedelta(days=DAYS_PER_WEEK * int(position))
        year, month = divmod(12 * self.first.year + self.first.month - 1 + self.frequency.months * int(position), 12)
        return dt.date(year, month + 1, 1)

    def position(self, day: dt.date) -> int:
        """Return the position of the period that begins on a day: 0 for the first, negative before it.

        Raises
        ------
        ValueError
            If no period begins on that day.
        """
        within = self.position_of_day(day)
        if self.day(within) != day:
            raise ValueError(f"{day} is not the first day of a {self.frequency}; {self.day(within)} is")
        return within

    def position_of_day(self, day: dt.date) -> int:
        """Return the position of the period in which a day falls: negative before the first."""
        if self.frequency is Frequency.WEEK:
            return (day - self.first).days // DAYS_PER_WEEK
        return (12 * (day.year - self.first.year) + day.month - self.first.month) // self.frequency.months

    def __str__(self) -> str:
        return f"{self.label(0)} to {self.label(self.n_periods - 1)}"

    def _first_days(self, n: int) -> NDArray[np.datetime64]:
        steps = np.arange(n)
        if self.frequency is Frequency.WEEK:
            return np.datetime64(self.first, "D") + DAYS_PER_WEEK * steps
        months = np.datetime64(self.first, "M") + self.frequency.months * steps
        return months.astype("datetime64[D]")
