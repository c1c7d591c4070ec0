"""Probability to be in each of several states, and expected days in each, by Aalen and Johansen's estimate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.contrasts import Contrast, difference_of_groups
from evaluation.stats.survival.state_changes import StateChanges, observed, state_changes
from evaluation.stats.survival.state_stretches import StateStretches


@dataclass(frozen=True, eq=False)
class StateProbability:
    """Probabilities to be in each of ``k`` states at ``t`` times.

    Attributes
    ----------
    time : ndarray of shape (t,)
    probability, std_error : ndarray of shape (t, k)
        With the infinitesimal-jackknife standard error, clustered by person. NaN beyond the last follow-up, unless
        nobody can change state any more.
    n_observed : ndarray of int, shape (t, k)
        People observed in the state just before the time.
    n_persons : int
    """

    time: NDArray[np.float64]
    probability: NDArray[np.float64]
    std_error: NDArray[np.float64]
    n_observed: NDArray[np.int64]
    n_persons: int


@dataclass(frozen=True, eq=False)
class DaysInState:
    """Expected days in each of ``k`` states from day zero to ``tau``.

    Attributes
    ----------
    tau : float
    days, std_error : ndarray of shape (k,)
        They add up to ``tau``; the standard error is the infinitesimal jackknife's, clustered by person.
    covariance : ndarray of shape (k, k)
    days_unobserved : float
        Of the ``tau`` days, those in a state while nobody was observed in it: there the probability is held as it
        was before, without data. 0 where all is determined.
    n_persons, n_changes : int
        Changes of state up to ``tau``.
    """

    tau: float
    days: NDArray[np.float64]
    std_error: NDArray[np.float64]
    covariance: NDArray[np.float64]
    days_unobserved: float
    n_persons: int
    n_changes: int


def state_probability(stretches: StateStretches, times: ArrayLike) -> StateProbability:
    """Estimate the probability to be in each state at given times.

    Parameters
    ----------
    stretches : StateStretches
    times : array_like of shape (t,)

    Raises
    ------
    ValueError
        If a time is not a number of 0 or more.

    Notes
    -----
    The probabilities at the start are the shares of states among the people observed when somebody first changes
    state, as in R's ``survfit``: people who come later join the state they are in.

    References
    ----------
    Aalen OO, Johansen S (1978). Scand J Stat 5:141-150. Therneau TM, Crowson C, Atkinson E, Multi-state models and
    competing risks, vignette of R's ``survival``.
    """
    at = np.asarray(times, dtype=float)
    if not (np.isfinite(at) & (at >= 0)).all():
        raise ValueError("times must be numbers of days, 0 or more")
    probability, std_error = np.full((2, at.size, stretches.n_states), np.nan)
    for position, time in enumerate(at):
        changes = state_changes(stretches, last=time)
        if _not_followed(stretches, changes, time):
            continue
        probability[position] = changes.after_last
        only_the_last = np.append(np.zeros(changes.time.size), 1.0)
        std_error[position] = np.sqrt(np.diag(_covariance(stretches, changes, only_the_last)))
    return StateProbability(at, probability, std_error, observed(stretches, at), stretches.n_persons)


def days_in_state(stretches: StateStretches, tau: float) -> DaysInState:
    """Estimate the expected days in each state up to ``tau``: the areas under the probabilities.

    Parameters
    ----------
    stretches : StateStretches
    tau : float
        More than 0, and no later than the last follow-up unless nobody can change state any more.

    Raises
    ------
    ValueError
        If ``tau`` is not a number above 0.
    NotEstimable
        If nobody is followed up to ``tau``, though somebody may still change state.

    Notes
    -----
    Equals R's ``summary(survfit(Surv(start, stop, state) ~ 1, id = , istate = , influence = TRUE), rmean = tau)``.

    References
    ----------
    As for :func:`state_probability`; the mean time in a state in the vignette's section on the restricted mean.
    """
    if not (np.isfinite(tau) and tau > 0):
        raise ValueError("tau must be a number of days above 0")
    changes = state_changes(stretches, last=tau)
    if _not_followed(stretches, changes, tau):
        last = stretches.stop.max()
        raise NotEstimable(f"nobody is followed for {tau:g} days; the last follow-up is after {last:g}")
    lengths = np.diff(np.concatenate([[0.0], changes.time, [tau]]))
    covariance = _covariance(stretches, changes, lengths)
    return DaysInState(
        tau=float(tau),
        days=lengths @ changes.between,
        std_error=np.sqrt(np.diag(covariance)),
        covariance=covariance,
        days_unobserved=_days_unobserved(stretches, changes, tau),
        n_persons=stretches.n_persons,
        n_changes=int(((stretches.state != stretches.next_state) & (stretches.stop <= tau)).sum()),
    )


def days_difference(first: DaysInState, second: DaysInState, *, conf_level: float = 0.95) -> Contrast:
    """Compare the days in each state of two groups of different people.

    Parameters
    ----------
    first, second : DaysInState
        With the same ``tau`` and states.
    conf_level : float
        Between 0 and 1.

    Returns
    -------
    Contrast
        First minus second, arrays of shape (k,).

    Raises
    ------
    ValueError
        If ``tau`` or the number of states differs.
    """
    if first.tau != second.tau or first.days.size != second.days.size:
        raise ValueError("both groups need the same tau and the same states")
    return difference_of_groups((first.days, second.days), (first.std_error, second.std_error), conf_level=conf_level)


def _ahead(changes: StateChanges, worth: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return, for the start and after each change, what being in each state now is worth, shape (m + 1, k, k).

    The last axis says of which state: ``worth`` is that of a state from one change to the next, shape (m + 1,).
    """
    ahead = worth[:, None, None] * np.eye(changes.initial.size)
    for position in range(changes.time.size - 1, -1, -1):
        ahead[position] += changes.matrices[position] @ ahead[position + 1]
    return ahead


