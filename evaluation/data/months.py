"""Calendar months: whole numbers that follow one another, and the texts they are written as."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

DAYS_PER_YEAR = 365.25


@dataclass(frozen=True)
class MonthWindow:
    """Months from ``first`` until before ``stop``; a month is ``12 * year + month - 1``.

    Parameters
    ----------
    first, stop : int
        ``first < stop``.
    """

    first: int
    stop: int

    @property
    def n_months(self) -> int:
        """Length of the window."""
        return self.stop - self.first

    @property
    def numbers(self) -> NDArray[np.int64]:
        """The months as numbers, shape (n_months,)."""
        return np.arange(self.first, self.stop)

    @property
    def periods(self) -> tuple[str, ...]:
        """The months as ``YYYY-MM``."""
        return tuple(f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(self.first, self.stop))

    @property
    def years(self) -> NDArray[np.int64]:
        """The calendar year of each month, shape (n_months,)."""
        return self.numbers // 12

    @property
    def first_calendar_month(self) -> int:
        """1 for January to 12 for December."""
        return self.first % 12 + 1

    @property
    def days(self) -> NDArray[np.float64]:
        """Number of days of each month, shape (n_months,)."""
        return np.diff(_first_days(np.arange(self.first, self.stop + 1)))

    @property
    def middles(self) -> NDArray[np.float64]:
        """The middle of each month in days since 1970-01-01, shape (n_months,)."""
        return _first_days(self.numbers) + self.days / 2.0

    def __str__(self) -> str:
        return f"{month_start(self.first)}/{month_start(self.stop)}"


def month_number(day: date) -> int:
    """Return the month in which a day falls."""
    return 12 * day.year + day.month - 1


def month_start(month: int) -> str:
    """Return the first day of a month as an ISO date."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}-01"


def month_numbers(dates: pd.Series) -> pd.Series:
    """Return the months in which the dates of a datetime column fall."""
    return 12 * dates.dt.year + dates.dt.month - 1


def days_since_epoch(dates: pd.Series) -> NDArray[np.float64]:
    """Return dates as days since 1970-01-01, shape (n,)."""
    return dates.to_numpy().astype("datetime64[D]").astype(float)


def _first_days(months: NDArray[np.int64]) -> NDArray[np.float64]:
    return (months - 12 * 1970).astype("datetime64[M]").astype("datetime64[D]").astype(float)
