"""Whether the model's assumptions hold: dispersion, and months that resemble the month before."""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.analyses.deaths.rows import STEM, Modelled, method_of, scope_of
from evaluation.analyses.ledger import ledger_row
from evaluation.data.death_series import DeathSeries
from evaluation.data.parameters import OverdoseDeathsParameters
from evaluation.stats.autocorrelation import first_autocorrelation, ljung_box
from evaluation.stats.estimate import Estimate, Status

LJUNG_BOX_LAGS = 12


def autocorrelation_note(item: Modelled) -> str:
    """Return the warning for a model whose residuals resemble those of the month before; blank without one."""
    if not item.model:
        return ""
    try:
        found = first_autocorrelation(item.model.fit.pearson_residuals, conf_level=0.95)
    except ValueError:
        return ""
    return "residual autocorrelation: the intervals of the model are too narrow" if found.conf_low > 0 else ""


def diagnose(item: Modelled, data: DeathSeries, parameters: OverdoseDeathsParameters) -> Iterator[Estimate]:
    """Yield the dispersion, the residual autocorrelation at lag 1 and the Ljung-Box test of one series."""
    about = {
        "period": str(data.window),
        "n_obs": data.window.n_months,
        "n_events": int(item.series.deaths.sum()),
        "status": Status.DIAGNOSTIC,
    }
    scope, model = scope_of(item.series), item.model
    floored = model is not None and model.fit.dispersion < 1.0
    yield ledger_row(
        STEM,
        "dispersion",
        scope,
        unit="ratio",
        estimate=model.fit.dispersion if model else float("nan"),
        method="Pearson chi-squared over its degrees of freedom",
        notes=[
            item.reason,
            f"{model.fit.df_resid} degrees of freedom" if model else "",
            "below 1, intervals use 1" if floored else "",
        ],
        **about,
    )
    first: dict[str, float] = {}
    test: dict[str, float] = {}
    reason = item.reason
    if model:
        try:
            found = first_autocorrelation(model.fit.pearson_residuals, conf_level=parameters.conf_level)
            box = ljung_box(model.fit.pearson_residuals, LJUNG_BOX_LAGS)
        except ValueError as error:
            reason = f"not estimable: {error}"
        else:
            first = {
                "estimate": found.estimate,
                "std_error": found.std_error,
                "conf_low": found.conf_low,
                "conf_high": found.conf_high,
                "conf_level": parameters.conf_level,
            }
            test = {"estimate": box.statistic, "p_value": box.p_value}
    yield ledger_row(
        STEM,
        "residual_autocorrelation",
        scope,
        unit="correlation",
        method=f"Pearson residuals at lag 1; {method_of(parameters)}",
        notes=[reason or autocorrelation_note(item)],
        **about,
        **first,
    )
    yield ledger_row(
        STEM,
        "ljung_box",
        scope,
        unit="chi2",
        method=f"Ljung-Box test of Pearson residuals up to lag {LJUNG_BOX_LAGS}",
        notes=[reason, f"{LJUNG_BOX_LAGS} degrees of freedom"],
        **about,
        **test,
    )
