"""What is assumed of the correlation of neighbours before a series is seen: one prior for values and for counts.

Fixed by ``docs/decisions/0006-random-walk.md``. A series either returns to its trend or wanders away from it, and
nothing is known beforehand about which: each has half of the mass. If it wanders, it is a random walk: one point of
the grid, with correlation 0.9999, which no series of a few hundred periods can tell from 1. If it returns, the
correlation has the density ``(1 - r^2)^(-1/2)``.

References
----------
Sims CA (1988). Bayesian skepticism on unit root econometrics. Journal of Economic Dynamics and Control 12:463-474:
posterior odds of a random walk, which has a prior mass of its own, against a density of the correlation.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

WALK = 0.9999
MASS_AT_WALK = 0.5


def correlations(lowest: float, highest: float, n: int, *, mass_at_walk: float) -> tuple[Array, Array]:
    """Return correlations and their prior masses, which sum to 1.

    Parameters
    ----------
    lowest, highest : float
        Inverse hyperbolic tangents of the ends, between which ``n`` correlations are equally spaced on that scale.
    n : int
    mass_at_walk : float
        Of one more correlation, of a random walk; with 0 there is none.
    """
    returning = np.tanh(np.linspace(lowest, highest, n))
    # The density times (1 - r^2), which is what an equal step stands for.
    mass = np.sqrt(1.0 - np.square(returning))
    mass *= (1.0 - mass_at_walk) / mass.sum()
    if mass_at_walk == 0.0:
        return returning, mass
    return np.append(returning, WALK), np.append(mass, mass_at_walk)


def most_probable(mass: Array, correlation: Array) -> NDArray[np.intp]:
    """Return which of ``g`` points is most probable: among random walks if they are more probable than all others.

    Otherwise among the others: a walk is one point of the correlation, and what returns is spread over many.

    Parameters
    ----------
    mass : ndarray of shape (s, g)
    correlation : ndarray, broadcast to (s, g)
    """
    is_walk = np.broadcast_to(correlation == WALK, mass.shape)
    wanders = (mass * is_walk).sum(axis=-1, keepdims=True) > 0.5 * mass.sum(axis=-1, keepdims=True)
    return np.where(is_walk == wanders, mass, -1.0).argmax(axis=-1)
