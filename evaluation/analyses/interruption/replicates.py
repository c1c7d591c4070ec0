"""Series drawn from the model of the time before an intervention, and what the analysis finds in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.analyses.interruption.fitting import numbers_of
from evaluation.analyses.interruption.modelled import Modelled, model_all
from evaluation.analyses.interruption.specified import Specified
from evaluation.analyses.interruption.study import Study
from evaluation.analyses.ledger import EVERYBODY, Scope
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.count_series import fit_count_series
from evaluation.stats.series.draws import draw_coefficients, draw_latent
from evaluation.stats.series.latent_draws import about_mean, draw_counts, latent_variation
from evaluation.stats.series.poisson_observations import Counts

Array = NDArray[np.float64]

AT_ONCE = 50


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
    level = draw_latent(fit, 0, before.model.design.matrix, coefficients, point, rng=rng)[:, fit.known].mean(axis=1)
    shared = [name for name in columns if not name.startswith("event_")]
    design = whole.specified.design
    matrix = design.matrix[:, [design.columns.index(name) for name in shared]]
    line = coefficients[:, [columns.index(name) for name in shared]] @ matrix.T
    points = fit.grid.points
    latent = about_mean(latent_variation(points.rho[0][point], points.sigma[0][point], line.shape[1], rng, n))
    log_mean = line + level[:, None] + latent
    numbers = numbers_of(item.series, item.specified, study.kind)
    return World(item.series.scope, item.specified, numbers.known, numbers.offset, log_mean + numbers.offset)


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
