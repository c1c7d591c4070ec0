"""Weights of the times in a log-rank test."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class Weighting(StrEnum):
    """What a time at which ``n`` are at risk weighs."""

    LOG_RANK = "log_rank"
    """1: most powerful where hazards are proportional."""
    GEHAN = "gehan"
    """``n``: Gehan and Breslow's generalisation of Wilcoxon's test; depends on who is censored when."""
    TARONE_WARE = "tarone_ware"
    """The square root of ``n``."""
    PETO_PETO = "peto_peto"
    """Survival of everybody just before the time, as R's ``survdiff(rho = 1)``; others use the product of
    ``1 - d / (n + 1)``."""


@dataclass(frozen=True)
class FlemingHarrington:
    """Weights ``S ** rho * (1 - S) ** gamma``, ``S`` the survival of everybody (of the stratum) just before the time.

    Attributes
    ----------
    rho : float
        0 or more; above 0 early times count more. R's ``survdiff(rho =)``.
    gamma : float
        0 or more; above 0 late times count more.

    Raises
    ------
    ValueError
        If one of them is negative or not finite.

    References
    ----------
    Harrington DP, Fleming TR (1982). Biometrika 69:553-566.
    """

    rho: float = 0.0
    gamma: float = 0.0

    def __post_init__(self) -> None:
        if not all(0 <= power < math.inf for power in (self.rho, self.gamma)):
            raise ValueError(f"rho and gamma must be 0 or more; {self.rho} and {self.gamma} were given")


def weights_of(
    weighting: Weighting | FlemingHarrington, n_risk: NDArray[np.int64], n_events: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the weight of each event time, in rising order, from the people at risk and the events of all groups."""
    if weighting is Weighting.LOG_RANK:
        return np.ones(n_risk.size)
    if weighting is Weighting.GEHAN:
        return n_risk.astype(float)
    if weighting is Weighting.TARONE_WARE:
        return np.sqrt(n_risk)
    powers = weighting if isinstance(weighting, FlemingHarrington) else FlemingHarrington(rho=1.0)
    survival = np.cumprod(np.append(1.0, 1.0 - n_events / n_risk))[:-1]
    return survival**powers.rho * (1.0 - survival) ** powers.gamma
