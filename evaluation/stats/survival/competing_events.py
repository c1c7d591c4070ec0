"""Follow-up that ends in one of several causes: the door to the functions of competing events."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.survival.right_censored import RightCensored, count_at_risk, times_and_entries


@dataclass(frozen=True, eq=False)
class CompetingEvents:
    """Follow-up of ``n`` people until the first of ``n_causes`` events; make it with :meth:`from_arrays`.

    Attributes
    ----------
    time : ndarray of float, shape (n,)
        Time from time zero to the event or to censoring, 0 or more.
    cause : ndarray of int, shape (n,)
        0 where follow-up was censored, else the event that ended it, 1 to ``n_causes``.
    entry : ndarray of float, shape (n,)
        Time at which observation began; at risk at ``t`` when ``entry < t <= time``, minus infinity where
        observation began at time zero, as in :class:`RightCensored`.
    n_causes : int
        1 or more; a cause that nobody had counts too.
    """

    time: NDArray[np.float64]
    cause: NDArray[np.int64]
    entry: NDArray[np.float64]
    n_causes: int

    @classmethod
    def from_arrays(
        cls, time: ArrayLike, cause: ArrayLike, entry: ArrayLike | None = None, *, n_causes: int | None = None
    ) -> CompetingEvents:
        """Check arrays and return them as follow-up.

        Parameters
        ----------
        time : array_like of shape (n,)
        cause : array_like of shape (n,)
            Whole numbers: 0 censored, 1, 2, ... the causes.
        entry : array_like of shape (n,), optional
            An entry of 0 is the same as none.
        n_causes : int, optional
            The highest cause there can be; the highest there is (at least 1) where it is not given.

        Raises
        ------
        ValueError
            If nobody is given, the lengths differ, a value is missing, a time is negative or infinite, a cause is
            no whole number from 0 to ``n_causes``, or an entry is negative or not before the time.
        """
        causes = np.array(cause, dtype=float)
        times, entries = times_and_entries(time, entry, of_each=causes.shape)
        highest = np.inf if n_causes is None else n_causes
        if not np.isfinite(causes).all() or (causes != np.floor(causes)).any() or (causes < 0).any():
            raise ValueError("cause must be 0 (censored), 1, 2, ...")
        if highest < max(1, causes.max()):
            raise ValueError(f"cause must be at most n_causes, which must be at least 1; {n_causes} was given")
        return cls(
            times, causes.astype(np.int64), entries, max(1, int(causes.max())) if n_causes is None else n_causes
        )

    @property
    def n_obs(self) -> int:
        """How many people there are."""
        return self.time.size

    def of_cause(self, cause: int) -> RightCensored:
        """Return follow-up until ``cause``, with the other causes as censoring, for its cause-specific hazard."""
        if not 1 <= cause <= self.n_causes:
            raise ValueError(f"cause must be from 1 to {self.n_causes}; {cause} was given")
        return RightCensored(self.time, self.cause == cause, self.entry)

    def of_any(self) -> RightCensored:
        """Return follow-up until the first event of any cause."""
        return RightCensored(self.time, self.cause > 0, self.entry)

    def at_risk(self, times: ArrayLike) -> NDArray[np.int64]:
        """Return how many people are at risk at each of ``times`` (``entry < t <= time``)."""
        return count_at_risk(self.time, self.entry, times)

    def subset(self, chosen: ArrayLike) -> CompetingEvents:
        """Return the people chosen by a boolean mask or by positions; the causes stay what they were."""
        index = np.asarray(chosen)
        return CompetingEvents(self.time[index], self.cause[index], self.entry[index], self.n_causes)
