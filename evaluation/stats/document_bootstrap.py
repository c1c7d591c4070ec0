"""Intervals by resampling documents: the units inside one document are not independent of each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class BootstrapInterval:
    """A percentile interval.

    Parameters
    ----------
    std_error : float
        Standard deviation of the replicates.
    conf_low, conf_high : float
        NaN where fewer than half of the replicates could be computed.
    degenerate : float
        Share of replicates that could not be computed.
    """

    std_error: float
    conf_low: float
    conf_high: float
    degenerate: float


def draw_documents(n_documents: int, *, n_replicates: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return how often each document stands in each resample, shape (n_replicates, n_documents).

    Raises
    ------
    ValueError
        If there is no document.
    """
    if n_documents < 1:
        raise ValueError("there is no document to resample")
    return rng.multinomial(n_documents, np.full(n_documents, 1 / n_documents), size=n_replicates)


def percentile_interval(replicates: ArrayLike, *, conf_level: float) -> BootstrapInterval:
    """Return the percentile interval of replicates of one statistic; NaN marks a degenerate replicate.

    Parameters
    ----------
    replicates : array_like, shape (n_replicates,)
    conf_level : float
        Between 0 and 1.
    """
    replicates = np.asarray(replicates, dtype=float)
    usable = replicates[~np.isnan(replicates)]
    degenerate = 1 - usable.size / replicates.size
    if usable.size < 2 or degenerate > 0.5:
        return BootstrapInterval(np.nan, np.nan, np.nan, degenerate)
    tail = (1 - conf_level) / 2
    low, high = np.quantile(usable, [tail, 1 - tail])
    return BootstrapInterval(float(usable.std(ddof=1)), float(low), float(high), degenerate)
