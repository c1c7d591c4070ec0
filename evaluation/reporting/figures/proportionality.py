"""Whether hazard ratios change over time: scaled Schoenfeld residuals by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.reporting import numbers, style
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.figures.days import column_name
from evaluation.reporting.figures.panels import label_upright, panels, titled
from evaluation.reporting.figures.words import legend_below, message
from evaluation.stats.natural_spline import Smooth, natural_spline
from evaluation.stats.not_estimable import NotEstimable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_AREA = "retention.figure.proportional"
_MEANS = 20
_TICKS = (30, 90, 180, 365, 730, 7, 60, 14, 1, 1095)
_TICKS_APART = 0.17


def scaled_residuals(residuals: pd.DataFrame, *, conf_level: float, catalogue: Catalogue) -> Figure:
    """Draw scaled Schoenfeld residuals by day with a smooth curve, its band and the effect that the model fits.

    The curve is a natural cubic spline with 4 degrees of freedom fitted by least squares to the residual of every
    person who left, over the rank of the day: as in R's ``plot(cox.zph(...))``, whose band is that of 2 standard
    errors. Single residuals scatter many times wider than the curve bends, so that their means stand for them: those
    of 20 groups of people of one size, in the order of their days. The horizontal axis has the days where they rank,
    so that each part of it has as many people who left.

    For a covariate of one column the height is a log hazard ratio; for one with several levels it is the factor by
    which all that the model fits for it is multiplied, and the model has 1. The line of the model is the mean of the
    residuals, which is equal to its coefficient. For the evaluator only.

    Parameters
    ----------
    residuals : DataFrame
        The table ``schoenfeld_residuals``: ``covariate``, ``day``, ``scaled_residual``. Without rows the figure says
        that there are none.
    conf_level : float
        Of the band, between 0 and 1.
    catalogue : Catalogue
    """
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    style.apply_style()
    if not residuals.empty:
        residuals = residuals[residuals["scaled_residual"].notna()]
    if residuals.empty:
        return message(catalogue.text(f"{_AREA}.none"))
    covariates = list(dict.fromkeys(residuals["covariate"]))
    figure, axes, room = panels(covariates, height=2.1, labels_width=72)
    for name, axis in zip(covariates, axes, strict=True):
        ours = residuals[residuals["covariate"] == name].sort_values("day", kind="stable")
        _panel(axis, ours["day"].to_numpy(dtype=float), ours["scaled_residual"].to_numpy(dtype=float), conf_level)
        titled(axis, column_name(name, catalogue), room)
    label_upright(axes, catalogue.text(f"{_AREA}.effect"))
    figure.align_ylabels()
    level = numbers.percent(conf_level, 0, catalogue.language)
    handles = {
        "model": Line2D([], [], **_MODEL),
        "no_effect": Line2D([], [], **_NO_EFFECT),
        "means": Line2D([], [], linestyle="", **_DOTS),
        "smooth": (Patch(**_BAND), Line2D([], [], **_CURVE)),
    }
    names = [catalogue.text(f"{_AREA}.{key}", level=level) for key in handles]
    legend_below(figure, list(handles.values()), names, axis_label=catalogue.text(f"{_AREA}.days"))
    return figure


_MODEL = {"color": style.PALETTE.highlight, "linewidth": 1.6, "dashes": (5, 2)}
_NO_EFFECT = {"color": style.PALETTE.ink, "linewidth": 1.0}
_DOTS = {"marker": "o", "color": style.PALETTE.muted, "markersize": 3.5, "markeredgewidth": 0}
_CURVE = {"color": style.PALETTE.series[0], "linewidth": 2.0}
_BAND = {"color": style.PALETTE.series[0], "alpha": 0.16, "linewidth": 0}


def _panel(axis: Axes, days: NDArray[np.float64], residuals: NDArray[np.float64], conf_level: float) -> None:
    places = rank_of(days, days)
    axis.axhline(0.0, zorder=1, **_NO_EFFECT)
    axis.axhline(residuals.mean(), zorder=2, **_MODEL)
    groups = np.array_split(np.arange(days.size), min(_MEANS, days.size))
    middles, means = ([float(values[group].mean()) for group in groups] for values in (places, residuals))
    axis.plot(middles, means, linestyle="", zorder=3, **_DOTS)
    smooth = _smooth(places, residuals, conf_level)
    if smooth is not None:
        axis.fill_between(smooth.x, smooth.conf_low, smooth.conf_high, zorder=2, **_BAND)
        axis.plot(smooth.x, smooth.estimate, zorder=4, **_CURVE)
    axis.set_xlim(-0.02, 1.02)
    ticks = _ticks(days)
    axis.set_xticks(rank_of(np.array(ticks, dtype=float), days), [str(tick) for tick in ticks])


def _smooth(places: NDArray[np.float64], residuals: NDArray[np.float64], conf_level: float) -> Smooth | None:
    at = np.linspace(places.min(), places.max(), 80)
    try:
        return natural_spline(places, residuals, at, conf_level=conf_level)
    except NotEstimable:
        return None


def rank_of(days: NDArray[np.float64], among: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of sorted days that come before each day, those on the day itself by half."""
    before, upto = (np.searchsorted(among, days, side=side) for side in ("left", "right"))
    return (before + upto) / (2.0 * among.size)


def _ticks(days: NDArray[np.float64]) -> list[int]:
    """Return round days whose ranks are far enough apart to be written side by side."""
    chosen: list[int] = []
    for day in _TICKS:
        ranks = rank_of(np.array([day, *chosen], dtype=float), days)
        if days[0] <= day <= days[-1] and (np.abs(ranks[1:] - ranks[0]) >= _TICKS_APART).all():
            chosen.append(day)
    return sorted(chosen)
