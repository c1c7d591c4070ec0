"""Score residuals of a Cox model, and the variance that they give when rows of a cluster resemble each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evaluation.stats.survival.cox_likelihood import RiskSums, exposed_to
from evaluation.stats.survival.risk_sets import RiskSets

VANISHING = 1e-16
"""A variance up to this share of the model's is rounding error."""


def score_residuals(risk_sets: RiskSets, x: NDArray[np.float64], sums: RiskSums) -> NDArray[np.float64]:
    """Return each row's part of the score, less what was expected of it while at risk, shape (p, m).

    Parameters
    ----------
    risk_sets : RiskSets
    x : ndarray of shape (p, m)
    sums : RiskSums
        At the coefficients in question. With Efron's ties a row with an event is exposed to its own event time in
        the shares in which it is still at risk, as in R's ``residuals(type = "score")``.

    References
    ----------
    Therneau TM, Grambsch PM (2000), Modeling Survival Data, section 4.4.
    """
    n_events = risk_sets.n_events
    own = risk_sets.last[:n_events]
    hazard = exposed_to(risk_sets, sums.inverse / sums.at_risk, sums.inverse_f / sums.at_risk)
    mean = sums.expected / risk_sets.n_tied
    moved = sums.expected_weighted / sums.at_risk
    moved_f = sums.expected_weighted_f / sums.at_risk
    residuals = np.empty_like(x)
    for j, of_covariate in enumerate(x):
        residuals[j] = exposed_to(risk_sets, moved[j], moved_f[j]) - of_covariate * hazard
        residuals[j] *= sums.relative_hazard
        residuals[j, :n_events] += of_covariate[:n_events] - mean[j, own]
    return residuals


def clustered_covariance(
    residuals: NDArray[np.float64], cluster: NDArray[np.intp], covariance: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the covariance of coefficients that allows for any dependence within clusters, shape (p, p).

    ``V (sum of U U') V`` with the model's covariance V and the clusters' sums U of score residuals, without a factor
    for few clusters, as R's ``coxph(cluster =)``. It is NaN for a coefficient for which it vanishes: with a single
    cluster, whose residuals sum to zero, nothing is known of how clusters vary.

    Parameters
    ----------
    residuals : ndarray of shape (p, m)
    cluster : ndarray of int, shape (m,)
        Numbered from 0.
    covariance : ndarray of shape (p, p)

    References
    ----------
    Lin DY, Wei LJ (1989). J Am Stat Assoc 84:1074-1078.
    """
    influence = covariance @ np.stack([np.bincount(cluster, of_covariate) for of_covariate in residuals])
    robust = influence @ influence.T
    vanishes = np.diag(robust) <= VANISHING * np.diag(covariance)
    robust[vanishes] = np.nan
    robust[:, vanishes] = np.nan
    return robust
