"""Which months an estimate rests on, worked out from the plan alone, and what two estimates of a series differ by.

This is the audit's own reading of a released ledger: of all that the admission knows of the models it uses nothing.
Months stand for periods of any length.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

_METHODS = ("poisson", "quasi_poisson", "quasi_poisson_newey_west", "negative_binomial")
_SAME_MONTHS = (*_METHODS, "co_interventions_none")
_CHOICE = re.compile(r"(before|lag)_(\d+)")
_YEAR = re.compile(r"\bthis one without (\d{4})\b")
_FIELDS = {"before": "periods_before", "lag": "lag"}

Months = frozenset[pd.Period]


def differences(rows: Sequence[Mapping[str, str]], plan: Mapping[str, Any]) -> Iterator[tuple[str, int, Months]]:
    """Yield what is left of the deaths of an estimate when those of another one of the same series are taken off.

    Parameters
    ----------
    rows : sequence of mapping
        Of one series: released rows with numbers of events.
    plan : mapping
        Of the analysis.

    Yields
    ------
    str, int, frozenset of Period
        Both numbers in words, their difference, and the months that it is about.
    """
    known: dict[tuple[Months, int], str] = {}
    for row in rows:
        months = months_of(row, plan)
        if months:
            known.setdefault((months, int(float(row["n_events"]))), row["result_id"])
    for (whole, more), (part, fewer) in itertools.permutations(known, 2):
        if part < whole:
            words = f"{known[whole, more]} (n_events): {more} minus {known[part, fewer]} (n_events): {fewer}"
            yield words, more - fewer, whole - part


def months_of(row: Mapping[str, str], plan: Mapping[str, Any]) -> Months | None:
    """Return the months that an estimate rests on; None where the plan does not say it."""
    chosen = _chosen(row, plan)
    if chosen is None or "/" not in row["period"]:
        return None
    first_day, after_day = row["period"].split("/")
    freq = _frequency(plan, first_day)
    first, after = pd.Period(first_day, freq=freq), pd.Period(after_day, freq=freq)
    months = set(pd.period_range(first, after - 1, freq=freq))
    months -= {pd.Period(day, freq=freq) for day in plan.get("left_out", ())}
    ends = [day for day in (plan.get("provisional_from"), chosen.get("end")) if day]
    months = {month for month in months if all(month < pd.Period(day, freq=freq) for day in ends)}
    starts = [pd.Period(each["date"], freq=freq) for each in plan.get("interventions", ())]
    for each, start in zip(plan.get("interventions", ()), starts, strict=True):
        lag, transition = (_first_of(chosen.get(name), each.get(name), 0) for name in ("lag", "transition"))
        months -= {start + lag + number for number in range(transition)}
    if chosen.get("start"):
        months = {month for month in months if month >= pd.Period(chosen["start"], freq=freq)}
    if chosen.get("periods_before") and starts:
        months = {month for month in months if month >= min(starts) - chosen["periods_before"]}
    for each in plan.get("co_interventions", ()):
        if chosen.get("co_interventions") == "left_out" and each.get("end"):
            begin, end = pd.Period(each["start"], freq=freq), pd.Period(each["end"], freq=freq)
            months = {month for month in months if not begin <= month < end}
    return frozenset(month for month in months if month.start_time.year != chosen.get("year"))


def _frequency(plan: Mapping[str, Any], first_day: str) -> str:
    """Return the length of a period as pandas calls it; a week ends on the day before that on which one begins."""
    if plan.get("frequency") == "week":
        return f"W-{(pd.Timestamp(first_day) - pd.Timedelta(days=1)).day_name()[:3].upper()}"
    return {"quarter": "Q", "year": "Y"}.get(plan.get("frequency", ""), "M")


def _chosen(row: Mapping[str, str], plan: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return what the specification of a row chooses otherwise than the primary one; None where it is not known."""
    if row["status"] == "primary":
        return {}
    name = row["result_id"].rpartition("/")[2]
    declared = {each["name"]: each for each in plan.get("specifications", ())}
    if name in declared:
        return declared[name]
    if name in _SAME_MONTHS:
        return {}
    if name == "co_interventions_left_out":
        return {"co_interventions": "left_out"}
    if match := _CHOICE.fullmatch(name):
        return {_FIELDS[match[1]]: int(match[2])}
    year = _YEAR.search(row["note"]) if name.endswith("_without_a_year") else None
    return {"year": int(year[1])} if year else None


def _first_of(*values: Any) -> Any:
    return next(value for value in values if value is not None)
