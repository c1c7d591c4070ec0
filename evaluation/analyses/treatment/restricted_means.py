"""Mean days in treatment up to a horizon, and mean days lost to each way of leaving it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from evaluation.analyses.ledger import Scope, ledger_row
from evaluation.analyses.treatment.comparisons import InGroup, comparison_rows, differences_and_ratios
from evaluation.analyses.treatment.curves import too_few_early
from evaluation.analyses.treatment.people import People
from evaluation.analyses.treatment.rows import STEM
from evaluation.data.parameters import RetentionParameters
from evaluation.stats.estimate import Estimate
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.kaplan_meier import SurvivalCurve
from evaluation.stats.survival.restricted_mean import RestrictedMeanTime, restricted_mean, restricted_time_lost

_MEAN = "area under the Kaplan-Meier curve, normal interval"
_LOST = "area under the Aalen-Johansen curve, normal interval"


def restricted_mean_rows(
    people: People, curves: Sequence[tuple[Scope, SurvivalCurve]], parameters: RetentionParameters
) -> Iterator[Estimate]:
    """Yield the restricted mean time to leaving of everybody and of each level, and the comparisons of levels."""
    tau = parameters.restricted_mean_days
    found: dict[str, RestrictedMeanTime] = {}
    for scope, curve in curves:
        reason = ""
        try:
            found[scope.key] = restricted_mean(curve, tau)
        except NotEstimable as error:
            reason = str(error)
        n_obs = int(curve.n_events.sum() + curve.n_censored.sum())
        mean, about = found.get(scope.key), too_few_early(curve, tau)
        yield _row("restricted_mean_days", scope, tau, mean, reason, method=_MEAN, n_obs=n_obs, about=about)
    for name in dict.fromkeys(parameters.groups):
        yield from comparison_rows(
            _by_level(people, name, found),
            differences_and_ratios("restricted_mean", "days"),
            conf_level=parameters.conf_level,
            method=_MEAN,
            period=f"day {tau}",
        )


def time_lost_rows(
    people: People, chosen: Sequence[tuple[Scope, np.ndarray]], parameters: RetentionParameters
) -> Iterator[Estimate]:
    """Yield the mean days lost to each cause; nothing where leaving is the only one."""
    tau = parameters.restricted_mean_days
    for scope, index in chosen if len(people.causes) > 1 else ():
        reason, lost = "", [None] * len(people.causes)
        try:
            lost = restricted_time_lost(people.events.subset(index), tau, conf_level=parameters.conf_level)
        except NotEstimable as error:
            reason = str(error)
        for cause, one in zip(people.causes, lost, strict=True):
            yield _row("days_lost", scope, tau, one, reason, cause, method=_LOST, n_obs=index.size)


def _row(
    quantity: str,
    scope: Scope,
    tau: int,
    found: RestrictedMeanTime | None,
    reason: str,
    *more: str,
    method: str,
    n_obs: int,
    about: str = "",
) -> Estimate:
    known = {}
    if found is not None:
        known = {
            "estimate": found.estimate,
            "std_error": found.std_error,
            "conf_low": found.conf_low,
            "conf_high": found.conf_high,
            "conf_level": found.conf_level,
            "n_events": found.n_events,
        }
        if math.isnan(found.conf_low):
            reason = (
                f"no interval: before day {tau} nobody had the event, or all who were at risk had gone on one day"
            )
    return ledger_row(
        STEM,
        quantity,
        scope,
        *more,
        unit="days",
        period=f"day {tau}",
        n_obs=n_obs,
        method=method,
        notes=(f"not estimable: {reason}" if reason and found is None else reason, about),
        **known,
    )


def _by_level(people: People, name: str, found: Mapping[str, RestrictedMeanTime]) -> list[InGroup]:
    column = people.columns[name]
    means = [(level, found.get(column.scope(level).key)) for level in column.levels]
    return [
        InGroup(column, level, mean.estimate, mean.std_error, mean.n_obs, mean.n_events)
        for level, mean in means
        if mean is not None
    ]
