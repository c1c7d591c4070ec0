"""Fit any specification of any series: one function for the primary analysis and for every other one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evaluation.analyses.interruption.specified import Season, Specified
from evaluation.analyses.interruption.study import Kind, StudiedSeries, Study
from evaluation.data.parameters.interruption import Specification
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.autoregression import autoregressions
from evaluation.stats.series.count_series import fit_count_series
from evaluation.stats.series.gaussian_series import fit_gaussian_series
from evaluation.stats.series.interrupted_series import Fit, InterruptedSeries
from evaluation.stats.series.least_squares import fit_newey_west, fit_ordinary_least_squares
from evaluation.stats.series.linear_fit import Interval, LinearFit
from evaluation.stats.series.negative_binomial import fit_negative_binomial
from evaluation.stats.series.poisson_observations import Counts
from evaluation.stats.series.poisson_regression import Variance, fit_poisson
from evaluation.stats.series.prais_winsten import fit_prais_winsten
from evaluation.stats.series.restricted_likelihood import fit_restricted_likelihood
from evaluation.stats.series.seasonality import choose_seasonality
from evaluation.stats.series.segmented import Seasonality

if TYPE_CHECKING:
    from evaluation.stats.series.arima import ArimaOrder

Array = NDArray[np.float64]
AUTOREGRESSIVE_ORDER = 2


@dataclass(frozen=True, eq=False)
class Numbers:
    """The rows of one series that a specification is about.

    Parameters
    ----------
    low, high, offset : ndarray of shape (n,)
        Rows that are not known hold zeros.
    known : ndarray of shape (n,)
    """

    low: Array
    high: Array
    offset: Array
    known: NDArray[np.bool_]

    @property
    def exact(self) -> Array:
        """The known numbers; NotEstimable where one is suppressed."""
        if (self.low != self.high)[self.known].any():
            raise NotEstimable("a suppressed count is a range, which this method cannot take")
        return self.low[self.known]

    @property
    def log_ratio(self) -> Array:
        """Logarithm of the known numbers per exposure; NotEstimable where one is 0 or less."""
        if (self.exact <= 0).any():
            raise NotEstimable("a period without events has no logarithm")
        return np.log(self.exact) - self.offset[self.known]


def numbers_of(series: StudiedSeries, specified: Specified, kind: Kind) -> Numbers:
    """Return the rows of a series that a specification is about."""
    low, high = series.low[specified.rows], series.high[specified.rows]
    known = specified.known & ~np.isnan(low)
    exposure = series.exposures[specified.exposure][specified.rows]
    offset = np.log(exposure) if kind is Kind.COUNT else np.zeros(len(low))
    return Numbers(np.where(known, low, 0.0), np.where(known, high, 0.0), offset, known)


def season_of(study: Study, series: StudiedSeries, specification: Specification) -> Season:
    """Return the seasonality of a series under a specification.

    Raises
    ------
    NotEstimable
        If it is to be chosen from fewer than 24 periods before the first intervention.
    """
    declared = specification.seasonality or study.parameters.seasonality
    if declared != "auto":
        return Season(Seasonality(declared), specification.harmonics or study.parameters.harmonics)
    known = known_for_season(study, series)
    values = np.where(known, series.low[: known.size], 0.5)
    return Season(
        *choose_seasonality(
            values if study.kind is Kind.COUNT else study.link.scaled(values),
            np.log(series.exposures[study.parameters.exposure][: known.size]),
            position=study.position,
            periods_per_year=study.periods_per_year,
            is_count=study.kind is Kind.COUNT,
            known=known,
        )
    )


def known_for_season(study: Study, series: StudiedSeries) -> NDArray[np.bool_]:
    """Return the periods before the first intervention whose exact number is in the model, shape (n_before,).

    All periods where no intervention is declared.
    """
    stop = study.first_start if study.parameters.interventions else study.n_rows
    return (study.in_model & (series.low == series.high))[:stop]


def fit_all(
    study: Study, specified: Specified, series: Sequence[StudiedSeries]
) -> list[InterruptedSeries | NotEstimable]:
    """Fit series under one specification.

    Returns
    -------
    list of InterruptedSeries or NotEstimable
        In the order of the series; the reason where there is no model.
    """
    numbers = [numbers_of(each, specified, study.kind) for each in series]
    found: list[InterruptedSeries | NotEstimable | None] = [None] * len(series)
    for known in {each.known.tobytes(): each.known for each in numbers}.values():
        ours = [place for place, each in enumerate(numbers) if np.array_equal(each.known, known)]
        for place, result in zip(ours, _fit_alike(study, specified, [numbers[at] for at in ours]), strict=True):
            found[place] = result
    return found


def _fit_alike(
    study: Study, specified: Specified, numbers: Sequence[Numbers]
) -> list[InterruptedSeries | NotEstimable]:
    """Fit series of one pattern of known rows: together, or one by one where that fails for some."""
    method = _METHODS[study.kind, specified.specification.method]
    fits: list[Fit | NotEstimable]
    try:
        fits = method(study, specified, numbers)
    except NotEstimable as error:
        fits = [error] if len(numbers) == 1 else [_one(method, study, specified, each) for each in numbers]
    return [
        fit
        if isinstance(fit, NotEstimable)
        else InterruptedSeries(
            design=specified.design,
            fit=fit,
            link=study.link,
            offset=each.offset,
            conf_level=study.parameters.conf_level,
            counts=Counts.of(each.low, each.high) if study.kind is Kind.COUNT else None,
            known=each.known,
        )
        for fit, each in zip(fits, numbers, strict=True)
    ]


def _one(method: Method, study: Study, specified: Specified, numbers: Numbers) -> Fit | NotEstimable:
    try:
        return method(study, specified, [numbers])[0]
    except NotEstimable as error:
        return error


def _integrated_counts(study: Study, specified: Specified, numbers: Sequence[Numbers]) -> list[Fit]:
    counts = Counts.of(np.stack([each.low for each in numbers]), np.stack([each.high for each in numbers]))
    offset = np.stack([each.offset for each in numbers])
    fit = fit_count_series(specified.design.matrix, counts, offset, numbers[0].known)
    return [fit.one(place) for place in range(len(numbers))]


def _integrated_values(study: Study, specified: Specified, numbers: Sequence[Numbers]) -> list[Fit]:
    known = numbers[0].known
    values = np.zeros((len(numbers), known.size))
    values[:, known] = [_on_scale(study, each) for each in numbers]
    fit = fit_gaussian_series(specified.design.matrix, values, autoregressions(AUTOREGRESSIVE_ORDER), known)
    return [fit.one(place) for place in range(len(numbers))]


def _log_linear(fit: Callable[..., LinearFit], *, in_time: bool = False) -> Method:
    """Return a method that takes exact counts, the logarithm of the exposure and maybe the places of rows in time."""

    def together(study: Study, specified: Specified, numbers: Sequence[Numbers]) -> list[Fit]:
        known = numbers[0].known
        found = fit(
            specified.design.matrix[known],
            np.stack([each.exact for each in numbers]),
            np.stack([each.offset[known] for each in numbers]),
            interval=Interval(specified.specification.interval),
            **({"places": np.flatnonzero(known)} if in_time else {}),
        )
        return [found.one(place) for place in range(len(numbers))]

    return together


def _linear(fit: Callable[..., LinearFit], *, in_time: bool = False) -> Method:
    """Return a method that takes values on the scale of the study and maybe the places of rows in time."""

    def together(study: Study, specified: Specified, numbers: Sequence[Numbers]) -> list[Fit]:
        known = numbers[0].known
        found = fit(
            specified.design.matrix[known],
            np.stack([_on_scale(study, each) for each in numbers]),
            interval=Interval(specified.specification.interval),
            **({"places": np.flatnonzero(known)} if in_time else {}),
        )
        return [found.one(place) for place in range(len(numbers))]

    return together


def _arima(study: Study, specified: Specified, numbers: Sequence[Numbers]) -> list[Fit]:
    from evaluation.stats.series.arima import fit_arima
    from evaluation.stats.series.arima_order import choose_order

    if not numbers[0].known.all():
        raise NotEstimable("ARIMA errors need every period, and some are left out")
    x, chosen = specified.design.matrix, specified.specification
    season = round(study.periods_per_year)
    found: list[Fit] = []
    for each in numbers:
        values = _on_scale(study, each)
        order = (
            choose_order(x, values, min(specified.design.starts, default=len(values)), season)
            if chosen.order is None
            else arima_order(study, chosen)
        )
        found.append(fit_arima(x, values, order, interval=Interval(chosen.interval)))
    return found


def arima_order(study: Study, specification: Specification) -> ArimaOrder:
    """Return the declared order of ARIMA errors."""
    from evaluation.stats.series.arima import ArimaOrder

    seasonal = specification.seasonal_order
    season = round(study.periods_per_year) if any(seasonal) else 1
    return ArimaOrder(*specification.order, *seasonal, season)


def _on_scale(study: Study, numbers: Numbers) -> Array:
    if study.kind is Kind.COUNT:
        return numbers.log_ratio
    found = study.link.scaled(numbers.exact)
    if not np.isfinite(found).all():
        raise NotEstimable("a share of 0 or 1 has no log odds")
    return found


Method = Callable[[Study, Specified, Sequence[Numbers]], list[Fit]]
_METHODS: dict[tuple[Kind, str], Method] = {
    (Kind.COUNT, "integrated"): _integrated_counts,
    (Kind.COUNT, "poisson"): _log_linear(partial(fit_poisson, variance=Variance.POISSON)),
    (Kind.COUNT, "quasi_poisson"): _log_linear(partial(fit_poisson, variance=Variance.QUASI)),
    (Kind.COUNT, "quasi_poisson_newey_west"): _log_linear(
        partial(fit_poisson, variance=Variance.NEWEY_WEST), in_time=True
    ),
    (Kind.COUNT, "negative_binomial"): _log_linear(fit_negative_binomial),
    (Kind.COUNT, "log_linear"): _integrated_values,
    (Kind.COUNT, "arima"): _arima,
    (Kind.VALUE, "integrated"): _integrated_values,
    (Kind.VALUE, "least_squares"): _linear(fit_ordinary_least_squares),
    (Kind.VALUE, "newey_west"): _linear(fit_newey_west, in_time=True),
    (Kind.VALUE, "prais_winsten"): _linear(fit_prais_winsten, in_time=True),
    (Kind.VALUE, "restricted_likelihood"): _linear(fit_restricted_likelihood, in_time=True),
    (Kind.VALUE, "arima"): _arima,
}
