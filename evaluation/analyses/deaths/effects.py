"""The trend, and the effect of each declared intervention."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from operator import add

import numpy as np

from evaluation.analyses.deaths.diagnostics import autocorrelation_note
from evaluation.analyses.deaths.limits import MONTHS_BEFORE_WANTED, is_far, is_short
from evaluation.analyses.deaths.rows import (
    STEM,
    Modelled,
    method_of,
    population_note,
    ratio_fields,
    scope_of,
)
from evaluation.analyses.ledger import ledger_row
from evaluation.data.death_series import DeathSeries
from evaluation.data.months import month_number, month_start
from evaluation.data.parameters import Intervention, OverdoseDeathsParameters
from evaluation.stats.estimate import Estimate
from evaluation.stats.series.counterfactual import AvertedDraws
from evaluation.stats.series.interrupted_series import InterruptedSeries, Ratio
from evaluation.stats.series.segmented import MONTHS_PER_YEAR

N_DRAWS = 20_000

_RATIOS: tuple[tuple[str, str, Callable[[InterruptedSeries, int], Ratio]], ...] = (
    ("level_change", "rate ratio", InterruptedSeries.level_change),
    ("slope_change", "rate ratio per year", InterruptedSeries.slope_change),
    ("annual_change_after", "rate ratio per year", InterruptedSeries.annual_change_after),
    ("rate_ratio_12_months", "rate ratio", lambda model, number: model.rate_ratio_after(number, years=1.0)),
)


def estimate_trend(item: Modelled, data: DeathSeries, parameters: OverdoseDeathsParameters) -> Iterator[Estimate]:
    """Yield the rate ratio per year of one series: before the first intervention, if one is declared."""
    stop = min((month_number(each.date) for each in parameters.interventions), default=data.window.stop)
    n_months = stop - data.window.first
    notes = [
        "trend before the first intervention, from the segmented model" if parameters.interventions else "",
        item.reason,
        _short_note(n_months),
        autocorrelation_note(item),
        population_note(data, data.window.numbers),
    ]
    yield ledger_row(
        STEM,
        "annual_change",
        scope_of(item.series),
        unit="rate ratio per year",
        period=f"{month_start(data.window.first)}/{month_start(stop)}",
        n_obs=n_months,
        n_events=int(item.series.deaths[:n_months].sum()),
        method=method_of(parameters),
        notes=notes,
        **(ratio_fields(item.model.annual_change(), parameters.conf_level) if item.model else {}),
    )


def estimate_effects(
    modelled: Sequence[Modelled], data: DeathSeries, parameters: OverdoseDeathsParameters, rng: np.random.Generator
) -> Iterator[Estimate]:
    """Yield the effect of each declared intervention on each series, and the deaths averted by all of them together.

    Series are taken as independent of one another in the sum. Nothing is yielded where no intervention is declared.
    """
    if not parameters.interventions:
        return
    first = min(month_number(each.date) for each in parameters.interventions)
    draws: list[AvertedDraws] = []
    for item in modelled:
        for number, intervention in enumerate(parameters.interventions, start=1):
            yield from _ratio_rows(item, number, intervention, data, parameters)
        averted = item.model.averted(rng=rng, n_draws=N_DRAWS) if item.model else None
        notes = [item.reason, autocorrelation_note(item)]
        yield from _averted_rows(item, averted, first, data, parameters, notes)
        if averted:
            draws.append(averted)
    if data.dimension:
        missing = [item.series.key for item in modelled if not item.model]
        notes = [
            f"not estimable: no model for {', '.join(missing)}" if missing else "",
            f"sum over {data.dimension} series, taken as independent",
        ]
        together = None if missing else reduce(add, draws)
        yield from _averted_rows(Modelled(data.total, None, ""), together, first, data, parameters, notes)


def _ratio_rows(
    item: Modelled,
    number: int,
    intervention: Intervention,
    data: DeathSeries,
    parameters: OverdoseDeathsParameters,
) -> Iterator[Estimate]:
    start = month_number(intervention.date) - data.window.first
    for quantity, unit, ratio in _RATIOS:
        beyond = quantity == "rate_ratio_12_months" and data.window.n_months - start <= MONTHS_PER_YEAR
        yield ledger_row(
            STEM,
            quantity,
            scope_of(item.series),
            *((intervention.name,) if len(parameters.interventions) > 1 else ()),
            unit=unit,
            period=str(data.window),
            n_obs=data.window.n_months,
            n_events=int(item.series.deaths.sum()),
            method=method_of(parameters),
            notes=[
                item.reason,
                _short_note(start),
                autocorrelation_note(item),
                population_note(data, data.window.numbers),
                "12 months lie beyond the data: the line is extended" if beyond else "",
            ],
            **(ratio_fields(ratio(item.model, number), parameters.conf_level) if item.model else {}),
        )


def _averted_rows(
    item: Modelled,
    averted: AvertedDraws | None,
    first: int,
    data: DeathSeries,
    parameters: OverdoseDeathsParameters,
    notes: list[str],
) -> Iterator[Estimate]:
    after = data.window.stop - first
    before = first - data.window.first
    far = is_far(months_before=before, months_after=after)
    several = len(parameters.interventions) > 1
    notes = [
        f"expected deaths without {'any' if several else 'the'} intervention minus with {'all' if several else 'it'}",
        *notes,
        _short_note(before),
        population_note(data, data.window.numbers),
        f"extrapolation: the counterfactual runs {after} months beyond the {'first ' if several else ''}intervention"
        if far
        else "",
    ]
    tail = (1.0 - parameters.conf_level) / 2.0
    for quantity, unit in (("deaths_averted", "deaths"), ("percent_averted", "percent")):
        fields: dict[str, float] = {}
        if averted:
            scale = 100.0 / averted.counterfactual if quantity == "percent_averted" else 1.0
            values = averted.averted_draws
            if quantity == "percent_averted":
                values = 100.0 * values / averted.counterfactual_draws
            low, high = np.quantile(values, [tail, 1.0 - tail])
            fields = {
                "estimate": averted.averted * scale,
                "std_error": float(values.std(ddof=1)),
                "conf_low": float(low),
                "conf_high": float(high),
                "conf_level": parameters.conf_level,
            }
        yield ledger_row(
            STEM,
            quantity,
            scope_of(item.series),
            unit=unit,
            period=f"{month_start(first)}/{month_start(data.window.stop)}",
            n_obs=after,
            n_events=int(item.series.deaths[-after:].sum()),
            method=f"{method_of(parameters).removesuffix(', t intervals')}, {N_DRAWS} draws of the coefficients",
            notes=notes,
            **fields,
        )


def _short_note(n_months: int) -> str:
    if not is_short(n_months):
        return ""
    return f"short: only {n_months} months to learn the trend from, fewer than {MONTHS_BEFORE_WANTED} months"
