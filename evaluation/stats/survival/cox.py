"""Cox proportional-hazards regression: ties, strata, late entry, covariates that change, clusters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.cox_design import ALIAS_TOLERANCE, cox_design, numbered
from evaluation.stats.survival.cox_likelihood import RiskSums, Ties, dependent, information, risk_sums, scores
from evaluation.stats.survival.cox_residuals import clustered_covariance, score_residuals
from evaluation.stats.survival.cox_tests import ChiSquaredTest
from evaluation.stats.survival.newton import Point, maximise
from evaluation.stats.survival.right_censored import RightCensored
from evaluation.stats.survival.risk_sets import RiskSets


@dataclass(frozen=True, eq=False)
class CoxFit:
    """A fitted proportional-hazards model.

    Attributes
    ----------
    coefficients, std_errors : ndarray of shape (p,)
        Log hazard ratios and their standard errors; NaN for aliased and for infinite ones.
    covariance : ndarray of shape (p, p)
        That of the standard errors: robust to dependence within clusters where clusters were given. It is NaN with a
        single cluster, which says nothing of how clusters vary.
    model_covariance : ndarray of shape (p, p)
        Inverse of the information: right if rows are independent and hazards proportional.
    aliased : ndarray of bool, shape (p,)
        The column is constant, or a linear combination of earlier ones, among the people at risk at events.
    infinite : ndarray of bool, shape (p,)
        The likelihood rises without end along this coefficient (separation): its estimate would be infinite. The
        finite ones are the limits that they take.
    log_likelihood, log_likelihood_null : float
        Partial log likelihood at the estimate and at zero.
    likelihood_ratio, wald, score : ChiSquaredTest
        Tests that all coefficients are zero. ``wald`` uses ``covariance`` and is NaN where a coefficient is infinite
        or there are no more clusters than coefficients; the other two take rows as independent.
    n_obs, n_events : int
    n_clusters : int or None
        Clusters of which somebody is at risk when an event happens.
    ties : Ties
    """

    coefficients: NDArray[np.float64]
    std_errors: NDArray[np.float64]
    covariance: NDArray[np.float64]
    model_covariance: NDArray[np.float64]
    aliased: NDArray[np.bool_]
    infinite: NDArray[np.bool_]
    log_likelihood: float
    log_likelihood_null: float
    likelihood_ratio: ChiSquaredTest
    wald: ChiSquaredTest
    score: ChiSquaredTest
    n_obs: int
    n_events: int
    n_clusters: int | None
    ties: Ties


def fit_cox(
    follow_up: RightCensored,
    covariates: ArrayLike,
    *,
    ties: Ties = Ties.EFRON,
    stratum: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
) -> CoxFit:
    """Maximise the partial likelihood by Newton's method with step-halving.

    Parameters
    ----------
    follow_up : RightCensored
        Of ``n`` rows: people, or intervals of people (start as ``entry``) where covariates change or events recur.
    covariates : array_like of shape (n, p)
        Finite numbers; a factor as one column of 0 and 1 per level other than the reference.
    ties : Ties
    stratum : array_like of shape (n,), optional
        Labels; rows are compared with rows of their own stratum only. One without events adds nothing.
    cluster : array_like of shape (n,), optional
        Labels of people or places whose rows may depend on each other. Intervals of a person at risk at different
        times need none as long as each person has one event at most.

    Raises
    ------
    ValueError
        If a covariate is not finite, a label is missing or the shapes differ.
    NotEstimable
        If no event was observed, no covariate varies among people at risk, or the iteration does not settle.

    Notes
    -----
    Recurrent events: rows from event to event with the person as cluster are the model of Andersen and Gill; with
    the number of the episode as stratum besides, and time since the last event, that of Prentice, Williams and
    Peterson.

    References
    ----------
    Cox DR (1972). J R Stat Soc B 34:187-220. Efron B (1977). J Am Stat Assoc 72:557-565. Breslow N (1974).
    Biometrics 30:89-99. Lin DY, Wei LJ (1989). J Am Stat Assoc 84:1074-1078. Therneau TM, Grambsch PM (2000),
    Modeling Survival Data, chapters 3, 7 and 8.
    """
    n_obs = follow_up.n_obs
    strata = None if stratum is None else numbered(stratum, n_obs, "stratum")
    clusters = None if cluster is None else numbered(cluster, n_obs, "cluster")
    design = cox_design(follow_up, covariates, strata)
    sets, p = design.risk_sets, design.scale.size

    null = _point(sets, design.x, ties, np.zeros(p))
    aliased = dependent(null.information.matrix, ALIAS_TOLERANCE, null.information.rounding)
    kept = np.flatnonzero(~aliased)
    if not kept.size:
        raise NotEstimable("no covariate varies among the people at risk when an event happens")
    x = design.restricted(kept).x
    maximum = maximise(partial(_point, sets, x, ties), null.restricted(kept), np.abs(x).max(axis=1))
    at_end, covariance, n_clusters = maximum.at, maximum.covariance, None
    if clusters is not None:
        of_rows = clusters[sets.order]
        covariance = clustered_covariance(score_residuals(sets, x, at_end.sums), of_rows, covariance)
        n_clusters = int(np.count_nonzero(np.bincount(of_rows)))
    infinite = np.zeros(p, dtype=bool)
    infinite[kept] = maximum.infinite
    chosen = np.flatnonzero(~maximum.infinite)
    finite, scale = kept[chosen], design.scale[kept[chosen]]
    coefficients, std_errors = np.full(p, np.nan), np.full(p, np.nan)
    coefficients[finite] = at_end.coefficients[chosen] / scale
    std_errors[finite] = np.sqrt(np.diag(covariance)[chosen]) / scale
    if infinite.any() or (n_clusters is not None and n_clusters <= kept.size):
        wald = ChiSquaredTest(np.nan, kept.size, np.nan)
    else:
        wald = ChiSquaredTest.of_score(at_end.coefficients, covariance)
    return CoxFit(
        coefficients=coefficients,
        std_errors=std_errors,
        covariance=_placed(covariance[np.ix_(chosen, chosen)] / np.outer(scale, scale), finite, p),
        model_covariance=_placed(maximum.covariance[np.ix_(chosen, chosen)] / np.outer(scale, scale), finite, p),
        aliased=aliased,
        infinite=infinite,
        log_likelihood=at_end.log_likelihood,
        log_likelihood_null=null.log_likelihood,
        likelihood_ratio=ChiSquaredTest.of(2.0 * (at_end.log_likelihood - null.log_likelihood), kept.size),
        wald=wald,
        score=ChiSquaredTest.of_score(null.score[kept], null.information.matrix[np.ix_(kept, kept)]),
        n_obs=n_obs,
        n_events=follow_up.n_events,
        n_clusters=n_clusters,
        ties=ties,
    )


def _point(sets: RiskSets, x: NDArray[np.float64], ties: Ties, coefficients: NDArray[np.float64]) -> Point[RiskSums]:
    sums = risk_sums(sets, x, coefficients, ties)
    if not np.isfinite(sums.log_likelihood):
        return Point.out_of_reach(coefficients, sums)
    score = scores(sets, x, sums).sum(axis=1)
    return Point(coefficients, sums.log_likelihood, sums, score, information(sets, x, sums))


def _placed(covariance: NDArray[np.float64], columns: NDArray[np.intp], p: int) -> NDArray[np.float64]:
    whole = np.full((p, p), np.nan)
    whole[np.ix_(columns, columns)] = covariance
    return whole
