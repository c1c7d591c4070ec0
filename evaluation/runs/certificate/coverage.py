"""From intervals to coverage with its Monte Carlo error, and the verdict of what is claimed.

A series for which a method has no interval is neither held nor missed, as an evaluation publishes none for it. So
coverage is that of the intervals there are. The number of series without one stands beside it, and what is said of
the claim names it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from evaluation.runs.certificate.cells import Cell
from evaluation.runs.certificate.methods import METHODS, ORACLE, Method
from evaluation.runs.certificate.units import Outcome
from evaluation.stats.proportions import wilson_proportions

MONTE_CARLO_LEVEL = 0.99
USUAL_COVERAGE = 0.93
LEAST_COVERAGE = 0.92
SHARE_OF_CELLS = 0.95
FEWEST_REPLICATES = 1_000


class Verdict(StrEnum):
    """What the upper 99 % Monte Carlo limit of a coverage says."""

    REACHED = "reached"
    BELOW_USUAL = "below 93 %"
    BELOW_LEAST = "below 92 %"
    NOT_ESTIMABLE = "not estimable"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True)
class Coverage:
    """How often the intervals of one method hold one quantity in one cell.

    Attributes
    ----------
    cell : Cell
    method : Method
    estimand : str
    replicates : int
        Series analysed.
    not_estimable : int
        Series without an interval.
    held : int
        Intervals that hold the truth.
    mean_width, median_width : float
        Missing where there is no interval.
    width_ratio : float or None
        Median width over that of the method that knows the noise; None where there is none.
    """

    cell: Cell
    method: Method
    estimand: str
    replicates: int
    not_estimable: int
    held: int
    mean_width: float
    median_width: float
    width_ratio: float | None

    @property
    def n_intervals(self) -> int:
        """Series with an interval."""
        return self.replicates - self.not_estimable

    @property
    def coverage(self) -> float:
        """Share of the intervals that hold the truth; missing where there is none."""
        return self.held / self.n_intervals if self.n_intervals else np.nan

    @property
    def std_error(self) -> float:
        """Monte Carlo error of the coverage."""
        return (
            float(np.sqrt(self.coverage * (1.0 - self.coverage) / self.n_intervals)) if self.n_intervals else np.nan
        )

    @property
    def limits(self) -> tuple[float, float]:
        """99 % Monte Carlo limits of the coverage (Wilson)."""
        found = wilson_proportions(self.held, self.n_intervals, conf_level=MONTE_CARLO_LEVEL)
        return float(found.conf_low), float(found.conf_high)

    @property
    def type_i_error(self) -> float | None:
        """Share of the intervals that do not hold 0 where 0 is the truth; None where it is not."""
        return 1.0 - self.coverage if self.cell.is_null else None

    @property
    def verdict(self) -> Verdict:
        """Whether the coverage reaches what is claimed, with the benefit of Monte Carlo doubt."""
        if self.replicates == self.not_estimable:
            return Verdict.NOT_ESTIMABLE
        if self.cell.reason:
            return Verdict.UNSUPPORTED
        return judged(self.limits[1])


@dataclass(frozen=True)
class Claim:
    """Whether what is claimed of one engine holds: 93 % in 95 % of the cells, and 92 % in all.

    A cell reaches a coverage where all its quantities do.

    Attributes
    ----------
    method : Method
    n_cells, n_reached : int
        Cells that count, and those that reach 93 %.
    short : tuple of Coverage
        What does not reach 93 %, in the order of the cells.
    not_estimable : tuple of Coverage
        One for each cell that counts with series without an interval.
    is_trial : bool
        Fewer than 1,000 replicates: nothing is claimed.
    """

    method: Method
    n_cells: int
    n_reached: int
    short: tuple[Coverage, ...]
    not_estimable: tuple[Coverage, ...]
    is_trial: bool

    @property
    def holds(self) -> bool:
        """Whether the claim holds."""
        usual = self.n_reached >= SHARE_OF_CELLS * self.n_cells
        return usual and all(row.verdict is Verdict.BELOW_USUAL for row in self.short)


def judged(upper: float) -> Verdict:
    """Return the verdict of an upper Monte Carlo limit; a limit equal to what is claimed reaches it."""
    if upper >= USUAL_COVERAGE:
        return Verdict.REACHED
    return Verdict.BELOW_USUAL if upper >= LEAST_COVERAGE else Verdict.BELOW_LEAST


def coverages(outcomes: Mapping[Cell, Outcome]) -> list[Coverage]:
    """Return the coverage of every cell, method and quantity."""
    rows = []
    for cell, outcome in outcomes.items():
        widths = {key: _median_widths(found) for key, found in outcome.intervals.items()}
        for method in METHODS:
            if not method.is_used_in(cell):
                continue
            found = outcome.intervals[method.key]
            for at, estimand in enumerate(cell.estimands):
                known = widths[ORACLE][at] if ORACLE in widths else None
                truth = outcome.truth[: len(found), at]
                rows.append(_coverage(cell, method, estimand, truth=truth, found=found[:, at], known=known))
    return rows


def _median_widths(found: NDArray[np.float64]) -> list[float]:
    return [_median(np.diff(found[:, at], axis=1)) for at in range(found.shape[1])]


def _median(widths: NDArray[np.float64]) -> float:
    some = widths[np.isfinite(widths)]
    return float(np.median(some)) if some.size else np.nan


def _coverage(
    cell: Cell,
    method: Method,
    estimand: str,
    *,
    truth: NDArray[np.float64],
    found: NDArray[np.float64],
    known: float | None,
) -> Coverage:
    is_found = np.isfinite(found).all(axis=1)
    low, high = found[is_found].T
    true = truth[is_found]
    median = _median(high - low)
    return Coverage(
        cell=cell,
        method=method,
        estimand=estimand,
        replicates=len(found),
        not_estimable=int(np.count_nonzero(~is_found)),
        held=int(np.count_nonzero((low <= true) & (true <= high))),
        mean_width=float((high - low).mean()) if low.size else np.nan,
        median_width=median,
        width_ratio=None if known is None or not np.isfinite(median / known) else median / known,
    )


def claims(rows: Sequence[Coverage]) -> list[Claim]:
    """Return what holds of each engine."""
    found = []
    for method in (each for each in METHODS if each.is_engine):
        ours = [row for row in rows if row.method is method and not row.cell.reason]
        cells = list(dict.fromkeys(row.cell for row in ours))
        short = [row for row in ours if row.verdict is not Verdict.REACHED]
        refused = {row.cell: row for row in ours if row.not_estimable}
        found.append(
            Claim(
                method=method,
                n_cells=len(cells),
                n_reached=len(cells) - len({row.cell for row in short}),
                short=tuple(short),
                not_estimable=tuple(refused.values()),
                is_trial=any(row.replicates < FEWEST_REPLICATES for row in ours),
            )
        )
    return [claim for claim in found if claim.n_cells]
