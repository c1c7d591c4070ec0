"""Score residuals of a Cox model, and the variance that they give when rows of a cluster resemble each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evaluation.stats.survival.cox_likelihood import RiskSums, exposed_to
from evaluation.stats.survival.risk_sets import RiskSets


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
    hazard = exposed_to(risk_sets, sums.hazard, sums.hazard_f)
    mean = sums.expected / risk_sets.n_tied
    moved = sums.x_at_risk * sums.square - sums.x_tied * sums.square_f
    moved_f = sums.x_at_risk * sums.square_f - sums.x_tied * sums.square_ff
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
    for few clusters, as R's ``coxph(cluster =)``. It is NaN with a single cluster: the residuals sum to zero, and
    nothing is known of how clusters vary.

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
    if (cluster == cluster[0]).all():
        return np.full_like(covariance, np.nan)
    influence = covariance @ np.stack([np.bincount(cluster, of_covariate) for of_covariate in residuals])
    return influence @ influence.T
