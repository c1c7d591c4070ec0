"""How long people stay: the Kaplan-Meier curve at landmarks, compared between groups, and the median."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from evaluation.analyses.ledger import Scope, ledger_row
from evaluation.analyses.treatment.comparisons import InGroup, comparison_rows, differences_and_ratios
from evaluation.analyses.treatment.people import People
from evaluation.analyses.treatment.rows import STEM
from evaluation.data.parameters import RetentionParameters
from evaluation.stats.estimate import Estimate
from evaluation.stats.survival.kaplan_meier import Landmark, SurvivalCurve, median_survival, survival_at

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
            notes=(why_incomplete(found), too_few_early(curve, day)),
        )


def median_row(scope: Scope, curve: SurvivalCurve) -> Estimate:
    """Return the median time in treatment."""
    found = median_survival(curve)
    if math.isnan(found.median):
        note = "not reached: the curve stays above one half while people are followed"
    elif math.isnan(found.conf_low) and math.isnan(found.conf_high):
        note = "no interval: the pointwise ones are not defined"
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
        notes=(note, too_few_early(curve, math.inf)),
    )


def comparison_of_landmarks(
    people: People, curves: Sequence[tuple[Scope, SurvivalCurve]], parameters: RetentionParameters
) -> Iterator[Estimate]:
    """Yield differences and ratios of retention at each landmark between the levels of each group."""
    by_key = {scope.key: survival_at(curve, parameters.landmarks) for scope, curve in curves}
    for name in dict.fromkeys(parameters.groups):
        column = people.columns[name]
        found = [(level, by_key[column.scope(level).key]) for level in column.levels]
        for place, day in enumerate(parameters.landmarks):
            groups = [
                InGroup(column, level, at[place].survival, at[place].std_error, at[place].n_risk, at[place].n_events)
                for level, at in found
            ]
            yield from comparison_rows(
                groups,
                differences_and_ratios("retained", "difference of proportions"),
                f"d{day}",
                conf_level=parameters.conf_level,
                method="Kaplan-Meier, normal interval (of a ratio: on the log scale)",
                period=f"day {day}",
            )


def why_incomplete(found: Landmark) -> str:
    """Return why a share retained has no estimate or no interval; blank where it has both."""
    if math.isnan(found.survival):
        return "not estimable: beyond the last follow-up"
    if math.isnan(found.conf_low):
        end = "nobody has left yet" if found.survival == 1.0 else "all who were at risk have left"
        return f"the interval is not defined where {end}"
    return ""


def too_few_early(curve: SurvivalCurve, day: float) -> str:
    """Return what to say of a curve that was 0 by some day while others entered later; blank where it was not."""
    if (curve.time[:-1][curve.survival[:-1] == 0.0] <= day).any():
        return "everybody at risk had left before others entered: too few early entries"
    return ""
