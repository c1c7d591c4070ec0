"""Axes that figures of retention share: days since treatment started, and shares of people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from evaluation.reporting import numbers
from evaluation.reporting.catalogue import Catalogue

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_TICKS = 6


def day_axis(axis: Axes, ticks: Sequence[float]) -> None:
    """Give an axis ticks at days, and a little room beside the first and the last."""
    axis.set_xticks(ticks)
    axis.set_xlim(-0.02 * ticks[-1], 1.04 * ticks[-1])


def day_ticks(last: float, *, most: int = _MOST_TICKS) -> list[float]:
    """Return about ``most`` round days from 0 to at least the last one."""
    step = next(
        (step for step in (30, 90, 180, 360, 720) if last / step <= most - 1),
        10 ** math.ceil(math.log10(last)) if last else 30,
    )
    return [float(step * number) for number in range(math.ceil(last / step) + 1)] if last else [0.0, 30.0]


def share_axis(axis: Axes, catalogue: Catalogue, label: str, *, highest: float = 1.03) -> None:
    """Give an axis shares from 0% to 100%."""
    axis.set_ylim(0, highest)
    axis.set_yticks(np.linspace(0, 1, 6))
    axis.yaxis.set_major_formatter(percent_formatter(catalogue))
    axis.set_ylabel(label)


def percent_formatter(catalogue: Catalogue):
    """Return what writes ticks as whole percentages."""
    from matplotlib.ticker import FuncFormatter

    return FuncFormatter(lambda value, _: numbers.percent(value, 0, catalogue.language))


def column_name(name: str, catalogue: Catalogue) -> str:
    """Return the name of a column as a heading; one that nobody named has its own name."""
    try:
        return catalogue.column(name)
    except LookupError:
        return name
