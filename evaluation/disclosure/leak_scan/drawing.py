"""The labels of a drawing: what each stands beside, and which numbers are those of a scale."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evaluation.disclosure.leak_scan.numerals import numerals, straight
from evaluation.disclosure.leak_scan.text import Reach, Text

_TICK = re.compile(r"(?<=/)[xy]tick_\d+")
_NUMBER = re.compile(r"[\d.,%−-]+")
_ROUND = (1.0, 2.0, 2.5, 5.0)
_BESIDE = 8.0
"""Units of a drawing, less than the height of two lines."""


@dataclass(frozen=True)
class Label:
    """A text of a drawing.

    Parameters
    ----------
    where : str
        In the file.
    words : str
    place : tuple of float
        In the picture; NaN where it is not said.
    axis : str
        The axis at whose tick it stands, or blank.
    """

    where: str
    words: str
    place: tuple[float, float]
    axis: str


def axis_of(groups: str) -> str:
    """Return the axis that the groups around a text, from the outermost on, are a tick of; blank for none."""
    tick = _TICK.search(groups)
    return groups[: tick.start()] if tick else ""


def drawing_texts(labels: Sequence[Label]) -> Iterator[Text]:
    """Yield the texts of one drawing, each with the ticks that stand in a line with it."""
    around = " | ".join(label.words for label in labels if not _NUMBER.fullmatch(label.words))
    ticks = [label for label in labels if label.axis]
    axes: dict[str, list[float]] = {}
    for tick in ticks:
        axes.setdefault(tick.axis, []).extend(_values(tick.words))
    scales = {axis for axis, numbers in axes.items() if _is_scale(numbers)}
    for label in labels:
        beside = " | ".join(tick.words for tick in ticks if tick is not label and _is_beside(label, tick))
        reach = Reach.TICK if label.axis in scales else Reach.READ
        yield Text(label.where, label.words, beside, reach, around)


def _is_scale(numbers: Sequence[float]) -> bool:
    """Tell whether the numbers along an axis have equal steps, or are round; of ratios, two digits are round."""
    ticks = sorted(set(numbers))
    steps = [later - earlier for earlier, later in itertools.pairwise(ticks)]
    if len(steps) > 1 and max(steps) - min(steps) < 1e-6 * max(steps):
        return True
    are_ratios = not all(map(float.is_integer, ticks))
    first = [round(tick / 10 ** math.floor(math.log10(tick)), 6) for tick in ticks if tick]
    return all((20 * digits).is_integer() if are_ratios else digits in _ROUND for digits in first)


def _values(words: str) -> list[float]:
    return [value for numeral in numerals(straight(words)) for value, _ in numeral.values[:1]]


def _is_beside(label: Label, tick: Label) -> bool:
    return any(abs(mine - its) <= _BESIDE for mine, its in zip(label.place, tick.place, strict=True))
