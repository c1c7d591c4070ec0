"""What makes a treatment episode, how it is dated and how it can end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum


class Outcome(IntEnum):
    """How follow-up of an episode ended."""

    CENSORED = 0
    DISCONTINUED = 1
    DEATH = 2
    TRANSFER = 3


class EventDate(StrEnum):
    """The day a discontinuation is dated."""

    FIRST_UNCOVERED_DAY = "first_uncovered_day"
    GAP_COMPLETE = "gap_complete"


@dataclass(frozen=True, kw_only=True)
class EpisodeRule:
    """What makes an episode.

    Parameters
    ----------
    observation_start, observation_end : date
        First day of the data; first day no longer in them.
    gap_days : int
        Days without cover, not counting exempt ones, that end an episode.
    carry_over_cap_days : int
        Most leftover supply that carries over to the next fill of the same medication.
    washout_days : int
        Days without cover before an episode that make it a new initiation.
    event_date : EventDate
        A discontinuation is dated on the day after the last covered day, or on the day that completes the gap.
    injections : tuple of str
        Medications that last their own days and never stack.

    Raises
    ------
    ValueError
        If the observation is empty, or a number of days is negative.
    """

    observation_start: date
    observation_end: date
    gap_days: int = 30
    carry_over_cap_days: int = 30
    washout_days: int = 60
    event_date: EventDate = EventDate.FIRST_UNCOVERED_DAY
    injections: tuple[str, ...] = ("xr_buprenorphine", "xr_naltrexone")

    def __post_init__(self) -> None:
        if self.observation_start >= self.observation_end:
            raise ValueError(f"observation starts {self.observation_start} and ends {self.observation_end}")
        if self.gap_days < 1 or self.carry_over_cap_days < 0 or self.washout_days < 0:
            raise ValueError("gap_days must be at least 1, carry_over_cap_days and washout_days at least 0")

    @property
    def follow_up_end(self) -> date:
        """The day on which follow-up is censored: the last on which a discontinuation could be seen whole."""
        unseen = self.gap_days if self.event_date is EventDate.FIRST_UNCOVERED_DAY else 0
        return self.observation_end - timedelta(days=unseen)
