"""Rows of supply and of treatment events as day numbers: what can be used, and why the rest cannot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.data.episode_rule import EpisodeRule
from evaluation.data.stretches import Days
from evaluation.data.validated import Dropped

NEVER = np.iinfo(np.int64).max // 4
"""Stands for a day that does not exist: later than every other."""

_STAYS = ("jail", "inpatient")
_EVENTS = frozenset({"death", "transfer", *_STAYS})


@dataclass(frozen=True, kw_only=True, eq=False)
class TreatmentRows:
    """What is used of the rows; days count from observation start, persons and medications from 0.

    Attributes
    ----------
    ids, medications : pandas.Index
        Names by number, sorted.
    person, medication, day, supply : ndarray of int
        Of the used rows.
    stay_person, stay_start, stay_stop : ndarray of int
        Jail and hospital stays cut to the observation, sorted by person and start; they may overlap.
    stay_is_inpatient : ndarray of bool
        Of the stays.
    death, transfer : ndarray of int, shape (persons,)
        First day of each, ``NEVER`` where there is none in the observation.
    dropped : tuple of Dropped
    n_repeated : int
        Used rows that repeat another in every column.
    n_persons : int
        People with at least one used row.
    """

    ids: pd.Index
    medications: pd.Index
    person: Days
    medication: Days
    day: Days
    supply: Days
    stay_person: Days
    stay_start: Days
    stay_stop: Days
    stay_is_inpatient: NDArray[np.bool_]
    death: Days
    transfer: Days
    dropped: tuple[Dropped, ...]
    n_repeated: int
    n_persons: int

    @property
    def names_used(self) -> frozenset[str]:
        """Names of the medications of the used rows."""
        return frozenset(self.medications[np.unique(self.medication)])


def select_rows(dispensing: pd.DataFrame, treatment_events: pd.DataFrame | None, rule: EpisodeRule) -> TreatmentRows:
    """Decide which rows are used, and give persons, medications and days numbers.

    Parameters
    ----------
    dispensing : DataFrame
        ``person_id, date, medication, days_supply``, rows in any order.
    treatment_events : DataFrame or None
        ``person_id, event, start, end``: death, transfer (dated by ``start``), jail, inpatient (half-open stays;
        one without an end lasts until observation ends).
    rule : EpisodeRule

    Returns
    -------
    TreatmentRows

    Raises
    ------
    ValueError
        If an event is none of the four.
    """
    n_days = rule.n_days
    person, ids = pd.factorize(dispensing["person_id"], sort=True)
    medication, medications = pd.factorize(dispensing["medication"], sort=True)
    day = _day_numbers(dispensing["date"], rule)
    supply = pd.to_numeric(dispensing["days_supply"]).to_numpy(dtype=float, na_value=np.nan)
    if rule.durations:
        fixed = np.append([rule.durations.get(name, np.nan) for name in medications], np.nan)[medication]
        supply = np.where(np.isnan(fixed), supply, fixed)
    if treatment_events is None:
        treatment_events = pd.DataFrame({"person_id": [], "event": [], "start": [], "end": []})
    events = _Events.of(treatment_events, ids, rule)

    observed = events.start < n_days
    death, transfer = (
        _first_day(events.person, events.start, (events.name == name) & observed & events.is_used, len(ids))
        for name in ("death", "transfer")
    )
    reason = _first_reason(
        {
            "person_missing": person < 0,
            "date_missing": day == NEVER,
            "supply_missing": np.isnan(supply),
            "supply_not_positive": supply <= 0,
            "supply_not_whole_days": supply != np.floor(supply),
            "before_observation": day < 0,
            "after_observation": day >= n_days,
            "after_death": day > np.append(death, NEVER)[person],
            "after_transfer": day > np.append(transfer, NEVER)[person],
            "medication_missing": medication < 0,
        }
    )
    used = reason.is_used
    person, medication, day, supply = person[used], medication[used], day[used], supply[used]

    is_stay = np.isin(events.name, _STAYS) & events.is_used
    start, stop = (np.clip(column[is_stay], 0, n_days) for column in (events.start, events.stop))
    order = np.lexsort((start, events.person[is_stay]))
    seen = order[start[order] < stop[order]]
    return TreatmentRows(
        ids=ids,
        medications=medications,
        person=person,
        medication=medication,
        day=day,
        supply=np.minimum(supply, n_days).astype(np.int64),
        stay_person=events.person[is_stay][seen],
        stay_start=start[seen],
        stay_stop=stop[seen],
        stay_is_inpatient=(events.name[is_stay] == "inpatient")[seen],
        death=death,
        transfer=transfer,
        dropped=(*reason.dropped, *events.reason.dropped),
        n_repeated=_n_repeated((person * len(medications) + medication) * n_days + day, supply),
        n_persons=int(np.count_nonzero(np.bincount(person, minlength=1))),
    )


class _Reasons(NamedTuple):
    """Why each row is not used, by number; 0 where it is."""

    names: tuple[str, ...]
    number: NDArray[np.uint8]

    @property
    def is_used(self) -> NDArray[np.bool_]:
        return self.number == 0

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        counts = np.bincount(self.number, minlength=len(self.names) + 1)[1:]
        return tuple(Dropped(name, int(n)) for name, n in sorted(zip(self.names, counts, strict=True)) if n)


def _first_reason(holds: Mapping[str, NDArray[np.bool_]]) -> _Reasons:
    """Return the first reason that holds for each row."""
    number = np.zeros(next(iter(holds.values())).size, dtype=np.uint8)
    for position, where in reversed([*enumerate(holds.values(), start=1)]):
        number[where] = position
    return _Reasons(tuple(holds), number)


class _Events(NamedTuple):
    """Treatment events by number of person and day."""

    person: Days
    name: NDArray[np.object_]
    start: Days
    stop: Days
    reason: _Reasons

    @classmethod
    def of(cls, frame: pd.DataFrame, ids: pd.Index, rule: EpisodeRule) -> _Events:
        person = ids.get_indexer(frame["person_id"])
        name = frame["event"].to_numpy(dtype=object)
        if unknown := {*map(str, name)} - _EVENTS:
            raise ValueError(f"events are {', '.join(sorted(_EVENTS))}, and not {', '.join(sorted(unknown))}")
        start, stop = _day_numbers(frame["start"], rule), _day_numbers(frame["end"], rule)
        death = _first_day(person, start, (name == "death") & (person >= 0), len(ids))
        reason = _first_reason(
            {
                "event_of_person_without_supply": person < 0,
                "event_without_date": start == NEVER,
                "event_after_death": start > np.append(death, NEVER)[person],
                "stay_without_days": np.isin(name, _STAYS) & (stop <= start),
            }
        )
        return cls(person, name, start, stop, reason)

    @property
    def is_used(self) -> NDArray[np.bool_]:
        return self.reason.is_used


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


def _n_repeated(key: Days, supply: NDArray[np.float64]) -> int:
    """Return how many rows have key and supply of another before them."""
    number, values = pd.factorize(supply)
    key = np.sort(key * max(len(values), 1) + number)
    return int(np.count_nonzero(key[1:] == key[:-1]))
