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
class Weights:
    """What an event of each cause at each time contributes to an estimate.

    Attributes
    ----------
    own : ndarray of shape (n_causes + 1, k)
        Influence of the own event; row 0, of being censored, is zero.
    running : ndarray of shape (k,)
        Sum up to and including each time of the mean of ``own`` over those at risk.
    """

    own: NDArray[np.float64]
    running: NDArray[np.float64]

    @classmethod
    def of_events(cls, table: RiskTable, weight: NDArray[np.float64]) -> Weights:
        """Return the weights of events of each cause, given per unit of its hazard (shape ``(n_causes, k)``)."""
        own = weight / table.n_risk
        running = np.cumsum((own * table.n_by_cause).sum(axis=0) / table.n_risk)
        return cls(np.vstack([np.zeros_like(running), own]), running)


@dataclass(frozen=True, eq=False)
class People:
    """People with the same entry, exit and ending, counted together where they entered at time zero.

    Attributes
    ----------
    exit, ending, entry : ndarray of int, shape (m,)
        Place of the exit among the times of the table; 0 censored or the cause; place of the last time up to the
        entry, -1 where there is none.
    count : ndarray of int, shape (m,)
    """

    exit: NDArray[np.int64]
    ending: NDArray[np.int64]
    entry: NDArray[np.int64]
    count: NDArray[np.int64]

    @classmethod
    def counted(cls, follow_up: CompetingEvents, table: RiskTable) -> People:
        """Return the people of a table."""
        counts = np.vstack([table.n_censored, table.n_by_cause])
        is_late = np.isfinite(follow_up.entry)
        late_exit = np.searchsorted(table.time, follow_up.time[is_late])
        late_ending = follow_up.cause[is_late]
        late_entry = np.searchsorted(table.time, follow_up.entry[is_late], side="right") - 1
        np.subtract.at(counts, (late_ending, late_exit), 1)
        ending, leaving = np.nonzero(counts)
        return cls(
            exit=np.concatenate([leaving, late_exit]),
            ending=np.concatenate([ending, late_ending]),
            entry=np.concatenate([np.full(leaving.size, -1), late_entry]),
            count=np.concatenate([counts[ending, leaving], np.ones(late_exit.size, dtype=np.int64)]),
        )

    def influence(self, weights: Weights) -> NDArray[np.float64]:
        """Return the influence of each after the last time."""
        return weights.own[self.ending, self.exit] - weights.running[self.exit] + self._at_entry(weights)

    def running_products(self, first: Weights, second: Weights) -> NDArray[np.float64]:
        """Return, for each time, the sum over people of the products of two influences up to that time."""
        size = first.running.size
        gone = np.cumsum(np.bincount(self.exit, self.count * self.influence(first) * self.influence(second), size))
        a, b = self._at_entry(first), self._at_entry(second)
        here = self._still_here(np.ones(self.count.size), size)
        return (
            gone
            + here * first.running * second.running
            - first.running * self._still_here(b, size)
            - second.running * self._still_here(a, size)
            + self._still_here(a * b, size)
        )

    def _at_entry(self, weights: Weights) -> NDArray[np.float64]:
        return np.where(self.entry >= 0, weights.running[self.entry], 0.0)

    def _still_here(self, values: NDArray[np.float64], size: int) -> NDArray[np.float64]:
        """Return the sum of ``values`` over those who have entered by each time and leave after it."""
        weighted = values * self.count
        entered = np.bincount(np.maximum(self.entry, 0), weighted, size)
        return np.cumsum(entered - np.bincount(self.exit, weighted, size))


def without_rounding(variance: NDArray[np.float64], scale: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a variance, with 0 where it is no more than the rounding error of sums of size ``scale``."""
    return np.where(variance > ROUNDING * scale, variance, 0.0)
