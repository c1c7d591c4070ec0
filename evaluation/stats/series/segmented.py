"""Design matrix of a segmented regression of a monthly series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

MONTHS_PER_YEAR = 12


class Seasonality(StrEnum):
    """How the months of the year differ in the model."""

    NONE = "none"
    HARMONICS = "harmonics"
    MONTHS = "months"


@dataclass(frozen=True)
class SegmentedDesign:
    """Columns ``1, time, [step, slope] per intervention, seasonal terms``, one row per month in order.

    Attributes
    ----------
    matrix : ndarray of shape (n, p)
    columns : tuple of str
        Names of the columns: ``intercept``, ``time``, ``step_1``, ``slope_1``, ..., then the seasonal terms.
    starts : tuple of int
        Row of the first month of each intervention.
    """

    matrix: NDArray[np.float64]
    columns: tuple[str, ...]
    starts: tuple[int, ...]

    def weights(self, **terms: float) -> NDArray[np.float64]:
        """Return a contrast of shape (p,): ``weights(step_1=1, slope_1=1)``; other columns weigh 0."""
        vector = np.zeros(len(self.columns))
        for name, weight in terms.items():
            vector[self.columns.index(name)] = weight
        return vector

    def without(self, *interventions: int) -> NDArray[np.float64]:
        """Return the matrix with the terms of these interventions (1, 2, ...) set to zero: the counterfactual."""
        matrix = self.matrix.copy()
        for number in interventions:
            for term in (f"step_{number}", f"slope_{number}"):
                matrix[:, self.columns.index(term)] = 0.0
        return matrix


def segmented_design(
    n_months: int,
    *,
    first_month: int,
    starts: Sequence[int] = (),
    seasonality: Seasonality = Seasonality.NONE,
    harmonics: int = 2,
) -> SegmentedDesign:
    """Return the design of a monthly series with a trend, interventions and seasonality.

    Time runs in years and is 0 in the first month of the first intervention (in the first month of the series
    if there is none), so that the step is the change in that very month and the slope starts there.

    Parameters
    ----------
    n_months : int
        Length of the series; months follow one another without a gap.
    first_month : int
        Calendar month of the first row, 1 to 12.
    starts : sequence of int
        Row of the first month of each intervention, each within 1 and ``n_months - 1``.
    seasonality : Seasonality
        ``MONTHS`` gives 11 dummies with the first row's calendar month as reference; ``HARMONICS`` gives
        ``harmonics`` pairs of sine and cosine with periods of 12, 6, 4, ... months.
    harmonics : int
        1 to 5.

    Raises
    ------
    ValueError
        If an argument is out of its range.
    """
    if not 1 <= first_month <= MONTHS_PER_YEAR:
        raise ValueError(f"first_month {first_month} is not within 1 and 12")
    if any(not 1 <= start < n_months for start in starts):
        raise ValueError(f"starts {tuple(starts)} are not all within 1 and {n_months - 1}")
    if seasonality is Seasonality.HARMONICS and not 1 <= harmonics <= 5:
        raise ValueError(f"harmonics {harmonics} is not within 1 and 5")
    row = np.arange(n_months)
    origin = min(starts) if starts else 0
    columns: dict[str, NDArray[np.float64]] = {
        "intercept": np.ones(n_months),
        "time": (row - origin) / MONTHS_PER_YEAR,
    }
    for number, start in enumerate(starts, start=1):
        columns[f"step_{number}"] = (row >= start).astype(float)
        columns[f"slope_{number}"] = np.maximum(row - start, 0) / MONTHS_PER_YEAR
    month = (first_month - 1 + row) % MONTHS_PER_YEAR
    if seasonality is Seasonality.HARMONICS:
        angle = 2.0 * np.pi * month / MONTHS_PER_YEAR
        for k in range(1, harmonics + 1):
            columns[f"sine_{k}"] = np.sin(k * angle)
            columns[f"cosine_{k}"] = np.cos(k * angle)
    elif seasonality is Seasonality.MONTHS:
        for other in range(1, MONTHS_PER_YEAR):
            calendar = (first_month - 1 + other) % MONTHS_PER_YEAR
            columns[f"month_{calendar + 1}"] = (month == calendar).astype(float)
    return SegmentedDesign(
        matrix=np.column_stack(list(columns.values())), columns=tuple(columns), starts=tuple(starts)
    )
