"""A specification worked out for the series of a study: which rows, which columns, which exposure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.analyses.interruption.study import Study
from evaluation.data.parameters.interruption import Intervention, Specification
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.segmented import (
    Event,
    Impact,
    Seasonality,
    SegmentedDesign,
    Shape,
    segmented_design,
)

PRIMARY = Specification(name="primary")
FEWEST_ASIDE = 2


@dataclass(frozen=True)
class Season:
    """Seasonality with its number of harmonics."""

    kind: Seasonality
    harmonics: int = 1

    def __str__(self) -> str:
        return {
            Seasonality.NONE: "no seasonality",
            Seasonality.HARMONICS: f"{self.harmonics} harmonics",
            Seasonality.MONTHS: "months of the year",
        }[self.kind]


@dataclass(frozen=True, eq=False)
class Specified:
    """What is fitted.

    Parameters
    ----------
    specification : Specification
    rows : slice
        Of the study's periods.
    design : SegmentedDesign
        Of these rows.
    known : ndarray of shape (n_rows,)
        Those of these rows that the model rests on.
    season : Season
    exposure : str
    """

    specification: Specification
    rows: slice
    design: SegmentedDesign
    known: NDArray[np.bool_]
    season: Season
    exposure: str


def specify(
    study: Study,
    specification: Specification,
    season: Season,
    *,
    impacts: Sequence[Impact] | None = None,
    stop: int | None = None,
    left_out: Sequence[int] = (),
) -> Specified:
    """Work out a specification.

    Parameters
    ----------
    study : Study
    specification : Specification
        Its seasonality is not looked at: see ``season``.
    season : Season
    impacts : sequence of Impact, optional
        In place of the declared interventions, in rows of the study.
    stop : int, optional
        First row of the study that is not analysed.
    left_out : sequence of int
        Further rows of the study that the model is not to rest on.

    Raises
    ------
    NotEstimable
        If an intervention has fewer than two rows of the model before or after its onset.
    """
    declared = study.parameters
    found = [_impact(study, specification, each) for each in declared.interventions] if impacts is None else impacts
    rows = _rows(study, specification, found, stop)
    events, out = _events(study, specification, rows)
    known = study.in_model.copy()
    known[[*out, *left_out]] = False
    shifted = [_shifted(impact, rows) for impact in found]
    n_rows = rows.stop - rows.start
    for impact in shifted:
        if not FEWEST_ASIDE <= impact.onset <= n_rows - FEWEST_ASIDE:
            raise NotEstimable(f"fewer than {FEWEST_ASIDE} periods before or after an intervention")
    design = segmented_design(
        n_rows,
        position=study.position + rows.start,
        periods_per_year=study.periods_per_year,
        impacts=shifted,
        events=events,
        seasonality=season.kind,
        harmonics=season.harmonics,
        has_trend=specification.trend is not False,
        slope_starts_at_one=specification.slope_origin == "period_before",
    )
    return Specified(
        specification=specification,
        rows=rows,
        design=design,
        known=known[rows] & ~design.in_transition,
        season=season,
        exposure=specification.exposure or declared.exposure,
    )


def is_primary(study: Study, specification: Specification) -> bool:
    """Tell whether a specification is, once what it leaves blank is filled in, the primary analysis.

    How a slope is given does not matter, nor what the integrated method does not look at. A seasonality that is
    chosen from the data is not compared with what will be chosen.
    """
    try:
        return _resolved(study, specification) == _resolved(study, PRIMARY)
    except NotEstimable:
        return False


def _resolved(study: Study, specification: Specification) -> tuple[object, ...]:
    declared = study.parameters
    impacts = [_impact(study, specification, each) for each in declared.interventions]
    rows = _rows(study, specification, impacts, None)
    season = specification.seasonality or declared.seasonality
    pairs = specification.harmonics or declared.harmonics
    return (
        specification.method,
        impacts,
        rows,
        _events(study, specification, rows),
        (season, pairs if season == "harmonics" else 0),
        specification.trend is not False,
        specification.exposure or declared.exposure,
        specification.slope_origin,
    )


def _impact(study: Study, specification: Specification, intervention: Intervention) -> Impact:
    def chosen(name: str) -> object:
        value = getattr(specification, name)
        return getattr(intervention, name) if value is None else value

    shape = Shape(chosen("shape"))
    return Impact(
        start=study.row_of(intervention.date),
        shape=shape,
        lag=chosen("lag"),
        transition=chosen("transition"),
        phase_in=0 if shape in (Shape.PULSE, Shape.EXPONENTIAL) else chosen("phase_in"),
        lasts=intervention.lasts,
        time_constant=intervention.time_constant,
    )


def _shifted(impact: Impact, rows: slice) -> Impact:
    return Impact(
        impact.start - rows.start,
        impact.shape,
        impact.lag,
        impact.transition,
        impact.phase_in,
        impact.lasts,
        impact.time_constant,
    )


def _rows(study: Study, specification: Specification, impacts: Sequence[Impact], stop: int | None) -> slice:
    first, last = 0, study.n_rows if stop is None else stop
    if specification.start:
        first = max(first, study.row_of(specification.start))
    if specification.end:
        last = min(last, study.row_of(specification.end))
    if specification.periods_before and impacts:
        first = max(first, min(impact.start for impact in impacts) - specification.periods_before)
    if first >= last:
        raise NotEstimable("no period is left")
    return slice(first, last)


def _events(study: Study, specification: Specification, rows: slice) -> tuple[list[Event], list[int]]:
    """Return the co-interventions as events of these rows, and the rows of the study that are left out for them."""
    events, out = [], []
    for each in study.parameters.co_interventions:
        start = study.row_of(each.start)
        stop = study.row_of(each.end) if each.end else study.n_rows
        if specification.co_interventions == "left_out" and each.end:
            out += range(max(0, start), min(stop, study.n_rows))
        elif specification.co_interventions != "none" and start < rows.stop and stop > rows.start:
            events.append(Event(start - rows.start, stop - rows.start, each.slope))
    return events, out
