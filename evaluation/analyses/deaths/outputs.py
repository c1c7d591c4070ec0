"""The tables of the overdose-deaths analysis: counts for disclosure control to pool, fitted curves, every month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from evaluation.analyses.deaths.rows import STEM, Modelled
from evaluation.data.death_series import DeathSeries
from evaluation.data.deaths import is_blank
from evaluation.data.output_table import Measure, OutputTable, Sensitivity, TableKind, rows_of
from evaluation.data.parameters import OverdoseDeathsParameters
from evaluation.stats.series.autocorrelation import autocorrelations

CORRELOGRAM_LAGS = 24
_FITTED = (
    "period",
    "series",
    "fitted",
    "fitted_low",
    "fitted_high",
    "counterfactual",
    "counterfactual_low",
    "counterfactual_high",
)
_MODELLED = ("period", "series", "deaths", "fitted", "pearson_residual", "leverage")
_CORRELOGRAM = ("series", "lag", "autocorrelation", "limit")


def count_tables(data: DeathSeries, parameters: OverdoseDeathsParameters) -> Iterator[OutputTable]:
    """Yield the tables of counts, by month and at the finest level: the release pools what is too fine."""
    by_series = [data.dimension] if data.dimension else []
    wanted = {"deaths_by_month": by_series}
    if "community" in data.counts.dimensions and not is_blank(data.counts.frame["community"]).any():
        wanted["deaths_by_community"] = ["community"]
    arm = ["arm"] if data.dimension == "arm" else []
    wanted |= {f"deaths_by_{name}": [*arm, name] for name in parameters.subgroups}
    for name, by in wanted.items():
        cells = data.cells(by)
        exposure = "person_years" if "person_years" in cells else ""
        yield OutputTable(
            name=name,
            analysis=STEM,
            kind=TableKind.COUNTS,
            sensitivity=Sensitivity.VITAL,
            columns=tuple(cells.columns),
            rows=rows_of(cells),
            measure=Measure.OVERDOSE_DEATH,
            dimensions=("period", *by),
            count="deaths",
            exposure=exposure,
        )


def curve_tables(
    modelled: Sequence[Modelled], data: DeathSeries, parameters: OverdoseDeathsParameters
) -> Iterator[OutputTable]:
    """Yield the fitted and counterfactual series and the correlogram of the residuals; no rows if no model fits."""
    fitted = [item for item in modelled if item.model]
    yield _curve("deaths_fitted", _FITTED, [_fitted_frame(item, data) for item in fitted], fitted, data)
    varied = [frame for item in fitted if (frame := _correlogram(item, parameters.conf_level)) is not None]
    yield _curve("residual_autocorrelation", _CORRELOGRAM, varied, fitted, data)


def month_table(modelled: Sequence[Modelled], data: DeathSeries) -> OutputTable:
    """Return what each model rests on, month by month: for the evaluator, and for the release to judge."""
    frames = [
        pd.DataFrame(
            {
                "period": data.window.periods,
                "series": item.series.key,
                "deaths": item.series.deaths,
                "fitted": item.model.fit.fitted,
                "pearson_residual": item.model.fit.pearson_residuals,
                "leverage": item.model.fit.leverage,
            }
        )
        for item in modelled
        if item.model
    ]
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(_MODELLED))
    return OutputTable(
        name="deaths_modelled",
        analysis=STEM,
        kind=TableKind.RESTRICTED,
        sensitivity=Sensitivity.VITAL,
        columns=_MODELLED,
        rows=rows_of(frame),
    )


def _curve(
    name: str,
    columns: tuple[str, ...],
    frames: Sequence[pd.DataFrame],
    fitted: Sequence[Modelled],
    data: DeathSeries,
) -> OutputTable:
    frame = pd.concat(frames, ignore_index=True)[list(columns)] if frames else pd.DataFrame(columns=list(columns))
    return OutputTable(
        name=name,
        analysis=STEM,
        kind=TableKind.CURVE,
        sensitivity=Sensitivity.VITAL,
        columns=columns,
        rows=rows_of(frame),
        n_obs=data.window.n_months if frames else 0,
        n_events=min((int(item.series.deaths.sum()) for item in fitted), default=0),
    )


def _fitted_frame(item: Modelled, data: DeathSeries) -> pd.DataFrame:
    """Return fitted and counterfactual deaths by month; the counterfactual begins with the first intervention."""
    band = item.model.fitted_band()
    frame = pd.DataFrame(
        {
            "period": data.window.periods,
            "series": item.series.key,
            "fitted": band.expected,
            "fitted_low": band.conf_low,
            "fitted_high": band.conf_high,
        }
    )
    names = _FITTED[5:]
    starts = item.model.design.starts
    if not starts:
        return frame.assign(**dict.fromkeys(names, float("nan")))
    without = item.model.counterfactual_band()
    for column, values in zip(names, (without.expected, without.conf_low, without.conf_high), strict=True):
        frame[column] = pd.Series(values).where(frame.index >= min(starts))
    return frame


def _correlogram(item: Modelled, conf_level: float) -> pd.DataFrame | None:
    from scipy.stats import norm

    residuals = item.model.fit.pearson_residuals
    n_lags = min(CORRELOGRAM_LAGS, residuals.size // 3)
    try:
        found = autocorrelations(residuals, n_lags)
    except ValueError:
        return None
    limit = float(norm.isf((1.0 - conf_level) / 2.0)) / residuals.size**0.5
    return pd.DataFrame(
        {"series": item.series.key, "lag": range(1, n_lags + 1), "autocorrelation": found, "limit": limit}
    )
