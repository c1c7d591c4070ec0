"""One regular series with its segmented model, and the quantities that are read from it, whatever the method."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from evaluation.stats.series.count_series import CountSeries
from evaluation.stats.series.counterfactual import Totals, count_totals
from evaluation.stats.series.gaussian_series import GaussianSeries
from evaluation.stats.series.poisson_observations import Counts
from evaluation.stats.series.segmented import SegmentedDesign
from evaluation.stats.series.t_mixture import IntervalEstimate, TMixture

Array = NDArray[np.float64]


class Link(StrEnum):
    """On which scale the model is linear: effects are then ratios, odds ratios, or differences."""

    LOG = "log"
    LOGIT = "logit"
    IDENTITY = "identity"

    @property
    def no_effect(self) -> float:
        """An effect that is none: a ratio of 1, or a difference of 0."""
        return 0.0 if self is Link.IDENTITY else 1.0

    def scaled(self, values: Array) -> Array:
        """Return values, above 0 or between 0 and 1 where that is needed, on the scale of the model."""
        match self:
            case Link.LOG:
                return np.log(values)
            case Link.LOGIT:
                return np.log(values) - np.log1p(-values)
            case Link.IDENTITY:
                return values

    def unscaled(self, line: Array) -> Array:
        """Return the values that lie at places of the model's scale."""
        match self:
            case Link.LOG:
                return np.exp(np.minimum(line, _LARGEST_LOG))
            case Link.LOGIT:
                return expit(line)
            case Link.IDENTITY:
                return line


class Fit(Protocol):
    """A fit of ``s`` series of one design, by any method."""

    def contrasts(self, weights: Array) -> TMixture:
        """Return sums of coefficients, questions of shape (s, k)."""


@dataclass(frozen=True)
class Effect:
    """A ratio or a difference with its interval; ``std_error`` is on its own scale, by the delta method for a ratio.

    With log odds the ratio is one of odds.

    ``p_value`` is that of no effect: a ratio of 1, or a difference of 0.
    """

    estimate: float
    std_error: float
    conf_low: float
    conf_high: float
    p_value: float


@dataclass(frozen=True, eq=False)
class Band:
    """A line of the model with pointwise intervals, arrays of shape (n,), in events or in units of the value."""

    expected: Array
    conf_low: Array
    conf_high: Array


