"""The rows that a model of hazards is fitted to, of which a person may have several as covariates change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.data.episode_rule import Outcome
from evaluation.data.person_intervals import PersonIntervals
from evaluation.stats.survival.right_censored import RightCensored


@dataclass(frozen=True, eq=False)
class Intervals:
    """Rows of people.

    Attributes
    ----------
    frame : DataFrame
        Covariates.
    person : ndarray of int, shape (m,)
        Position of each row's person among the people; sorted.
    follow_up : RightCensored
        Time at risk of leaving, on the clock of the first start.
    is_after_gap : ndarray of bool, shape (m,)
        Rows after days left out, which only models of hazards have.
    n_changing : mapping of str to int
        Covariates that change while somebody is followed, and of how many people they do.
    """

    frame: pd.DataFrame
    person: NDArray[np.intp]
    follow_up: RightCensored
    is_after_gap: NDArray[np.bool_]
    n_changing: Mapping[str, int]

    @classmethod
    def of_rows(cls, rows: PersonIntervals, covariates: Sequence[str]) -> Intervals:
        """Return rows of which some people have several."""
        frame = rows.frame
        n_changing = {
            name: np.setdiff1d(rows.who_changes(name), rows.who_lacks(name)).size
            for name in dict.fromkeys(covariates)
        }
        return cls(
            frame=frame,
            person=rows.person,
            follow_up=RightCensored.from_arrays(
                frame["time"], frame["status"] == Outcome.DISCONTINUED, frame["entry"]
            ),
            is_after_gap=rows.is_after_gap,
            n_changing={name: number for name, number in n_changing.items() if number},
        )

    def of(self, people: NDArray[np.int64]) -> Intervals:
        """Return the rows of some people, given by their positions."""
        is_chosen = np.zeros(self.person[-1] + 1, dtype=bool)
        is_chosen[people] = True
        chosen = np.flatnonzero(is_chosen[self.person])
        return Intervals(
            frame=self.frame.iloc[chosen],
            person=self.person[chosen],
            follow_up=self.follow_up.subset(chosen),
            is_after_gap=self.is_after_gap[chosen],
            n_changing=self.n_changing,
        )
