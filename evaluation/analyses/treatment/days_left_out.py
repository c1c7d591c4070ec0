"""What curves do not have: people who are followed again after days that no row of theirs has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from evaluation.analyses.ledger import Scope
from evaluation.analyses.treatment.people import People
from evaluation.data.parameters import RetentionParameters
from evaluation.data.strict_yaml import counted
from evaluation.stats.estimate import Estimate


def note_days_left_out(
    rows: Iterable[Estimate],
    people: People,
    chosen: Sequence[tuple[Scope, np.ndarray]],
    parameters: RetentionParameters,
) -> Iterator[Estimate]:
    """Yield the rows of everybody and of levels, with how many people and events are not in them.

    Where somebody is followed again every scope says its number, also 0: whether there is a note tells nothing of a
    level.
    """
    if not people.rows.is_after_gap.any():
        yield from rows
        return
    notes = {scope.key: _note(people, index, parameters) for scope, index in chosen}
    for row in rows:
        note = notes.get(row.result_id.split("/")[2], "")
        yield replace(row, note="; ".join(filter(None, (row.note, note))))


def _note(people: People, index: np.ndarray, parameters: RetentionParameters) -> str:
    again = people.rows.is_after_gap & np.isin(people.rows.person, index)
    n_persons = np.unique(people.rows.person[again]).size
    n_events = int(people.rows.follow_up.event[again].sum())
    are = "is" if n_persons == 1 else "are"
    return (
        f"{counted(n_persons, 'person')} {are} followed again after days left out, and {n_events:,} leave then: "
        f"not counted here{', only in hazard ratios' if parameters.covariates else ''}"
    )
