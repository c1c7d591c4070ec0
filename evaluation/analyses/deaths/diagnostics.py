"""Whether the model's assumptions hold: dispersion, and months that resemble the month before."""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.analyses.deaths.rows import LJUNG_BOX_LAGS, N_CHECK_DRAWS, STEM, Modelled, method_of, scope_of
from evaluation.analyses.ledger import ledger_row
from evaluation.data.death_series import DeathSeries
from evaluation.data.parameters import OverdoseDeathsParameters
from evaluation.stats.estimate import Estimate, Status
from evaluation.stats.series.residual_checks import NOTEWORTHY_P_VALUE

_SIMULATED = f"p-value from {N_CHECK_DRAWS} draws of independent months"


def autocorrelation_note(item: Modelled) -> str:
    """Return the warning for a model whose residuals resemble those of the month before; blank without one."""
    if not item.checks or item.checks.first_p_value >= NOTEWORTHY_P_VALUE:
        return ""
    return "residual autocorrelation: the intervals of the model are too narrow"


def diagnose(item: Modelled, data: DeathSeries, parameters: OverdoseDeathsParameters) -> Iterator[Estimate]:
    """Yield the dispersion, the residual autocorrelation at lag 1 and the Ljung-Box test of one series."""
    about = {
        "period": str(data.window),
        "n_obs": data.window.n_months,
        "n_events": int(item.series.deaths.sum()),
        "status": Status.DIAGNOSTIC,
    }
    scope, model, checks = scope_of(item.series), item.model, item.checks
    floored = model is not None and model.fit.dispersion < 1.0
    yield ledger_row(
        STEM,
        "dispersion",
        scope,
        unit="ratio",
        method=f"Pearson chi-squared over its degrees of freedom; {_SIMULATED} that are Poisson",
        notes=[
            item.reason,
            f"{model.fit.df_resid} degrees of freedom" if model else "",
            "below 1, intervals use 1" if floored else "",
        ],
        **about,
        **({"estimate": model.fit.dispersion} if model else {}),
        **({"p_value": checks.dispersion_p_value} if checks else {}),
    )
    reason = item.reason
    if model and not checks:
        reason = f"not estimable: residuals without variation, or of no more than {LJUNG_BOX_LAGS} months"
    yield ledger_row(
        STEM,
        "residual_autocorrelation",
        scope,
        unit="correlation",
        method=(
            f"Pearson residuals at lag 1 minus their mean over the draws; one-sided {_SIMULATED}; "
            f"{method_of(parameters)}"
        ),
        notes=[reason or autocorrelation_note(item)],
        **about,
        **({"estimate": checks.first, "p_value": checks.first_p_value} if checks else {}),
    )
    yield ledger_row(
        STEM,
        "ljung_box",
        scope,
        unit="chi2",
        method=f"Ljung-Box statistic of Pearson residuals up to lag {LJUNG_BOX_LAGS}; {_SIMULATED}",
        notes=[reason],
        **about,
        **({"estimate": checks.ljung_box, "p_value": checks.ljung_box_p_value} if checks else {}),
    )
