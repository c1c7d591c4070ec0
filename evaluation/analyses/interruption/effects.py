"""The trend, and the effect of each declared intervention: the primary rows of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from evaluation.analyses.interruption.limits import short_note, soon_note
from evaluation.analyses.interruption.modelled import (
    Modelled,
    effect_fields,
    known_rows,
    method_of,
    range_note,
    unit_of,
)
from evaluation.analyses.interruption.specified import PRIMARY
from evaluation.analyses.interruption.study import Kind, Study
from evaluation.analyses.ledger import ledger_row
from evaluation.data.parameters.interruption import Intervention, Specification
from evaluation.stats.estimate import Estimate, Status
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.interrupted_series import Effect, InterruptedSeries, Link
from evaluation.stats.series.segmented import Impact, Shape

FULL_CHANGE = "the full change"
"""How a note begins on a level that is not full in the first period of an intervention."""


def estimate_trends(study: Study, modelled: Sequence[Modelled]) -> Iterator[Estimate]:
    """Yield the change per year of each series: before the first intervention, if one is declared."""
    has_any = bool(study.parameters.interventions)
    stop = study.first_start if has_any else study.n_rows
    for item in modelled:
        before = known_rows(study, item)[:stop]
        rows = np.zeros(study.n_rows, dtype=bool)
        rows[:stop] = before
        yield ledger_row(
            study.stem,
            "annual_change",
            item.series.scope,
            unit=unit_of(study, per_year=True),
            period=f"{study.span.partition('/')[0]}/{study.period_from(stop).partition('/')[0]}"
            if has_any
            else study.span,
            n_obs=int(before.sum()),
            n_events=item.series.n_events(rows) if study.kind is Kind.COUNT else None,
            method=method_of(study, item),
            notes=[
                "trend before the first intervention, from the segmented model" if has_any else "",
                item.reason,
                short_note(study, int(before.sum())),
                range_note(study, item),
                *study.notes,
            ],
            **(effect_fields(item.model.annual_change(), study.parameters.conf_level) if item.model else {}),
        )


def estimate_effects(study: Study, modelled: Sequence[Modelled]) -> Iterator[Estimate]:
    """Yield the effect of each declared intervention on each series; nothing where none is declared."""
    for item in modelled:
        for number, intervention in enumerate(study.parameters.interventions, start=1):
            yield from effect_rows(study, item, number, intervention)


def effect_rows(
    study: Study, item: Modelled, number: int, intervention: Intervention, specification: Specification = PRIMARY
) -> Iterator[Estimate]:
    """Yield what one intervention did to one series under one specification.

    The primary analysis has all quantities; another one has the changes of level and slope and that after a year, as
    sensitivity rows whose ids end with its name.
    """
    is_primary = specification is PRIMARY
    control = item.series.key in study.parameters.controls
    more = (intervention.name,) if len(study.parameters.interventions) > 1 else ()
    more += () if is_primary else (specification.name,)
    impact = item.specified.design.impacts[number - 1] if item.specified else None
    start = study.row_of(intervention.date)
    before = int(known_rows(study, item)[:start].sum())
    after = int(known_rows(study, item)[start:].sum())
    rows = item.specified.rows if item.specified else slice(0, study.n_rows)
    stop = rows.stop
    gone = item.model is not None and not item.model.is_there_after(number, years=1.0)
    for quantity, unit, effect in _quantities(study, number, impact, specification):
        if quantity == "annual_change_after" and not is_primary:
            continue
        after_a_year = quantity == after_a_year_name(study)
        beyond = after_a_year and stop - start <= study.periods_per_year
        fields, reason = _estimated(effect, item, study.parameters.conf_level)
        yield ledger_row(
            study.stem,
            quantity,
            item.series.scope,
            *more,
            unit=unit,
            period=study.span_of(rows),
            n_obs=item.n_obs,
            n_events=item.n_events,
            method=method_of(study, item, specification),
            status=Status.PRIMARY if is_primary and not control else Status.SENSITIVITY,
            notes=[
                specification.description,
                reason,
                "control series: the intervention did not reach it" if control else "",
                short_note(study, before),
                soon_note(study, after),
                range_note(study, item),
                *study.notes,
                "12 months after the start lie beyond the data: the line is extended" if beyond else "",
                "the model has no change 12 months after the start" if gone and after_a_year else "",
                _not_full(impact, rows) if quantity == "level_change" else "",
            ],
            **fields,
        )


def _not_full(impact: Impact | None, rows: slice) -> str:
    """Return what to say where the level is not full in the first period of an intervention; blank where it is."""
    if impact is None or (impact.onset == impact.start and impact.level(impact.onset) >= 1.0):
        return ""
    share = float(impact.level(rows.stop - rows.start - 1))
    if impact.shape is Shape.PULSE or share >= 1.0:
        return f"{FULL_CHANGE}, which is not there yet in the first period"
    return f"{FULL_CHANGE}, of which {100 * share:.0f} percent is there at the end of the data"


def _estimated(
    effect: Callable[[InterruptedSeries], Effect], item: Modelled, conf_level: float
) -> tuple[dict[str, float], str]:
    """Return the fields of an effect, or none and why it is not estimable although there may be a model."""
    if item.model is None:
        return {}, item.reason
    try:
        return effect_fields(effect(item.model), conf_level), item.reason
    except NotEstimable as error:
        return {}, f"not estimable: {error}"


def after_a_year_name(study: Study) -> str:
    """Return the name of the quantity that tells the change a year after the start."""
    if study.kind is Kind.COUNT:
        return "rate_ratio_12_months"
    return {
        Link.IDENTITY: "change_12_months",
        Link.LOG: "ratio_12_months",
        Link.LOGIT: "odds_ratio_12_months",
    }[study.link]


def _quantities(
    study: Study, number: int, impact: Impact | None, specification: Specification
) -> Iterator[tuple[str, str, Callable[[InterruptedSeries], Effect]]]:
    per = "year" if specification.slope_per == "year" else study.unit_of_period
    if impact is None or impact.shape.has_level:
        yield "level_change", unit_of(study, specification=specification), lambda model: model.level_change(number)
    if impact is None or impact.shape.has_slope:
        share = 1.0 if specification.slope_per == "year" else 1.0 / study.periods_per_year
        yield (
            "slope_change",
            unit_of(study, per_year=True, per=per, specification=specification),
            lambda model: model.effect(share * model.design.weights(**{f"slope_{number}": 1.0})),
        )
        if specification.trend is not False:
            yield (
                "annual_change_after",
                unit_of(study, per_year=True),
                lambda model: model.annual_change_after(number),
            )
    unit = unit_of(study, specification=specification)
    yield after_a_year_name(study), unit, lambda model: model.change_after(number, years=1.0)
