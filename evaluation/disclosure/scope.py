"""What a published count counts: a measure, a window of time, and the levels it covers in each dimension."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

PERIOD = "period"
PLACE = "community"
SERIES = "series"
FOLLOW_UP = "follow_up"
DEFINITION = "definition"
TIME = "time"
"""When people were asked: years, halves of them, or quarters, which are columns of their own and no windows."""
DAYS_PER_WEEK = 7
_QUARTERS = {"": ("Q1", "Q2", "Q3", "Q4"), "-H1": ("Q1", "Q2"), "-H2": ("Q3", "Q4")}


@dataclass(frozen=True)
class Scope:
    """The set of people or events that a count is about.

    Two scopes are compared by containment, so a scope is a product of sets: a dimension that is not named is
    covered whole, with everything in it that no table shows (other levels, missing values, other months).

    Parameters
    ----------
    measure : str
        What one unit is (``overdose death``); scopes of different measures are never compared.
    window : (int, int) or None
        Half-open, in days as ``date.toordinal``; None for all time.
    levels : tuple of (str, frozenset of str)
        Sorted by dimension; communities stand for themselves and for arms.
    as_of : tuple of ((int, int) or None, int)
        Days of the window, None for all of it, in which the count is of data that were corrected since, and of which
        version. Nothing is known of these days from counts of another version.
    """

    measure: str
    window: tuple[int, int] | None = None
    levels: tuple[tuple[str, frozenset[str]], ...] = ()
    as_of: tuple[tuple[tuple[int, int] | None, int], ...] = ()

    @classmethod
    def of(
        cls, measure: str, *, window: tuple[int, int] | None = None, levels: Mapping[str, Iterable[str]] | None = None
    ) -> Scope:
        """Return a scope with its dimensions in order."""
        terms = {name: finest(name, values) for name, values in (levels or {}).items()}
        return cls(measure, window, tuple(sorted(terms.items(), key=lambda term: term[0])))

    @property
    def names(self) -> frozenset[str]:
        """The dimensions that are named."""
        return frozenset(name for name, _ in self.levels)

    def level_set(self, dimension: str) -> frozenset[str] | None:
        """Return the levels covered in a dimension, None for all of them."""
        return dict(self.levels).get(dimension)


@dataclass(frozen=True)
class Count:
    """One number that is, or would be, published.

    Parameters
    ----------
    scope : Scope
    value : int
    label : str
        The scope in words, for messages: ``"overdose deaths, arm cep, 2020"``.
    where : str
        What publishes it: ``"table deaths_by_year"``, ``"n_events of overdose_deaths/level_change/cep"``.
    block : str
        Counts of one block come from one table or one breakdown of the ledger and are subtracted together.
    derived : bool
        True for what every reader can add up: a margin of a table, the people censored between two landmarks.
    """

    scope: Scope
    value: int
    label: str
    where: str
    block: str
    derived: bool = False

    @property
    def groups(self) -> Mapping[str, frozenset[str]]:
        """Dimension to the levels covered."""
        return dict(self.scope.levels)

    @property
    def days(self) -> tuple[int, int] | None:
        """The window."""
        return self.scope.window


def finest(dimension: str, levels: Iterable[str]) -> frozenset[str]:
    """Return levels as they are compared with others of their dimension: years and halves of them as quarters.

    Parameters
    ----------
    dimension : str
    levels : iterable of str
        Of ``time``: ``2023``, ``2023-H1``, ``2023-Q1``; others stay as they are.
    """
    if dimension != TIME:
        return frozenset(levels)
    return frozenset(quarter for level in levels for quarter in _quarters(level))


def _quarters(level: str) -> Iterable[str]:
    match = re.fullmatch(r"(\d{4})(|-H1|-H2)", level)
    return [f"{match[1]}-{quarter}" for quarter in _QUARTERS[match[2]]] if match else [level]


def window_of(period: str) -> tuple[int, int] | None:
    """Return the window of a period as the ledger and the tables write it.

    Parameters
    ----------
    period : str
        ``YYYY``, ``YYYY-Qn``, ``YYYY-MM``, a week as its first day, half-open ``start/end`` of ISO dates, or blank
        for all time.

    Raises
    ------
    ValueError
        If it is written in another way.
    """
    if not period:
        return None
    if match := re.fullmatch(r"(\d{4})", period):
        return _months(int(match[1]) * 12, 12)
    if match := re.fullmatch(r"(\d{4})-Q([1-4])", period):
        return _months(int(match[1]) * 12 + 3 * (int(match[2]) - 1), 3)
    if match := re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", period):
        return _months(int(match[1]) * 12 + int(match[2]) - 1, 1)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", period):
        first = date.fromisoformat(period).toordinal()
        return first, first + DAYS_PER_WEEK
    start, slash, end = period.partition("/")
    if slash:
        window = (date.fromisoformat(start).toordinal(), date.fromisoformat(end).toordinal())
        if window[0] < window[1]:
            return window
    raise ValueError(f"{period!r} is not a period")


def _months(first: int, length: int) -> tuple[int, int]:
    stop = first + length
    return (
        date(first // 12, first % 12 + 1, 1).toordinal(),
        date(stop // 12, stop % 12 + 1, 1).toordinal(),
    )
