"""The lines of the models, their residuals, and what each model rests on, as tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from evaluation.analyses.interruption.fitting import fit_all
from evaluation.analyses.interruption.modelled import Modelled, known_rows
from evaluation.analyses.interruption.specified import Specified
from evaluation.analyses.interruption.study import Study
from evaluation.data.output_table import OutputTable, Sensitivity, TableKind, rows_of
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.autocorrelation import autocorrelations
from evaluation.stats.series.segmented import Shape

CORRELOGRAM_YEARS = 2
_LINES = (
    "period",
    "series",
    "fitted",
    "fitted_low",
    "fitted_high",
    "counterfactual",
    "counterfactual_low",
    "counterfactual_high",
)
_CORRELOGRAM = ("series", "lag", "autocorrelation", "limit")
_MODELLED = ("period", "series", "in_model", "segment")


def line_table(name: str, study: Study, modelled: Sequence[Modelled], sensitivity: Sensitivity) -> OutputTable:
    """Return the fitted and counterfactual lines by period; the counterfactual begins with the first intervention."""
    frames = [_lines(study, item) for item in modelled if item.model]
    return _curve(name, _LINES, frames, study, modelled, sensitivity)


def correlogram_table(name: str, study: Study, modelled: Sequence[Modelled], sensitivity: Sensitivity) -> OutputTable:
    """Return the autocorrelation of the one-step prediction errors, to two years; no rows where they do not vary."""
    frames = [frame for item in modelled if item.model and (frame := _correlogram(study, item)) is not None]
    return _curve(name, _CORRELOGRAM, frames, study, modelled, sensitivity)


def basis_table(name: str, study: Study, modelled: Sequence[Modelled], sensitivity: Sensitivity) -> OutputTable:
    """Return every period of each series, and what its model rests on: for disclosure control, never released.

    Periods that the model leaves out are in it too, as other analyses of the series may rest on them; ``segment`` and
    ``leverage`` are then blank. Counts that are known only as a range are blank. ``segment`` numbers the stretches in
    which a Poisson model with the same terms makes fitted and observed counts add up, or may do so: it changes
    wherever a term begins or ends and after each period that is left out. ``leverage`` is that of the quasi-Poisson
    model.
    """
    columns = (*_MODELLED, study.slug, "leverage")
    frames = [_basis(study, item) for item in modelled]
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(columns))
    return OutputTable(
        name=name,
        analysis=study.stem,
        kind=TableKind.RESTRICTED,
        sensitivity=sensitivity,
        columns=columns,
        rows=rows_of(frame),
    )


def segments_of(specified: Specified) -> np.ndarray:
    """Return the stretch, numbered from 1, of each row of a specification; shape (n,)."""
    design, known = specified.design, specified.known
    breaks = set(np.flatnonzero(known[1:] != known[:-1]) + 1)
    for impact in design.impacts:
        breaks |= {impact.onset, impact.onset + impact.phase_in}
        breaks |= {impact.onset + impact.lasts} if impact.shape is Shape.PULSE else set()
    for place, name in enumerate(design.columns):
        if name.startswith("event_") and "slope" not in name:
            breaks |= set(np.flatnonzero(np.diff(design.matrix[:, place])) + 1)
    return 1 + np.searchsorted(sorted(breaks), np.arange(known.size), side="right")


def _curve(
    name: str,
    columns: tuple[str, ...],
    frames: Sequence[pd.DataFrame],
    study: Study,
    modelled: Sequence[Modelled],
    sensitivity: Sensitivity,
) -> OutputTable:
    frame = pd.concat(frames, ignore_index=True)[list(columns)] if frames else pd.DataFrame(columns=list(columns))
    return OutputTable(
        name=name,
        analysis=study.stem,
        kind=TableKind.CURVE,
        sensitivity=sensitivity,
        columns=columns,
        rows=rows_of(frame),
        **rests_on(modelled),
    )


def rests_on(modelled: Sequence[Modelled]) -> dict[str, int | None]:
    """Return the fewest periods and events that the models of a table rest on; None where they are not known."""
    fitted = [item for item in modelled if item.model]
    events = [item.n_events for item in fitted]
    return {
        "n_obs": min((item.n_obs for item in fitted), default=None),
        "n_events": None if None in events else min(events, default=None),
    }


def _lines(study: Study, item: Modelled) -> pd.DataFrame:
    rows = item.specified.rows
    band = item.model.fitted_band()
    frame = pd.DataFrame(
        {
            "period": study.periods[rows],
            "series": item.series.key,
            "fitted": band.expected,
            "fitted_low": band.conf_low,
            "fitted_high": band.conf_high,
        }
    )
    names, starts = _LINES[5:], item.model.design.starts
    if not starts:
        return frame.assign(**dict.fromkeys(names, float("nan")))
    without = item.model.counterfactual_band()
    for column, values in zip(names, (without.expected, without.conf_low, without.conf_high), strict=True):
        frame[column] = pd.Series(values).where(frame.index >= min(starts))
    return frame


def _correlogram(study: Study, item: Modelled) -> pd.DataFrame | None:
    from scipy.stats import norm

    errors = item.model.fit.innovations[0]
    errors = errors[np.isfinite(errors)]
    n_lags = min(round(CORRELOGRAM_YEARS * study.periods_per_year), errors.size // 3)
    try:
        found = autocorrelations(errors, n_lags)
    except ValueError:
        return None
    limit = float(norm.isf((1.0 - study.parameters.conf_level) / 2.0)) / errors.size**0.5
    return pd.DataFrame(
        {"series": item.series.key, "lag": range(1, n_lags + 1), "autocorrelation": found, "limit": limit}
    )


def _basis(study: Study, item: Modelled) -> pd.DataFrame:
    low, high = item.series.low, item.series.high
    frame = pd.DataFrame(
        {
            "period": list(study.periods),
            "series": item.series.key,
            "in_model": False,
            "segment": pd.array([pd.NA] * study.n_rows, dtype="Int64"),
            study.slug: pd.Series(low).astype("Int64").where(low == high),
            "leverage": float("nan"),
        }
    )
    if item.model:
        rows = np.flatnonzero(known_rows(study, item))
        frame.loc[rows, "in_model"] = True
        frame.loc[rows, "segment"] = segments_of(item.specified)[rows - item.specified.rows.start]
        frame.loc[rows, "leverage"] = _leverage(study, item)
    return frame[~np.isnan(low)]


def _leverage(study: Study, item: Modelled) -> np.ndarray | float:
    quasi = Specified(
        specification=item.specified.specification.model_copy(update={"method": "quasi_poisson"}),
        rows=item.specified.rows,
        design=item.specified.design,
        known=item.specified.known,
        season=item.specified.season,
        exposure=item.specified.exposure,
    )
    (fit,) = fit_all(study, quasi, [item.series])
    return 1.0 if isinstance(fit, NotEstimable) else fit.fit.leverage[0]
