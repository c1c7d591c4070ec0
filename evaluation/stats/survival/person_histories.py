"""Stretches of people in whom an event can recur, and sums over people of what moves an estimate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.survival.competing_events import CompetingEvents

RECURRENCE = 1
"""The cause that can come again; every other cause ends the history, as death does."""


@dataclass(frozen=True, eq=False)
class HistoryInfluence:
    """How much people move an estimate: by a jump at the end of each stretch, and a drift while at risk.

    Attributes
    ----------
    jump : ndarray of shape (n,)
        Of each stretch.
    drift : ndarray of shape (t,)
        What everybody at risk at each time is moved down by.
    """

    jump: NDArray[np.float64]
    drift: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PersonHistories:
    """``n`` stretches in order of person and start, beside the ``t`` times at which stretches end.

    Attributes
    ----------
    time : ndarray of shape (t,)
        In rising order.
    cause : ndarray of int, shape (n,)
        What ended each stretch.
    first, last : ndarray of int, shape (n,)
        Positions of the times from which and up to which it is at risk.
    origin : ndarray of int, shape (n,)
        Position of the first stretch of the same person.
    n_risk : ndarray of int, shape (t,)
    """

    time: NDArray[np.float64]
    cause: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    origin: NDArray[np.int64]
    n_risk: NDArray[np.int64]

    @classmethod
    def from_follow_up(cls, follow_up: CompetingEvents, person: ArrayLike) -> PersonHistories:
        """Check and sort stretches.

        Parameters
        ----------
        follow_up : CompetingEvents
            One row per stretch.
        person : array_like of shape (n,)
            Whose stretch it is.

        Raises
        ------
        ValueError
            If ``person`` has another length or is missing, stretches of a person overlap, or one follows an event
            that ends the history.
        """
        persons = np.asarray(person)
        if persons.shape != follow_up.time.shape or (persons != persons).any():
            raise ValueError(f"person must have one value, not missing, for each of {follow_up.n_obs} stretches")
        number = np.unique(persons, return_inverse=True)[1]
        order = np.lexsort((follow_up.time, follow_up.entry, number))
        number, stop, cause = number[order], follow_up.time[order], follow_up.cause[order]
        again = np.concatenate([[False], number[1:] == number[:-1]])
        start = np.where(again & np.isinf(follow_up.entry[order]), 0.0, follow_up.entry[order])
        if (start[1:] < stop[:-1])[again[1:]].any():
            raise ValueError("stretches of a person overlap")
        if (cause[:-1][again[1:]] > RECURRENCE).any():
            raise ValueError("a stretch of a person follows the event that ended the history")
        time, last = np.unique(stop, return_inverse=True)
        first = np.searchsorted(time, start, side="right")
        origin = np.maximum.accumulate(np.where(again, 0, np.arange(stop.size)))
        return cls(time, cause, first, last, origin, _while_at_risk(first, last, time.size))

    @property
    def n_persons(self) -> int:
        """How many people there are."""
        return int(np.count_nonzero(self.origin == np.arange(self.origin.size)))

    def sum_of_products(self, x: HistoryInfluence, y: HistoryInfluence) -> NDArray[np.float64]:
        """Return the sum over people of the product of what they have moved two estimates by, at every time.

        The sum changes by ``X(t-) dY + Y(t-) dX + dX dY`` of everybody at risk. ``X(t-)`` is what a person brought
        into a stretch, less the drift since its start; ``dX`` is minus the drift, and the jump too where the stretch
        ends.
        """
        change = (
            self._cross(x, y)
            + self._cross(y, x)
            + self._at_end(x.jump * y.jump)
            - y.drift * self._at_end(x.jump)
            - x.drift * self._at_end(y.jump)
            + self.n_risk * x.drift * y.drift
        )
        return np.cumsum(change)

    def _cross(self, x: HistoryInfluence, y: HistoryInfluence) -> NDArray[np.float64]:
        """Return the sum over people at risk of ``X(t-) dY`` at every time."""
        drifted = np.concatenate([[0.0], np.cumsum(x.drift)])
        in_stretch = x.jump - (drifted[self.last + 1] - drifted[self.first])
        brought = np.concatenate([[0.0], np.cumsum(in_stretch)])[:-1]
        level = brought - brought[self.origin] + drifted[self.first]
        at_risk = _while_at_risk(self.first, self.last, self.time.size, level) - self.n_risk * drifted[:-1]
        return self._at_end((level - drifted[self.last]) * y.jump) - y.drift * at_risk

    def _at_end(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(self.last, values, minlength=self.time.size)


def _while_at_risk(
    first: NDArray[np.int64], last: NDArray[np.int64], n_times: int, values: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    change = np.bincount(first, values, n_times + 1) - np.bincount(last + 1, values, n_times + 1)
    return np.cumsum(change)[:-1]
