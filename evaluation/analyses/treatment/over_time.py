"""Beyond the first episode: how often people leave treatment, and how many days they are in it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from evaluation.analyses.ledger import Scope, ledger_row
from evaluation.analyses.treatment.comparisons import InGroup, comparison_rows, differences_and_ratios
from evaluation.analyses.treatment.histories import Histories, State
from evaluation.analyses.treatment.people import People
from evaluation.analyses.treatment.rows import STEM
from evaluation.data.parameters import RetentionParameters
from evaluation.stats.estimate import Estimate
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.mean_cumulative import mean_at, mean_cumulative
from evaluation.stats.survival.time_in_state import DaysInState, days_in_state

_MEAN_NUMBER = "mean cumulative function (Ghosh-Lin where people die), robust standard error, log interval"
_STATES = "Aalen-Johansen of several states, infinitesimal jackknife by person, normal interval"
_NO_INTERVAL = "no interval: everybody is the same in this"
_REPORTED = {State.IN_TREATMENT: "in_treatment", State.OUT_OF_TREATMENT: "out_of_treatment"}


def times_left_rows(
    people: People, chosen: Sequence[tuple[Scope, np.ndarray]], parameters: RetentionParameters
) -> Iterator[Estimate]:
    """Yield the mean number of times that people have left treatment by each landmark; nothing without supply."""
    for scope, index in chosen if people.histories is not None else ():
        events, person = people.histories.subset(index).leavings()
        curve = mean_cumulative(events, person, conf_level=parameters.conf_level)
        found = mean_at(curve, parameters.landmarks)
        for place, day in enumerate(parameters.landmarks):
            mean = float(found.mean[place])
            yield ledger_row(
                STEM,
                "times_left",
                scope,
                f"d{day}",
                unit="times per person",
                period=f"day {day}",
                estimate=mean,
                std_error=float(found.std_error[place]),
                conf_low=float(found.conf_low[place]),
                conf_high=float(found.conf_high[place]),
                conf_level=parameters.conf_level,
                n_obs=curve.n_persons,
                n_events=int(curve.n_events[curve.time <= day].sum()),
                method=_MEAN_NUMBER,
                notes=(
                    "not estimable: beyond the last follow-up" if math.isnan(mean) else "",
                    "people who come back may leave again",
                    _NO_INTERVAL if math.isnan(found.conf_low[place]) and not math.isnan(mean) else "",
                ),
            )


def days_in_treatment_rows(
    people: People, chosen: Sequence[tuple[Scope, np.ndarray]], parameters: RetentionParameters
) -> Iterator[Estimate]:
    """Yield the expected days in treatment and out of it since the first start, and comparisons of the former."""
    if people.histories is None:
        return
    tau, found = parameters.restricted_mean_days, {}
    for scope, index in chosen:
        reason, days = "", None
        try:
            days = _days(people.histories, index, tau)
        except NotEstimable as error:
            reason = str(error)
        found[scope.key] = days
        for state, name in _REPORTED.items():
            yield _row(scope, name, tau, days, state, parameters.conf_level, reason, n_obs=int(index.size))
    for name in dict.fromkeys(parameters.groups):
        column = people.columns[name]
        groups = [
            InGroup(column, level, *_of_state(days, State.IN_TREATMENT), days.n_persons, days.n_changes)
            for level in column.levels
            if (days := found.get(column.scope(level).key)) is not None
        ]
        yield from comparison_rows(
            groups,
            differences_and_ratios("days_in_treatment", "days")[:1],
            conf_level=parameters.conf_level,
            method=_STATES,
            period=f"day {tau}",
        )


def _days(histories: Histories, index: np.ndarray, tau: int) -> DaysInState:
    return days_in_state(histories.subset(index).states(), tau)


def _of_state(days: DaysInState, state: State) -> tuple[float, float]:
    return float(days.days[state]), float(days.std_error[state])


def _row(
    scope: Scope,
    name: str,
    tau: int,
    days: DaysInState | None,
    state: State,
    conf_level: float,
    reason: str,
    *,
    n_obs: int,
) -> Estimate:
    from scipy.stats import norm

    known: dict[str, object] = {}
    no_interval = ""
    if days is not None:
        estimate, std_error = _of_state(days, state)
        reach = float(norm.isf((1.0 - conf_level) / 2.0)) * std_error if std_error > 0 else math.nan
        known = {
            "estimate": estimate,
            "std_error": std_error,
            "conf_low": estimate - reach,
            "conf_high": estimate + reach,
            "conf_level": conf_level,
            "n_events": days.n_changes,
        }
        no_interval = "" if std_error > 0 else _NO_INTERVAL
        if days.days_unobserved > 0:
            reason = f"{days.days_unobserved:g} of the days rest on a state in which nobody was being watched"
    return ledger_row(
        STEM,
        f"days_{name}",
        scope,
        unit="days",
        period=f"day {tau}",
        n_obs=n_obs,
        method=_STATES,
        notes=(f"not estimable: {reason}" if days is None else reason, "later episodes count", no_interval),
        **known,
    )
