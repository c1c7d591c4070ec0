"""What all interventions together averted: the space between the lines, and the chance of single events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import add

import numpy as np

from evaluation.analyses.interruption.limits import far_note, short_note, soon_note
from evaluation.analyses.interruption.modelled import Modelled, effect_fields, known_rows, method_of, range_note
from evaluation.analyses.interruption.streams import keyed
from evaluation.analyses.interruption.study import Kind, Study
from evaluation.analyses.ledger import EVERYBODY, Scope, ledger_row
from evaluation.stats.estimate import Estimate
from evaluation.stats.series.counterfactual import Interval, Totals
from evaluation.stats.series.interrupted_series import Link

N_DRAWS = 20_000
PER = 100_000


def estimate_averted(study: Study, modelled: Sequence[Modelled], rng: np.random.Generator) -> Iterator[Estimate]:
    """Yield what all interventions together averted since the first one, in each series and in all of them.

    All of them only where they are parts of one whole and none is a control: their sum is then about everybody, and
    they are taken as independent of one another. Nothing is yielded where no intervention is declared.
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
        stream = keyed(rng, "averted", item.series.key)
        totals = item.model.totals(rng=stream, n_draws=N_DRAWS) if item.model else None
        yield from _averted_rows(study, item.series.scope, [item], totals, [item.reason])
        draws += [totals] if totals else []
    if study.are_parts and len(study.series) == len(treated) > 1:
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
    known = [known_rows(study, item) & since for item in items]
    lived = sum(
        float(item.series.exposures[study.parameters.exposure][rows].sum())
        for item, rows in zip(items, known, strict=True)
    )
    events = [item.series.n_events(rows) for item, rows in zip(items, known, strict=True)]
    several = len(study.parameters.interventions) > 1
    before = min((int(known_rows(study, item)[:first].sum()) for item in items), default=0)
    after = max((int(rows.sum()) for rows in known), default=0)
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
            method=f"{method_of(study, items[0])}; median and quantiles of {N_DRAWS} draws of all that is not known",
            notes=[
                words,
                *notes,
                short_note(study, before),
                soon_note(study, after),
                *dict.fromkeys(range_note(study, item) for item in items),
                *study.notes,
                far_note(study, before),
            ],
            **fields,
        )


def _summed_row(study: Study, item: Modelled) -> Estimate:
    first = study.first_start
    before = int(known_rows(study, item)[:first].sum())
    after = int(known_rows(study, item)[first:].sum())
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
            short_note(study, before),
            soon_note(study, after),
            *study.notes,
            far_note(study, before),
        ],
        **(
            effect_fields(item.model.summed_difference(), study.parameters.conf_level)
            if item.model and has_sum
            else {}
        ),
    )
