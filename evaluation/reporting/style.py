"""One look for every figure, restricted or public."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SYSTEM_FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif"


@dataclass(frozen=True)
class Palette:
    """Colours that stay apart in colour-blind eyes and have a contrast of at least 3:1 on white.

    Parameters
    ----------
    ink, muted : str
        Text and axes; secondary text, reference lines and what did not happen (the counterfactual).
    grid : str
        Grid lines, which carry no information.
    series : tuple of str
        Colours of series, in order; never the only thing that tells two series apart.
    highlight : str
        The one thing to look at.
    """

    ink: str = "#16242e"
    muted: str = "#5c6b76"
    grid: str = "#dde4e8"
    series: tuple[str, ...] = ("#00548b", "#c2410c", "#4a9a8a", "#5a1233", "#7d7be8")
    highlight: str = "#c2410c"


PALETTE = Palette()
WIDTH = 5.4
FONT_SIZE = 10.5
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
DASHES = ("", (6, 2), (2, 2), (8, 2, 2, 2), (4, 1))


def apply_style() -> None:
    """Set the look of the report: call it once, before a figure is made.

    Every figure is ``WIDTH`` inches wide and no text is smaller than ``FONT_SIZE`` points: shown 340 pixels wide, on
    a phone, the text is 9 pixels high; at the width of the report's text it is as large as the text. A dollar sign in
    a name begins no formula.
    """
    import seaborn as sns

    sns.reset_defaults()
    sns.set_theme(
        style="ticks",
        palette=PALETTE.series,
        rc={
            "figure.figsize": (WIDTH, 3.6),
            "figure.dpi": 100,
            "figure.constrained_layout.use": True,
            "figure.constrained_layout.h_pad": 0.09,
            "savefig.dpi": 200,
            "font.family": ["DejaVu Sans"],
            "font.size": FONT_SIZE,
            "text.color": PALETTE.ink,
            "axes.titlesize": FONT_SIZE + 0.5,
            "axes.titleweight": "bold",
            "axes.titlelocation": "left",
            "axes.labelsize": FONT_SIZE,
            "axes.labelcolor": PALETTE.ink,
            "axes.edgecolor": PALETTE.muted,
            "axes.linewidth": 0.8,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "axes.grid.axis": "y",
            "grid.color": PALETTE.grid,
            "grid.linewidth": 0.8,
            "xtick.major.size": 3.5,
            "ytick.major.size": 3.5,
            "lines.linewidth": 2.0,
            "lines.markersize": 5.0,
            "xtick.color": PALETTE.muted,
            "ytick.color": PALETTE.muted,
            "xtick.labelcolor": PALETTE.ink,
            "xtick.labelsize": FONT_SIZE,
            "ytick.labelcolor": PALETTE.ink,
            "ytick.labelsize": FONT_SIZE,
            "legend.frameon": False,
            "legend.fontsize": FONT_SIZE,
            "legend.title_fontsize": FONT_SIZE,
            "legend.handlelength": 1.8,
            "legend.columnspacing": 1.4,
            "figure.labelsize": FONT_SIZE,
            "text.parse_math": False,
            "svg.fonttype": "none",
            "svg.hashsalt": "coalition-evaluation",
        },
    )


def to_svg(figure: Figure) -> str:
    """Return a figure as SVG whose bytes depend on the figure only, with text in the reader's own fonts."""
    import matplotlib as mpl

    stream = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "coalition-evaluation"}):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    svg = stream.getvalue()
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    return re.sub(r"'DejaVu Sans'", SYSTEM_FONTS, svg)


def to_png(figure: Figure) -> bytes:
    """Return a figure as PNG whose bytes depend on the figure only."""
    stream = io.BytesIO()
    figure.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()
