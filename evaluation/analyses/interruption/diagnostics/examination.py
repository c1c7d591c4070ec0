"""All diagnostics of a series; one that breaks becomes a diagnosis too."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from evaluation.analyses.interruption.diagnostics.co_intervention import co_intervention
from evaluation.analyses.interruption.diagnostics.completeness import completeness
from evaluation.analyses.interruption.diagnostics.diagnosis import Diagnosis, not_computed
from evaluation.analyses.interruption.diagnostics.dispersion import dispersion, innovation_variance
from evaluation.analyses.interruption.diagnostics.innovations import checks_of
from evaluation.analyses.interruption.diagnostics.latent_variation import latent_variation
from evaluation.analyses.interruption.diagnostics.leave_one_year_out import leave_one_year_out
from evaluation.analyses.interruption.diagnostics.ljung_box import ljung_box
from evaluation.analyses.interruption.diagnostics.mass_at_end import mass_at_end
from evaluation.analyses.interruption.diagnostics.periods_before import periods_before
from evaluation.analyses.interruption.diagnostics.residual_autocorrelation import residual_autocorrelation
from evaluation.analyses.interruption.diagnostics.rolling_sums import rolling_sums
from evaluation.analyses.interruption.diagnostics.seasonal_choice import seasonal_choice
from evaluation.analyses.interruption.diagnostics.trend_separability import trend_separability
from evaluation.analyses.interruption.left_out_years import Years
from evaluation.analyses.interruption.modelled import Modelled
from evaluation.analyses.interruption.study import Study

BROKEN = (ArithmeticError, ValueError, LookupError, TypeError, AttributeError, np.linalg.LinAlgError)
Found = Diagnosis | Iterable[Diagnosis]


def examine_gating(study: Study, item: Modelled, others: Years) -> list[Diagnosis]:
    """Return the diagnostics that decide about a sentence about a cause.

    Parameters
    ----------
    study : Study
        With an intervention.
    item : Modelled
    others : mapping of str to WithoutYear
        The same series by the year that was left out.
    """
    return [
        *_run("completeness", "percent", lambda: completeness(study, item), item, gates=True),
        *_run("periods_before", f"{study.unit_of_period}s", lambda: periods_before(study, item), item, gates=True),
        *_run("rolling_sums", "log likelihood ratio", lambda: rolling_sums(study, item), item, gates=True),
        *_run("mass_at_end", "posterior mass", lambda: mass_at_end(study, item), item, gates=True),
        *_run("co_intervention", "overlaps", lambda: co_intervention(study, item), item, gates=True),
        *_run(
            "leave_one_year_out", "sign changes", lambda: leave_one_year_out(study, item, others), item, gates=True
        ),
    ]


def examine_fit(study: Study, item: Modelled, rng: np.random.Generator) -> list[Diagnosis]:
    """Return the diagnostics that inform; none where there is no model, whose rows say why.

    Parameters
    ----------
    study : Study
    item : Modelled
    rng : numpy.random.Generator
        Of this series alone, for the draws that prediction errors are compared with.
    """
    if item.model is None:
        return []
    checks = checks_of(item, rng)
    return [
        residual_autocorrelation(checks),
        ljung_box(checks),
        innovation_variance(checks),
        *_run("dispersion", "ratio", lambda: dispersion(study, item), item),
        *_run("trend_separability", "odds ratio", lambda: trend_separability(study, item), item),
        *_run("autocorrelation", "correlation", lambda: latent_variation(study, item), item),
        *_run("seasonal_terms", "terms", lambda: seasonal_choice(study, item), item),
    ]


def _run(
    name: str, unit: str, diagnose: Callable[[], Found], item: Modelled, *, gates: bool = False
) -> list[Diagnosis]:
    if item.model is None:
        return [not_computed(name, unit, item.reason, gates=gates)]
    try:
        found = diagnose()
        return [found] if isinstance(found, Diagnosis) else list(found)
    except BROKEN as error:
        return [not_computed(name, unit, str(error) or type(error).__name__, gates=gates)]
