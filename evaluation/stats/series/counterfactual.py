"""How many events a model expects with and without an intervention, and the difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.stats.series.count_series import CountSeries
from evaluation.stats.series.draws import draw_count_series, draw_linear
from evaluation.stats.series.linear_fit import LinearFit
from evaluation.stats.series.poisson_observations import Counts

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    """The median of draws, their standard deviation, and an equal-tailed interval."""

    estimate: float
    std_error: float
    conf_low: float
    conf_high: float

    @classmethod
    def of(cls, draws: Array, conf_level: float) -> Interval:
        """Return that of draws of shape (d,)."""
        tail = (1.0 - conf_level) / 2.0
        low, median, high = np.quantile(draws, [tail, 0.5, 1.0 - tail])
        return cls(float(median), float(draws.std(ddof=1)), float(low), float(high))


@dataclass(frozen=True, eq=False)
class Totals:
    """Draws of total events over the rows since an intervention, arrays of shape (d,).

    Attributes
    ----------
    without, expected : ndarray
        Expected events without and with the intervention.
    events_without : ndarray
        Events that might have come without it: ``without`` with the chance in single events.
    events : ndarray
        Events that came; they vary where a count is known only to lie in a range.
    """

    without: Array
    expected: Array
    events_without: Array
    events: Array

    def __add__(self, other: Totals) -> Totals:
        """Add those of another series, taken as independent, draw by draw."""
        return Totals(
            self.without + other.without,
            self.expected + other.expected,
            self.events_without + other.events_without,
            self.events + other.events,
        )

    @property
    def averted(self) -> Array:
        """Expected events averted: they know not what the coefficients are, and nothing of chance in the events."""
        return self.without - self.expected

    @property
    def percent_averted(self) -> Array:
        """Expected events averted, in percent of those expected without the intervention."""
        return 100.0 * self.averted / self.without

    @property
    def observed_averted(self) -> Array:
        """Events that might have come without the intervention, minus those that came."""
        return self.events_without - self.events


def count_totals(
    fit: CountSeries,
    series: int,
    counts: Counts,
    *,
    design: Array,
    design_without: Array,
    offset: Array,
    since: int,
    rng: np.random.Generator,
    n_draws: int,
) -> Totals:
    """Draw the totals of one series from the joint distribution of coefficients, correlation, size and latent values.

    The latent values are those of the months as they were: what made a month bad or good would have done so without
    the intervention too.

    Parameters
    ----------
    fit : CountSeries
    series : int
        Which of its series.
    counts : Counts
        Those that were fitted.
    design, design_without : ndarray of shape (n, p)
        That of the fit, and the same without the intervention.
    offset : ndarray of shape (n,)
        Of this series.
    since : int
        First row counted.
    rng : numpy.random.Generator
    n_draws : int
    """
    coefficients, latent = draw_count_series(fit, series, design, rng=rng, n_draws=n_draws)
    common = offset[since:] + latent[:, since:]
    without = np.exp(np.minimum(coefficients @ design_without[since:].T + common, _LARGEST))
    expected = np.exp(np.minimum(coefficients @ design[since:].T + common, _LARGEST))
    low, high = counts.low[series, since:], counts.high[series, since:]
    return Totals(
        without=without.sum(axis=1),
        expected=expected.sum(axis=1),
        events_without=_poisson(without, rng).sum(axis=1),
        events=_within(low, high, expected, rng).sum(axis=1),
    )


def coefficient_totals(
    fit: LinearFit,
    series: int,
    *,
    design: Array,
    design_without: Array,
    offset: Array,
    since: int,
    rng: np.random.Generator,
    n_draws: int,
) -> tuple[Array, Array]:
    """Draw expected totals without and with an intervention where all that is unknown is in the coefficients.

    Parameters
    ----------
    fit : LinearFit
        A log-linear model without latent values.
    series, design, design_without, offset, since, rng, n_draws
        As in :func:`count_totals`.
    """
    coefficients = draw_linear(fit, series, rng=rng, n_draws=n_draws)
    without, expected = (
        np.exp(np.minimum(coefficients @ rows[since:].T + offset[since:], _LARGEST)).sum(axis=1)
        for rows in (design_without, design)
    )
    return without, expected


_LARGEST = 40.0


def _poisson(mean: Array, rng: np.random.Generator) -> Array:
    """Draw Poisson counts; their mean itself beyond what the generator takes."""
    large = mean > 1e15
    drawn = rng.poisson(np.where(large, 1.0, mean)).astype(float)
    return np.where(large, mean, drawn)


def _within(low: Array, high: Array, mean: Array, rng: np.random.Generator) -> Array:
    """Return the counts, and draws of those known only to lie in a range: Poisson, within the range."""
    from scipy.stats import poisson

    found = np.broadcast_to(low, mean.shape).copy()
    for month in np.flatnonzero(low != high):
        chance = poisson.pmf(np.arange(low[month], high[month] + 1), mean[:, month, None])
        chance += 1e-300
        edges = np.cumsum(chance / chance.sum(axis=1, keepdims=True), axis=1)
        found[:, month] += (rng.random((len(mean), 1)) > edges[:, :-1]).sum(axis=1)
    return found
