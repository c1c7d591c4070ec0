"""Who is at risk at each event time of each stratum: sorted once, then summed over as often as a fit needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.stats.survival.right_censored import RightCensored
from evaluation.stats.survival.running_sums import Stretches, cumsum_in_blocks


@dataclass(frozen=True, eq=False)
class RiskSets:
    """The risk sets of ``k`` event times, by the ``m`` rows that are in some of them.

    An event time is a distinct time of an event within a stratum. Event times are in order of stratum and time. Make
    it with :meth:`from_follow_up`.

    Attributes
    ----------
    order : ndarray of int, shape (m,)
        Positions in the follow-up of the rows that are ever at risk at an event time: those with an event first, in
        order of their event times; the others after them, in order of ``last``.
    first, last : ndarray of int, shape (m,)
        A row is in the risk sets ``first`` to ``last``.
    time : ndarray of float, shape (k,)
    stratum : ndarray of int, shape (k,)
    n_tied : ndarray of int, shape (k,)
        Events at each event time, 1 or more.
    tied_share : ndarray of shape (n_events,)
        0, 1/d, ..., (d-1)/d for the d events of each event time.
    """

    order: NDArray[np.intp]
    first: NDArray[np.intp]
    last: NDArray[np.intp]
    time: NDArray[np.float64]
    stratum: NDArray[np.intp]
    n_tied: NDArray[np.intp]
    tied_share: NDArray[np.float64]
    _event_starts: NDArray[np.intp]
    _other_starts: NDArray[np.intp]
    _other_times: NDArray[np.intp]
    _late: NDArray[np.intp]
    _stays: Stretches
    _blocks: NDArray[np.intp]

    @classmethod
    def from_follow_up(cls, follow_up: RightCensored, stratum: NDArray[np.intp] | None = None) -> RiskSets:
        """Sort follow-up.

        Parameters
        ----------
        follow_up : RightCensored
            Of ``n`` rows with one event or more.
        stratum : ndarray of int, shape (n,), optional
            Numbered from 0.
        """
        times, at, n_tied = np.unique(follow_up.time[follow_up.event], return_inverse=True, return_counts=True)
        with_event = np.flatnonzero(follow_up.event)
        if stratum is None:
            base, keys = np.zeros(follow_up.n_obs, dtype=np.intp), np.arange(1, times.size + 1)
        else:
            base = stratum * (times.size + 1)
            keys, at, n_tied = np.unique(base[with_event] + at + 1, return_inverse=True, return_counts=True)

        def events_until(values: NDArray[np.float64], of_rows: NDArray[np.intp]) -> NDArray[np.intp]:
            before = np.searchsorted(times, values, side="right")
            return before if stratum is None else np.searchsorted(keys, of_rows + before, side="right")

        last = events_until(follow_up.time, base) - 1
        first = base
        if stratum is not None:
            first = np.searchsorted(keys, np.arange(stratum.max() + 1) * (times.size + 1))[stratum]
        late = np.flatnonzero(np.isfinite(follow_up.entry))
        if late.size:
            first = first.copy()
            first[late] = events_until(follow_up.entry[late], base[late])
        others = np.flatnonzero(~follow_up.event & (first <= last))
        order = np.concatenate([with_event[_sorted(at, keys.size)], others[_sorted(last[others], keys.size)]])
        first, last = first[order], last[order]

        event_starts = np.cumsum(n_tied) - n_tied
        own = last[: with_event.size]
        other_times, other_starts = np.unique(last[with_event.size :], return_index=True)
        spans = np.cumsum(np.bincount(first, minlength=keys.size) - np.bincount(last, minlength=keys.size))
        blocks = np.concatenate([[0], np.flatnonzero(spans[:-1] == 0) + 1])
        begins = np.zeros(keys.size, dtype=bool)
        begins[blocks] = True
        late = np.flatnonzero(~begins[first]) if late.size else np.empty(0, dtype=np.intp)
        return cls(
            order=order,
            first=first,
            last=last,
            time=times[(keys - 1) % (times.size + 1)],
            stratum=(keys - 1) // (times.size + 1),
            n_tied=n_tied,
            tied_share=(np.arange(own.size) - event_starts[own]) / n_tied[own],
            _event_starts=event_starts,
            _other_starts=other_starts,
            _other_times=other_times,
            _late=late,
            _stays=Stretches(first[late], last[late], keys.size),
            _blocks=blocks,
        )

    @property
    def n_events(self) -> int:
        """How many rows have an event: the first ones of ``order``."""
        return self.tied_share.size

    @property
    def n_blocks(self) -> int:
        """How many blocks there are of rows that are ever at risk together: one or more per stratum with events."""
        return self._blocks.size

    def mean_by_block(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return means of ``values``, shape (q, m), over the rows of the block of each event time, (q, k)."""
        if self.n_blocks == 1:
            return np.broadcast_to(values.mean(axis=1, keepdims=True), (values.shape[0], self.time.size))
        lengths = np.diff(self._blocks, append=self.time.size)
        of_row = np.repeat(np.arange(self.n_blocks), lengths)[self.last]
        sums = np.stack([np.bincount(of_row, row, minlength=self.n_blocks) for row in values])
        return np.repeat(sums / np.bincount(of_row), lengths, axis=1)

    def sum_over_events(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return sums of ``values``, shape (..., m) or (..., n_events), over the events of each time, (..., k)."""
        of_events = values[..., : self.n_events]
        if self.time.size == self.n_events:
            return of_events
        return np.add.reduceat(of_events, self._event_starts, axis=-1)

    def sum_over_risk_sets(
        self, values: NDArray[np.float64], over_events: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return sums of ``values``, shape (q, m), over each risk set, (q, k), given those over its events.

        Those who are there from the start of a block are added up from its last event time backwards; those who enter
        later are added where they are at risk. No row leaves rounding errors where it is not at risk.
        """
        there, change = values, over_events.copy()
        if self._late.size:
            there = values.copy()
            there[:, self._late] = 0.0
            change = self.sum_over_events(there).copy()
        if self._other_times.size:
            change[:, self._other_times] += np.add.reduceat(there[:, self.n_events :], self._other_starts, axis=1)
        ends = np.append(self._blocks[1:], change.shape[1])
        total = cumsum_in_blocks(change[:, ::-1], change.shape[1] - ends[::-1])[:, ::-1]
        return total + self._stays.sum_across(values[:, self._late]) if self._late.size else total

    def sum_while_at_risk(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return sums of ``values``, shape (k,), over the event times at which each row is at risk, (m,)."""
        total = cumsum_in_blocks(values, self._blocks)[self.last]
        if self._late.size:
            total[self._late] = self._stays.sum_within(values)
        return total

    def centre(self, linear: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return ``linear``, shape (m,), less its greatest value among rows that are ever at risk together.

        The second array, shape (k,), is what was taken off at each event time.
        """
        greatest = np.maximum.reduceat(linear[: self.n_events], self._event_starts)
        if self._other_times.size:
            others = np.maximum.reduceat(linear[self.n_events :], self._other_starts)
            greatest[self._other_times] = np.maximum(greatest[self._other_times], others)
        of_block = np.maximum.reduceat(greatest, self._blocks)
        taken_off = np.repeat(of_block, np.diff(self._blocks, append=greatest.size))
        return linear - (of_block if self.n_blocks == 1 else taken_off[self.last]), taken_off


def _sorted(numbers: NDArray[np.intp], below: int) -> NDArray[np.intp]:
    """Return the stable order of ``numbers``; small ones as the short integers that numpy sorts by radix."""
    return np.argsort(numbers.astype(np.min_scalar_type(below)), kind="stable")
