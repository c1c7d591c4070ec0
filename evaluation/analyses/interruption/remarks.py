"""What should be known of declared series before anything is estimated: sums over a year, and suppressed counts."""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.analyses.interruption.diagnostics.completeness import MOST_IN_RANGE, share_in_range
from evaluation.analyses.interruption.diagnostics.rolling_sums import evidence_of_sums
from evaluation.analyses.interruption.fitting import numbers_of
from evaluation.analyses.interruption.specified import PRIMARY, Season, specify
from evaluation.analyses.interruption.study import Study
from evaluation.data.strict_yaml import counted
from evaluation.data.year_sums import MOST_EVIDENCE
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.segmented import Seasonality


def sum_remarks(study: Study) -> Iterator[str]:
    """Yield which series look like sums or means over a year, which closes the gate of those that are judged."""
    period = study.unit_of_period
    for series in study.series:
        if (evidence := evidence_of_sums(study, series)) > MOST_EVIDENCE:
            yield (
                f"{series.key}: looks like sums or means over a year, not values of single {period}s (log likelihood "
                f"ratio {evidence:.1f}, above {MOST_EVIDENCE:g}): no effect will be spoken of (the gate is closed). "
                f"Work out the single {period}s; if they are single, this is a false alarm"
            )


def range_remarks(study: Study) -> Iterator[str]:
    """Yield for which series suppressed counts will close the gate, or leave the comparison with controls empty."""
    declared = study.parameters
    if not declared.interventions:
        return
    try:
        specified = specify(study, PRIMARY, Season(Seasonality.NONE))
    except NotEstimable:
        return
    period = study.unit_of_period
    numbers = {each.key: numbers_of(each, specified, study.kind) for each in study.series}
    ranges = {key: int((each.known & (each.low != each.high)).sum()) for key, each in numbers.items()}
    for series in study.series:
        if series.key in declared.controls:
            continue
        if share_in_range(study, specified, series) > MOST_IN_RANGE:
            side = f"more than a quarter of the {period}s on one side of the first intervention"
            yield f"{series.key}: {side} are known only as a range: no effect will be spoken of (the gate is closed)"
        ours = {key: ranges[key] for key in (series.key, *declared.controls) if ranges.get(key)}
        if declared.controls and ours:
            whose = ", ".join(f"{counted(number, period)} of {key}" for key, number in ours.items())
            yield f"{series.key}: it will not be compared with its controls: {whose} known only as a range"
