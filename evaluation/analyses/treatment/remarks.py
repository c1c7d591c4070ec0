"""What to know of people and their supply before anything is estimated."""

from __future__ import annotations

from collections.abc import Iterator

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
    left = people.follow_up.event
    if not left.any():
        yield "nobody leaves treatment while followed: groups cannot be compared"
        return
    for name in dict.fromkeys((*parameters.groups, *parameters.covariates)):
        column = people.columns[name]
        stay = [str(level) for level in column.levels if not left[(people.frame[name] == level).to_numpy()].any()]
        if stay and not column.is_number:
            yield f"{name}: nobody of {', '.join(stay)} leaves while followed: no interval, no finite hazard ratio"
