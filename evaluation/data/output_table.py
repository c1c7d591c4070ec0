"""A table that an analysis hands over, with what disclosure control must know about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd


class Sensitivity(StrEnum):
    """Whom the rows behind a table are about, which decides how it is protected."""

    PATIENT = "patient"
    VITAL = "vital"
    PARTICIPANT = "participant"
    PUBLIC = "public"


class TableKind(StrEnum):
    """The closed list of what a table can be; each kind has its own release rule.

    ``COUNTS`` has one row per combination of its dimensions. ``CURVE`` holds model-based series (fitted,
    counterfactual). ``DESCRIPTION`` is made from public data or from parameters only. ``RESTRICTED`` is for
    the evaluator's eyes and is never released.
    """

    COUNTS = "counts"
    CURVE = "curve"
    DESCRIPTION = "description"
    RESTRICTED = "restricted"


class Measure(StrEnum):
    """What a number counts. Numbers with the same measure are about the same people and are protected together."""

    NOTHING = ""
    OVERDOSE_DEATH = "overdose death"
    SERIES_EVENT = "event of a series"
    DROPPED_ROW = "dropped row"
    REPEATED_ROW = "repeated row"
    PERSON = "person starting treatment"
    JUDGED_PERSON = "person whom a definition judges"
    LATER_EPISODE = "later episode of treatment"
    PARTICIPANT = "participant"
    COMPARED_PARTICIPANT = "participant whose interview several coders read"

    @property
    def plural(self) -> str:
        """The measure for more than one."""
        first, space, rest = self.value.partition(" ")
        return f"{first}s{space}{rest}" if first in ("person", "death", "event", "participant") else f"{self.value}s"


@dataclass(frozen=True, kw_only=True)
class OutputTable:
    """A tidy table on its way to ``restricted/tables/<name>.csv``.

    Parameters
    ----------
    name : str
        File stem, unique in the run: ``deaths_by_month_and_arm``.
    analysis : str
        Stem of the analysis.
    kind : TableKind
    sensitivity : Sensitivity
        That of the most sensitive source.
    columns : tuple of str
    rows : tuple of tuple
        Scalars only, None for missing.
    measure : Measure
        COUNTS: what one unit of ``count`` is. Two tables with the same measure count the same things and are
        protected together.
    dimensions : tuple of str
        COUNTS: the classifying columns: ``period`` (``YYYY-MM``), ``community``, ``arm``, or a column of the
        dictionary with a code list. Levels that no row names count zero.
    count : str
        COUNTS: the column of counts (non-negative integers).
    exposure : str
        COUNTS: a column that is summed with the counts and makes them a rate (person-years, public), or blank.
    n_obs, n_events : int or None
        CURVE: what the model rests on.
    prespecified : bool
    """

    name: str
    analysis: str
    kind: TableKind
    sensitivity: Sensitivity
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    measure: Measure = Measure.NOTHING
    dimensions: tuple[str, ...] = ()
    count: str = ""
    exposure: str = ""
    n_obs: int | None = None
    n_events: int | None = None
    prespecified: bool = True

    def to_frame(self) -> pd.DataFrame:
        """Return the rows as a DataFrame with the columns in order."""
        return pd.DataFrame(list(self.rows), columns=list(self.columns))


def rows_of(frame: pd.DataFrame) -> tuple[tuple[object, ...], ...]:
    """Return the rows of a DataFrame as plain Python scalars, None for missing, in row order."""
    plain = frame.astype(object).where(frame.notna(), None)
    return tuple(
        tuple(value.item() if hasattr(value, "item") else value for value in row)
        for row in plain.itertuples(index=False, name=None)
    )
