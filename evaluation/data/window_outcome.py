"""Whether somebody stays through a window of days from the start of treatment that is wholly observed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.data.episode_rule import EpisodeRule
from evaluation.data.stretches import Days
from evaluation.data.treatment_rows import TreatmentRows


@dataclass(frozen=True, kw_only=True, eq=False)
class Window:
    """The first days of treatment.

    Parameters
    ----------
    rows : TreatmentRows
    rule : EpisodeRule
    days : int

    Raises
    ------
    ValueError
        If there is no day.
    """

    rows: TreatmentRows
    rule: EpisodeRule
    days: int

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ValueError(f"a window has at least 1 day, not {self.days}")

    def outcome(
        self, person: Days, start: Days, stays: NDArray[np.bool_], left_out: Mapping[str, NDArray[np.bool_]]
    ) -> WindowOutcome:
        """Leave out who is not observed, then whoever some reason holds for; say who of the others died.

        Parameters
        ----------
        person, start : array of int, shape (n,)
            Starts of treatment, in days from observation start.
        stays : array of bool, shape (n,)
        left_out : mapping of str to array of bool, shape (n,)
            Further reasons, in their order.
        """
        death, end = self.rows.death[person], start + self.days
        reasons = {"window_not_observed": end > self.rule.n_days, **left_out}
        kept, counts = np.ones(person.size, dtype=bool), {}
        for name, holds in reasons.items():
            counts[name] = int((kept & holds).sum())
            kept &= ~holds
        return WindowOutcome(
            person=person[kept], start=start[kept], retained=stays[kept], died=(death < end)[kept], n_left_out=counts
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class WindowOutcome:
    """What became of each start of treatment whose window is observed.

    Attributes
    ----------
    person, start : ndarray of int, shape (n,)
    retained : ndarray of bool, shape (n,)
        Of those who died, only as long as they lived.
    died : ndarray of bool, shape (n,)
        Within the window.
    n_left_out : mapping of str to int
        By the first reason that holds.
    """

    person: Days
    start: Days
    retained: NDArray[np.bool_]
    died: NDArray[np.bool_]
    n_left_out: Mapping[str, int]
