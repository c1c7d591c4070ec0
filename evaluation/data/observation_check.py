"""Whether rows of supply reach to both ends of the declared observation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from evaluation.errors import Problem

if TYPE_CHECKING:
    from evaluation.data.parameters import RetentionParameters
    from evaluation.data.validated import ValidatedTable

_DEFINED_IN = "docs/methods/retention.md"


def check_observation(source: ValidatedTable, parameters: RetentionParameters) -> Iterator[Problem]:
    """Refuse an observation with no supply at all in its first or last ``gap_days`` days.

    The data then begin late or stop early: people who were in treatment before would count as new, or people who
    stay as leaving.

    Parameters
    ----------
    source : ValidatedTable
        Rows of supply, at least one of them dated.
    parameters : RetentionParameters
    """
    first, last = source.frame["date"].min().date(), source.frame["date"].max().date()
    gap = timedelta(days=parameters.gap_days)
    start, end = parameters.observation_start, parameters.observation_end
    if start and first - start >= gap:
        yield Problem(
            source.where,
            f"no supply in the first {parameters.gap_days} days of the observation",
            f"first supply on {first}, observation_start {start}",
            "an observation_start from which the data are complete",
            _DEFINED_IN,
        )
    if end and end - last > gap:
        yield Problem(
            source.where,
            f"no supply in the last {parameters.gap_days} days of the observation",
            f"last supply on {last}, observation_end {end}",
            "an observation_end up to which the data are complete, at most the day after the last supply",
            _DEFINED_IN,
        )
