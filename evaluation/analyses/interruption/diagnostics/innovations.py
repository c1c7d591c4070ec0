"""One-step prediction errors of a model against those of series drawn from it, once for all that look at them."""

from __future__ import annotations

import numpy as np

from evaluation.analyses.interruption.modelled import Modelled
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.count_series import CountSeries
from evaluation.stats.series.gaussian_series import GaussianSeries
from evaluation.stats.series.residual_checks import ResidualChecks, check_residuals

LAGS = 12
N_DRAWS = 199


def checks_of(item: Modelled, rng: np.random.Generator) -> ResidualChecks | None:
    """Return the checks of the residuals of a series; None where they do not vary or are too few."""
    fit = item.model.fit if item.model else None
    if not isinstance(fit, CountSeries | GaussianSeries):
        return None
    try:
        return check_residuals(fit, item.specified.design.matrix, lags=LAGS, rng=rng, n_draws=N_DRAWS)
    except (NotEstimable, ValueError, np.linalg.LinAlgError):
        return None
