"""Intervals by resampling documents: the units inside one document are not independent of each other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

# In a simulation, intervals of a nominal 95 % held the truth in 25-49 % of cases at 2 documents, in 50-73 % at 3, in
# 71-84 % at 5, in 84-89 % at 8 and in 87-90 % at 10: benchmarks/agreement_coverage.py.
LEAST_DOCUMENTS = 10


class NoInterval(StrEnum):
    """Why replicates give no interval."""

    FEW_DOCUMENTS = "few documents"
    DEGENERATE = "degenerate"
    ALL_THE_SAME = "all the same"


@dataclass(frozen=True)
class BootstrapInterval:
    """A percentile interval.

    Parameters
    ----------
    std_error : float
        Standard deviation of the replicates.
    conf_low, conf_high : float
    degenerate : float
        Share of replicates that could not be computed.
    missing : NoInterval or None
        Why there is no interval; standard error and ends are NaN then.
    """

    std_error: float
    conf_low: float
    conf_high: float
    degenerate: float
    missing: NoInterval | None = None


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


def percentile_interval(replicates: ArrayLike, *, n_documents: int, conf_level: float) -> BootstrapInterval:
    """Return the percentile interval of replicates of one statistic; NaN marks a degenerate replicate.

    There is none from fewer than ``LEAST_DOCUMENTS`` documents, where more than half of the replicates are
    degenerate, or where all of them are the same: then their spread says nothing of that of the statistic.

    Parameters
    ----------
    replicates : array_like, shape (n_replicates,)
    n_documents : int
        That were resampled.
    conf_level : float
        Between 0 and 1.
    """
    replicates = np.asarray(replicates, dtype=float)
    usable = replicates[~np.isnan(replicates)]
    degenerate = 1 - usable.size / replicates.size
    missing = None
    if n_documents < LEAST_DOCUMENTS:
        missing = NoInterval.FEW_DOCUMENTS
    elif degenerate > 0.5:
        missing = NoInterval.DEGENERATE
    elif np.ptp(usable) == 0:
        missing = NoInterval.ALL_THE_SAME
    if missing:
        return BootstrapInterval(np.nan, np.nan, np.nan, degenerate, missing)
    tail = (1 - conf_level) / 2
    low, high = np.quantile(usable, [tail, 1 - tail])
    return BootstrapInterval(float(usable.std(ddof=1)), float(low), float(high), degenerate)
