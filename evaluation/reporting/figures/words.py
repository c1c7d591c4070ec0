"""Words that fit: lines as wide as their room, legends below the axes, rows with names on the left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from evaluation.reporting import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

POINTS_PER_INCH = 72
LINE = 1.25 * style.FONT_SIZE / POINTS_PER_INCH
NAMES_WIDTH = 128
_STEP = 4
_HANDLE = 3.0 * style.FONT_SIZE
_BETWEEN_COLUMNS = 1.4 * style.FONT_SIZE


@cache
def text_width(text: str, *, bold: bool = False) -> float:
    """Return the width of a line of text in points.

    The figures' own font is wider than those that readers have, so what fits here fits there.
    """
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    size = style.FONT_SIZE + 0.5 if bold else style.FONT_SIZE
    font = FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])


def wrapped(text: str, width: float, *, bold: bool = False) -> str:
    """Return text in as few lines of at most ``width`` points as hold it, the lines of like length.

    A word that is longer is broken.
    """
    lines = _lines(text, width, bold=bold)
    longest = min(width, max((text_width(word, bold=bold) for word in text.split()), default=0.0))
    narrower = width - _STEP
    while narrower >= longest and len(shorter := _lines(text, narrower, bold=bold)) <= len(lines):
        lines, narrower = shorter, narrower - _STEP
    return "\n".join(lines)


def _lines(text: str, width: float, *, bold: bool) -> list[str]:
    lines: list[str] = []
    for word in (piece for long in text.split() for piece in _pieces(long, width, bold=bold)):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _pieces(word: str, width: float, *, bold: bool) -> Iterator[str]:
    """Yield a word, or the parts of one that is wider than a line."""
    while len(word) > 1 and text_width(word, bold=bold) > width:
        fits = max(1, int(len(word) * width / text_width(word, bold=bold)))
        while fits > 1 and text_width(word[:fits], bold=bold) > width:
            fits -= 1
        yield word[:fits]
        word = word[fits:]
    if word:
        yield word


def height_of(text: str) -> float:
    """Return the height of wrapped text in inches."""
    return LINE * (text.count("\n") + 1)


def message(text: str) -> Figure:
    """Return a figure that says in words why there is nothing to draw."""
    from matplotlib import pyplot as plt

    lines = wrapped(text, style.WIDTH * POINTS_PER_INCH - 2 * style.FONT_SIZE)
    figure, axis = plt.subplots(figsize=(style.WIDTH, 0.8 + height_of(lines)))
    axis.set_axis_off()
    axis.text(0.0, 0.5, lines, va="center", transform=axis.transAxes)
    return figure


def legend_below(figure: Figure, handles: Sequence[Any], names: Sequence[str], *, axis_label: str = "") -> None:
    """Put a legend below the axes in as many columns as fit, and make the figure that much higher.

    A label of the horizontal axis that several panels share stands between them and the legend.
    """
    room = figure.get_figwidth() * POINTS_PER_INCH - 2 * style.FONT_SIZE
    names = [wrapped(name, room - _HANDLE) for name in names]
    widths = [_HANDLE + max(map(text_width, name.split("\n"))) for name in names]
    columns = next((count for count in range(len(names), 1, -1) if _legend_width(widths, count) <= room), 1)
    rows = -(-len(names) // columns)
    tallest = max(map(height_of, names))
    figure.set_figheight(figure.get_figheight() + 0.1 + rows * (tallest + 0.06))
    figure.legend(handles, names, loc="outside lower center", ncols=columns, title=axis_label or None)


def _legend_width(widths: Sequence[float], columns: int) -> float:
    """Return the width of a legend that is filled column by column, the first columns having one more."""
    short, longer = divmod(len(widths), columns)
    ends = list(accumulate(short + (column < longer) for column in range(columns)))
    parts = zip([0, *ends], ends, strict=False)
    return sum(max(widths[first:last]) for first, last in parts) + _BETWEEN_COLUMNS * (columns - 1)


@dataclass(frozen=True)
class NamedRows:
    """Rows of a chart with their names on the left, from the top; the vertical axis is in inches.

    Parameters
    ----------
    names : tuple of str
        In lines.
    places : tuple of float
        Where each row stands.
    height : float
        Of all rows.
    """

    names: tuple[str, ...]
    places: tuple[float, ...]
    height: float

    @classmethod
    def of(cls, names: Sequence[str], *, least: float = 0.3) -> NamedRows:
        """Place rows so that the lines of their names have room; each is at least so many inches high."""
        lines = [wrapped(name, NAMES_WIDTH) for name in names]
        heights = [max(least, height_of(line) + 0.1) for line in lines]
        ends = list(accumulate(heights))
        places = [end - height / 2 for end, height in zip(ends, heights, strict=True)]
        return cls(tuple(lines), tuple(places), sum(heights))

    def label(self, axis: Axes) -> None:
        """Give an axis these rows, and a grid across them."""
        axis.set_yticks(self.places, self.names)
        axis.set_ylim(self.height + 0.02, -0.02)
        axis.grid(axis="x")
        axis.grid(visible=False, axis="y")
