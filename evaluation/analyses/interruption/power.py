"""Which effect the analysis could have found, from series drawn from the model of the time before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.analyses.interruption.fitting import numbers_of
from evaluation.analyses.interruption.modelled import Modelled, model_all, unit_of
from evaluation.analyses.interruption.specified import Specified
from evaluation.analyses.interruption.study import Kind, Study
from evaluation.analyses.ledger import EVERYBODY, Scope, ledger_row
from evaluation.stats.estimate import Estimate, Status
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.count_series import fit_count_series
from evaluation.stats.series.draws import draw_coefficients
from evaluation.stats.series.latent_draws import draw_counts, latent_variation
from evaluation.stats.series.poisson_observations import Counts

Array = NDArray[np.float64]

RATIOS = (0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6)
N_REPLICATES = 1_000
AT_ONCE = 50
WANTED = 0.8


@dataclass(frozen=True, eq=False)
class World:
    """Series as they might have come without an intervention, and how they are analysed.

    Parameters
    ----------
    scope : Scope
    specified : Specified
        The primary analysis.
    known : ndarray of shape (n,)
        Rows that the model rests on.
    offset : ndarray of shape (n,)
    log_mean : ndarray of shape (r, n)
        Extra variation included, one row per replicate.
    """

    scope: Scope
    specified: Specified
    known: NDArray[np.bool_]
    offset: Array
    log_mean: Array


@dataclass(frozen=True, eq=False)
class Found:
    """What the analysis finds in the replicates of one ratio, arrays of shape (r,) on the log scale.

    A replicate without a model has an interval without ends: nothing is found, and the truth is held.
    """

    truth: float
    estimate: Array
    conf_low: Array
    conf_high: Array

    @property
    def is_found(self) -> NDArray[np.bool_]:
        """Replicates whose interval leaves out no effect."""
        return (self.conf_low > 0.0) | (self.conf_high < 0.0)

    @property
    def power(self) -> float:
        """Share of them."""
        return float(self.is_found.mean())

    @property
    def coverage(self) -> float:
        """Share of the replicates whose interval holds the truth."""
        return float(((self.conf_low <= self.truth) & (self.truth <= self.conf_high)).mean())

    @property
    def exaggeration(self) -> float:
        """Mean size of the estimates that were found over the true size (type M); NaN where there is neither.

        References
        ----------
        Gelman A, Carlin J (2014). Beyond power calculations. Perspectives on Psychological Science 9:641-651.
        """
        if not self.is_found.any() or self.truth == 0.0:
            return float("nan")
        return float(np.abs(self.estimate[self.is_found]).mean() / abs(self.truth))


def power_rows(study: Study, treated: Sequence[Modelled], rng: np.random.Generator) -> Iterator[Estimate]:
    """Yield power by rate ratio, the smallest effect found in 80 of 100, false alarms, coverage and exaggeration.

    For each series of counts, and for the sum of all where there are several. The first declared intervention is
    looked at; others, and co-interventions, are in the model and have no effect in the replicates.

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
    if len(treated) > 1 and len(worlds) == len(treated):
        yield from _rows(study, pooled(worlds), streams[-1])


def world_of(study: Study, item: Modelled, rng: np.random.Generator, n: int) -> World | None:
    """Draw the log means of replicates from the model of the time before; None where there is none.

    Each has its own draw of coefficients, correlation and size; the trend runs on.
    """
    if item.model is None:
        return None
    (before,) = model_all(study, series=[item.series], impacts=(), stop=study.first_start)
    (whole,) = model_all(study, series=[item.series], impacts=())
    if before.model is None or whole.specified is None:
        return None
    fit, columns = before.model.fit, before.model.design.columns
    coefficients, point = draw_coefficients(fit, 0, rng=rng, n_draws=n)
    shared = [name for name in columns if not name.startswith("event_")]
    design = whole.specified.design
    matrix = design.matrix[:, [design.columns.index(name) for name in shared]]
    line = coefficients[:, [columns.index(name) for name in shared]] @ matrix.T
    points = fit.grid.points
    latent = latent_variation(points.rho[0][point], points.sigma[0][point], line.shape[1], rng, n)
    numbers = numbers_of(item.series, item.specified, study.kind)
    return World(item.series.scope, item.specified, numbers.known, numbers.offset, line + numbers.offset + latent)


def pooled(worlds: Sequence[World]) -> World:
    """Return the sum of series, replicate by replicate, over the sum of their exposures; analysed as the first is."""
    first = worlds[0]
    return World(
        EVERYBODY,
        first.specified,
        np.logical_and.reduce([world.known for world in worlds]),
        np.logaddexp.reduce([world.offset for world in worlds]),
        np.logaddexp.reduce([world.log_mean for world in worlds]),
    )


def find(study: Study, world: World, ratio: float, rng: np.random.Generator) -> Found:
    """Inject a rate ratio at the first intervention, and analyse each replicate as the series is analysed.

    The ratio is the full change of the level; where only the slope changes, the change after a year.
    """
    design = world.specified.design
    number = 1 + int(np.argmin(design.starts))
    impact = design.impacts[number - 1]
    step = f"step_{number}" if impact.shape.has_level else f"slope_{number}"
    injected = np.log(ratio) * design.weights(**{step: 1.0})
    after_a_year = design.effect(number, impact.start + design.periods_per_year)
    question = after_a_year if after_a_year.any() else design.weights(**{step: 1.0})
    log_mean = world.log_mean + design.matrix @ injected
    found = np.tile([0.0, -np.inf, np.inf], (len(log_mean), 1))
    for first in range(0, len(log_mean), AT_ONCE):
        rows = np.arange(first, min(first + AT_ONCE, len(log_mean)))
        _analyse(study, world, draw_counts(log_mean[rows], rng), question, found, rows)
    return Found(float(injected @ question), *found.T)


def _analyse(
    study: Study, world: World, counts: Array, question: Array, found: Array, rows: NDArray[np.intp]
) -> None:
    """Write estimate and interval of each replicate that has a model into its row of ``found``."""
    left = np.arange(len(counts))
    while left.size:
        try:
            fit = fit_count_series(world.specified.design.matrix, Counts.of(counts[left]), world.offset, world.known)
        except NotEstimable as error:
            left = np.delete(left, list(error.series)) if error.series else left[:0]
            continue
        each = fit.contrasts(question).estimate(study.parameters.conf_level)
        found[rows[left]] = np.column_stack([each.estimate, each.conf_low, each.conf_high])
        return


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
