"""What to know of people and their supply before anything is estimated."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.analyses.treatment.columns import Column
from evaluation.analyses.treatment.people import People
from evaluation.data.parameters import RetentionParameters
from evaluation.data.strict_yaml import counted


def check_remarks(people: People, parameters: RetentionParameters) -> Iterator[str]:
    """Yield what is no mistake for sure: repeated rows, medications without a row, levels in which nobody leaves."""
    if people.n_rows_repeated:
        repeated = counted(people.n_rows_repeated, "repeated row")
        yield f"{parameters.dispensing}: {repeated}, the same in every column: supply is added up"
    for key in ("injections", "durations"):
        absent = [name for name in getattr(parameters, key) if name not in people.medications]
        if parameters.dispensing and key in parameters.model_fields_set and absent:
            yield f"{parameters.dispensing}: no row that is used of {', '.join(absent)}, which {key} names"
    rows = people.rows
    when = "before days left out" if rows.is_after_gap.any() else "while followed"
    if not people.follow_up.event.any():
        yield f"nobody leaves treatment {when}: groups cannot be compared"
    follows: dict[str, list[str]] = {}
    for names, frame, left, until, what in (
        (parameters.groups, people.frame, people.follow_up.event, when, "no interval"),
        (parameters.covariates, rows.frame, rows.follow_up.event, "while followed", "no finite hazard ratio"),
    ):
        for name in dict.fromkeys(names) if left.any() else ():
            if stay := _levels_that_stay(people.columns[name], frame[name], left):
                follows.setdefault(f"{name}: nobody of {', '.join(stay)} leaves {until}", []).append(what)
    for said, what in follows.items():
        yield f"{said}: {', '.join(what)}"


def _levels_that_stay(column: Column, values: pd.Series, left: NDArray[np.bool_]) -> list[str]:
    if column.is_number:
        return []
    left_at = set(values[left].dropna())
    return [str(level) for level in column.levels if level not in left_at]
