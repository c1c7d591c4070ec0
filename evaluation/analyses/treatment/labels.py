"""Numbers of the groups, strata and clusters that people belong to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.analyses.treatment.people import People

Numbers = NDArray[np.int64]


def complete_rows(people: People, names: Sequence[str]) -> Numbers:
    """Return the positions of people who have a value of every named column."""
    if not names:
        return np.arange(len(people.frame))
    return np.flatnonzero(people.frame[list(names)].notna().all(axis=1).to_numpy())


def level_numbers(people: People, name: str, chosen: Numbers) -> Numbers:
    """Return the place of each person's level in the order of the column, shape (chosen,)."""
    place = {level: number for number, level in enumerate(people.columns[name].levels)}
    return people.frame[name].iloc[chosen].map(place).to_numpy(dtype=np.int64)


def joint_numbers(people: People, names: Sequence[str], chosen: Numbers) -> Numbers | None:
    """Return a number for each combination of the levels of several columns; None where none is named."""
    if not names:
        return None
    columns = [people.frame[name].iloc[chosen] for name in names]
    return pd.MultiIndex.from_arrays(columns).factorize()[0].astype(np.int64)
