"""What people go through from their first new start on: in treatment, out of it and back, until observation ends."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from evaluation.data.covered_time import CoveredTime
from evaluation.data.episode_rule import EpisodeRule, Outcome, Transfer
from evaluation.data.episodes import episodes_by_gap
from evaluation.stats.survival.competing_events import CompetingEvents
from evaluation.stats.survival.right_censored import RightCensored
from evaluation.stats.survival.state_stretches import StateStretches

Days = NDArray[np.float64]


class State(IntEnum):
    """Where somebody is."""

    IN_TREATMENT = 0
    OUT_OF_TREATMENT = 1
    DEAD = 2
    MOVED = 3


_AFTER = np.array([State.IN_TREATMENT, State.OUT_OF_TREATMENT, State.DEAD, State.MOVED])
"""The state that begins when an episode ends, by outcome; the same one where follow-up ends."""


@dataclass(frozen=True, eq=False)
class Histories:
    """Episodes and what lies between them; days count from each person's first new start.

    Attributes
    ----------
    person : ndarray of int, shape (m,)
        Whose episode it is, numbered from 0; sorted, and by start.
    start, end : ndarray of shape (m,)
    outcome : ndarray of int, shape (m,)
        Of each episode, an :class:`Outcome` number.
    last_day : ndarray of shape (n,)
        Death, move or end of follow-up of each person.
    last_outcome : ndarray of int, shape (n,)
        ``DEATH``, ``TRANSFER`` or ``CENSORED``.
    """

    person: NDArray[np.int64]
    start: Days
    end: Days
    outcome: NDArray[np.int64]
    last_day: Days
    last_outcome: NDArray[np.int64]

    @classmethod
    def of_supply(cls, covered: CoveredTime, rule: EpisodeRule, persons: NDArray[np.int64]) -> Histories:
        """Return the histories of some people.

        Parameters
        ----------
        covered : CoveredTime
        rule : EpisodeRule
        persons : ndarray of int, shape (n,)
            Numbers of people who start anew before the end of follow-up; they are renumbered in this order.
        """
        frame = episodes_by_gap(covered, rule)
        frame = frame[frame["start"] < rule.follow_up_days]
        firsts = frame[frame["new_initiation"]].drop_duplicates("person").set_index("person")["start"]
        number = np.full(covered.death.size, -1)
        number[persons] = np.arange(persons.size)
        first = firsts.reindex(persons).to_numpy(dtype=float)
        place = number[frame["person"]]
        frame, place = frame[place >= 0], place[place >= 0]
        since = frame["start"].to_numpy(dtype=float) - first[place]
        frame, place, since = frame[since >= 0], place[since >= 0], since[since >= 0]
        order = np.lexsort((since, place))
        death, transfer = covered.death[persons], covered.transfer[persons]
        last = np.minimum(np.minimum(death, transfer), rule.follow_up_days)
        as_transfer = Outcome.CENSORED if rule.transfer is Transfer.CENSORING else Outcome.TRANSFER
        outcome = np.where(death <= transfer, Outcome.DEATH, as_transfer)
        end = since + frame["time"].to_numpy(dtype=float)
        last_day = last - first
        np.maximum.at(last_day, place, end)
        return cls(
            person=place[order],
            start=since[order],
            end=end[order],
            outcome=frame["outcome"].to_numpy()[order],
            last_day=last_day,
            last_outcome=np.where(np.minimum(death, transfer) <= rule.follow_up_days, outcome, int(Outcome.CENSORED)),
        )

    @property
    def n_persons(self) -> int:
        """How many people there are."""
        return self.last_day.size

    def subset(self, chosen: NDArray[np.int64]) -> Histories:
        """Return some people, renumbered in the order of their numbers."""
        persons = np.sort(chosen)
        number = np.full(self.n_persons, -1)
        number[persons] = np.arange(persons.size)
        ours = number[self.person] >= 0
        return Histories(
            person=number[self.person[ours]],
            start=self.start[ours],
            end=self.end[ours],
            outcome=self.outcome[ours],
            last_day=self.last_day[persons],
            last_outcome=self.last_outcome[persons],
        )

    def leavings(self) -> tuple[CompetingEvents, NDArray[np.int64]]:
        """Return stretches from one leaving of treatment to the next and to the end, and whose they are.

        Cause 1 is leaving, 2 death or a move, after which nobody leaves again.
        """
        left = self.outcome == Outcome.DISCONTINUED
        person = np.concatenate([self.person[left], np.arange(self.n_persons)])
        time = np.concatenate([self.end[left], self.last_day])
        ended = np.where(self.last_outcome == Outcome.CENSORED, 0, 2)
        cause = np.concatenate([np.ones(int(left.sum()), dtype=int), ended])
        order = np.lexsort((time, person))
        person, time, cause = person[order], time[order], cause[order]
        again = np.append(False, person[1:] == person[:-1])
        entry = np.where(again, np.append(0.0, time[:-1]), 0.0)
        lasts = time > entry
        return CompetingEvents.from_arrays(time[lasts], cause[lasts], entry[lasts], n_causes=2), person[lasts]

    def in_treatment(self) -> RightCensored:
        """Return every episode as time at risk of leaving, on the clock of the first start."""
        return RightCensored.from_arrays(self.end, self.outcome == Outcome.DISCONTINUED, self.start)

    def states(self) -> StateStretches:
        """Return people's stretches in the four states."""
        left = np.flatnonzero(self.outcome == Outcome.DISCONTINUED)
        following = np.append(self.person[1:] == self.person[:-1], False)[left]
        next_start = np.append(self.start[1:], 0.0)[left]
        whose = self.person[left]
        until = np.where(following, next_start, self.last_day[whose])
        after = np.where(following, State.IN_TREATMENT, _after_absence(self.last_outcome[whose]))
        lasts = until > self.end[left]
        parts = (
            (self.person, self.start, self.end, np.zeros(self.person.size), _AFTER[self.outcome]),
            (whose[lasts], self.end[left][lasts], until[lasts], np.ones(int(lasts.sum())), after[lasts]),
        )
        return StateStretches.from_arrays(
            *(np.concatenate(columns) for columns in zip(*parts, strict=True)), n_states=len(State)
        )


def _after_absence(outcome: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the state that ends an absence from treatment; the same one where follow-up ends."""
    return np.where(outcome == Outcome.CENSORED, State.OUT_OF_TREATMENT, _AFTER[outcome])
