"""Where in a step function given times lie, and what happened between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class LandmarkPlaces:
    """Places of ``m`` times within a curve of ``k`` distinct times.

    Attributes
    ----------
    time : ndarray of shape (m,)
    place : ndarray of int, shape (m,)
        Place of the last step up to and including the time; -1 before the first one.
    beyond : ndarray of bool, shape (m,)
        The time lies beyond the last follow-up.
    n_risk : ndarray of int, shape (m,)
        At risk just before the time: those of the next step, as in R's ``summary(survfit)``; 0 beyond the last one.
    """

    time: NDArray[np.float64]
    place: NDArray[np.int64]
    beyond: NDArray[np.bool_]
    n_risk: NDArray[np.int64]

    def read(self, values: NDArray[np.float64], *, before: float) -> NDArray[np.float64]:
        """Return a curve's values at the times: ``before`` ahead of its first step, NaN beyond the last follow-up."""
        return np.where(self.beyond, np.nan, np.concatenate([[before], values])[self.place + 1])

    def events_between(self, n_events: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the events after the previous time (from time zero on) up to and including each."""
        total = np.concatenate([[0], np.cumsum(n_events)])[self.place + 1]
        return np.diff(total, prepend=0)


def find_places(time: NDArray[np.float64], n_risk: NDArray[np.int64], times: ArrayLike) -> LandmarkPlaces:
    """Place ``times``, in rising order, within the steps of a curve.

    Raises
    ------
    ValueError
        If ``times`` are not numbers in rising order.
    """
    wanted = np.asarray(times, dtype=float)
    if wanted.ndim != 1 or not (np.diff(wanted) >= 0).all() or np.isnan(wanted).any():
        raise ValueError("landmarks must be numbers in rising order")
    following = np.searchsorted(time, wanted, side="left")
    return LandmarkPlaces(
        time=wanted,
        place=np.searchsorted(time, wanted, side="right") - 1,
        beyond=wanted > time[-1],
        n_risk=np.append(n_risk, 0)[following],
    )
