"""How treatment ends where it can end in several ways: cumulative incidence, and Gray's test between groups."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from evaluation.analyses.ledger import Scope, ledger_row
from evaluation.analyses.treatment.labels import complete_rows, joint_numbers, level_numbers
from evaluation.analyses.treatment.people import People
from evaluation.analyses.treatment.rows import STEM
from evaluation.data.parameters import RetentionParameters
from evaluation.stats.estimate import Estimate
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.aalen_johansen import IncidenceCurves, IncidenceLandmark, aalen_johansen, incidence_at
from evaluation.stats.survival.gray_test import gray_test

_AALEN_JOHANSEN = "Aalen-Johansen, log-log interval"


def incidence_curves(
    people: People, chosen: Sequence[tuple[Scope, np.ndarray]], parameters: RetentionParameters
) -> list[tuple[Scope, IncidenceCurves]]:
    """Return the curves of everybody and of each level; none where leaving is the only way out."""
    if len(people.causes) == 1:
        return []
    return [
        (scope, aalen_johansen(people.events.subset(index), conf_level=parameters.conf_level))
        for scope, index in chosen
        if index.size
    ]


def incidence_rows(
    people: People, curves: Sequence[tuple[Scope, IncidenceCurves]], parameters: RetentionParameters
) -> Iterator[Estimate]:
    """Yield the probability that treatment has ended in each way by each landmark.

    ``n_obs`` is the number at risk at the landmark, ``n_events`` those of the cause since the landmark before.
    """
    for scope, curve in curves:
        for found in incidence_at(curve, parameters.landmarks):
            yield ledger_row(
                STEM,
                "cumulative_incidence",
                scope,
                people.causes[found.cause - 1],
                f"d{found.time:g}",
                unit="proportion",
                period=f"day {found.time:g}",
                estimate=found.incidence,
                std_error=found.std_error,
                conf_low=found.conf_low,
                conf_high=found.conf_high,
                conf_level=curve.conf_level,
                n_obs=found.n_risk,
                n_events=found.n_events,
                method=_AALEN_JOHANSEN,
                notes=(_why_incomplete(found),),
            )


def gray_rows(people: People, parameters: RetentionParameters) -> Iterator[Estimate]:
    """Yield Gray's test of equal incidence of each cause across the levels of each group."""
    for group in dict.fromkeys(parameters.groups) if len(people.causes) > 1 else ():
        chosen = complete_rows(people, (group, *parameters.strata))
        events = people.events.subset(chosen)
        for number, cause in enumerate(people.causes, start=1):
            row = {
                "unit": "chi2",
                "n_obs": int(chosen.size),
                "n_events": int((events.cause == number).sum()),
                "method": f"Gray's test{_stratified(parameters)}",
            }
            try:
                test = gray_test(
                    events,
                    level_numbers(people, group, chosen),
                    cause=number,
                    strata=joint_numbers(people, parameters.strata, chosen),
                )
            except (NotEstimable, ValueError) as error:
                yield ledger_row(STEM, "gray_test", Scope(group), cause, notes=(f"not estimable: {error}",), **row)
                continue
            freedom = f"{test.df} degree{'s' if test.df > 1 else ''} of freedom"
            yield ledger_row(
                STEM,
                "gray_test",
                Scope(group),
                cause,
                estimate=test.statistic,
                p_value=test.p_value,
                notes=(freedom,),
                **row,
            )


def _stratified(parameters: RetentionParameters) -> str:
    return f", stratified by {', '.join(parameters.strata)}" if parameters.strata else ""


def _why_incomplete(found: IncidenceLandmark) -> str:
    if math.isnan(found.incidence):
        return "not estimable: beyond the last follow-up"
    if math.isnan(found.conf_low):
        return "the interval is not defined where nobody, or everybody, has left in this way"
    return ""
