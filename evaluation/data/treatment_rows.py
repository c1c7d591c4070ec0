"""Rows of supply and of treatment events as day numbers: what can be used, and why the rest cannot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.data.episode_rule import EpisodeRule
from evaluation.data.supply import Days
from evaluation.data.validated import Dropped

NEVER = np.iinfo(np.int64).max // 4
"""Stands for a day that does not exist: later than every other."""


@dataclass(frozen=True, kw_only=True, eq=False)
class TreatmentRows:
    """What is used of the rows; days count from observation start, persons and medications from 0.

    Attributes
    ----------
    ids, medications : pandas.Index
        Names by number, sorted.
    used : ndarray of bool, shape (rows of dispensing,)
    person, medication, day, supply : ndarray of int
        Of the used rows.
    stay_person, stay_start, stay_stop : ndarray of int
        Jail and hospital stays cut to the observation, sorted by person and start; they may overlap.
    death, transfer : ndarray of int, shape (persons,)
        First day of each, ``NEVER`` where there is none in the observation.
    dropped : tuple of Dropped
    """

    ids: pd.Index
    medications: pd.Index
    used: NDArray[np.bool_]
    person: Days
    medication: Days
    day: Days
    supply: Days
    stay_person: Days
    stay_start: Days
    stay_stop: Days
    death: Days
    transfer: Days
    dropped: tuple[Dropped, ...]


def select_rows(dispensing: pd.DataFrame, treatment_events: pd.DataFrame | None, rule: EpisodeRule) -> TreatmentRows:
    """Decide which rows are used, and give persons, medications and days numbers.

    Parameters
    ----------
    dispensing : DataFrame
        ``person_id, date, medication, days_supply``.
    treatment_events : DataFrame or None
        ``person_id, event, start, end``.
    rule : EpisodeRule

    Returns
    -------
    TreatmentRows
    """
    n_days = (rule.observation_end - rule.observation_start).days
    person, ids = pd.factorize(dispensing["person_id"], sort=True)
    medication, medications = pd.factorize(dispensing["medication"], sort=True)
    day = _day_numbers(dispensing["date"], rule)
    supply = pd.to_numeric(dispensing["days_supply"]).to_numpy(dtype=float, na_value=np.nan)
    if treatment_events is None:
        treatment_events = pd.DataFrame({"person_id": [], "event": [], "start": [], "end": []})
    events = _Events.of(treatment_events, ids, rule)

    observed = events.start < n_days
    death, transfer = (
        _first_day(events.person, events.start, (events.name == name) & observed & events.is_used, len(ids))
        for name in ("death", "transfer")
    )
    reason = _reasons(person, day, supply, n_days=n_days, death=death, transfer=transfer)
    reason = np.where((reason == "") & (medication < 0), "medication_missing", reason)
    used = reason == ""

    is_stay = np.isin(events.name, ("jail", "inpatient")) & events.is_used
    start, stop = (np.clip(column[is_stay], 0, n_days) for column in (events.start, events.stop))
    order = np.lexsort((start, events.person[is_stay]))
    seen = order[start[order] < stop[order]]
    return TreatmentRows(
        ids=ids,
        medications=medications,
        used=used,
        person=person[used],
        medication=medication[used],
        day=day[used],
        supply=np.minimum(supply[used], n_days).astype(np.int64),
        stay_person=events.person[is_stay][seen],
        stay_start=start[seen],
        stay_stop=stop[seen],
        death=death,
        transfer=transfer,
        dropped=(*_counted(reason[~used]), *_counted(events.reason[~events.is_used])),
    )


class _Events(NamedTuple):
    """Treatment events by number of person and day; ``reason`` says why one is not used."""

    person: Days
    name: NDArray[np.object_]
    start: Days
    stop: Days
    reason: NDArray[np.str_]

    @classmethod
    def of(cls, frame: pd.DataFrame, ids: pd.Index, rule: EpisodeRule) -> _Events:
        person = ids.get_indexer(frame["person_id"])
        name = frame["event"].to_numpy(dtype=object)
        start, stop = _day_numbers(frame["start"], rule), _day_numbers(frame["end"], rule)
        conditions = [person < 0, start == NEVER, np.isin(name, ("jail", "inpatient")) & (stop <= start)]
        reasons = ["event_of_person_without_supply", "event_without_date", "stay_without_days"]
        return cls(person, name, start, stop, np.select(conditions, reasons, default=""))

    @property
    def is_used(self) -> NDArray[np.bool_]:
        return self.reason == ""


def _reasons(
    person: Days, day: Days, supply: NDArray[np.float64], *, n_days: int, death: Days, transfer: Days
) -> NDArray[np.str_]:
    """Return why each row of supply is not used, blank where it is: the first reason that holds."""
    reasons = {
        "person_missing": person < 0,
        "date_missing": day == NEVER,
        "supply_missing": np.isnan(supply),
        "supply_not_positive": supply <= 0,
        "supply_not_whole_days": supply != np.floor(supply),
        "before_observation": day < 0,
        "after_observation": day >= n_days,
        "after_death": day > np.append(death, NEVER)[person],
        "after_transfer": day > np.append(transfer, NEVER)[person],
    }
    return np.select(list(reasons.values()), list(reasons), default="")


def _day_numbers(dates: pd.Series, rule: EpisodeRule) -> Days:
    """Return days since observation start; NEVER where the date is missing."""
    days = pd.to_datetime(dates).to_numpy().astype("datetime64[D]")
    since = (days - np.datetime64(rule.observation_start, "D")).astype(np.int64)
    return np.where(np.isnat(days), NEVER, since)


def _first_day(person: Days, day: Days, chosen: NDArray[np.bool_], n_persons: int) -> Days:
    """Return each person's first chosen day; NEVER where there is none."""
    first = np.full(n_persons, NEVER)
    np.minimum.at(first, person[chosen], day[chosen])
    return first


def _counted(reasons: NDArray[np.str_]) -> tuple[Dropped, ...]:
    names, counts = np.unique(reasons, return_counts=True)
    return tuple(Dropped(str(name), int(count)) for name, count in zip(names, counts, strict=True))
