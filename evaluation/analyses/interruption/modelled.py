"""A series with its primary model, or with the reason why there is none, and what its rows have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.analyses.interruption.fitting import fit_all, numbers_of, season_of
from evaluation.analyses.interruption.specified import PRIMARY, Season, Specified, specify
from evaluation.analyses.interruption.study import Kind, StudiedSeries, Study
from evaluation.data.parameters.interruption import Specification
from evaluation.data.strict_yaml import counted
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.interrupted_series import Effect, InterruptedSeries, Link

_METHODS = {
    (Kind.COUNT, "integrated"): "Poisson with latent AR(1), its correlation and size integrated out",
    (Kind.COUNT, "poisson"): "Poisson, {periods} taken as independent",
    (Kind.COUNT, "quasi_poisson"): "quasi-Poisson, {periods} taken as independent",
    (Kind.COUNT, "quasi_poisson_newey_west"): "quasi-Poisson, Newey-West standard errors",
    (Kind.COUNT, "negative_binomial"): "negative binomial (NB2), {periods} taken as independent",
    (Kind.COUNT, "log_linear"): "log rate with AR(2) errors integrated out",
    (Kind.VALUE, "integrated"): "AR(2) errors integrated out",
    (Kind.VALUE, "least_squares"): "ordinary least squares",
    (Kind.VALUE, "newey_west"): "least squares, Newey-West standard errors",
    (Kind.VALUE, "prais_winsten"): "Prais-Winsten",
    (Kind.VALUE, "restricted_likelihood"): "AR(1) errors by restricted maximum likelihood",
}

FEWEST_EXACT = 8
"""As many periods as a series must have at the least."""


@dataclass(frozen=True, eq=False)
class Modelled:
    """A series under one specification.

    Parameters
    ----------
    series : StudiedSeries
    specified : Specified or None
        None where the specification cannot be worked out for the series.
    model : InterruptedSeries or None
    reason : str
        Why there is no model; blank where there is one.
    n_obs : int
        Periods that the model rests on.
    n_events : int or None
        Events in them.
    """

    series: StudiedSeries
    specified: Specified | None
    model: InterruptedSeries | None
    reason: str
    n_obs: int = 0
    n_events: int | None = None


def model_all(
    study: Study, specification: Specification = PRIMARY, series: Sequence[StudiedSeries] | None = None, **how: object
) -> list[Modelled]:
    """Fit series of a study under one specification; data that do not determine a model give the reason instead.

    Parameters
    ----------
    study : Study
    specification : Specification
    series : sequence of StudiedSeries, optional
        All of the study by default.
    **how
        Of :func:`evaluation.analyses.interruption.specified.specify`.
    """
    chosen = study.series if series is None else series
    seasons = [_season(study, each, specification) for each in chosen]
    found: list[Modelled | None] = [None] * len(chosen)
    for season in dict.fromkeys(seasons):
        places = [place for place, each in enumerate(seasons) if each == season]
        for place, result in zip(
            places, _of_season(study, specification, season, [chosen[place] for place in places], how), strict=True
        ):
            found[place] = result
    return found


def _season(study: Study, series: StudiedSeries, specification: Specification) -> Season | str:
    try:
        return season_of(study, series, specification)
    except NotEstimable as error:
        return str(error)


def _of_season(
    study: Study,
    specification: Specification,
    season: Season | str,
    series: Sequence[StudiedSeries],
    how: dict[str, object],
) -> list[Modelled]:
    if isinstance(season, str):
        return [Modelled(each, None, None, f"not estimable: {season}") for each in series]
    try:
        specified = specify(study, specification, season, **how)
    except NotEstimable as error:
        return [Modelled(each, None, None, f"not estimable: {error}") for each in series]
    results = []
    for each, fit in zip(series, fit_all(study, specified, series), strict=True):
        known = numbers_of(each, specified, study.kind).known
        rows = np.zeros(study.n_rows, dtype=bool)
        rows[specified.rows] = known
        failed = isinstance(fit, NotEstimable)
        results.append(
            Modelled(
                each,
                specified,
                None if failed else fit,
                f"not estimable: {fit}" if failed else "",
                n_obs=int(known.sum()),
                n_events=each.n_events(rows) if study.kind is Kind.COUNT else None,
            )
        )
    return results


def effect_fields(effect: Effect, conf_level: float) -> dict[str, float]:
    """Return the fields of a ledger row; those that are not finite are left out."""
    named = {
        "estimate": effect.estimate,
        "std_error": effect.std_error,
        "conf_low": effect.conf_low,
        "conf_high": effect.conf_high,
        "p_value": effect.p_value,
    }
    return {name: value for name, value in named.items() if np.isfinite(value)} | {"conf_level": conf_level}


def method_of(study: Study, item: Modelled, specification: Specification = PRIMARY) -> str:
    """Return the name of a method, short."""
    name = _METHODS.get((study.kind, specification.method), "").format(periods=f"{study.unit_of_period}s")
    if specification.method == "arima":
        order = str(item.model.fit.order) if item.model else ""
        name = f"regression with ARIMA errors {order}".rstrip()
    season = str(item.specified.season) if item.specified else "seasonality not chosen"
    kind = "segmented " if study.parameters.interventions else ""
    interval = "" if specification.method == "integrated" else f", {specification.interval} intervals"
    return f"{kind}{name}; {season}{interval}"


def unit_of(
    study: Study, *, per_year: bool = False, per: str = "year", specification: Specification = PRIMARY
) -> str:
    """Return the unit of a change: ``rate ratio``, ``ratio``, ``odds ratio`` or ``difference``, maybe per year."""
    of_link = {Link.IDENTITY: "difference", Link.LOGIT: "odds ratio", Link.LOG: "ratio"}
    has_rate = study.rate_units.get(specification.exposure or study.parameters.exposure, "")
    words = "rate ratio" if has_rate else of_link[study.link]
    return f"{words} per {per}" if per_year else words


def known_rows(study: Study, item: Modelled) -> NDArray[np.bool_]:
    """Return the rows of the study that the model of a series rests on, shape (n_rows,); none without a design."""
    found = np.zeros(study.n_rows, dtype=bool)
    if item.specified:
        found[item.specified.rows] = numbers_of(item.series, item.specified, study.kind).known
    return found


def range_note(study: Study, item: Modelled) -> str:
    """Return what to say where hardly a period in the model is known but as a range; blank where enough are."""
    known = known_rows(study, item)
    n_exact = int((known & (item.series.low == item.series.high)).sum())
    if n_exact == known.sum() or n_exact >= FEWEST_EXACT:
        return ""
    period = study.unit_of_period
    which = f"only {counted(n_exact, period)} known exactly" if n_exact else f"no {period} is known exactly"
    return f"{which}: it rests on the ranges and the prior"
