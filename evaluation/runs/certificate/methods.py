"""The methods that are certified or stand beside, each a function from simulated series to intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from evaluation.runs.certificate.cells import Cell, Family, Noise
from evaluation.runs.certificate.worlds import World, seed_of
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.arima import fit_arima
from evaluation.stats.series.arima_order import choose_order
from evaluation.stats.series.autoregression import Autoregressions, autoregressions
from evaluation.stats.series.binomial_observations import Shares
from evaluation.stats.series.count_series import CountSeries, fit_count_series, fit_known_count_series
from evaluation.stats.series.counterfactual import coefficient_totals, count_totals
from evaluation.stats.series.gaussian_series import GaussianSeries, fit_gaussian_series
from evaluation.stats.series.least_squares import fit_newey_west, fit_ordinary_least_squares
from evaluation.stats.series.linear_fit import LinearFit
from evaluation.stats.series.negative_binomial import fit_negative_binomial
from evaluation.stats.series.poisson_observations import Counts
from evaluation.stats.series.poisson_regression import Variance, fit_poisson
from evaluation.stats.series.prais_winsten import fit_prais_winsten
from evaluation.stats.series.restricted_likelihood import fit_restricted_likelihood
from evaluation.stats.series.t_mixture import TMixture

Array = NDArray[np.float64]

CONF_LEVEL = 0.95
N_DRAWS = 999
"""Of a total. The 25th and the 975th of 999 draws leave 2.5 % outside on either side on average, as the quantiles of
more draws do: an evaluation takes more because a single interval should not depend on its draws, and coverage, which
averages over them, does not."""


class Fit(Protocol):
    """Several series of one design, fitted."""

    def contrasts(self, weights: Array) -> TMixture:
        """Return sums of coefficients, questions of shape (s, k)."""
        ...


@dataclass(frozen=True)
class Method:
    """A method.

    Attributes
    ----------
    key, label : str
        In files, and in tables.
    family : Family
    fit : callable
        From the cell, the design of shape (n, p) and the series as observed to their fit.
    is_engine : bool
        Whether it is one of those whose coverage is claimed.
    replicates : int
        The most that are analysed, the first ones: fewer than all where the method is slow.
    applies : callable
        Whether it is used in a cell.
    one_by_one : bool
        Whether it is given one series at a time.
    """

    key: str
    label: str
    family: Family
    fit: Callable[[Cell, Array, Array], Fit]
    is_engine: bool = False
    replicates: int = 1_000_000
    applies: Callable[[Cell], bool] = lambda cell: True
    one_by_one: bool = False

    def is_used_in(self, cell: Cell) -> bool:
        """Return whether the method analyses the series of a cell."""
        return self.family is cell.family and self.applies(cell)


def intervals(method: Method, world: World, batch: int) -> Array:
    """Return the interval of each estimand of each series, shape (s, k, 2); missing where it is not estimable."""
    found = np.full((*world.truth.shape, 2), np.nan)
    everything = np.arange(len(world.observed))
    generators = seed_of(world.cell, batch, method.key).spawn(everything.size)
    for left in np.split(everything, everything[1:]) if method.one_by_one else [everything]:
        while left.size:
            try:
                found[left] = _of_all(method, world, left, generators)
            except NotEstimable as error:
                left = np.delete(left, list(error.series) or slice(None))
            else:
                break
    found[~np.isfinite(found).all(axis=2)] = np.nan
    return found


def _of_all(method: Method, world: World, chosen: NDArray[np.intp], seeds: list[np.random.SeedSequence]) -> Array:
    design, observed = world.trend.design, world.observed[chosen]
    fit = method.fit(world.cell, design, observed)
    found = fit.contrasts(np.eye(design.shape[1])[2:4]).estimate(CONF_LEVEL)
    changes = np.stack([found.conf_low, found.conf_high], axis=-1)
    if world.cell.family is not Family.COUNTS:
        return changes
    rngs = [np.random.default_rng(seeds[series]) for series in chosen]
    averted = np.array([_averted(fit, series, observed, world, rng) for series, rng in enumerate(rngs)])
    return np.concatenate([changes, averted[:, None]], axis=1)


def _averted(fit: Fit, series: int, observed: Array, world: World, rng: np.random.Generator) -> Array:
    """Return the interval of the expected events averted in one series, by draws."""
    settings = {
        "design": world.trend.design,
        "design_without": world.trend.design_without,
        "offset": np.zeros(world.cell.n),
        "since": world.cell.start,
        "rng": rng,
        "n_draws": N_DRAWS,
    }
    if isinstance(fit, CountSeries):
        draws = count_totals(fit, series, Counts.of(observed), **settings).averted
    else:
        without, expected = coefficient_totals(fit, series, **settings)
        draws = without - expected
    tail = (1.0 - CONF_LEVEL) / 2.0
    return np.quantile(draws, [tail, 1.0 - tail], method="weibull")


@cache
def _grid(order: int) -> Autoregressions:
    return autoregressions(order)


def _known_normal(cell: Cell, design: Array, values: Array) -> GaussianSeries:
    first, second = (*cell.phi, 0.0, 0.0)[:2]
    point = Autoregressions(np.array([first / (1.0 - second)]), np.array([second]), np.zeros(1))
    return fit_gaussian_series(design, values, point)


def _arima(cell: Cell, design: Array, values: Array) -> LinearFit:
    return fit_arima(design, values, choose_order(design, values, cell.start, 1))


def _known_counts(cell: Cell, design: Array, counts: Array) -> CountSeries:
    from scipy.special import polygamma

    rho = cell.phi[0] if cell.phi else 0.0
    sigma = float(np.sqrt(polygamma(1, cell.sd**-2))) if cell.noise is Noise.GAMMA else cell.sd
    return fit_known_count_series(design, Counts.of(counts), 0.0, rho=rho, sigma=sigma)


def _known_shares(cell: Cell, design: Array, pairs: Array) -> CountSeries:
    sigma = float(np.sqrt(2.0)) * cell.sd
    return fit_known_count_series(design, Shares.of(pairs[:, 0], pairs[:, 1]), 0.0, rho=cell.phi[0], sigma=sigma)


def _has_oracle(cell: Cell) -> bool:
    """Whether what is known of the noise can be told to the engine: no random walk; of counts, no second lag."""
    return cell.noise is not Noise.RANDOM_WALK and (cell.family is Family.NORMAL or len(cell.phi) < 2)


NORMAL, COUNTS, CONTROLLED = Family
ORACLE = "oracle"
SOME_REPLICATES = 200
ARIMA_CELLS = ((48, (0.4,)), (100, (0.8,)), (100, (0.6, 0.3)))
METHODS: tuple[Method, ...] = (
    Method(
        "integrated_2",
        "AR(2) integrated out",
        NORMAL,
        lambda cell, x, y: fit_gaussian_series(x, y, _grid(2)),
        is_engine=True,
    ),
    Method(
        "integrated_1",
        "AR(1) integrated out",
        NORMAL,
        lambda cell, x, y: fit_gaussian_series(x, y, _grid(1)),
    ),
    Method("ols", "least squares", NORMAL, lambda cell, x, y: fit_ordinary_least_squares(x, y)),
    Method("newey_west", "Newey-West", NORMAL, lambda cell, x, y: fit_newey_west(x, y)),
    Method("prais_winsten", "Prais-Winsten", NORMAL, lambda cell, x, y: fit_prais_winsten(x, y)),
    Method("reml", "REML, AR(1)", NORMAL, lambda cell, x, y: fit_restricted_likelihood(x, y)),
    Method(
        "arima",
        "ARIMA",
        NORMAL,
        _arima,
        replicates=SOME_REPLICATES,
        applies=lambda cell: (cell.n, cell.phi) in ARIMA_CELLS,
        one_by_one=True,
    ),
    Method(ORACLE, "noise known", NORMAL, _known_normal, applies=_has_oracle),
    Method(
        "latent_ar1",
        "latent AR(1) integrated out",
        COUNTS,
        lambda cell, x, y: fit_count_series(x, Counts.of(y), 0.0),
        is_engine=True,
    ),
    Method(
        "quasi_poisson",
        "quasi-Poisson",
        COUNTS,
        lambda cell, x, y: fit_poisson(x, y, 0.0, variance=Variance.QUASI),
    ),
    Method(
        "quasi_poisson_hac",
        "quasi-Poisson, Newey-West",
        COUNTS,
        lambda cell, x, y: fit_poisson(x, y, 0.0, variance=Variance.NEWEY_WEST),
    ),
    Method(
        "negative_binomial",
        "negative binomial",
        COUNTS,
        lambda cell, x, y: fit_negative_binomial(x, y, 0.0),
        replicates=SOME_REPLICATES,
    ),
    Method(ORACLE, "noise known", COUNTS, _known_counts, applies=_has_oracle),
    Method(
        "controlled",
        "beside a control, latent AR(1) integrated out",
        CONTROLLED,
        lambda cell, x, y: fit_count_series(x, Shares.of(y[:, 0], y[:, 1]), 0.0),
        replicates=SOME_REPLICATES,
    ),
    Method(ORACLE, "noise known", CONTROLLED, _known_shares, replicates=SOME_REPLICATES),
)
