"""Whether a trend can be told from a series that wanders."""

from __future__ import annotations

import numpy as np

from evaluation.analyses.interruption.diagnostics.diagnosis import Diagnosis, Verdict
from evaluation.analyses.interruption.modelled import Modelled
from evaluation.analyses.interruption.study import Study
from evaluation.stats.series.count_series import CountSeries

NAME = "trend_separability"
STRONG = 0.95
MOST_ODDS = 10.0
"""Twice the "positive" and half the "strong" evidence of Kass and Raftery (1995), Journal of the American Statistical
Association 90:773-795."""


def trend_separability(study: Study, item: Modelled) -> Diagnosis:
    """Return by what factor the data raise the odds that neighbours correlate above 0.95; from 10 on it warns.

    Such a series wanders: what looks like a trend, or like a change of it, may be its wandering. For counts the odds
    are those given that there is extra variation at all.
    """
    fit = item.model.fit
    if isinstance(fit, CountSeries):
        rho, is_latent = fit.grid.points.rho[0], fit.grid.points.sigma[0] > 0.0
        prior = np.exp(fit.grid.log_prior[0])
    else:
        rho, is_latent, prior = fit.grid.first, np.ones(fit.grid.first.size, dtype=bool), np.exp(fit.grid.log_prior)
    odds = [_odds(mass[is_latent], rho[is_latent] > STRONG) for mass in (fit.weight[0], prior)]
    factor = odds[0] / odds[1]
    warns = not factor < MOST_ODDS
    return Diagnosis(
        name=NAME,
        verdict=Verdict.WARN if warns else Verdict.PASS,
        estimate=factor,
        unit="odds ratio",
        note="trend not separable from autocorrelation"
        if warns
        else "posterior odds of a very strong autocorrelation over the prior ones",
    )


def _odds(mass: np.ndarray, is_strong: np.ndarray) -> float:
    return float(mass[is_strong].sum() / max(mass[~is_strong].sum(), 1e-300))