def _covariance(stretches: StateStretches, changes: StateChanges, worth: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sum over people of their influence times itself, of an estimate that is worth @ probabilities.

    At each change a person observed in a state moves the estimate by what their own next state is worth from then on,
    above what the state's people get on average.
    """
    k, m = changes.initial.size, changes.time.size
    ahead = _ahead(changes, worth)
    after_change = ahead[1:]
    weight = changes.before / np.maximum(changes.n_risk, 1)
    stays = weight[:, :, None] * (after_change - changes.matrices @ after_change)
    until = np.concatenate([np.zeros((1, k, k)), np.cumsum(stays, axis=0)])

    state = stretches.state
    first = np.searchsorted(changes.time, stretches.start, side="right")
    after = np.searchsorted(changes.time, stretches.stop, side="right")
    influence = until[after, state] - until[first, state]
    if m:
        moved = np.flatnonzero((state != stretches.next_state) & (stretches.stop <= changes.time[-1]))
        at, old, new = after[moved] - 1, state[moved], stretches.next_state[moved]
        influence[moved] += weight[at, old, None] * (after_change[at, new] - after_change[at, old])
    started = ahead[0][state[changes.founders]] - changes.initial @ ahead[0]
    influence[changes.founders] += started / changes.founders.size
    by_person = np.stack(
        [np.bincount(stretches.person, column, minlength=stretches.n_persons) for column in influence.T], axis=1
    )
    return by_person.T @ by_person


def _not_followed(stretches: StateStretches, changes: StateChanges, time: float) -> bool:
    """Say whether nobody is followed up to ``time``, though somebody may still change state."""
    return bool(time > stretches.stop.max() and (changes.after_last[np.unique(stretches.state)] > 0).any())


def _days_unobserved(stretches: StateStretches, changes: StateChanges, tau: float) -> float:
    """Return the days up to ``tau`` in states in which people are followed, while nobody was observed in them."""
    edges = np.unique(np.concatenate([[0.0, tau], stretches.start, stretches.stop, changes.time]))
    edges = edges[edges <= tau]
    level = changes.between[np.searchsorted(changes.time, edges[:-1], side="right")]
    empty = observed(stretches, edges[1:]) == 0
    return float((np.diff(edges)[:, None] * level * empty)[:, np.unique(stretches.state)].sum())
