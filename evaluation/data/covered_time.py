"""What everybody was covered by, whatever the gap: computed once, then any number of definitions are cheap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evaluation.data.episode_rule import EpisodeRule, ExemptDays, Stacking
from evaluation.data.stretches import DayClock, Days, merged
from evaluation.data.supply import covered_days
from evaluation.data.treatment_rows import TreatmentRows

_ROWS_AT_ONCE = 2_000_000


@dataclass(frozen=True, kw_only=True, eq=False)
class CoveredTime:
    """Runs of covered days, each as long as possible, and what else decides how an episode ends.

    Attributes
    ----------
    person, medication, start, stop : ndarray of int, shape (runs,)
        Sorted by start, which is on the line, as stop is; ``medication`` is that of the first day, of several the
        first.
    exempt : DayClock
        Stands still in jail and hospital.
    death, transfer : ndarray of int, shape (persons,)
        First day of each from observation start, ``NEVER`` where there is none.
    n_days : int
        Days of observation; a person has one more on the line.
    """

    person: Days
    medication: Days
    start: Days
    stop: Days
    exempt: DayClock
    death: Days
    transfer: Days
    n_days: int

    @property
    def origin(self) -> Days:
        """Where each run's person begins on the line."""
        return self.person * (self.n_days + 1)

    @cached_property
    def _uncovered(self) -> DayClock:
        return DayClock(self.start, self.stop)

    def n_covered(self, start: Days, stop: Days) -> Days:
        """Return how many days are covered from each start to before each stop, both on the line."""
        return (stop - start) - (self._uncovered.reading(stop) - self._uncovered.reading(start))


def covered_time(rows: TreatmentRows, rule: EpisodeRule) -> CoveredTime:
    """Return the runs of covered days of everybody.

    Parameters
    ----------
    rows : TreatmentRows
    rule : EpisodeRule
        ``gap_days``, ``washout_days`` and what concerns the end of an episode are not used.
    """
    span = rule.n_days + 1
    _, *stays = merged(rows.stay_person * span + rows.stay_start, rows.stay_person * span + rows.stay_stop)
    exempt = DayClock(*stays)
    stacks = ~rows.medications.isin(rule.injections) & (rule.stacking is Stacking.PER_DRUG)
    parts = []
    for chosen in _ranges_of_persons(rows.person):
        coverage = covered_days(
            person=rows.person[chosen],
            medication=rows.medication[chosen],
            day=rows.day[chosen],
            supply=rows.supply[chosen],
            stacks=stacks,
            carry_over_cap=rule.carry_over_cap_days,
            n_days=rule.n_days,
            pauses=exempt if rule.exempt_days is ExemptDays.PAUSED_SUPPLY else None,
        )
        first, start, stop = merged(coverage.start, coverage.stop)
        parts.append((coverage.person[first], coverage.medication[first], start, stop))
    person, medication, start, stop = (np.concatenate(column) for column in zip(*parts, strict=True))
    return CoveredTime(
        person=person,
        medication=medication,
        start=start,
        stop=stop,
        exempt=exempt,
        death=rows.death,
        transfer=rows.transfer,
        n_days=rule.n_days,
    )


def _ranges_of_persons(person: Days) -> Iterator[Days | slice]:
    """Yield the rows of some persons at a time, in rising order of persons; of nobody once where there is no row."""
    if person.size <= _ROWS_AT_ONCE:
        yield slice(None)
        return
    order = np.argsort(person, kind="stable")
    ends = np.cumsum(np.bincount(person))
    begin = 0
    while begin < person.size:
        whole = np.searchsorted(ends, begin + _ROWS_AT_ONCE, side="right")
        end = int(ends[whole - 1]) if whole and ends[whole - 1] > begin else int(ends[whole])
        yield order[begin:end]
        begin = end
