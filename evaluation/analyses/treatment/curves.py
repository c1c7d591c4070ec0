"""How long people stay: the Kaplan-Meier curve at landmarks, the median, and log-rank tests between groups."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from evaluation.analyses.ledger import Scope, ledger_row
from evaluation.analyses.treatment.people import People
from evaluation.analyses.treatment.rows import STEM
from evaluation.stats.estimate import Estimate
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.kaplan_meier import Landmark, SurvivalCurve, median_survival, survival_at
from evaluation.stats.survival.log_rank import log_rank

_KAPLAN_MEIER = "Kaplan-Meier, log-log interval"


def landmark_rows(scope: Scope, curve: SurvivalCurve, landmarks: tuple[int, ...]) -> Iterator[Estimate]:
    """Yield the probability of still being in treatment at each landmark.

    ``n_obs`` is the number at risk at the landmark, ``n_events`` the number who left since the landmark before.
    """
    for day, found in zip(landmarks, survival_at(curve, landmarks), strict=True):
        yield ledger_row(
            STEM,
            "retained",
            scope,
            f"d{day}",
            unit="proportion",
            period=f"day {day}",
            estimate=found.survival,
            std_error=found.std_error,
            conf_low=found.conf_low,
            conf_high=found.conf_high,
            conf_level=curve.conf_level,
            n_obs=found.n_risk,
            n_events=found.n_events,
            method=_KAPLAN_MEIER,
            notes=(_why_incomplete(found),),
        )


def median_row(scope: Scope, curve: SurvivalCurve) -> Estimate:
    """Return the median time in treatment."""
    found = median_survival(curve)
    if math.isnan(found.median):
        note = "not reached: the curve stays above one half while people are followed"
    elif math.isnan(found.conf_high):
        note = "the upper end of the interval is not reached while people are followed"
    else:
        note = ""
    return ledger_row(
        STEM,
        "median_days",
        scope,
        unit="days",
        estimate=found.median,
        conf_low=found.conf_low,
        conf_high=found.conf_high,
        conf_level=curve.conf_level,
        n_obs=int(curve.n_events.sum() + curve.n_censored.sum()),
        n_events=int(curve.n_events.sum()),
        method=f"{_KAPLAN_MEIER} inverted at one half",
        notes=(note,),
    )


def log_rank_row(people: People, group: str) -> Estimate:
    """Return the log-rank test of equal hazards of leaving in all levels of a group."""
    column = people.columns[group]
    place = {level: number for number, level in enumerate(column.levels)}
    known = np.flatnonzero(people.frame[group].notna())
    follow_up = people.follow_up.subset(known)
    row = {
        "unit": "chi2",
        "n_obs": follow_up.n_obs,
        "n_events": follow_up.n_events,
        "method": "log-rank test, hypergeometric variance",
    }
    scope = Scope(group)
    try:
        test = log_rank(follow_up, people.frame[group].iloc[known].map(place).to_numpy(dtype=int))
    except NotEstimable as error:
        return ledger_row(STEM, "log_rank", scope, notes=(f"not estimable: {error}",), **row)
    freedom = f"{test.df} degree{'s' if test.df > 1 else ''} of freedom"
    return ledger_row(STEM, "log_rank", scope, estimate=test.statistic, p_value=test.p_value, notes=(freedom,), **row)


def _why_incomplete(found: Landmark) -> str:
    if math.isnan(found.survival):
        return "not estimable: beyond the last follow-up"
    if math.isnan(found.conf_low):
        end = "nobody has left yet" if found.survival == 1.0 else "everybody has left"
        return f"the interval is not defined where {end}"
    return ""
