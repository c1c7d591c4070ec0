"""Tests of coefficients that refer a quadratic form to the chi-squared distribution."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.stats.survival.cox_likelihood import dependent

SINGULAR = 1e-10


@dataclass(frozen=True)
class ChiSquaredTest:
    """A test; its statistic and p-value are NaN where the data do not determine it.

    Attributes
    ----------
    statistic : float
        Chi-squared.
    df : int
        Degrees of freedom.
    p_value : float
    """

    statistic: float
    df: int
    p_value: float

    @classmethod
    def of(cls, statistic: float, df: int) -> ChiSquaredTest:
        """Refer a statistic to the chi-squared distribution."""
        from scipy.special import chdtrc

        return cls(float(statistic), df, float(chdtrc(df, max(statistic, 0.0))) if df else math.nan)

    @classmethod
    def of_score(
        cls, score: NDArray[np.float64], covariance: NDArray[np.float64], df: int | None = None
    ) -> ChiSquaredTest:
        """Test that ``score``, shape (q,), is zero given its covariance.

        The statistic is NaN where the covariance is not finite or singular. ``df`` is q where absent.
        """
        df = score.size if df is None else df
        if not df or not np.isfinite(covariance).all() or dependent(covariance, SINGULAR).any():
            return cls(math.nan, df, math.nan)
        return cls.of(float(score @ np.linalg.solve(covariance, score)), df)
