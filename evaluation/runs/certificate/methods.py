"""The methods that are certified or stand beside, each a function from simulated series to intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.runs.certificate.cells import Cell, Family, Noise
from evaluation.runs.certificate.worlds import World, seed_of
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.autoregression import Autoregressions, autoregressions
from evaluation.stats.series.count_series import CountSeries, fit_count_series, fit_known_count_series
from evaluation.stats.series.counterfactual import count_totals
from evaluation.stats.series.gaussian_series import fit_gaussian_series
from evaluation.stats.series.poisson_observations import Counts
from evaluation.stats.series.t_mixture import TMixture

Array = NDArray[np.float64]
Fit = Callable[[Cell, Array, Array], "object"]

CONF_LEVEL = 0.95
N_DRAWS = 999
"""Of a total. The 25th and the 975th of 999 draws hold 95 % on average, whatever their number is worth in precision:
more draws, as an evaluation takes, would take longer and change no coverage."""


@dataclass(frozen=True)
class Method:
    """A method.

    Attributes
    ----------
    key, label : str
        In files, and in tables.
    family : Family
    fit : callable
        From the cell, the design and the series to a fit with ``contrasts``.
    is_engine : bool
        Whether it is one of those whose coverage is claimed.
    replicates : int
        The most that are analysed, the first ones: fewer than all where the method is slow.
    applies : callable
        Whether it is used in a cell.
    """

    key: str
    label: str
    family: Family
    fit: Fit
    is_engine: bool = False
    replicates: int = 1_000_000
    applies: Callable[[Cell], bool] = lambda cell: True

    def is_used_in(self, cell: Cell) -> bool:
        """Return whether the method analyses the series of a cell."""
        return self.family is cell.family and self.applies(cell)


def intervals(method: Method, world: World, batch: int) -> Array:
    """Return the interval of each estimand of each series, shape (s, k, 2); missing where it is not estimable."""
    found = np.full((*world.truth.shape, 2), np.nan)
    left = np.arange(len(world.observed))
    generators = seed_of(world.cell, batch, method.key).spawn(len(left))
    while left.size:
        try:
            found[left] = _of_all(method, world, left, generators)
        except NotEstimable as error:
            refused = list(error.series) or list(range(left.size))
            left = np.delete(left, refused)
        else:
            break
    found[~np.isfinite(found).all(axis=2)] = np.nan
    return found


def _of_all(method: Method, world: World, chosen: NDArray[np.intp], seeds: list[np.random.SeedSequence]) -> Array:
    observed = world.observed[chosen]
    fit = method.fit(world.cell, world.trend.design, observed)
    changes = fit.contrasts(np.eye(world.trend.design.shape[1])[2:4]).estimate(CONF_LEVEL)
    of_changes = np.stack([changes.conf_low, changes.conf_high], axis=-1)
    if world.cell.family is Family.NORMAL:
        return of_changes
    rngs = [np.random.default_rng(seeds[series]) for series in chosen]
    averted = np.stack([_averted(fit, series, observed, world, rng) for series, rng in enumerate(rngs)])
    return np.concatenate([of_changes, averted[:, None]], axis=1)
