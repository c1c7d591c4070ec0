"""What a fitted model expects with and without some of its terms, and the difference in events."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.series.quasi_poisson import QuasiPoissonFit


@dataclass(frozen=True)
class Band:
    """Expected counts with pointwise intervals, arrays of shape (n,)."""

    expected: NDArray[np.float64]
    conf_low: NDArray[np.float64]
    conf_high: NDArray[np.float64]


@dataclass(frozen=True)
class AvertedDraws:
    """Totals of expected events and draws of them from the joint distribution of the coefficients.

    Attributes
    ----------
    counterfactual, expected : float
        Totals without and with the intervention, at the estimated coefficients.
    counterfactual_draws, expected_draws : ndarray of shape (n_draws,)
    """

    counterfactual: float
    expected: float
    counterfactual_draws: NDArray[np.float64]
    expected_draws: NDArray[np.float64]

    @property
    def averted(self) -> float:
        """Events averted: counterfactual minus expected."""
        return self.counterfactual - self.expected

    @property
    def averted_draws(self) -> NDArray[np.float64]:
        """Draws of the events averted, shape (n_draws,)."""
        return self.counterfactual_draws - self.expected_draws

    def __add__(self, other: AvertedDraws) -> AvertedDraws:
        """Add the totals of two independent series, draw by draw."""
        return AvertedDraws(
            counterfactual=self.counterfactual + other.counterfactual,
            expected=self.expected + other.expected,
            counterfactual_draws=self.counterfactual_draws + other.counterfactual_draws,
            expected_draws=self.expected_draws + other.expected_draws,
        )


def expected_band(fit: QuasiPoissonFit, design: ArrayLike, offset: ArrayLike, *, conf_level: float) -> Band:
    """Return expected counts with pointwise t intervals, made on the log scale.

    Parameters
    ----------
    fit : QuasiPoissonFit
    design : array_like of shape (n, p)
        The rows to predict: the model's own, or those of a counterfactual.
    offset : array_like of shape (n,)
    conf_level : float
        Between 0 and 1.
    """
    from scipy.stats import t

    x = np.asarray(design, dtype=float)
    linear = x @ fit.coefficients + np.asarray(offset, dtype=float)
    reach = t.isf((1.0 - conf_level) / 2.0, fit.df_resid) * np.sqrt(np.einsum("ij,jk,ik->i", x, fit.covariance, x))
    return Band(expected=np.exp(linear), conf_low=np.exp(linear - reach), conf_high=np.exp(linear + reach))


def draw_averted(
    fit: QuasiPoissonFit,
    *,
    design: ArrayLike,
    counterfactual_design: ArrayLike,
    offset: ArrayLike,
    rng: np.random.Generator,
    n_draws: int,
) -> AvertedDraws:
    """Draw total expected events with and without an intervention from the joint distribution of coefficients.

    Coefficients are drawn from the multivariate t distribution with the fit's covariance and ``n - p`` degrees
    of freedom, so that totals carry the same uncertainty as single coefficients do. Months in which the two
    designs agree cancel in the difference but stand in both totals: pass the rows after the intervention only.

    Parameters
    ----------
    fit : QuasiPoissonFit
    design, counterfactual_design : array_like of shape (n, p)
    offset : array_like of shape (n,)
    rng : numpy.random.Generator
    n_draws : int
    """
    with_it = np.asarray(design, dtype=float)
    without_it = np.asarray(counterfactual_design, dtype=float)
    exposure = np.asarray(offset, dtype=float)
    root = np.linalg.cholesky(fit.covariance)
    normal = rng.standard_normal((n_draws, fit.coefficients.size)) @ root.T
    spread = np.sqrt(fit.df_resid / rng.chisquare(fit.df_resid, size=(n_draws, 1)))
    coefficients = np.vstack([fit.coefficients, fit.coefficients + normal * spread])
    counterfactual = np.exp(coefficients @ without_it.T + exposure).sum(axis=1)
    expected = np.exp(coefficients @ with_it.T + exposure).sum(axis=1)
    return AvertedDraws(
        counterfactual=float(counterfactual[0]),
        expected=float(expected[0]),
        counterfactual_draws=counterfactual[1:],
        expected_draws=expected[1:],
    )
