"""One series beside others that an intervention did not reach, under one specification.

Counts are compared given their total: what multiplies both in a period drops out. Values are subtracted, on the scale
of the model. The comparison has the terms of the primary analysis, and an autocorrelation of its own that is
integrated out. Several controls are taken together: counts and exposures are added, values averaged.

A count that is known only as a range is refused. Given the total it is not binomial, for the total is not known; and
periods left out because their counts are low are chosen by the outcome, which moves the comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.analyses.interruption.fitting import AUTOREGRESSIVE_ORDER, Numbers, numbers_of
from evaluation.analyses.interruption.specified import Specified
from evaluation.analyses.interruption.study import Kind, StudiedSeries, Study
from evaluation.data.strict_yaml import counted
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.autoregression import autoregressions
from evaluation.stats.series.binomial_observations import Shares
from evaluation.stats.series.count_series import fit_count_series
from evaluation.stats.series.gaussian_series import fit_gaussian_series
from evaluation.stats.series.interrupted_series import Fit, InterruptedSeries
from evaluation.stats.series.segmented import SegmentedDesign


@dataclass(frozen=True, eq=False)
class Comparison:
    """A series beside its controls, under one specification.

    Parameters
    ----------
    model : InterruptedSeries or None
    reason : str
        Why there is no model; blank where there is one.
    n_obs : int
    n_events : int or None
        Events of both.
    """

    model: InterruptedSeries | None
    reason: str
    n_obs: int = 0
    n_events: int | None = None


def compare(
    study: Study,
    specified: Specified,
    series: StudiedSeries,
    controls: Sequence[StudiedSeries],
    design: SegmentedDesign | None = None,
    stop: int | None = None,
) -> Comparison:
    """Compare a series with its controls.

    Parameters
    ----------
    study : Study
    specified : Specified
    series : StudiedSeries
    controls : sequence of StudiedSeries
    design : SegmentedDesign, optional
        In place of that of the specification, for its first rows.
    stop : int, optional
        Number of rows of the specification that are compared; all by default.
    """
    chosen = specified.design if design is None else design
    rows = slice(None, stop)
    try:
        ours = numbers_of(series, specified, study.kind)
        theirs = [numbers_of(each, specified, study.kind) for each in controls]
        known = np.logical_and.reduce([ours.known, *(each.known for each in theirs)])[rows]
        fit, offset = (_counts if study.kind is Kind.COUNT else _values)(study, chosen, rows, known, ours, theirs)
    except NotEstimable as error:
        return Comparison(None, f"not estimable: {error}")
    events = None
    if study.kind is Kind.COUNT:
        events = int(sum(each.low[rows][known].sum() for each in (ours, *theirs)))
    model = InterruptedSeries(chosen, fit, study.link, offset, study.parameters.conf_level)
    return Comparison(model, "", int(known.sum()), events)


def _counts(
    study: Study,
    design: SegmentedDesign,
    rows: slice,
    known: NDArray[np.bool_],
    ours: Numbers,
    theirs: Sequence[Numbers],
) -> tuple[Fit, NDArray[np.float64]]:
    in_range = np.logical_or.reduce([each.low != each.high for each in (ours, *theirs)])[rows]
    if n_ranges := int(in_range[known].sum()):
        periods = counted(n_ranges, study.unit_of_period)
        raise NotEstimable(f"{periods} with a suppressed count, a range, which a comparison cannot take")
    exposure = sum(np.exp(each.offset) for each in theirs)
    offset = (ours.offset - np.log(exposure))[rows]
    shares = Shares.of(ours.low[rows], sum(each.low[rows] for each in theirs))
    return fit_count_series(design.matrix, shares, offset, known), offset


def _values(
    study: Study,
    design: SegmentedDesign,
    rows: slice,
    known: NDArray[np.bool_],
    ours: Numbers,
    theirs: Sequence[Numbers],
) -> tuple[Fit, NDArray[np.float64]]:
    values = np.stack([each.low[rows] for each in (ours, *theirs)])
    scaled = study.link.scaled(values[:, known])
    difference = np.zeros(known.size)
    difference[known] = scaled[0] - scaled[1:].mean(axis=0)
    fit = fit_gaussian_series(design.matrix, difference, autoregressions(AUTOREGRESSIVE_ORDER), known)
    return fit, np.zeros(known.size)
