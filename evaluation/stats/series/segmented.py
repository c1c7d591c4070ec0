"""Design matrix of a segmented regression of a regular series: trend, interventions, other events, season."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

MONTHS_PER_YEAR = 12


class Seasonality(StrEnum):
    """How the periods of the year differ in the model."""

    NONE = "none"
    HARMONICS = "harmonics"
    MONTHS = "months"


class Shape(StrEnum):
    """What an intervention changes."""

    LEVEL_AND_SLOPE = "level_and_slope"
    LEVEL = "level"
    SLOPE = "slope"
    PULSE = "pulse"
    EXPONENTIAL = "exponential"

    @property
    def has_level(self) -> bool:
        """Whether there is a term ``step``."""
        return self is not Shape.SLOPE

    @property
    def has_slope(self) -> bool:
        """Whether there is a term ``slope``."""
        return self in (Shape.LEVEL_AND_SLOPE, Shape.SLOPE)


@dataclass(frozen=True)
class Impact:
    """How an intervention acts.

    Parameters
    ----------
    start : int
        Row of the first period of the intervention.
    shape : Shape
    lag : int
        Periods from the start in which nothing changes yet.
    transition : int
        Periods after the lag that are not compared with anything: see :attr:`in_transition`.
    phase_in : int
        Periods over which the level then rises in a line to its full size; the slope starts when it is full.
    lasts : int
        Periods of a pulse.
    time_constant : float
        Periods after which an exponential onset has reached 63 % of its full size.
    """

    start: int
    shape: Shape = Shape.LEVEL_AND_SLOPE
    lag: int = 0
    transition: int = 0
    phase_in: int = 0
    lasts: int = 1
    time_constant: float = 3.0

    @property
    def onset(self) -> int:
        """First row in which something changes and is compared."""
        return self.start + self.lag + self.transition

    @property
    def slope_onset(self) -> int:
        """First row of a new slope, which is 0 there: when the level is full."""
        return self.onset + self.phase_in

    @property
    def in_transition(self) -> range:
        """Rows that the model is to leave out."""
        return range(self.start + self.lag, self.onset)

    def level(self, row: ArrayLike) -> Array:
        """Return the share of the level change, 0 to 1, that is there in a row."""
        since = np.asarray(row, dtype=float) - self.onset
        if self.shape is Shape.EXPONENTIAL:
            return np.where(since >= 0, -np.expm1(-np.maximum(since, 0.0) / self.time_constant), 0.0)
        if self.shape is Shape.PULSE:
            return ((since >= 0) & (since < self.lasts)).astype(float)
        if self.phase_in:
            return np.clip(since / self.phase_in, 0.0, 1.0)
        return (since >= 0).astype(float)

    def slope(self, row: ArrayLike) -> Array:
        """Return the periods since the change of slope in a row, 0 before."""
        return np.maximum(np.asarray(row, dtype=float) - self.slope_onset, 0.0)


@dataclass(frozen=True)
class Event:
    """Something else that changed the level, and maybe the slope, from row ``start`` until before ``stop``."""

    start: int
    stop: int | None = None
    has_slope: bool = False


@dataclass(frozen=True, eq=False)
class SegmentedDesign:
    """Columns ``intercept, time, [step, slope] per intervention, events, season``, one row per period in order.

    Attributes
    ----------
    matrix : ndarray of shape (n, p)
    columns : tuple of str
        ``intercept``, ``time``, ``step_1``, ``slope_1``, ..., ``event_1``, ``event_slope_1``, ..., seasonal terms.
    impacts : tuple of Impact
    periods_per_year : float
    slope_starts_at_one : bool
    """

    matrix: Array
    columns: tuple[str, ...]
    impacts: tuple[Impact, ...]
    periods_per_year: float = MONTHS_PER_YEAR
    slope_starts_at_one: bool = False

    @property
    def starts(self) -> tuple[int, ...]:
        """Row of the first period of each intervention."""
        return tuple(impact.start for impact in self.impacts)

    @property
    def in_transition(self) -> NDArray[np.bool_]:
        """Rows in which an intervention is in transition, shape (n,)."""
        found = np.zeros(len(self.matrix), dtype=bool)
        for impact in self.impacts:
            found[[row for row in impact.in_transition if row < found.size]] = True
        return found

    def weights(self, **terms: float) -> Array:
        """Return a contrast of shape (p,): ``weights(step_1=1, slope_1=1)``; other columns weigh 0."""
        vector = np.zeros(len(self.columns))
        for name, weight in terms.items():
            vector[self.columns.index(name)] = weight
        return vector

    def effect(self, number: int, row: float) -> Array:
        """Return the contrast of what intervention 1, 2, ... changes in a row, which may lie beyond the last one."""
        impact = self.impacts[number - 1]
        terms: dict[str, float] = {}
        if impact.shape.has_level:
            terms[f"step_{number}"] = float(impact.level(row))
        if impact.shape.has_slope:
            terms[f"slope_{number}"] = float(self._slope(impact, np.array(row)))
        return self.weights(**terms)

    def without(self, *interventions: int) -> Array:
        """Return the matrix with the terms of these interventions (1, 2, ...) set to zero: the counterfactual."""
        matrix = self.matrix.copy()
        for number in interventions:
            for term in (f"step_{number}", f"slope_{number}"):
                if term in self.columns:
                    matrix[:, self.columns.index(term)] = 0.0
        return matrix

    def without_any(self) -> Array:
        """Return the matrix with the terms of every intervention set to zero."""
        return self.without(*range(1, len(self.impacts) + 1))

    def _slope(self, impact: Impact, row: Array) -> Array:
        since = impact.slope(row)
        if self.slope_starts_at_one:
            since = np.where(row >= impact.slope_onset, since + 1.0, 0.0)
        return since / self.periods_per_year


def segmented_design(
    n_rows: int,
    *,
    position: float = 0.0,
    periods_per_year: float = MONTHS_PER_YEAR,
    impacts: Sequence[Impact] = (),
    events: Sequence[Event] = (),
    seasonality: Seasonality = Seasonality.NONE,
    harmonics: int = 2,
    has_trend: bool = True,
    slope_starts_at_one: bool = False,
) -> SegmentedDesign:
    """Return the design of a regular series with a trend, interventions, other events and seasonality.

    Time runs in years and is 0 in the first period of the first intervention (in the first row if there is none), so
    that a step without lag or phase-in is the change in that very period and the slope starts there.

    Parameters
    ----------
    n_rows : int
        Length of the series; periods follow one another without a gap.
    position : float
        Place of the first row in its year, in periods: 0 for January.
    periods_per_year : float
    impacts : sequence of Impact
        Each with its onset within 1 and ``n_rows - 1``.
    events : sequence of Event
        They stay in the counterfactual.
    seasonality : Seasonality
        ``MONTHS`` gives one dummy for each period of the year but the first row's; ``HARMONICS`` gives ``harmonics``
        pairs of sine and cosine with periods of a year, half a year, a third, ...
    harmonics : int
        1 to 5.
    has_trend : bool
    slope_starts_at_one : bool
        False: the slope is 0 in its first period, and the step is the change there. True: it is 1 there already, as
        in analyses that count time from the period before.

    Raises
    ------
    ValueError
        If an argument is out of its range.
    """
    if any(not 1 <= impact.onset < n_rows or impact.start < 1 for impact in impacts):
        raise ValueError(f"starts {tuple(each.onset for each in impacts)} are not all within 1 and {n_rows - 1}")
    if seasonality is Seasonality.HARMONICS and not 1 <= harmonics <= 5:
        raise ValueError(f"harmonics {harmonics} is not within 1 and 5")
    if seasonality is Seasonality.MONTHS and periods_per_year != int(periods_per_year):
        raise ValueError(f"{periods_per_year} periods a year cannot have a level each")
    row = np.arange(n_rows, dtype=float)
    origin = min((impact.start for impact in impacts), default=0)
    columns: dict[str, Array] = {"intercept": np.ones(n_rows)}
    if has_trend:
        columns["time"] = (row - origin) / periods_per_year
    design = SegmentedDesign(np.empty((n_rows, 0)), (), tuple(impacts), periods_per_year, slope_starts_at_one)
    for number, impact in enumerate(impacts, start=1):
        if impact.shape.has_level:
            columns[f"step_{number}"] = impact.level(row)
        if impact.shape.has_slope:
            columns[f"slope_{number}"] = design._slope(impact, row)
    for number, event in enumerate(events, start=1):
        within = (row >= event.start) & (row < (n_rows if event.stop is None else event.stop))
        columns[f"event_{number}"] = within.astype(float)
        if event.has_slope:
            columns[f"event_slope_{number}"] = within * (row - event.start) / periods_per_year
    columns |= _season(position + row, periods_per_year, seasonality, harmonics)
    matrix = np.column_stack(list(columns.values()))
    return SegmentedDesign(matrix, tuple(columns), tuple(impacts), periods_per_year, slope_starts_at_one)


def _season(position: Array, periods: float, seasonality: Seasonality, harmonics: int) -> dict[str, Array]:
    columns: dict[str, Array] = {}
    if seasonality is Seasonality.HARMONICS:
        angle = 2.0 * np.pi * (position % periods) / periods
        for k in range(1, harmonics + 1):
            columns[f"sine_{k}"] = np.sin(k * angle)
            columns[f"cosine_{k}"] = np.cos(k * angle)
    elif seasonality is Seasonality.MONTHS:
        place = np.round(position % periods).astype(int)
        for other in range(1, int(periods)):
            calendar = (place[0] + other) % int(periods)
            columns[f"month_{calendar + 1}"] = (place == calendar).astype(float)
    return columns
