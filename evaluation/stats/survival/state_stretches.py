"""People's stretches of time in states, checked once: the door to the functions of several states."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class StateStretches:
    """``n`` stretches of ``n_persons`` people in ``n_states`` states; make it with :meth:`from_arrays`.

    Attributes
    ----------
    person : ndarray of int, shape (n,)
        Whose stretch it is, numbered from 0.
    start, stop : ndarray of float, shape (n,)
        A person is observed in the state at ``t`` when ``start < t <= stop``.
    state, next_state : ndarray of int, shape (n,)
        The state during the stretch and the one that begins when it ends, from 0; the same where the person was last
        seen in the state.
    n_states, n_persons : int
    """

    person: NDArray[np.int64]
    start: NDArray[np.float64]
    stop: NDArray[np.float64]
    state: NDArray[np.int64]
    next_state: NDArray[np.int64]
    n_states: int
    n_persons: int

    @classmethod
    def from_arrays(
        cls,
        person: ArrayLike,
        start: ArrayLike,
        stop: ArrayLike,
        state: ArrayLike,
        next_state: ArrayLike,
        *,
        n_states: int | None = None,
    ) -> StateStretches:
        """Check arrays and return them as stretches.

        Parameters
        ----------
        person : array_like of shape (n,)
        start, stop : array_like of float, shape (n,)
            Days since time zero.
        state, next_state : array_like of int, shape (n,)
        n_states : int, optional
            How many states there can be; as many as there are where it is not given.

        Raises
        ------
        ValueError
            If nobody is given, lengths differ, a value is missing, a stretch does not end after its start or starts
            before 0, a state is no whole number from 0 to ``n_states - 1``, stretches of a person overlap, or one
            begins where the one before ended, in another state than that one led to.
        """
        persons = np.asarray(person)
        names, number = np.unique(persons, return_inverse=True)
        begin, end = np.array(start, dtype=float), np.array(stop, dtype=float)
        states = np.array([state, next_state], dtype=float)
        if begin.ndim != 1 or not begin.size:
            raise ValueError("at least one stretch and one-dimensional arrays are needed")
        if not number.shape == begin.shape == end.shape == states.shape[1:]:
            raise ValueError("person, start, stop, state and next_state must have one value for each stretch")
        if (persons != persons).any():
            raise ValueError("person must not be missing")
        if not (np.isfinite(begin) & np.isfinite(end) & (begin >= 0) & (end > begin)).all():
            raise ValueError("a stretch must start on day 0 or later and end after its start")
        if not np.isfinite(states).all() or (states != np.floor(states)).any() or (states < 0).any():
            raise ValueError("states must be 0, 1, 2, ...")
        found = int(states.max()) + 1
        if n_states is not None and found > n_states:
            raise ValueError(f"states must be below n_states; {found - 1} was found, n_states is {n_states}")
        order = np.lexsort((begin, number))
        current, following = states[:, order].astype(np.int64)
        number, begin, end = number[order], begin[order], end[order]
        again = number[1:] == number[:-1]
        if (begin[1:] < end[:-1])[again].any():
            raise ValueError("stretches of a person overlap")
        if ((begin[1:] == end[:-1]) & (current[1:] != following[:-1]))[again].any():
            raise ValueError("a stretch begins in another state than the one before it led to")
        return cls(number, begin, end, current, following, found if n_states is None else n_states, names.size)

    @property
    def n_obs(self) -> int:
        """How many stretches there are."""
        return self.person.size
