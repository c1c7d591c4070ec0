"""What makes a treatment episode, how it is dated and how it can end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from types import MappingProxyType


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


class Stacking(StrEnum):
    """What supply of one drug does that comes while some is left."""

    PER_DRUG = "per_drug"
    NONE = "none"


class ExemptDays(StrEnum):
    """What happens to supply on days in jail or hospital, which never count towards a gap."""

    SUPPLY_RUNS_ON = "supply_runs_on"
    PAUSED_SUPPLY = "paused_supply"


class Transfer(StrEnum):
    """How a transfer to another provider, which ends the follow-up of the person, is counted."""

    END_OF_FOLLOW_UP = "end_of_follow_up"
    CENSORING = "censoring"


class UnfinishedGap(StrEnum):
    """What death or transfer inside an unfinished gap is."""

    TERMINAL = "terminal"
    DISCONTINUATION = "discontinuation"


class FirstDay(StrEnum):
    """What becomes of somebody who dies or moves on the first day of an episode."""

    EXCLUDED = "excluded"
    HALF_A_DAY = "half_a_day"


@dataclass(frozen=True, kw_only=True)
class EpisodeRule:
    """What makes an episode. A choice may be given as its text; an unknown one is an error.

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
    stacking : Stacking
        Supply of one drug adds up, drug by drug; or a day is covered when some row of supply covers it.
    exempt_days : ExemptDays
        In jail and hospital supply runs on; or what stacks is kept for later, and a day on which some is kept is
        covered.
    transfer : Transfer
        An outcome of its own; or censoring. Follow-up of the person ends for good either way.
    unfinished_gap : UnfinishedGap
        Death and transfer after the first uncovered day and before the day that completes the gap are what they are;
        or a discontinuation, dated on the first uncovered day or, where the gap would have to be complete, that day.
    first_day : FirstDay
        An episode that death or transfer ends on its first day lasts 0 days; or half a day.
    injections : tuple of str
        Medications that last their own days and never stack: injections and implants.
    durations : mapping of str to int
        Days that each row of a medication lasts, whatever its days of supply.

    Raises
    ------
    ValueError
        If the observation is empty, a number of days is out of range, a choice is unknown, or supply is to be kept
        for later where none stacks.
    """

    observation_start: date
    observation_end: date
    gap_days: int = 30
    carry_over_cap_days: int = 30
    washout_days: int = 60
    event_date: EventDate = EventDate.FIRST_UNCOVERED_DAY
    stacking: Stacking = Stacking.PER_DRUG
    exempt_days: ExemptDays = ExemptDays.SUPPLY_RUNS_ON
    transfer: Transfer = Transfer.END_OF_FOLLOW_UP
    unfinished_gap: UnfinishedGap = UnfinishedGap.TERMINAL
    first_day: FirstDay = FirstDay.EXCLUDED
    injections: tuple[str, ...] = ("xr_buprenorphine", "buprenorphine_implant", "xr_naltrexone")
    durations: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, choice in _CHOICES.items():
            object.__setattr__(self, name, choice(getattr(self, name)))
        object.__setattr__(self, "durations", MappingProxyType(dict(self.durations)))
        if self.observation_start >= self.observation_end:
            raise ValueError(f"observation starts {self.observation_start} and ends {self.observation_end}")
        if self.gap_days < 1 or self.carry_over_cap_days < 0 or self.washout_days < 0:
            raise ValueError("gap_days must be at least 1, carry_over_cap_days and washout_days at least 0")
        if any(days < 1 for days in self.durations.values()):
            raise ValueError(f"durations must be at least 1 day: {dict(self.durations)}")
        if self.exempt_days is ExemptDays.PAUSED_SUPPLY and self.stacking is Stacking.NONE:
            raise ValueError("exempt_days paused_supply keeps what stacks, and stacking is none")

    @property
    def n_days(self) -> int:
        """Days of observation."""
        return (self.observation_end - self.observation_start).days

    @property
    def follow_up_days(self) -> int:
        """Days from observation start to the end of follow-up; negative where no gap fits into the observation."""
        return (self.follow_up_end - self.observation_start).days

    @property
    def follow_up_end(self) -> date:
        """The day on which follow-up is censored: the last on which a discontinuation could be seen whole."""
        unseen = self.gap_days if self.event_date is EventDate.FIRST_UNCOVERED_DAY else 0
        return self.observation_end - timedelta(days=unseen)


_CHOICES = {
    "event_date": EventDate,
    "stacking": Stacking,
    "exempt_days": ExemptDays,
    "transfer": Transfer,
    "unfinished_gap": UnfinishedGap,
    "first_day": FirstDay,
}
