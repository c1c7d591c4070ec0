"""How much each person moves an estimate made of hazards: sums of squares of such influences.

A person at risk at ``s`` moves the hazard of cause ``c`` there by ``(own event - d_c / n) / n``, and an estimate by
the sum over ``s`` of such moves, each times a weight. So the influence of a person is the weight of the own event
minus what accumulates from entry to exit: a difference of one running sum, the same for everybody.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.stats.survival.competing_events import CompetingEvents
from evaluation.stats.survival.risk_table import RiskTable

ROUNDING = 64.0 * float(np.finfo(float).eps)
"""A difference of two sums that is smaller than this share of them is taken to be zero."""


@dataclass(frozen=True, eq=False)
class Influence:
    """How much people move an estimate.

    Attributes
    ----------
    running : ndarray of shape (k,)
        What has accumulated for everybody at risk from the first time on, to be taken off.
    at_exit : ndarray of shape (m,)
        The influence of each of the people counted, over all times.
    """

    running: NDArray[np.float64]
    at_exit: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CountedPeople:
    """People with the same entry, exit and ending, counted together where they entered at time zero.

    Attributes
    ----------
    table : RiskTable
    exit, ending, entry : ndarray of int, shape (m,)
        Place of the exit among the times of the table; 0 censored or the cause; place of the last time up to the
        entry, -1 where there is none.
    count : ndarray of int, shape (m,)
    is_late : ndarray of int
        Positions of those whose entry has a place.
    n_here : ndarray of int, shape (k,)
        People who have entered by each time and leave after it.
    """

    table: RiskTable
    exit: NDArray[np.int64]
    ending: NDArray[np.int64]
    entry: NDArray[np.int64]
    count: NDArray[np.int64]
    is_late: NDArray[np.int64]
    n_here: NDArray[np.int64]

    @classmethod
    def of_follow_up(cls, follow_up: CompetingEvents, table: RiskTable) -> CountedPeople:
        """Return the people of a table."""
        counts = np.vstack([table.n_censored, table.n_by_cause])
        is_late = np.isfinite(follow_up.entry)
        late_exit = np.searchsorted(table.time, follow_up.time[is_late])
        late_ending = follow_up.cause[is_late]
        late_entry = np.searchsorted(table.time, follow_up.entry[is_late], side="right") - 1
        late_place = late_ending * table.time.size + late_exit
        counts -= np.bincount(late_place, minlength=counts.size).reshape(counts.shape)
        ending, leaving = np.nonzero(counts)
        entry = np.concatenate([np.full(leaving.size, -1), late_entry])
        entering = np.bincount(late_entry[late_entry >= 0], minlength=table.time.size)
        n_first = follow_up.n_obs - entering.sum()
        return cls(
            table=table,
            exit=np.concatenate([leaving, late_exit]),
            ending=np.concatenate([ending, late_ending]),
            entry=entry,
            count=np.concatenate([counts[ending, leaving], np.ones(late_exit.size, dtype=np.int64)]),
            is_late=np.flatnonzero(entry >= 0),
            n_here=n_first + np.cumsum(entering - table.n_events - table.n_censored),
        )

    def influence(
        self, weight: NDArray[np.float64], *, cause: int | None = None, extra: NDArray[np.float64] | None = None
    ) -> Influence:
        """Return the influence on an estimate that a unit of hazard moves.

        Parameters
        ----------
        weight : ndarray of shape (k,)
            What a unit of the hazard of any cause at each time moves.
        cause : int, optional
        extra : ndarray of shape (k,), optional
            What a unit of the hazard of ``cause`` moves in addition.
        """
        n = self.table.n_risk
        step = weight * self.table.n_events
        own = np.where(self.ending > 0, (weight / n)[self.exit], 0.0)
        if cause is not None and extra is not None:
            step = step + extra * self.table.n_by_cause[cause - 1]
            own += np.where(self.ending == cause, (extra / n)[self.exit], 0.0)
        running = np.cumsum(step / n / n)
        at_exit = own - running[self.exit]
        at_exit[self.is_late] += running[self.entry[self.is_late]]
        return Influence(running, at_exit)

    def running_products(self, first: Influence, second: Influence) -> NDArray[np.float64]:
        """Return, for each time, the sum over people of the products of two influences up to that time."""
        gone = self.count * first.at_exit * second.at_exit
        total = (
            np.cumsum(np.bincount(self.exit, gone, self.n_here.size)) + self.n_here * first.running * second.running
        )
        if not self.is_late.size:
            return total
        a, b = (influence.running[self.entry[self.is_late]] for influence in (first, second))
        return (
            total - first.running * self._late_here(b) - second.running * self._late_here(a) + self._late_here(a * b)
        )

    def _late_here(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the sum of ``values`` over late entrants who have entered by each time and leave after it."""
        entered = np.bincount(self.entry[self.is_late], values, self.n_here.size)
        return np.cumsum(entered - np.bincount(self.exit[self.is_late], values, self.n_here.size))


def without_rounding(variance: NDArray[np.float64], scale: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a variance, with 0 where it is no more than the rounding error of sums of size ``scale``."""
    return np.where(variance > ROUNDING * scale, variance, 0.0)
