"""Which effect the analysis could have found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from evaluation.analyses.interruption.modelled import Modelled, unit_of
from evaluation.analyses.interruption.replicates import World, find, pooled, world_of
from evaluation.analyses.interruption.study import Kind, Study
from evaluation.analyses.ledger import ledger_row
from evaluation.stats.estimate import Estimate, Status

RATIOS = (0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6)
N_REPLICATES = 1_000
WANTED = 0.8


def power_rows(study: Study, treated: Sequence[Modelled], rng: np.random.Generator) -> Iterator[Estimate]:
    """Yield power by rate ratio, the smallest effect found in 80 of 100, false alarms, coverage and exaggeration.

    For each series of counts, and for the sum of all where there are several, they are parts of one whole, and none
    is a control. The first declared intervention is looked at; others, and co-interventions, are in the model and
    have no effect in the replicates.

    Parameters
    ----------
    study : Study
    treated : sequence of Modelled
        The primary analysis.
    rng : numpy.random.Generator
        Each series has a stream of its own.
    """
    if study.kind is not Kind.COUNT or not study.parameters.interventions:
        return
    streams = rng.spawn(len(treated) + 1)
    worlds = []
    for item, stream in zip(treated, streams, strict=False):
        world = world_of(study, item, stream, N_REPLICATES)
        if world is None:
            continue
        worlds.append(world)
        yield from _rows(study, world, stream)
    if study.are_parts and len(study.series) == len(worlds) > 1:
        yield from _rows(study, pooled(worlds), streams[-1])


def minimum_detectable(ratios: Sequence[float], power: Sequence[float], wanted: float = WANTED) -> float:
    """Return the ratio at which power reaches what is wanted, interpolated in its logarithm; NaN where none does.

    Parameters
    ----------
    ratios : sequence of float
        From the one nearest to 1 on.
    power : sequence of float
    wanted : float
    """
    for place, value in enumerate(power):
        if value >= wanted:
            if place == 0:
                return ratios[0]
            share = (wanted - power[place - 1]) / (value - power[place - 1])
            logs = np.log([ratios[place - 1], ratios[place]])
            return float(np.exp(logs[0] + share * (logs[1] - logs[0])))
    return float("nan")


def _rows(study: Study, world: World, rng: np.random.Generator) -> Iterator[Estimate]:
    streams = rng.spawn(1 + len(RATIOS))
    null = find(study, world, 1.0, streams[0])
    effects = {ratio: find(study, world, ratio, stream) for ratio, stream in zip(RATIOS, streams[1:], strict=True)}
    least = minimum_detectable(RATIOS, [each.power for each in effects.values()])
    held = float(np.mean([each.coverage for each in (null, *effects.values())]))
    yield _row(study, world, "minimum_detectable_ratio", unit_of(study), least, "found in 80 percent of replicates")
    yield _row(study, world, "type_one_error", "share", null.power, "an effect is found where there is none")
    yield _row(study, world, "power_coverage", "share", held, "intervals that hold the truth, over all ratios")
    for ratio, each in effects.items():
        yield _row(study, world, "power", "share", each.power, "an effect is found", f"{ratio:g}")
    for ratio, each in effects.items():
        words = "size of the estimates that were found over the true size"
        yield _row(study, world, "exaggeration", "ratio", each.exaggeration, words, f"{ratio:g}")


def _row(study: Study, world: World, quantity: str, unit: str, value: float, words: str, *more: str) -> Estimate:
    is_share = unit == "share"
    n = len(world.log_mean) * (1 + len(RATIOS) if quantity == "power_coverage" else 1)
    return ledger_row(
        study.stem,
        quantity,
        world.scope,
        *more,
        unit=unit,
        estimate=value,
        std_error=float(np.sqrt(value * (1.0 - value) / n)) if is_share else float("nan"),
        period=study.span,
        n_obs=int(world.known.sum()),
        method=f"{len(world.log_mean):,} replicates drawn from the model of the time before",
        status=Status.DIAGNOSTIC,
        notes=[
            words,
            "standard error: that of the simulation" if is_share else "",
            f"no ratio down to {RATIOS[-1]:g} is"
            if quantity == "minimum_detectable_ratio" and value != value
            else "",
            *study.notes,
        ],
    )
