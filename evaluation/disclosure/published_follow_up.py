"""The part of follow-up that a released number of people is about, as an attacker reads it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from evaluation.disclosure.closed_list import QUANTITIES, Entry, Kind, Measure

_OF_WAYS = ("cumulative_incidence", "days_lost", "gray_test")
"""Quantities about one way in which treatment ends, the fourth part of their result ids."""


class PublishedFollowUp:
    """Ways and days in which follow-up of people can end, as released results tell them apart.

    Parameters
    ----------
    results : DataFrame
        ``results.csv`` of a release, as text.
    curves : sequence of mapping
        Rows of released curves, written like results, with the name of their ``table``.
    """

    def __init__(self, results: pd.DataFrame, curves: Sequence[Mapping[str, str]] = ()) -> None:
        rows = [*results[results["period"].str.startswith("day ")].to_dict("records"), *curves]
        of_ways = results["quantity"].isin(_OF_WAYS)
        self.ways = {"event", "censored", *results.loc[of_ways, "result_id"].str.split("/").str[3]} - {"left"}
        self.days = sorted({int(row["period"][4:]) for row in rows})
        self.steps: dict[str, set[int]] = {}
        for row in rows:
            self.steps.setdefault(_breakdown(row), set()).add(int(row["period"][4:]))

    def states(
        self, row: Mapping[str, str], entry: Entry, column: str, measure: Measure
    ) -> dict[str, frozenset[str]]:
        """Return the part of follow-up that a number is about; an event on a landmark's day is also at risk on it."""
        parts = row["result_id"].split("/")
        if entry.kind is Kind.DEFINITION:
            return {"definition": frozenset({parts[3]})} | ({"left": frozenset({"yes"})} if column != "n_obs" else {})
        if measure not in (Measure.PERSON, Measure.LATER_EPISODE) or column == "estimate":
            return {}
        is_landmark = entry.kind in (Kind.SURVIVAL, Kind.INCIDENCE)
        if column == "n_obs":
            return {"follow_up": self._at_risk(int(row["period"][4:]))} if is_landmark else {}
        way = parts[3] if row["quantity"] in _OF_WAYS and parts[3] != "left" else "event"
        if not row["period"].startswith("day "):
            return {"follow_up": self._ended(way, -1, math.inf)}
        day = int(row["period"][4:])
        earlier = [each for each in self.steps[_breakdown(row)] if each < day] if is_landmark else []
        return {"follow_up": self._ended(way, max(earlier, default=-1), day)}

    def _ended(self, way: str, since: float, day: float) -> frozenset[str]:
        """Return the states of those whose follow-up ends in a way after one day, up to another one."""
        inside = [each for each in self.days if since < each <= day]
        ends = {f"{way} {part} {each}" for each in inside for part in ("by", "on")}
        ends |= {f"{way} after"} if day == math.inf else set()
        ends |= {"event on day 0"} if way == "event" and since < 0 else set()
        return frozenset(ends)

    def _at_risk(self, day: int) -> frozenset[str]:
        later = (self._ended(way, day, math.inf) | {f"{way} on {day}"} for way in self.ways)
        return frozenset().union(*later)


def _breakdown(row: Mapping[str, str]) -> str:
    """Return a quantity with the columns that it is broken down by."""
    names = sorted(part.partition("=")[0] for part in row["subgroup"].split(";"))
    base = QUANTITIES[row["analysis"], row["quantity"]].compares or row["quantity"]
    return "/".join(
        (row.get("table", ""), base, *names, "arm" if row["arm"] else "", "community" if row["community"] else "")
    )
