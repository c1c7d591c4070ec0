"""The primary analysis with each calendar year left out in turn: fits, their range, and a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.analyses.interruption.effects import after_a_year_name
from evaluation.analyses.interruption.fitting import numbers_of
from evaluation.analyses.interruption.modelled import Modelled, effect_fields, method_of, model_all, unit_of
from evaluation.analyses.interruption.study import Study
from evaluation.analyses.ledger import ledger_row
from evaluation.data.output_table import OutputTable, Sensitivity, TableKind
from evaluation.stats.estimate import Estimate, Status
from evaluation.stats.series.interrupted_series import Effect, InterruptedSeries, effects_together

_COLUMNS = ("series", "intervention", "year", "quantity", "estimate", "conf_low", "conf_high", "p_value", "n_obs")


@dataclass(frozen=True, eq=False)
class WithoutYear:
    """A series with one calendar year left out.

    Parameters
    ----------
    item : Modelled
    effects : mapping of (int, str) to Effect
        By number of the intervention, 0 for all together, and quantity; empty where there is no model.
    """

    item: Modelled
    effects: Mapping[tuple[int, str], Effect]


Years = Mapping[str, WithoutYear]


AVERAGE = (0, "average_change")
"""What all interventions change on average since the first one: it has the sign of what they averted."""


def main_effect(study: Study, model: InterruptedSeries, number: int) -> tuple[str, np.ndarray]:
    """Return quantity and weights of the effect of an intervention that is looked at before all others.

    That after a year; that on level or slope where there is none by then, after a short pulse or within a long lag.
    """
    weights = model.after(number, years=1.0)
    if weights.any():
        return after_a_year_name(study), weights
    shape = model.design.impacts[number - 1].shape
    quantity, term = ("level_change", "step") if shape.has_level else ("slope_change", "slope")
    return quantity, model.design.weights(**{f"{term}_{number}": 1.0})


def effects_said(study: Study, model: InterruptedSeries) -> dict[tuple[int, str], np.ndarray]:
    """Return the weights of every effect of which a sentence may be said, by intervention and quantity."""
    found = {AVERAGE: model.average_change()}
    for number, impact in enumerate(model.design.impacts, start=1):
        if impact.shape.has_level:
            found[number, "level_change"] = model.design.weights(**{f"step_{number}": 1.0})
        if impact.shape.has_slope:
            found[number, "slope_change"] = model.design.weights(**{f"slope_{number}": 1.0})
        quantity, weights = main_effect(study, model, number)
        found[number, quantity] = weights
    return found


def without_each_year(study: Study, modelled: Sequence[Modelled]) -> dict[str, Years]:
    """Fit each series without one calendar year, for all years that can be left out.

    A year cannot where the periods that remain do not determine the terms of the model: it holds all there is after
    an intervention.

    Returns
    -------
    dict of str to mapping
        By key of the series: by year, the series without it.
    """
    items: list[tuple[str, Modelled]] = []
    for year in sorted({period[:4] for period in study.periods}):
        rows = [row for row, period in enumerate(study.periods) if period[:4] == year]
        able = [item.series for item in modelled if item.model and _determines(study, item, rows)]
        items += [(year, item) for item in (model_all(study, series=able, left_out=rows) if able else ())]
    asked = {place: effects_said(study, item.model) for place, (_, item) in enumerate(items) if item.model}
    questions = [(items[place][1].model, weights) for place, ours in asked.items() for weights in ours.values()]
    effects = iter(effects_together(questions))
    found: dict[str, dict[str, WithoutYear]] = {item.series.key: {} for item in modelled}
    for place, (year, item) in enumerate(items):
        ours = {key: next(effects) for key in asked.get(place, {})}
        found[item.series.key][year] = WithoutYear(item, ours)
    return found


def _determines(study: Study, item: Modelled, rows: Sequence[int]) -> bool:
    """Tell whether some row is in the model, and the others determine its terms."""
    specified = item.specified
    known = numbers_of(item.series, specified, study.kind).known
    here = np.isin(np.arange(known.size) + specified.rows.start, rows)
    x = specified.design.matrix[known & ~here]
    return bool((known & here).any()) and len(x) > x.shape[1] == np.linalg.matrix_rank(x)


def range_rows(study: Study, modelled: Sequence[Modelled], years: Mapping[str, Years]) -> Iterator[Estimate]:
    """Yield the smallest and the largest main effect of each intervention when a year is left out."""
    several = len(study.parameters.interventions) > 1
    for item in modelled:
        parts = {year: part for year, part in years[item.series.key].items() if part.effects}
        if not parts:
            continue
        for number, intervention in enumerate(study.parameters.interventions, start=1):
            quantity = main_effect(study, item.model, number)[0]
            effects = {year: part.effects[number, quantity] for year, part in parts.items()}
            for name, choose in (("lowest_without_a_year", min), ("highest_without_a_year", max)):
                year = choose(effects, key=lambda each: effects[each].estimate)
                yield ledger_row(
                    study.stem,
                    quantity,
                    item.series.scope,
                    *((intervention.name,) if several else ()),
                    name,
                    unit=unit_of(study, per_year=quantity == "slope_change"),
                    period=study.span,
                    n_obs=parts[year].item.n_obs,
                    n_events=parts[year].item.n_events,
                    method=method_of(study, parts[year].item),
                    status=Status.SENSITIVITY,
                    notes=[
                        f"{name.partition('_')[0]} of {len(parts)} analyses, this one without {year}",
                        *study.notes,
                    ],
                    **effect_fields(effects[year], study.parameters.conf_level),
                )


def left_out_table(
    study: Study, modelled: Sequence[Modelled], years: Mapping[str, Years], sensitivity: Sensitivity
) -> OutputTable:
    """Return the effects by series and year that was left out."""
    rows = []
    for item in modelled:
        for year, part in years[item.series.key].items():
            for (number, quantity), effect in part.effects.items():
                name = study.parameters.interventions[number - 1].name if number else ""
                numbers = (effect.estimate, effect.conf_low, effect.conf_high, effect.p_value, part.item.n_obs)
                rows.append((item.series.key, name, year, quantity, *numbers))
    return OutputTable(
        name=study.table_name("leave_one_year_out"),
        analysis=study.stem,
        kind=TableKind.RESTRICTED,
        sensitivity=sensitivity,
        columns=_COLUMNS,
        rows=tuple(rows),
    )