@dataclass(frozen=True, eq=False)
class InterruptedSeries:
    """A fitted series; interventions are numbered 1, 2, ... in the order of the design.

    Attributes
    ----------
    design : SegmentedDesign
    fit : Fit
        Of this series alone (``s`` = 1).
    link : Link
    offset : ndarray of shape (n,)
        Logarithm of the exposure; zeros where there is none.
    conf_level : float
    counts : Counts or None
        What a count model was fitted to, for totals of events.
    known : ndarray of bool, shape (n,), or None
        Rows that it was fitted to; None for all.
    """

    design: SegmentedDesign
    fit: Fit
    link: Link
    offset: Array
    conf_level: float
    counts: Counts | None = None
    known: NDArray[np.bool_] | None = None

    def annual_change(self) -> Effect:
        """Return the change per year of the trend (before the first intervention, if there is one)."""
        return self.effect(self.design.weights(time=1.0))

    def annual_change_after(self, number: int) -> Effect:
        """Return the change per year of the trend once an intervention acts, with all that act by then."""
        onset = self.design.impacts[number - 1].slope_onset
        begun = [
            f"slope_{other}"
            for other, impact in enumerate(self.design.impacts, start=1)
            if impact.slope_onset <= onset and impact.shape.has_slope
        ]
        return self.effect(self.design.weights(time=1.0, **dict.fromkeys(begun, 1.0)))

    def level_change(self, number: int) -> Effect:
        """Return the full change of the level by an intervention."""
        return self.effect(self.design.weights(**{f"step_{number}": 1.0}))

    def slope_change(self, number: int) -> Effect:
        """Return what an intervention changes in the trend per year."""
        return self.effect(self.design.weights(**{f"slope_{number}": 1.0}))

    def change_after(self, number: int, *, years: float) -> Effect:
        """Return the change by an intervention some years after its first period, level and slope together."""
        return self.effect(self.after(number, years=years))

    def after(self, number: int, *, years: float) -> Array:
        """Return the weights of the change by an intervention some years after its first period."""
        impact = self.design.impacts[number - 1]
        return self.design.effect(number, impact.start + years * self.design.periods_per_year)

    def is_there_after(self, number: int, *, years: float) -> bool:
        """Tell whether an intervention changes anything some years after its first period."""
        return bool(self.after(number, years=years).any())

    def fitted_band(self) -> Band:
        """Return the trend of the model in every period."""
        return self._band(self.design.matrix)

    def counterfactual_band(self) -> Band:
        """Return the trend of the model in every period had there been no intervention."""
        return self._band(self.design.without_any())

    def totals(self, *, rng: np.random.Generator, n_draws: int) -> Totals:
        """Draw the totals since the first intervention, without any intervention and with all of them.

        Rows that the model leaves out are no part of them.

        Raises
        ------
        TypeError
            If the model is not of counts with latent variation.
        """
        if not isinstance(self.fit, CountSeries) or self.counts is None:
            raise TypeError("totals are drawn from a count model with latent variation")
        return count_totals(
            self.fit,
            0,
            self.counts,
            design=self.design.matrix,
            design_without=self.design.without_any(),
            offset=self.offset if self.known is None else np.where(self.known, self.offset, -np.inf),
            since=min(self.design.starts),
            rng=rng,
            n_draws=n_draws,
        )

    def summed_difference(self) -> Effect:
        """Return the sum over the periods since the first intervention of what the interventions changed.

        For a model that is linear on the scale of the value.
        """
        return self.effect(self._changed().sum(axis=0))

    def average_change(self) -> Array:
        """Return the weights of the change by all interventions, on average over the rows since the first one."""
        return self._changed().mean(axis=0)

    def _changed(self) -> Array:
        since = np.arange(len(self.design.matrix)) >= min(self.design.starts)
        rows = since if self.known is None else since & self.known
        return (self.design.matrix - self.design.without_any())[rows]

    def effect(self, weights: Array) -> Effect:
        """Return a weighted sum of coefficients as a ratio or a difference."""
        return effects_together([(self, weights)])[0]

    def _band(self, rows: Array) -> Band:
        is_latent = isinstance(self.fit, CountSeries | GaussianSeries)
        line = self.fit.lines(rows, self.design.matrix) if is_latent else self.fit.contrasts(rows)
        found = line.estimate(self.conf_level)
        lines = (np.ravel(each) for each in (found.estimate, found.conf_low, found.conf_high))
        return Band(*(self.link.unscaled(line + self.offset) for line in lines))


def effects_together(questions: Sequence[tuple[InterruptedSeries, Array]]) -> list[Effect]:
    """Return weighted sums of coefficients of several series, as :meth:`InterruptedSeries.effect` does for one.

    Their intervals are found together, which takes less time and gives the same numbers. Where every weight is 0 the
    model says that there is no effect.
    """
    found: dict[int, Effect] = {}
    mixtures: dict[int, TMixture] = {}
    for place, (series, weights) in enumerate(questions):
        if np.any(weights):
            mixtures[place] = series.fit.contrasts(weights)
        else:
            none = series.link.no_effect
            found[place] = Effect(none, 0.0, none, none, 1.0)
    kinds = {
        place: (each.df, each.location.shape[-1], questions[place][0].conf_level) for place, each in mixtures.items()
    }
    for kind in dict.fromkeys(kinds.values()):
        places = [place for place, each in kinds.items() if each == kind]
        parts = ("weight", "location", "scale")
        stacked = (
            np.concatenate([np.reshape(getattr(mixtures[place], part), (1, -1)) for place in places])
            for part in parts
        )
        answers = TMixture(*stacked, kind[0]).estimate(kind[2])
        for at, place in enumerate(places):
            found[place] = _effect(questions[place][0].link, answers, at)
    return [found[place] for place in range(len(questions))]


def _effect(link: Link, answers: IntervalEstimate, at: int) -> Effect:
    estimate, spread, low, high, p_value = (
        float(each[at])
        for each in (answers.estimate, answers.std_error, answers.conf_low, answers.conf_high, answers.p_value)
    )
    if link is Link.IDENTITY:
        return Effect(estimate, spread, low, high, p_value)
    return Effect(_exp(estimate), _exp(estimate) * spread, _exp(low), _exp(high), p_value)


_LARGEST_LOG = 700.0


def _exp(value: float) -> float:
    return math.exp(min(value, _LARGEST_LOG))
