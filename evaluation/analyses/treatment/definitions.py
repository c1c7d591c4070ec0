"""Retention by every definition beside the headline: other gaps, days covered, continuity, deaths in or out."""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.analyses.ledger import EVERYBODY, ledger_row
from evaluation.analyses.treatment.curves import why_incomplete
from evaluation.analyses.treatment.people import People
from evaluation.analyses.treatment.rows import STEM
from evaluation.data.definition_grid import Deaths, GapDefinition, ShareDefinition
from evaluation.data.parameters import RetentionParameters
from evaluation.stats.estimate import Estimate, Status
from evaluation.stats.proportions import wilson_proportions
from evaluation.stats.survival.kaplan_meier import kaplan_meier, survival_at
from evaluation.stats.survival.right_censored import RightCensored

QUANTITY = "retained_by_definition"
_DEATHS = {Deaths.CENSORED: "deaths are censoring", Deaths.LEAVING: "deaths are leaving"}
_DEATHS_LEFT_OUT = "people who died are left out"
_MEASURES = {
    "days_covered": "share of days covered, Wilson interval",
    "pod_style": "continuity without a gap of 8 days or more, POD-style and not HEDIS, Wilson interval",
}


def definition_rows(people: People, parameters: RetentionParameters) -> Iterator[Estimate]:
    """Yield the share retained for the declared days by each definition; nothing without rows of supply.

    ``n_obs`` counts the people (POD-style: events of starting) that the definition can judge, ``n_events`` those who
    are seen to leave; the note says who is not among them.
    """
    if people.definitions is None:
        return
    for definition in people.definitions.gaps:
        yield _of_gap(people, definition, parameters)
    for share in people.definitions.shares:
        yield _of_share(people, share, parameters)


def _of_gap(people: People, definition: GapDefinition, parameters: RetentionParameters) -> Estimate:
    days = parameters.definition_days
    row = {
        "n_obs": int(definition.time.size),
        "n_events": int((definition.left & (definition.time <= days)).sum()),
        "method": "Kaplan-Meier, log-log interval",
    }
    notes = (
        f"leaving is a gap of {definition.gap_days} days",
        _DEATHS[definition.deaths],
        "" if definition.time.size else "not estimable: nobody is followed",
    )
    if not definition.time.size:
        return _row(people, definition.name, days, notes, **row)
    curve = kaplan_meier(
        RightCensored.from_arrays(definition.time, definition.left), conf_level=parameters.conf_level
    )
    (found,) = survival_at(curve, [days])
    return _row(
        people,
        definition.name,
        days,
        (*notes, why_incomplete(found)),
        estimate=found.survival,
        std_error=found.std_error,
        conf_low=found.conf_low,
        conf_high=found.conf_high,
        conf_level=parameters.conf_level,
        **row,
    )


def _of_share(people: People, share: ShareDefinition, parameters: RetentionParameters) -> Estimate:
    n_obs, n_retained = int(share.retained.size), int(share.retained.sum())
    found = wilson_proportions(n_retained, n_obs, conf_level=parameters.conf_level)
    counts = "events of starting" if share.measure == "pod_style" else "people"
    return _row(
        people,
        share.name,
        share.window_days,
        (
            f"{counts} whose {share.window_days} days are wholly observed",
            _DEATHS_LEFT_OUT if share.deaths is Deaths.CENSORED else _DEATHS[share.deaths],
            f"covered on {100 * parameters.definition_share_covered:g} percent of days or more"
            if share.measure == "days_covered"
            else "",
            "" if n_obs else "not estimable: nobody is observed for so long",
        ),
        estimate=float(found.estimate),
        conf_low=float(found.conf_low),
        conf_high=float(found.conf_high),
        conf_level=parameters.conf_level,
        n_obs=n_obs,
        n_events=n_obs - n_retained,
        method=_MEASURES[share.measure],
    )


def _row(people: People, name: str, days: int, notes: tuple[str, ...], **fields: object) -> Estimate:
    return ledger_row(
        STEM,
        QUANTITY,
        EVERYBODY,
        name.replace("/", "."),
        unit="proportion",
        period=f"day {days}",
        status=Status.SENSITIVITY,
        notes=notes,
        **fields,
    )
