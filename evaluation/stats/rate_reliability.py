"""Whether a rate rests on enough events to be shown, and to be relied on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from evaluation.stats.rates import poisson_rates

_CONF_LEVEL = 0.95


class Reliability(StrEnum):
    """What a standard says of a rate; blank where it has nothing against it."""

    RELIABLE = ""
    UNRELIABLE = "unreliable"
    NOT_SHOWN = "not shown"

    @property
    def note(self) -> str:
        """What the note of a rate in the ledger says of it; blank where there is nothing to say."""
        return f"rate {self}" if self else ""


@dataclass(frozen=True)
class RateStandard:
    """When rates are shown.

    Parameters
    ----------
    events_minimum : int
        A rate of fewer events is not shown.
    events_reliable : int
        A rate of fewer events is called unreliable.
    relative_width_maximum : float, optional
        A rate is not shown whose exact 95 % interval is wider than so many times the rate.
    degrees_of_freedom_minimum : int, optional
        A rate whose error was estimated with fewer is not shown. Rates of complete counts have none.
    """

    events_minimum: int
    events_reliable: int = 1
    relative_width_maximum: float | None = None
    degrees_of_freedom_minimum: int | None = None


def rate_reliability(
    n_events: ArrayLike, standard: RateStandard | None, *, degrees_of_freedom: int | None = None
) -> tuple[Reliability, ...]:
    """Judge rates by the events that they count; the exposure cancels out of the relative width.

    Parameters
    ----------
    n_events : array_like of shape (k,)
        Whole numbers, 0 or more.
    standard : RateStandard or None
        None has nothing against any rate.
    degrees_of_freedom : int, optional
        Of the standard error of all these rates, where it was estimated from a sample.

    Returns
    -------
    tuple of Reliability
        One for each rate.

    Raises
    ------
    ValueError
        If a count is negative or not whole.

    References
    ----------
    Talih M, Irimata KE, Zhang G, Parker JD (2023). Evaluation of the National Center for Health Statistics data
    presentation standards for rates from vital statistics and sample surveys. Vital Health Stat 2(198).
    """
    events = np.atleast_1d(np.asarray(n_events, dtype=float))
    if standard is None:
        return (Reliability.RELIABLE,) * events.size
    found = poisson_rates(events, np.ones_like(events), conf_level=_CONF_LEVEL)
    hidden = events < standard.events_minimum
    if standard.relative_width_maximum is not None:
        hidden |= found.conf_high - found.conf_low > standard.relative_width_maximum * found.rate
    if standard.degrees_of_freedom_minimum is not None and degrees_of_freedom is not None:
        hidden |= degrees_of_freedom < standard.degrees_of_freedom_minimum
    few = events < standard.events_reliable
    marks = np.where(hidden, Reliability.NOT_SHOWN, np.where(few, Reliability.UNRELIABLE, Reliability.RELIABLE))
    return tuple(map(Reliability, marks))
