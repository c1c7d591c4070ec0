"""Survival that a Cox model predicts at given covariates, as R's ``survfit.coxph``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.cox import CoxFit
from evaluation.stats.survival.cox_design import cox_design, numbered
from evaluation.stats.survival.cox_likelihood import risk_sums
from evaluation.stats.survival.right_censored import RightCensored
from evaluation.stats.survival.running_sums import cumsum_in_blocks


@dataclass(frozen=True, eq=False)
class PredictedSurvival:
    """Predictions at ``k`` event times, in order of stratum and time, for ``q`` rows of covariates.

    Attributes
    ----------
    time : ndarray of shape (k,)
    stratum : ndarray of int, shape (k,)
        Strata numbered from 0 in the order of their labels, including those without events; 0 without strata.
    cumulative_hazard, std_error : ndarray of shape (k, q)
        Up to and including the time, and its standard error.
    survival : ndarray of shape (k, q)
        ``exp(-cumulative_hazard)``.
    conf_low, conf_high : ndarray of shape (k, q)
        Pointwise log-log interval of survival.
    """

    time: NDArray[np.float64]
    stratum: NDArray[np.intp]
    cumulative_hazard: NDArray[np.float64]
    std_error: NDArray[np.float64]
    survival: NDArray[np.float64]
    conf_low: NDArray[np.float64]
    conf_high: NDArray[np.float64]


def predict_survival(
    fit: CoxFit,
    follow_up: RightCensored,
    covariates: ArrayLike,
    at: ArrayLike,
    *,
    stratum: ArrayLike | None = None,
    conf_level: float = 0.95,
) -> PredictedSurvival:
    """Predict survival at covariates that stay as they are.

    Parameters
    ----------
    fit : CoxFit
        Of the same follow-up, covariates and strata. Ties are treated as it did: Efron's hazard goes with Efron's
        likelihood, Breslow's with Breslow's. The variance of its coefficients is ``covariance``, robust or not.
    follow_up : RightCensored
    covariates : array_like of shape (n, p)
    at : array_like of shape (q, p)
    stratum : array_like of shape (n,), optional
    conf_level : float
        Between 0 and 1.

    Raises
    ------
    ValueError
        If the shapes differ or a covariate is not finite.
    NotEstimable
        If a coefficient is infinite.

    References
    ----------
    Tsiatis AA (1981). Ann Stat 9:93-108. Therneau TM, Grambsch PM (2000), Modeling Survival Data, section 10.2.
    """
    from scipy.stats import norm

    if fit.infinite.any():
        raise NotEstimable("a coefficient is infinite, so no survival can be predicted")
    design = cox_design(
        follow_up, covariates, None if stratum is None else numbered(stratum, follow_up.n_obs, "stratum")
    )
    wanted = np.asarray(at, dtype=float)
    p = design.scale.size
    if fit.coefficients.shape != (p,) or wanted.ndim != 2 or wanted.shape[1] != p or not np.isfinite(wanted).all():
        raise ValueError(f"covariates to predict at must be finite, {p} in each row")
    kept = np.flatnonzero(~fit.aliased)
    design = design.restricted(kept)
    beta = fit.coefficients[kept] * design.scale
    covariance = fit.covariance[np.ix_(kept, kept)] * design.scale[:, None] * design.scale
    sets = design.risk_sets
    sums = risk_sums(sets, design.x, beta, fit.ties)

    starts = np.flatnonzero(np.diff(sets.stratum, prepend=-1))
    hazard, variance = np.empty((2, len(wanted), sets.time.size))
    for row, point in enumerate(wanted[:, kept]):
        z = (point[:, None] - design.centre) / design.scale[:, None]
        relative = np.exp(beta @ z - sums.offset) / sums.at_risk
        slope = cumsum_in_blocks(relative * (z * sums.inverse - sums.expected_weighted), starts)
        baseline = np.stack([relative * sums.inverse, relative**2 * sums.square])
        hazard[row], of_baseline = cumsum_in_blocks(baseline, starts)
        variance[row] = of_baseline + np.einsum("ik,ij,jk->k", slope, covariance, slope)
    std_error = np.sqrt(variance)
    factor = np.exp(float(norm.isf((1.0 - conf_level) / 2.0)) * std_error / hazard)
    return PredictedSurvival(
        time=sets.time,
        stratum=sets.stratum,
        cumulative_hazard=hazard.T,
        std_error=std_error.T,
        survival=np.exp(-hazard).T,
        conf_low=np.exp(-hazard * factor).T,
        conf_high=np.exp(-hazard / factor).T,
    )
