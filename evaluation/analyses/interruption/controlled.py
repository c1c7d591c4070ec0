"""The effect beyond what series changed that were not reached, and how far such a comparison can be trusted.

With five controls or more, each is also compared with the others, as if it had been reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from evaluation.analyses.interruption.comparison import Comparison, compare
from evaluation.analyses.interruption.effects import after_a_year_name
from evaluation.analyses.interruption.modelled import Modelled, effect_fields, unit_of
from evaluation.analyses.interruption.specified import Specified
from evaluation.analyses.interruption.study import Kind, StudiedSeries, Study
from evaluation.analyses.ledger import ledger_row
from evaluation.stats.estimate import Estimate, Status
from evaluation.stats.series.interrupted_series import Effect, InterruptedSeries, Link
from evaluation.stats.series.segmented import Seasonality, segmented_design
from evaluation.stats.series.t_mixture import TMixture

FEWEST_FOR_PLACEBOS = 5
POWER = 0.8


def estimate_controlled(study: Study, modelled: Sequence[Modelled]) -> Iterator[Estimate]:
    """Yield the effect of each intervention on each series beyond what its controls changed, and how far to trust it.

    Nothing is yielded where no control or no intervention is declared.
    """
    keys = study.parameters.controls
    if not keys or not study.parameters.interventions:
        return
    controls = [item.series for item in modelled if item.series.key in keys]
    for item in modelled:
        if item.series.key in keys:
            continue
        found = Comparison(None, item.reason or "not estimable: the series has no design")
        if item.specified:
            found = compare(study, item.specified, item.series, controls)
        yield from _effect_rows(study, item, found, len(controls))
        yield from _parallel_rows(study, item, controls)
        if len(controls) >= FEWEST_FOR_PLACEBOS and item.specified:
            yield from _placebo_rows(study, item, controls, found)


def _method(study: Study, n_controls: int) -> str:
    how = "counts given their total, latent AR(1)" if study.kind is Kind.COUNT else "difference with AR(2) errors"
    return f"compared with {n_controls} control series: {how} integrated out"


def _unit(study: Study, *, per_year: bool) -> str:
    words = unit_of(study, per_year=per_year)
    return words if study.link is Link.IDENTITY else f"ratio of {words.replace('ratio', 'ratios', 1)}"


def _effect_rows(study: Study, item: Modelled, found: Comparison, n_controls: int) -> Iterator[Estimate]:
    for number, intervention in enumerate(study.parameters.interventions, start=1):
        shape = intervention.shape
        quantities = [("level_change", False)] if shape != "slope" else []
        quantities += [("slope_change", True)] if shape in ("slope", "level_and_slope") else []
        quantities += [(after_a_year_name(study), False)]
        for quantity, per_year in quantities:
            fields: dict[str, float] = {}
            if found.model:
                fields = effect_fields(_effect(found.model, quantity, number), study.parameters.conf_level)
            yield ledger_row(
                study.stem,
                f"controlled_{quantity}",
                item.series.scope,
                *((intervention.name,) if len(study.parameters.interventions) > 1 else ()),
                unit=_unit(study, per_year=per_year),
                period=study.span,
                n_obs=found.n_obs,
                n_events=found.n_events,
                method=_method(study, n_controls),
                status=Status.SENSITIVITY,
                notes=[found.reason, *study.notes],
                **fields,
            )


def _effect(model: InterruptedSeries, quantity: str, number: int) -> Effect:
    if quantity == "level_change":
        return model.level_change(number)
    return model.slope_change(number) if quantity == "slope_change" else model.change_after(number, years=1.0)


def _parallel_rows(study: Study, item: Modelled, controls: Sequence[StudiedSeries]) -> Iterator[Estimate]:
    """Yield how the trends ran apart before the first intervention, and what divergence could have been detected."""
    fields: dict[str, float] = {}
    detectable: dict[str, float] = {}
    found = Comparison(None, item.reason)
    if item.specified and "time" in item.specified.design.columns:
        found = _before(study, item.specified, item.series, controls)
        if found.model:
            mixture = found.model.fit.contrasts(found.model.design.weights(time=1.0))
            fields = effect_fields(found.model.annual_change(), study.parameters.conf_level)
            smallest = _smallest_detectable(mixture, study.parameters.conf_level)
            detectable = {"estimate": smallest if study.link is Link.IDENTITY else float(np.exp(smallest))}
    about = {
        "period": f"{study.span.partition('/')[0]}/{study.period_from(study.first_start).partition('/')[0]}",
        "n_obs": found.n_obs,
        "n_events": found.n_events,
        "status": Status.DIAGNOSTIC,
    }
    words = _unit(study, per_year=True)
    yield ledger_row(
        study.stem,
        "parallel_slope",
        item.series.scope,
        unit=words,
        method=_method(study, len(controls)),
        notes=[_parallel_verdict(fields), found.reason, "divergence of the trends before the first intervention"],
        **about,
        **fields,
    )
    yield ledger_row(
        study.stem,
        "parallel_slope_detectable",
        item.series.scope,
        unit=words,
        method=f"divergence found with a power of {100 * POWER:.0f} percent, from the spread of the estimate",
        notes=["informational", found.reason],
        **about,
        **detectable,
    )


def _parallel_verdict(fields: dict[str, float]) -> str:
    if "p_value" not in fields:
        return "warn"
    return "warn" if fields["p_value"] < 0.05 else "pass"


def _before(
    study: Study, specified: Specified, series: StudiedSeries, controls: Sequence[StudiedSeries]
) -> Comparison:
    stop = min(specified.design.starts)
    season = specified.season
    design = segmented_design(
        stop,
        position=study.position + specified.rows.start,
        periods_per_year=study.periods_per_year,
        seasonality=Seasonality(season.kind),
        harmonics=season.harmonics,
    )
    return compare(study, specified, series, controls, design, stop)


def _smallest_detectable(mixture: TMixture, conf_level: float) -> float:
    """Return the smallest true value that would be told from none so often as the power says."""
    centred = TMixture(
        mixture.weight,
        mixture.location - (mixture.weight * mixture.location).sum(axis=-1, keepdims=True),
        mixture.scale,
        mixture.df,
    )
    return float(np.ravel(centred.quantile((1.0 + conf_level) / 2.0) + centred.quantile(POWER))[0])


def _placebo_rows(
    study: Study, item: Modelled, controls: Sequence[StudiedSeries], found: Comparison
) -> Iterator[Estimate]:
    """Yield where the change of the level stands among those of the controls, each compared with the others."""
    for number, intervention in enumerate(study.parameters.interventions, start=1):
        if intervention.shape == "slope":
            continue
        others = [
            compare(study, item.specified, each, [other for other in controls if other is not each])
            for each in controls
        ]
        sizes = [_size(each.model, number) for each in others if each.model]
        ours = _size(found.model, number) if found.model else np.nan
        rank = 1 + sum(size >= ours for size in sizes)
        known = found.model is not None and len(sizes) == len(controls)
        yield ledger_row(
            study.stem,
            "control_placebos",
            item.series.scope,
            *((intervention.name,) if len(study.parameters.interventions) > 1 else ()),
            unit="rank",
            period=study.span,
            n_obs=found.n_obs,
            n_events=found.n_events,
            method=f"change of the level over its standard error, among {len(controls)} control series",
            status=Status.SENSITIVITY,
            notes=["" if known else "not estimable: not every control series has a model", *study.notes],
            **({"estimate": float(rank), "p_value": rank / (1 + len(sizes))} if known else {}),
        )


def _size(model: InterruptedSeries, number: int) -> float:
    found = model.fit.contrasts(model.design.weights(**{f"step_{number}": 1.0})).estimate(model.conf_level)
    return abs(float(np.ravel(found.estimate)[0]) / float(np.ravel(found.std_error)[0]))
