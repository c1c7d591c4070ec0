"""How many people a definition of retention judges, leaving and staying, and what two definitions differ by."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_BY_DEFINITION = "retention/retained_by_definition/"
_OF_STEPS = ("retained", "cumulative_incidence")
"""Quantities of which a row counts those who leave after the day of the row before it."""
_UP_TO_A_DAY = ("restricted_mean_days", "days_lost")
"""Quantities of which a row counts all who leave up to its day."""
_OF_WAYS = ("cumulative_incidence", "days_lost")
"""Quantities about one way in which treatment ends, the fourth part of their result ids."""
_GAP = re.compile(r"gap_(\d+)\b")
_DAY = re.compile(r"day (\d+)")

Row = Mapping[str, str]
Number = tuple[str, int | None, int]
"""What is counted (people judged, leaving or staying), up to which day, and how many they are."""


@dataclass(frozen=True)
class Judged:
    """The numbers of one definition.

    Parameters
    ----------
    name : str
    n_obs : int or None
        People whom it judges; None where it is not told.
    left : tuple of (int or None, int)
        Days, and those of them who leave up to each.
    gap : int or None
        Days without treatment that it takes for leaving; None where it is not told, or goes by something else.
    is_headline : bool
        Whether it is the definition that all other results have.
    """

    name: str
    n_obs: int | None
    left: tuple[tuple[int | None, int], ...]
    gap: int | None = None
    is_headline: bool = False

    @property
    def numbers(self) -> tuple[Number, ...]:
        """What is told of people judged, leaving and staying."""
        judged = () if self.n_obs is None else (("judged", None, self.n_obs),)
        left = tuple(("left", day, number) for day, number in self.left)
        stayed = tuple(("stayed", day, self.n_obs - number) for _, day, number in left) if judged else ()
        return (*judged, *left, *stayed)

    def apart(self, other: Judged, known: Container[Number] = frozenset()) -> Iterator[tuple[str, int]]:
        """Yield by how many people judged, leaving and staying it differs from another; known ones are left out."""
        for mine, (counted, other_day, of_other) in self.pairs(other):
            what, day, number = mine
            if mine in known:
                continue
            is_one_day = counted == "judged" or day == other_day
            words = what if is_one_day else f"{what} by day {day} and by day {other_day}"
            yield words, abs(number - of_other)

    def pairs(self, other: Judged) -> Iterator[tuple[Number, Number]]:
        """Yield the numbers of it and of another that differ by people of whom one can tell who they are.

        The headline has many days. Its numbers are compared with those of other definitions of the same day, and of
        the same gap: those who leave between two days are told then.
        """
        for mine in self.numbers:
            for theirs in other.numbers:
                if mine[0] == theirs[0] and self._is_near(other, mine[1], theirs[1]):
                    yield mine, theirs

    def _is_near(self, other: Judged, day: int | None, other_day: int | None) -> bool:
        has_one_day = day == other_day or None in (day, other_day)
        if has_one_day or not (self.is_headline or other.is_headline):
            return True
        return self.is_headline != other.is_headline and self.gap is not None and self.gap == other.gap


def judged_by(row: Row) -> Judged:
    """Return the numbers of a row of a definition."""
    name, n_left = row["result_id"].rpartition("/")[2], _whole(row["n_events"])
    gap = _GAP.match(name)
    left = () if n_left is None else ((_day(row), n_left),)
    return Judged(name, _whole(row["n_obs"]), left, int(gap[1]) if gap else None)


def headline(
    rows: Iterable[Row], section: Mapping[str, Any] | None, known: Mapping[int, int] | None = None
) -> Judged:
    """Return how many start, and how many of them leave by each day of which rows tell it.

    Parameters
    ----------
    rows : iterable of mapping
        Of a ledger, and of curves of time in treatment written like it, with the name of their ``table``.
    section : mapping or None
        The plan of retention, with its ``gap_days``.
    known : mapping, optional
        Those who leave by other days, where it is known.
    """
    n_obs, left = None, dict(known or {})
    steps: dict[tuple[str, str], dict[int, int | None]] = {}
    for row in rows:
        if row["analysis"] != "retention" or not _is_of_all(row):
            continue
        day, n_events = _day(row), _whole(row["n_events"])
        if row["quantity"] == "persons":
            n_obs = _whole(row["n_obs"])
        elif row["quantity"] in _OF_STEPS and day is not None:
            steps.setdefault((row["quantity"], row.get("table", "")), {})[day] = n_events
        elif row["quantity"] in _UP_TO_A_DAY and day is not None and n_events is not None:
            left[day] = n_events
    for each in steps.values():
        n_left = 0
        for day, number in sorted(each.items()):
            if number is None:
                break
            n_left += number
            left[day] = n_left
    gap = section["gap_days"] if section else None
    return Judged("the headline", n_obs, tuple(sorted(left.items())), gap, is_headline=True)


def all_judged(rows: Iterable[Row], section: Mapping[str, Any] | None) -> tuple[Judged, ...]:
    """Return the headline and every definition that rows of a ledger, and of curves, show."""
    known = list(rows)
    shown = [row for row in known if row["result_id"].startswith(_BY_DEFINITION)]
    return (headline(known, section), *map(judged_by, shown))


def _is_of_all(row: Row) -> bool:
    """Tell whether a row is about everybody, and about leaving where it is about one way of ending treatment."""
    is_of_another_way = row["quantity"] in _OF_WAYS and row["result_id"].split("/")[3] != "left"
    return not (is_of_another_way or row["arm"] or row["community"] or row["subgroup"])


def _day(row: Row) -> int | None:
    found = _DAY.fullmatch(row["period"])
    return int(found[1]) if found else None


def _whole(text: str) -> int | None:
    return int(float(text)) if text else None
