"""Right-censored follow-up times, checked once: the one door to the survival functions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class RightCensored:
    """Follow-up of ``n`` people; make it with :meth:`from_arrays`.

    Attributes
    ----------
    time : ndarray of float, shape (n,)
        Time from time zero to the event or to censoring, 0 or more.
    event : ndarray of bool, shape (n,)
        True where the event was observed, false where follow-up was censored.
    entry : ndarray of float, shape (n,)
        Time at which observation began. A person is at risk at ``t`` when ``entry < t <= time``, as in R;
        minus infinity where observation began at time zero, so that an event at time zero counts.
    """

    time: NDArray[np.float64]
    event: NDArray[np.bool_]
    entry: NDArray[np.float64]

    @classmethod
    def from_arrays(cls, time: ArrayLike, event: ArrayLike, entry: ArrayLike | None = None) -> RightCensored:
        """Check arrays and return them as follow-up.

        Parameters
        ----------
        time : array_like of shape (n,)
        event : array_like of shape (n,)
            Booleans, or 1 and 0.
        entry : array_like of shape (n,), optional
            An entry of 0 is the same as none.

        Raises
        ------
        ValueError
            If nobody is given, the lengths differ, a value is missing, a time is negative or infinite, an event
            is neither 0 nor 1, or an entry is negative or not before the time.
        """
        events = np.array(event, dtype=float)
        times, entries = times_and_entries(time, entry, of_each=events.shape)
        if not np.isin(events, (0.0, 1.0)).all():
            raise ValueError("event must be 0 or 1")
        return cls(times, events.astype(bool), entries)

    @property
    def n_obs(self) -> int:
        """How many people there are."""
        return self.time.size

    @property
    def n_events(self) -> int:
        """How many events were observed."""
        return int(self.event.sum())

    def at_risk(self, times: ArrayLike) -> NDArray[np.int64]:
        """Return how many people are at risk at each of ``times`` (``entry < t <= time``)."""
        return count_at_risk(self.time, self.entry, times)

    def subset(self, chosen: ArrayLike) -> RightCensored:
        """Return the people chosen by a boolean mask or by positions."""
        index = np.asarray(chosen)
        return RightCensored(self.time[index], self.event[index], self.entry[index])


def times_and_entries(
    time: ArrayLike, entry: ArrayLike | None, *, of_each: tuple[int, ...]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Check times and entries of people and return them, with minus infinity for an entry of 0 or none.

    Parameters
    ----------
    time : array_like of shape (n,)
    entry : array_like of shape (n,), optional
    of_each : tuple of int
        Shape of what else is known of each person.

    Raises
    ------
    ValueError
        If nobody is given, the lengths differ, a value is missing, a time is negative or infinite, or an entry is
        negative or not before the time.
    """
    times = np.array(time, dtype=float)
    entries = np.zeros(times.shape) if entry is None else np.array(entry, dtype=float)
    if times.ndim != 1 or not times.size:
        raise ValueError("follow-up needs at least one person and one-dimensional arrays")
    if not times.shape == of_each == entries.shape:
        raise ValueError(f"time, event, entry have {times.shape}, {of_each}, {entries.shape} values")
    if not np.isfinite(times).all() or (times < 0).any():
        raise ValueError("time must be finite and 0 or more")
    late = entries > 0
    if not (entries >= 0).all() or (entries[late] >= times[late]).any():
        raise ValueError("entry must be 0 or more and before time")
    return times, np.where(late, entries, -np.inf)


def count_at_risk(time: NDArray[np.float64], entry: NDArray[np.float64], times: ArrayLike) -> NDArray[np.int64]:
    """Return how many people, with these times and entries, are at risk at each of ``times``."""
    at = np.asarray(times, dtype=float)
    entered = np.searchsorted(np.sort(entry), at, side="left")
    left = np.searchsorted(np.sort(time), at, side="left")
    return (entered - left).astype(np.int64)
