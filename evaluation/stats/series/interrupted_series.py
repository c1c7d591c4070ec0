"""One monthly series of counts: its segmented quasi-Poisson model and the quantities read from it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.series.counterfactual import AvertedDraws, Band, draw_averted, expected_band
from evaluation.stats.series.quasi_poisson import QuasiPoissonFit, fit_quasi_poisson, linear_contrast
from evaluation.stats.series.segmented import Seasonality, SegmentedDesign, segmented_design


@dataclass(frozen=True)
class Ratio:
    """A rate ratio with its t interval; the standard error is that of its logarithm."""

    estimate: float
    log_std_error: float
    conf_low: float
    conf_high: float
    p_value: float


@dataclass(frozen=True)
class InterruptedSeries:
    """A fitted series; interventions are numbered 1, 2, ... in the order of their starts.

    Attributes
    ----------
    design : SegmentedDesign
    fit : QuasiPoissonFit
    offset : ndarray of shape (n,)
        Logarithm of the person-years of each month.
    conf_level : float
    """

    design: SegmentedDesign
    fit: QuasiPoissonFit
    offset: NDArray[np.float64]
    conf_level: float

    def annual_change(self) -> Ratio:
        """Return the rate ratio per year of the trend (before the first intervention, if there is one)."""
        return self._ratio({"time": 1.0})

    def annual_change_after(self, number: int) -> Ratio:
        """Return the rate ratio per year of the trend from an intervention on, earlier ones included."""
        start = self.design.starts[number - 1]
        begun = [other for other, row in enumerate(self.design.starts, start=1) if row <= start]
        return self._ratio({"time": 1.0} | {f"slope_{other}": 1.0 for other in begun})

    def level_change(self, number: int) -> Ratio:
        """Return the rate ratio in the first month of an intervention."""
        return self._ratio({f"step_{number}": 1.0})

    def slope_change(self, number: int) -> Ratio:
        """Return the factor by which an intervention changes the rate ratio per year of the trend."""
        return self._ratio({f"slope_{number}": 1.0})

    def rate_ratio_after(self, number: int, *, years: float) -> Ratio:
        """Return the rate ratio some years after the first month of an intervention: step and slope together."""
        return self._ratio({f"step_{number}": 1.0, f"slope_{number}": years})

    def fitted_band(self) -> Band:
        """Return the expected counts of every month, with pointwise intervals."""
        return expected_band(self.fit, self.design.matrix, self.offset, conf_level=self.conf_level)

    def counterfactual_band(self) -> Band:
        """Return the expected counts of every month had there been no intervention, with pointwise intervals."""
        return expected_band(self.fit, self._without_any(), self.offset, conf_level=self.conf_level)

    def averted(self, *, rng: np.random.Generator, n_draws: int) -> AvertedDraws:
        """Draw the events from the first intervention to the end, without any intervention and with all of them."""
        after = slice(min(self.design.starts), None)
        return draw_averted(
            self.fit,
            design=self.design.matrix[after],
            counterfactual_design=self._without_any()[after],
            offset=self.offset[after],
            rng=rng,
            n_draws=n_draws,
        )

    def _without_any(self) -> NDArray[np.float64]:
        return self.design.without(*range(1, len(self.design.starts) + 1))

    def _ratio(self, terms: dict[str, float]) -> Ratio:
        contrast = linear_contrast(self.fit, self.design.weights(**terms), conf_level=self.conf_level)
        return Ratio(
            estimate=math.exp(contrast.estimate),
            log_std_error=contrast.std_error,
            conf_low=math.exp(contrast.conf_low),
            conf_high=math.exp(contrast.conf_high),
            p_value=contrast.p_value,
        )


def fit_interrupted_series(
    counts: ArrayLike,
    exposure: ArrayLike,
    *,
    first_month: int,
    starts: Sequence[int],
    seasonality: Seasonality,
    harmonics: int,
    conf_level: float,
) -> InterruptedSeries:
    """Fit the segmented quasi-Poisson model of one monthly series.

    Parameters
    ----------
    counts : array_like of shape (n,)
        Events of each month, in order and without a gap.
    exposure : array_like of shape (n,)
        Person-years of each month, above 0.
    first_month, starts, seasonality, harmonics
        As in :func:`evaluation.stats.series.segmented.segmented_design`.
    conf_level : float
        Of every interval.

    Raises
    ------
    NotEstimable
        If the data do not determine the model.
    """
    design = segmented_design(
        np.size(counts), first_month=first_month, starts=starts, seasonality=seasonality, harmonics=harmonics
    )
    offset = np.log(np.asarray(exposure, dtype=float))
    fit = fit_quasi_poisson(design.matrix, counts, offset)
    return InterruptedSeries(design=design, fit=fit, offset=offset, conf_level=conf_level)
