"""Retention by every definition beside the headline: gaps, proportion of days covered, 180-day continuity.

Retention swings with the definition alone. The rows are selected and the days covered once; each gap then is cheap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.data.continuity import continuity_by_event
from evaluation.data.covered_time import CoveredTime
from evaluation.data.days_covered import enough_days_covered
from evaluation.data.episode_rule import EpisodeRule, Outcome
from evaluation.data.episodes import episodes_by_gap
from evaluation.data.treatment_rows import TreatmentRows
from evaluation.data.window_outcome import Window, WindowOutcome

GAPS = (7, 14, 30, 45, 60)


class Deaths(StrEnum):
    """What a death in treatment counts as: for a share of people, censored is left out."""

    CENSORED = "censored"
    LEAVING = "leaving"


@dataclass(frozen=True, kw_only=True, eq=False)
class GapDefinition:
    """Time to leaving by one gap: the first new initiation of each person, as Kaplan-Meier takes it.

    Attributes
    ----------
    gap_days : int
    deaths : Deaths
    person_id : Index, shape (n,)
    time : ndarray of float, shape (n,)
        Days, more than 0.
    left : ndarray of bool, shape (n,)
        Follow-up ended by leaving; else it is censored.
    n_left_out : mapping of str to int
        People by the reason they are not among the n: they start after follow-up, or die or move on the first day.
    """

    gap_days: int
    deaths: Deaths
    person_id: pd.Index
    time: NDArray[np.float64]
    left: NDArray[np.bool_]
    n_left_out: Mapping[str, int]

    @property
    def name(self) -> str:
        """Of the definition, stable across runs."""
        return f"gap_{self.gap_days}/deaths_{self.deaths}"


@dataclass(frozen=True, kw_only=True, eq=False)
class ShareDefinition:
    """A yes or no of each person, or each event of starting, over a window that is wholly observed.

    Attributes
    ----------
    measure : str
        ``days_covered`` (a proportion of days covered; people) or ``pod_style`` (continuity; events of starting).
    window_days : int
    deaths : Deaths
    person_id : Index, shape (n,)
        A person stands twice where two events of starting count.
    retained : ndarray of bool, shape (n,)
    n_left_out : mapping of str to int
        People or events that start and are not among the n, by reason.
    """

    measure: str
    window_days: int
    deaths: Deaths
    person_id: pd.Index
    retained: NDArray[np.bool_]
    n_left_out: Mapping[str, int]

    @property
    def name(self) -> str:
        """Of the definition, stable across runs."""
        return f"{self.measure}_{self.window_days}/deaths_{self.deaths}"


@dataclass(frozen=True, kw_only=True, eq=False)
class DefinitionGrid:
    """Every definition.

    Attributes
    ----------
    gaps : tuple of GapDefinition
        By gap, deaths censored before deaths as leaving.
    shares : tuple of ShareDefinition
        Days covered, then POD-style continuity.
    """

    gaps: tuple[GapDefinition, ...]
    shares: tuple[ShareDefinition, ...]


def definition_grid(
    rows: TreatmentRows,
    covered: CoveredTime,
    rule: EpisodeRule,
    *,
    gaps: Sequence[int] = GAPS,
    window_days: int = 180,
    share_covered: float = 0.8,
) -> DefinitionGrid:
    """Apply every definition to the same rows.

    Parameters
    ----------
    rows : TreatmentRows
    covered : CoveredTime
        Of the rows, by the rule.
    rule : EpisodeRule
        The headline. The gaps differ from it in nothing but the gap (and so in the end of follow-up).
    gaps : sequence of int
    window_days : int
        From the start of treatment.
    share_covered : float
        Least proportion of days covered that is retention, between 0 and 1.
    """
    found = []
    for gap in gaps:
        episodes = episodes_by_gap(covered, replace(rule, gap_days=gap))
        found += [_by_gap(rows, episodes, replace(rule, gap_days=gap), deaths) for deaths in Deaths]
    window = Window(rows=rows, rule=rule, days=window_days)
    measures = {
        "days_covered": enough_days_covered(window, covered, share=share_covered),
        "pod_style": continuity_by_event(window),
    }
    shares = [_share(name, outcome, window, deaths) for name, outcome in measures.items() for deaths in Deaths]
    return DefinitionGrid(gaps=tuple(found), shares=tuple(shares))


def _by_gap(rows: TreatmentRows, episodes: pd.DataFrame, rule: EpisodeRule, deaths: Deaths) -> GapDefinition:
    first = episodes[episodes["new_initiation"]].drop_duplicates("person")
    seen = first[first["start"] < rule.follow_up_days]
    followed = seen[seen["time"] > 0]
    leaving = [Outcome.DISCONTINUED, *([Outcome.DEATH] if deaths is Deaths.LEAVING else [])]
    return GapDefinition(
        gap_days=rule.gap_days,
        deaths=deaths,
        person_id=rows.ids[followed["person"]],
        time=followed["time"].to_numpy(dtype=float),
        left=followed["outcome"].isin(leaving).to_numpy(),
        n_left_out={
            "starts_after_follow_up": len(first) - len(seen),
            "died_or_moved_on_first_day": len(seen) - len(followed),
        },
    )


def _share(measure: str, outcome: WindowOutcome, window: Window, deaths: Deaths) -> ShareDefinition:
    counts = ~outcome.died if deaths is Deaths.CENSORED else np.ones(outcome.died.size, dtype=bool)
    return ShareDefinition(
        measure=measure,
        window_days=window.days,
        deaths=deaths,
        person_id=window.rows.ids[outcome.person[counts]],
        retained=(outcome.retained & ~outcome.died)[counts],
        n_left_out={**outcome.n_left_out, "died": int((~counts).sum())},
    )
