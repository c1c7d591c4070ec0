"""Periods as they stand in released tables, on an axis of years."""

from __future__ import annotations

import re


def first_month(period: str) -> int:
    """Return the number of the month in which a period, or the month of an ISO date, begins."""
    is_day = len(period) == len("YYYY-MM-DD")
    return round(12 * period_span(period[:7] if is_day else period)[0])


def last_month(period: str) -> int:
    """Return the number of the last month of a period."""
    return first_month(period) + period_span(period)[1] - 1


def period_span(period: str) -> tuple[float, int]:
    """Return the start of a period in years and its length in months.

    Parameters
    ----------
    period : str
        ``YYYY-MM``, ``YYYY-Qn``, ``YYYY``, or half-open ``start/end`` of ISO dates.
    """
    match = re.fullmatch(r"(\d{4})(?:-Q([1-4])|-(\d\d))?", period)
    if not match:
        start, _, stop = period.partition("/")
        first, last = (int(day[:4]) * 12 + int(day[5:7]) - 1 for day in (start, stop))
        return first / 12, last - first
    year = int(match[1])
    if match[2]:
        return year + (int(match[2]) - 1) / 4, 3
    return (year + (int(match[3]) - 1) / 12, 1) if match[3] else (float(year), 12)
