"""Groups against the first one of their column: differences and ratios of what was estimated in each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.analyses.ledger import ledger_row
from evaluation.analyses.treatment.columns import Column
from evaluation.analyses.treatment.rows import STEM
from evaluation.stats.estimate import Estimate, Status
from evaluation.stats.survival.contrasts import Contrast, difference_of_groups, ratio_of_groups


@dataclass(frozen=True)
class InGroup:
    """What was estimated in one level of a column.

    Parameters
    ----------
    column : Column
    level : object
    estimate, std_error : float
    n_obs, n_events : int
    """

    column: Column
    level: object
    estimate: float
    std_error: float
    n_obs: int
    n_events: int


@dataclass(frozen=True)
class Compared:
    """How a comparison is written.

    Parameters
    ----------
    quantity : str
        ``<quantity>_difference`` or ``<quantity>_ratio``.
    unit : str
    how : callable
        :func:`difference_of_groups` or :func:`ratio_of_groups`.
    """

    quantity: str
    unit: str
    how: Callable[..., Contrast]


def differences_and_ratios(quantity: str, unit: str) -> tuple[Compared, Compared]:
    """Return both comparisons of a quantity; ``unit`` is that of the difference."""
    return (
        Compared(f"{quantity}_difference", unit, difference_of_groups),
        Compared(f"{quantity}_ratio", "ratio", ratio_of_groups),
    )


def comparison_rows(
    found: Sequence[InGroup],
    compared: Sequence[Compared],
    *more: str,
    conf_level: float,
    method: str,
    period: str = "",
    status: Status = Status.PRIMARY,
) -> Iterator[Estimate]:
    """Yield each level of a column against the first one that could be estimated.

    The first stands in the note. ``n_obs`` and ``n_events`` are those of both groups.
    """
    known = [each for each in found if not np.isnan(each.estimate)]
    if not known:
        return
    first = known[0]
    for each in found:
        if each is first:
            continue
        for comparison in compared:
            both = (each.estimate, first.estimate), (each.std_error, first.std_error)
            contrast = comparison.how(*both, conf_level=conf_level)
            yield ledger_row(
                STEM,
                comparison.quantity,
                each.column.coefficient_scope(each.level),
                *more,
                unit=comparison.unit,
                period=period,
                estimate=float(contrast.estimate),
                std_error=_of_estimate(contrast, comparison),
                conf_low=float(contrast.conf_low),
                conf_high=float(contrast.conf_high),
                conf_level=conf_level,
                p_value=float(contrast.p_value),
                n_obs=each.n_obs + first.n_obs,
                n_events=each.n_events + first.n_events,
                method=method,
                status=status,
                notes=(
                    f"reference: {first.level}",
                    "not estimable in this group" if np.isnan(each.estimate) else "",
                    "no interval: in one group nobody or everybody had the event"
                    if np.isnan(contrast.std_error) and not np.isnan(each.estimate)
                    else "",
                ),
            )


def _of_estimate(contrast: Contrast, comparison: Compared) -> float:
    """Return the standard error of a contrast on the scale of its estimate: that of a ratio is of its logarithm."""
    is_ratio = comparison.how is ratio_of_groups
    return float(contrast.std_error * contrast.estimate if is_ratio else contrast.std_error)
