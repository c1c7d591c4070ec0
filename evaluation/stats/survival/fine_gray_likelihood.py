"""Pseudo likelihood of Fine and Gray's model, and each person's share of its score."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evaluation.stats.survival.competing_events import CompetingEvents
from evaluation.stats.survival.cox_likelihood import ROUNDING_ERROR, Information
from evaluation.stats.survival.newton import Point
from evaluation.stats.survival.weighted_risk_sets import WeightedRiskSets, with_zero


def point(risk_sets: WeightedRiskSets, x: NDArray[np.float64], coefficients: NDArray[np.float64]) -> Point[None]:
    """Evaluate the log pseudo likelihood of covariates of shape (n, p).

    Sums over days of sums over risk sets are taken as sums over people of what each collects while they count.
    """
    linear = x @ coefficients
    linear -= linear.max()
    risk = np.exp(linear)
    sums = risk_sets.sums(np.column_stack([risk, risk[:, None] * x]))
    if not (sums[:, 0] > 0).all():
        return Point.out_of_reach(coefficients, None)
    d, event = risk_sets.n_events, risk_sets.event
    mean = sums[:, 1:] / sums[:, :1]
    expected = risk[:, None] * risk_sets.while_counted((d / sums[:, 0])[:, None])
    second = x.T @ (expected * x)
    additions = d.size + np.sqrt(risk.size)
    return Point(
        coefficients=coefficients,
        log_likelihood=float(linear[event].sum() - d @ np.log(sums[:, 0])),
        sums=None,
        score=x[event].sum(axis=0) - d @ mean,
        information=Information(second - mean.T @ (d[:, None] * mean), ROUNDING_ERROR * additions * np.diag(second)),
    )


def shares_of_score(
    follow_up: CompetingEvents, risk_sets: WeightedRiskSets, x: NDArray[np.float64], linear: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return each person's share of the score, shape (n, p): the paper's eta plus psi.

    Eta is the score residual; psi is what the person's part in the estimate of censoring does to it.
    """
    risk = np.exp(linear - linear.max())
    sums = risk_sets.sums(np.column_stack([risk, risk[:, None] * x]))
    mean = sums[:, 1:] / sums[:, :1]
    hazard = (risk_sets.n_events / sums[:, 0])[:, None]
    increments = np.hstack([hazard, hazard * mean])
    collected = risk_sets.while_counted(increments)
    scores = risk[:, None] * (collected[:, 1:] - x * collected[:, :1])
    scores[risk_sets.event] += x[risk_sets.event] - mean[risk_sets.passed[risk_sets.event] - 1]
    if not risk_sets.stays.size:
        return scores

    weight = (risk[risk_sets.stays] / risk_sets.at_exit)[:, None]
    moments = np.hstack([weight, weight * x[risk_sets.stays]])
    for number, ahead in enumerate(risk_sets.ahead(increments)):
        own, stays = risk_sets.group == number, risk_sets.group[risk_sets.stays] == number
        time, censored = follow_up.time[own], follow_up.cause[own] == 0
        days, n_censored = np.unique(time[censored], return_counts=True)
        n_risk = time.size - np.searchsorted(np.sort(time), days, side="left")
        still_to_come = ahead[np.searchsorted(risk_sets.days, days, side="left")]
        gone = _sums_before(follow_up.time[risk_sets.stays[stays]], moments[stays], days)
        q = (gone[:, 1:] * still_to_come[:, :1] - gone[:, :1] * still_to_come[:, 1:]) / n_risk[:, None]
        psi = -with_zero(np.cumsum(q * (n_censored / n_risk)[:, None], axis=0))
        psi = psi[np.searchsorted(days, time, side="right")]
        psi[censored] += q[np.searchsorted(days, time[censored])]
        scores[own] += psi
    return scores


def _sums_before(
    time: NDArray[np.float64], values: NDArray[np.float64], at: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return sums of ``values``, shape (n, m), over those whose time is before each of ``at``, shape (t, m)."""
    order = np.argsort(time, kind="stable")
    return with_zero(np.cumsum(values[order], axis=0))[np.searchsorted(time[order], at, side="left")]
