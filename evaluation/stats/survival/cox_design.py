"""Covariates of a Cox model beside their risk sets: checked, sorted and standardised once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.right_censored import RightCensored
from evaluation.stats.survival.risk_sets import RiskSets

ALIAS_TOLERANCE = 1e-10
LARGEST = 1e100
"""Beyond it, and below its inverse, variances of coefficients are no numbers."""


@dataclass(frozen=True, eq=False)
class CoxDesign:
    """What every sum of a Cox model is taken over.

    Attributes
    ----------
    risk_sets : RiskSets
        With ``m`` rows.
    x : ndarray of shape (p, m)
        Covariates in the order of the risk sets, with standard deviation 1, and mean 0 in each block of rows that are
        ever at risk together: no comparison is made between blocks. 0 where constant in every block.
    centre : ndarray of shape (p, k)
        Mean of each covariate in the block of each event time, in its own units.
    scale : ndarray of shape (p,)
        Standard deviation of each covariate within blocks, in its own units; 1 where it is constant.
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


def cox_design(follow_up: RightCensored, covariates: ArrayLike, stratum: NDArray[np.intp] | None = None) -> CoxDesign:
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
        If a covariate is not finite, or so large or small that its square is not, or the shapes differ.
    NotEstimable
        If no event was observed.
    """
    given = checked_covariates(covariates, follow_up.n_obs, follow_up.n_events)
    largest = np.abs(given).max(axis=0)
    if ((largest > 0) & ((largest < 1.0 / LARGEST) | (largest > LARGEST))).any():
        raise ValueError(f"covariates must be measured in units that keep them between {1 / LARGEST} and {LARGEST}")
    risk_sets = RiskSets.from_follow_up(follow_up, stratum)
    x = np.ascontiguousarray(given[risk_sets.order].T)
    centre = risk_sets.mean_by_block(x)
    x -= centre[:, :1] if risk_sets.n_blocks == 1 else centre[:, risk_sets.last]
    spread = np.sqrt(np.einsum("ij,ij->i", x, x) / x.shape[1])
    varies = spread > ALIAS_TOLERANCE * largest
    scale = np.where(varies, spread, 1.0)
    x *= np.where(varies, 1.0 / scale, 0.0)[:, None]
    return CoxDesign(risk_sets, x, centre, scale)


def checked_covariates(covariates: ArrayLike, n_obs: int, n_events: int) -> NDArray[np.float64]:
    """Return covariates as an array of shape (n_obs, p).

    Raises
    ------
    ValueError
        If a covariate is not finite, or the shapes differ.
    NotEstimable
        If no event was observed.
    """
    given = np.asarray(covariates, dtype=float)
    if given.ndim != 2 or given.shape[0] != n_obs or not np.isfinite(given).all():
        raise ValueError(f"covariates must be finite, one row for each of {n_obs} people")
    if not n_events:
        raise NotEstimable("no event was observed")
    return given


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
