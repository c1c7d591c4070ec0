"""Changes between states: counts, and the probabilities of states that follow from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.stats.survival.state_stretches import StateStretches


@dataclass(frozen=True, eq=False)
class StateChanges:
    """The ``m`` times up to some last one at which somebody changes state.

    Attributes
    ----------
    time : ndarray of shape (m,)
        In rising order.
    matrices : ndarray of shape (m, k, k)
        Share of the people observed in each state who go to each state, or stay.
    before : ndarray of shape (m, k)
        Probabilities of the states just before each time.
    n_risk : ndarray of int, shape (m, k)
        People observed in each state then.
    initial : ndarray of shape (k,)
        Probabilities at the start.
    founders : ndarray of int
        Positions of the stretches that those come from: of the people observed when somebody first changes state.
    """

    time: NDArray[np.float64]
    matrices: NDArray[np.float64]
    before: NDArray[np.float64]
    n_risk: NDArray[np.int64]
    initial: NDArray[np.float64]
    founders: NDArray[np.int64]

    @property
    def after_last(self) -> NDArray[np.float64]:
        """Probabilities after the last change."""
        return self.before[-1] @ self.matrices[-1] if self.time.size else self.initial

    @property
    def between(self) -> NDArray[np.float64]:
        """Probabilities before the first change, between changes and after the last one, shape (m + 1, k)."""
        return np.vstack([self.before, self.after_last])


def state_changes(stretches: StateStretches, *, last: float) -> StateChanges:
    """Count changes of state, and work out the probabilities of states between them.

    Parameters
    ----------
    stretches : StateStretches
    last : float
        Changes up to and including this time are counted.
    """
    k = stretches.n_states
    moves = stretches.state != stretches.next_state
    all_times = stretches.stop[moves] if moves.any() else stretches.stop.max(keepdims=True)
    begin = all_times.min()
    founders = np.flatnonzero((stretches.start < begin) & (begin <= stretches.stop))
    initial = np.bincount(stretches.state[founders], minlength=k) / founders.size

    counted = moves & (stretches.stop <= last)
    time, place = np.unique(stretches.stop[counted], return_inverse=True)
    cell = (place * k + stretches.state[counted]) * k + stretches.next_state[counted]
    counts = np.bincount(cell, minlength=time.size * k * k).reshape(-1, k, k)
    n_risk = observed(stretches, time)
    counts[:, np.arange(k), np.arange(k)] = np.where(n_risk > 0, n_risk - counts.sum(axis=2), 1)
    matrices = counts / np.maximum(n_risk, 1)[:, :, None]
    before = np.empty((time.size, k))
    current = initial
    for position, matrix in enumerate(matrices):
        before[position] = current
        current = current @ matrix
    return StateChanges(time, matrices, before, n_risk, initial, founders)


def observed(stretches: StateStretches, times: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return how many people are observed in each state just before each of ``times``, shape (t, k)."""
    counts = []
    for state in range(stretches.n_states):
        own = stretches.state == state
        entered = np.searchsorted(np.sort(stretches.start[own]), times, side="left")
        counts.append(entered - np.searchsorted(np.sort(stretches.stop[own]), times, side="left"))
    return np.stack(counts, axis=1)
