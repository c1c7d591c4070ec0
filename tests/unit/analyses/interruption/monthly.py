"""Studies of monthly series that start in January 2010, with nothing in them but what a test is about."""

import datetime as dt

import numpy as np

from evaluation.analyses.interruption.study import Kind, StudiedSeries, Study
from evaluation.analyses.ledger import Scope
from evaluation.data.parameters.interruption import InterruptionParameters, Intervention
from evaluation.stats.series.interrupted_series import Link

FIRST_YEAR = 2010


def month(row):
    """The first day of a row of the study."""
    return dt.date(FIRST_YEAR + row // 12, row % 12 + 1, 1)


def intervention(row, name="change", **more):
    return Intervention(name=name, date=month(row), **more)


def study_of(numbers, *, start=None, kind=Kind.COUNT, link=Link.LOG, **changes):
    """A study of one series, or of one per row; an intervention begins in row ``start``, if there is one."""
    rows = np.atleast_2d(np.asarray(numbers, dtype=float))
    n = rows.shape[1]
    given = {
        "seasonality": "none",
        "exposure": "none",
        "interventions": () if start is None else (intervention(start),),
    }
    return Study(
        stem="overdose_deaths",
        series=tuple(
            StudiedSeries(f"s{number}", Scope(f"s{number}"), each, each, {"none": np.ones(n)})
            for number, each in enumerate(rows)
        ),
        kind=kind,
        link=link,
        periods=tuple(f"{month(row):%Y-%m}" for row in range(n)),
        span=f"{month(0)}/{month(n)}",
        position=0.0,
        periods_per_year=12.0,
        row_of=lambda day: 12 * (day.year - FIRST_YEAR) + day.month - 1,
        parameters=InterruptionParameters(**(given | changes)),
        are_parts=True,
    )


def poisson(n=72, mean=30.0, start=36, ratio=1.0, seed=1, size=None):
    """Independent counts whose mean changes by a ratio in row ``start``."""
    rng = np.random.default_rng(seed)
    means = mean * np.where(np.arange(n) >= start, ratio, 1.0)
    return rng.poisson(means, size=None if size is None else (size, n))
