"""The primary analysis at every date before the intervention at which nothing began, and the rank of the real one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evaluation.analyses.interruption.curves import rests_on
from evaluation.analyses.interruption.effects import after_a_year_name
from evaluation.analyses.interruption.modelled import Modelled, method_of, model_all
from evaluation.analyses.interruption.specified import PRIMARY
from evaluation.analyses.interruption.study import Study, start_of
from evaluation.analyses.ledger import ledger_row
from evaluation.data.output_table import OutputTable, Sensitivity, TableKind
from evaluation.stats.estimate import Estimate, Status
from evaluation.stats.series.interrupted_series import Effect, InterruptedSeries, Link, effects_together

FEWEST_ASIDE = 12
_COLUMNS = ("series", "date", "is_placebo", "quantity", "estimate", "conf_low", "conf_high", "p_value")


@dataclass(frozen=True, eq=False)
class Placebos:
    """One quantity of one series at the real date and at all others.

    Parameters
    ----------
    item : Modelled
        The primary analysis.
    quantity : str
    date : str
        First day of the first intervention.
    real : Effect
    others : dict of str to Effect
        By first day; those before it that could be estimated.
    """

    item: Modelled
    quantity: str
    date: str
    real: Effect
    others: dict[str, Effect]

    def rank(self, link: Link) -> int:
        """Return the place of the real date: 1 where no other has an estimate as far from no effect.

        Distance is counted in standard errors, because the dates have different numbers of periods beside them.
        """
        real = distance(self.real, link)
        return 1 + sum(distance(each, link) >= real for each in self.others.values())

    def p_value(self, link: Link) -> float:
        """Return the rank over the number of dates."""
        return self.rank(link) / (1 + len(self.others))


def distance(effect: Effect, link: Link) -> float:
    """Return the distance of an effect from none in its standard errors."""
    if link is Link.IDENTITY:
        return abs(effect.estimate) / effect.std_error
    return abs(float(np.log(effect.estimate))) * effect.estimate / effect.std_error


def placebo_dates(study: Study, treated: Sequence[Modelled]) -> list[Placebos]:
    """Return the effects at every date with 12 periods or more before it, and from its onset to the intervention.

    The intervention is the first one, and the impact is its own. The periods from it on are not looked at.
    """
    fitted = [item for item in treated if item.model]
    if not fitted or not study.parameters.interventions:
        return []
    first, design = study.first_start, fitted[0].specified.design
    place = int(np.argmin(design.starts))
    models: dict[tuple[str, int], tuple[InterruptedSeries, int]] = {
        (item.series.key, first): (item.model, place + 1) for item in fitted
    }
    impact = replace(design.impacts[place], start=0)
    for row in range(FEWEST_ASIDE, first - FEWEST_ASIDE - impact.onset + 1):
        moved = (replace(impact, start=row),)
        for item in model_all(study, PRIMARY, [each.series for each in fitted], impacts=moved, stop=first):
            if item.model:
                models[item.series.key, row] = item.model, 1
    real = fitted[0].model
    quantities = ["level_change"] if impact.shape.has_level else []
    quantities += [after_a_year_name(study)] if real.after(place + 1, years=1.0).any() else []
    keys = [(*at, quantity) for quantity in quantities for at in models]
    questions = [(models[key, row][0], _weights(*models[key, row], quantity)) for key, row, quantity in keys]
    effects = dict(zip(keys, effects_together(questions), strict=True))
    return [
        Placebos(
            item=item,
            quantity=quantity,
            date=start_of(study.periods[first]),
            real=effects[item.series.key, first, quantity],
            others={
                start_of(study.periods[row]): effects[key, row, quantity]
                for key, row in models
                if key == item.series.key and row != first
            },
        )
        for item in fitted
        for quantity in quantities
    ]


def _weights(model: InterruptedSeries, number: int, quantity: str) -> np.ndarray:
    if quantity == "level_change":
        return model.design.weights(**{f"step_{number}": 1.0})
    return model.after(number, years=1.0)


def placebo_rows(study: Study, placebos: Sequence[Placebos]) -> Iterator[Estimate]:
    """Yield the rank of the real date; nothing where there is no other one."""
    for each in placebos:
        if not each.others:
            continue
        yield ledger_row(
            study.stem,
            "placebo_rank",
            each.item.series.scope,
            each.quantity,
            unit="rank",
            estimate=float(each.rank(study.link)),
            p_value=each.p_value(study.link),
            period=study.span,
            n_obs=each.item.n_obs,
            n_events=each.item.n_events,
            method=f"{method_of(study, each.item)}; distance from no effect in standard errors",
            status=Status.SENSITIVITY,
            notes=[
                f"of {1 + len(each.others)} dates, the others before anything began",
                "dates share their periods: the p-value describes",
                *study.notes,
            ],
        )


def placebo_table(study: Study, placebos: Sequence[Placebos], sensitivity: Sensitivity) -> OutputTable:
    """Return the effects by series and date, the real one among them."""
    rows = []
    for each in placebos:
        dates = [(date, True, effect) for date, effect in each.others.items()] + [(each.date, False, each.real)]
        for date, is_placebo, effect in dates:
            numbers = (effect.estimate, effect.conf_low, effect.conf_high, effect.p_value)
            rows.append((each.item.series.key, date, is_placebo, each.quantity, *numbers))
    return OutputTable(
        name=study.table_name("placebo_dates"),
        analysis=study.stem,
        kind=TableKind.CURVE,
        sensitivity=sensitivity,
        columns=_COLUMNS,
        rows=tuple(rows),
        **rests_on([each.item for each in placebos]),
    )
