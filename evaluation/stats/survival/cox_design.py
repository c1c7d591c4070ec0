"""Covariates of a Cox model beside their risk sets: checked, sorted and standardised once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.right_censored import RightCensored
from evaluation.stats.survival.risk_sets import RiskSets

ALIAS_TOLERANCE = 1e-10


@dataclass(frozen=True, eq=False)
class CoxDesign:
    """What every sum of a Cox model is taken over.

    Attributes
    ----------
    risk_sets : RiskSets
        With ``m`` rows.
    x : ndarray of shape (p, m)
        Covariates in the order of the risk sets, with mean 0 and standard deviation 1 there; 0 where constant.
    centre, scale : ndarray of shape (p,)
        Mean and standard deviation of each covariate, in its own units; scale is 1 where it is constant.
    """

    risk_sets: RiskSets
    x: NDArray[np.float64]
    centre: NDArray[np.float64]
    scale: NDArray[np.float64]

    def restricted(self, kept: NDArray[np.intp]) -> CoxDesign:
        """Return the design with some of the covariates."""
        if kept.size == self.scale.size:
            return self
        return CoxDesign(self.risk_sets, self.x[kept], self.centre[kept], self.scale[kept])


def cox_design(
    follow_up: RightCensored, covariates: ArrayLike, stratum: NDArray[np.intp] | None = None
) -> CoxDesign:
    """Check covariates and put them beside the risk sets.

    Parameters
    ----------
    follow_up : RightCensored
        Of ``n`` rows.
    covariates : array_like of shape (n, p)
    stratum : ndarray of int, shape (n,), optional
        Numbered from 0.

    Raises
    ------
    ValueError
        If a covariate is not finite or the shapes differ.
    NotEstimable
        If no event was observed.
    """
    given = np.asarray(covariates, dtype=float)
    if given.ndim != 2 or given.shape[0] != follow_up.n_obs or not np.isfinite(given).all():
        raise ValueError(f"covariates must be finite, one row for each of {follow_up.n_obs} people")
    if not follow_up.n_events:
        raise NotEstimable("no event was observed")
    risk_sets = RiskSets.from_follow_up(follow_up, stratum)
    x = np.ascontiguousarray(given[risk_sets.order].T)
    largest = np.maximum(np.abs(x).max(axis=1), np.finfo(float).tiny)
    x /= largest[:, None]
    centre = x.mean(axis=1)
    x -= centre[:, None]
    spread = np.sqrt(np.einsum("ij,ij->i", x, x) / x.shape[1])
    varies = spread > ALIAS_TOLERANCE
    x *= np.where(varies, 1.0 / np.where(varies, spread, 1.0), 0.0)[:, None]
    return CoxDesign(risk_sets, x, centre * largest, np.where(varies, spread * largest, 1.0))


def numbered(labels: ArrayLike, n_obs: int, what: str) -> NDArray[np.intp]:
    """Return labels as numbers from 0, in the order of their sorted values.

    Raises
    ------
    ValueError
        If there are not ``n_obs`` of them, or one is missing.
    """
    given = np.asarray(labels)
    if given.shape != (n_obs,):
        raise ValueError(f"{what} has shape {given.shape}, expected one for each of {n_obs} rows")
    try:
        missing = bool((given != given).any())
        numbers = np.unique(given, return_inverse=True)[1]
    except TypeError:
        missing = True
    if missing:
        raise ValueError(f"{what} must be labels of one kind, none of them missing")
    return numbers
