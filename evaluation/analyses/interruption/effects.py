"""The trend, and the effect of each declared intervention: the primary rows of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from operator import add

import numpy as np

from evaluation.analyses.interruption.limits import is_far, is_short, periods_wanted
from evaluation.analyses.interruption.modelled import Modelled, effect_fields, method_of, unit_of
from evaluation.analyses.interruption.specified import PRIMARY
from evaluation.analyses.interruption.study import Kind, Study
from evaluation.analyses.ledger import EVERYBODY, Scope, ledger_row
from evaluation.data.parameters.interruption import Intervention, Specification
from evaluation.stats.estimate import Estimate, Status
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.counterfactual import Interval, Totals
from evaluation.stats.series.interrupted_series import Effect, InterruptedSeries, Link
from evaluation.stats.series.segmented import Impact

N_DRAWS = 20_000
PER = 100_000


def estimate_trends(study: Study, modelled: Sequence[Modelled]) -> Iterator[Estimate]:
    """Yield the change per year of each series: before the first intervention, if one is declared."""
    has_any = bool(study.parameters.interventions)
    stop = study.first_start if has_any else study.n_rows
    for item in modelled:
        before = _known_rows(study, item)[:stop]
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
                _short_note(study, int(before.sum())),
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
    before = int(_known_rows(study, item)[:start].sum())
    gone = item.model is not None and not item.model.is_there_after(number, years=1.0)
    for quantity, unit, effect in _quantities(study, number, impact, specification):
        if quantity == "annual_change_after" and not is_primary:
            continue
        after_a_year = quantity == after_a_year_name(study)
        beyond = after_a_year and study.n_rows - start <= study.periods_per_year
        fields, reason = _estimated(effect, item, study.parameters.conf_level)
        yield ledger_row(
            study.stem,
            quantity,
            item.series.scope,
            *more,
            unit=unit,
            period=study.span,
            n_obs=item.n_obs,
            n_events=item.n_events,
            method=method_of(study, item, specification),
            status=Status.PRIMARY if is_primary and not control else Status.SENSITIVITY,
            notes=[
                specification.description,
                reason,
                "control series: the intervention did not reach it" if control else "",
                _short_note(study, before),
                *study.notes,
                "12 months after the start lie beyond the data: the line is extended" if beyond else "",
                "the model has no change 12 months after the start" if gone and after_a_year else "",
            ],
            **fields,
        )


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
        yield "level_change", unit_of(study), lambda model: model.level_change(number)
    if impact is None or impact.shape.has_slope:
        share = 1.0 if specification.slope_per == "year" else 1.0 / study.periods_per_year
        yield (
            "slope_change",
            unit_of(study, per_year=True, per=per),
            lambda model: model.effect(share * model.design.weights(**{f"slope_{number}": 1.0})),
        )
        if specification.trend is not False:
            yield (
                "annual_change_after",
                unit_of(study, per_year=True),
                lambda model: model.annual_change_after(number),
            )
    yield after_a_year_name(study), unit_of(study), lambda model: model.change_after(number, years=1.0)


def estimate_averted(study: Study, modelled: Sequence[Modelled], rng: np.random.Generator) -> Iterator[Estimate]:
    """Yield what all interventions together averted since the first one, in each series and in all of them.

    All of them only where they are parts of one whole: series are then taken as independent of one another, and
    control series are no part of the sum. Nothing is yielded where no intervention is declared.
    """
    if not study.parameters.interventions:
        return
    treated = [item for item in modelled if item.series.key not in study.parameters.controls]
    if study.kind is not Kind.COUNT:
        for item in treated:
            yield _summed_row(study, item)
        return
    draws: list[Totals] = []
    for item in treated:
        totals = item.model.totals(rng=rng, n_draws=N_DRAWS) if item.model else None
        yield from _averted_rows(study, item.series.scope, [item], totals, [item.reason])
        draws += [totals] if totals else []
    if study.are_parts and len(study.series) > 1:
        missing = [item.series.key for item in treated if not item.model]
        notes = [
            f"not estimable: no model for {', '.join(missing)}" if missing else "",
            f"sum over {len(treated)} series, taken as independent",
        ]
        together = None if missing else reduce(add, draws)
        yield from _averted_rows(study, EVERYBODY, treated, together, notes)


def _averted_rows(
    study: Study, scope: Scope, items: Sequence[Modelled], totals: Totals | None, notes: list[str]
) -> Iterator[Estimate]:
    first = study.first_start
    since = np.arange(study.n_rows) >= first
    known = [_known_rows(study, item) & since for item in items]
    lived = sum(float(item.series.exposures[study.parameters.exposure][since].sum()) for item in items)
    events = [item.series.n_events(rows) for item, rows in zip(items, known, strict=True)]
    several = len(study.parameters.interventions) > 1
    before = min((int(_known_rows(study, item)[:first].sum()) for item in items), default=0)
    after = study.n_rows - first
    without, with_it = ("any", "all") if several else ("the", "it")
    expected = f"expected {study.unit} without {without} intervention minus with {with_it}"
    observed = f"{study.unit} that might have come without {without} intervention minus those that came"
    name = f"{study.slug}_averted"
    quantities = [
        (name, study.unit, expected, lambda each: each.averted),
        (f"{name}_observed", study.unit, observed, lambda each: each.observed_averted),
        ("percent_averted", "percent", expected, lambda each: each.percent_averted),
    ]
    if study.rate_unit:
        unit = f"per {PER:,} {study.rate_unit}"
        quantities.append(("rate_averted", unit, expected, lambda each: PER * each.averted / lived))
    for quantity, unit, words, values in quantities:
        fields: dict[str, float] = {}
        if totals:
            found = Interval.of(values(totals), study.parameters.conf_level)
            fields = {
                "estimate": found.estimate,
                "std_error": found.std_error,
                "conf_low": found.conf_low,
                "conf_high": found.conf_high,
                "conf_level": study.parameters.conf_level,
            }
        yield ledger_row(
            study.stem,
            quantity,
            scope,
            unit=unit,
            period=study.period_from(first),
            n_obs=after,
            n_events=None if None in events else sum(events),
            method=f"{method_of(study, items[0])}; {N_DRAWS} draws of all that is not known",
            notes=[words, *notes, _short_note(study, before), *study.notes, _far_note(study, before)],
            **fields,
        )


def _summed_row(study: Study, item: Modelled) -> Estimate:
    first = study.first_start
    before = int(_known_rows(study, item)[:first].sum())
    after = study.n_rows - first
    has_sum = study.link is Link.IDENTITY
    return ledger_row(
        study.stem,
        "summed_change",
        item.series.scope,
        unit=study.unit,
        period=study.period_from(first),
        n_obs=after,
        method=method_of(study, item),
        notes=[
            "sum over the periods since the first intervention of what changed",
            item.reason if has_sum else "not estimable: a sum of ratios means nothing",
            _short_note(study, before),
            *study.notes,
            _far_note(study, before),
        ],
        **(
            effect_fields(item.model.summed_difference(), study.parameters.conf_level)
            if item.model and has_sum
            else {}
        ),
    )


def _known_rows(study: Study, item: Modelled) -> np.ndarray:
    """Return the rows of the study that the model of a series rests on, shape (n_rows,)."""
    found = np.zeros(study.n_rows, dtype=bool)
    if item.specified:
        found[item.specified.rows] = item.specified.known & ~np.isnan(item.series.low[item.specified.rows])
    return found


def _short_note(study: Study, n_before: int) -> str:
    if not is_short(n_before, study.periods_per_year):
        return ""
    wanted = periods_wanted(study.periods_per_year)
    periods = f"{study.unit_of_period}s"
    return f"short: only {n_before} {periods} to learn the trend from, fewer than {wanted} {periods}"


def _far_note(study: Study, before: int) -> str:
    after = study.n_rows - study.first_start
    if not is_far(before=before, after=after, periods_per_year=study.periods_per_year):
        return ""
    which = "first " if len(study.parameters.interventions) > 1 else ""
    return f"extrapolation: the counterfactual runs {after} {study.unit_of_period}s beyond the {which}intervention"
