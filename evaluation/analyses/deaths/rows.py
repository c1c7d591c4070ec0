"""A series together with its model, and what the rows about it have in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from evaluation.analyses.ledger import EVERYBODY, Scope
from evaluation.data.death_series import DeathSeries, MonthlySeries
from evaluation.data.parameters import OverdoseDeathsParameters
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.interrupted_series import InterruptedSeries, Ratio, fit_interrupted_series
from evaluation.stats.series.residual_checks import ResidualChecks, check_residuals
from evaluation.stats.series.segmented import Seasonality

STEM = "overdose_deaths"
LJUNG_BOX_LAGS = 12
N_CHECK_DRAWS = 999


@dataclass(frozen=True, eq=False)
class Modelled:
    """A series with its model, or with the reason why there is none.

    Parameters
    ----------
    series : MonthlySeries
    model : InterruptedSeries or None
    reason : str
        Blank where there is a model.
    checks : ResidualChecks or None
        None where there is no model, or its residuals cannot be checked.
    """

    series: MonthlySeries
    model: InterruptedSeries | None
    reason: str
    checks: ResidualChecks | None = None


def fit_model(
    series: MonthlySeries,
    data: DeathSeries,
    parameters: OverdoseDeathsParameters,
    starts: tuple[int, ...],
    rng: np.random.Generator,
) -> Modelled:
    """Fit the model of one series and check it; data that do not determine it give the reason instead."""
    try:
        model = fit_interrupted_series(
            series.deaths,
            series.person_years,
            first_month=data.window.first_calendar_month,
            starts=starts,
            seasonality=Seasonality(parameters.seasonality),
            harmonics=parameters.harmonics,
            conf_level=parameters.conf_level,
        )
    except NotEstimable as error:
        return Modelled(series, None, f"not estimable: {error}")
    try:
        checks = check_residuals(model.fit, model.design.matrix, lags=LJUNG_BOX_LAGS, rng=rng, n_draws=N_CHECK_DRAWS)
    except ValueError:
        checks = None
    return Modelled(series, model, "", checks)


def scope_of(series: MonthlySeries) -> Scope:
    """Return whom a series is about, as the ledger writes it."""
    return Scope.of(series.dimension, series.key) if series.dimension else EVERYBODY


def ratio_fields(ratio: Ratio, conf_level: float) -> dict[str, float]:
    """Return the fields of a rate ratio; the standard error is that of the ratio, by the delta method."""
    return {
        "estimate": ratio.estimate,
        "std_error": ratio.estimate * ratio.log_std_error,
        "conf_low": ratio.conf_low,
        "conf_high": ratio.conf_high,
        "conf_level": conf_level,
        "p_value": ratio.p_value,
    }


def method_of(parameters: OverdoseDeathsParameters) -> str:
    """Return the name of the model, short."""
    season = {
        "none": "no seasonality",
        "harmonics": f"{parameters.harmonics} harmonics",
        "months": "months of the year",
    }[parameters.seasonality]
    kind = "segmented quasi-Poisson" if parameters.interventions else "quasi-Poisson"
    return f"{kind}, log link, {season}, t intervals"


def population_note(data: DeathSeries, months: Iterable[int]) -> str:
    """Return what to say where the population of some months lies outside the estimates; blank if none does."""
    outside = sum(month in data.extrapolated for month in months)
    return f"population extrapolated for {outside} months" if outside else ""
