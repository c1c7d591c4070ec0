"""The part of follow-up that a released number of people is about, as an attacker reads it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from evaluation.disclosure.closed_list import QUANTITIES, Entry, Kind, Measure

_OF_WAYS = ("cumulative_incidence", "days_lost", "gray_test")
"""Quantities about one way in which treatment ends, the fourth part of their result ids."""


@dataclass(frozen=True)
class Ends:
    """Days and ways in which follow-up can end, as releases or a run name them.

    Releases name different days: what ended "by day 90" where the day before is 30 is more than where it is 60. Read
    with the days of all of them, each tells of the same people what the others do.
    """

    days: frozenset[int] = frozenset()
    ways: frozenset[str] = frozenset()

    def __or__(self, other: Ends) -> Ends:
        return Ends(self.days | other.days, self.ways | other.ways)


NO_ENDS = Ends()


class PublishedFollowUp:
    """Ways and days in which follow-up of people can end, as released results tell them apart.

    Parameters
    ----------
    results : DataFrame
        ``results.csv`` of a release, as text.
    curves : sequence of mapping
        Rows of released curves, written like results, with the name of their ``table``.
    known : Ends
        Days and ways that other releases about the same people name.
    """

    def __init__(
        self, results: pd.DataFrame, curves: Sequence[Mapping[str, str]] = (), known: Ends = NO_ENDS
    ) -> None:
        rows = [*results[results["period"].str.startswith("day ")].to_dict("records"), *curves]
        of_ways = results["quantity"].isin(_OF_WAYS)
        own = set(results.loc[of_ways, "result_id"].str.split("/").str[3]) - {"left"}
        self.named = Ends(frozenset(int(row["period"][4:]) for row in rows), frozenset(own))
        self.ways = {"event", "censored", *own, *known.ways}
        self.days = sorted(self.named.days | known.days)
        self.steps: dict[str, set[int]] = {}
        for row in rows:
            self.steps.setdefault(_breakdown(row), set()).add(int(row["period"][4:]))

    def states(
        self, row: Mapping[str, str], entry: Entry, column: str, measure: Measure
    ) -> dict[str, frozenset[str]]:
        """Return the part of follow-up that a number is about; an event on a landmark's day is also at risk on it."""
        parts = row["result_id"].split("/")
        if entry.kind is Kind.DEFINITION:
            left = {"follow_up": frozenset({"event"})} if column != "n_obs" else {}
            return {"definition": frozenset({parts[3]})} | left
        if measure not in (Measure.PERSON, Measure.LATER_EPISODE) or column == "estimate":
            return {}
        is_landmark = entry.kind in (Kind.SURVIVAL, Kind.INCIDENCE)
        if column == "n_obs":
            return {"follow_up": self._at_risk(int(row["period"][4:]))} if is_landmark else {}
        way = parts[3] if row["quantity"] in _OF_WAYS and parts[3] != "left" else "event"
        if not row["period"].startswith("day "):
            return {"follow_up": self.ended(way, -1, math.inf)}
        day = int(row["period"][4:])
        earlier = [each for each in self.steps[_breakdown(row)] if each < day] if is_landmark else []
        return {"follow_up": self.ended(way, max(earlier, default=-1), day)}

    def ended(self, way: str, since: float, day: float) -> frozenset[str]:
        """Return the states of those whose follow-up ends in a way after one day, up to another one."""
        inside = [each for each in self.days if since < each <= day]
        ends = {f"{way} {part} day {each}" for each in inside for part in ("before", "on")}
        ends |= {f"{way} later"} if day == math.inf else set()
        ends |= {"event on day 0"} if way == "event" and since < 0 else set()
        return frozenset(ends)

    def _at_risk(self, day: int) -> frozenset[str]:
        later = (self.ended(way, day, math.inf) | {f"{way} on day {day}"} for way in self.ways)
        return frozenset().union(*later)


def _breakdown(row: Mapping[str, str]) -> str:
    """Return a quantity with the columns that it is broken down by."""
    names = sorted(part.partition("=")[0] for part in row["subgroup"].split(";"))
    base = QUANTITIES[row["analysis"], row["quantity"]].compares or row["quantity"]
    return "/".join(
        (row.get("table", ""), base, *names, "arm" if row["arm"] else "", "community" if row["community"] else "")
    )
