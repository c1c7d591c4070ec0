"""Tables of people in treatment, in which one person may have several rows: intervals that do not overlap."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.data.hints import SHOWN
from evaluation.data.strict_yaml import counted
from evaluation.errors import DataError, Problem

if TYPE_CHECKING:
    from evaluation.data.validated import ValidatedTable

_DEFINED_IN = "docs/methods/retention.md"


@dataclass(frozen=True, eq=False)
class PersonIntervals:
    """Rows of people, those of one person together and in the order of time.

    Attributes
    ----------
    frame : DataFrame
        With ``time``, ``status`` and ``entry``, which is 0 where observation began with treatment.
    person : ndarray of int, shape (m,)
        Whose row it is, numbered from 0.
    """

    frame: pd.DataFrame
    person: NDArray[np.intp]

    @classmethod
    def of(cls, source: ValidatedTable, constant: Collection[str]) -> PersonIntervals:
        """Return the rows of a table of people.

        Parameters
        ----------
        source : ValidatedTable
            ``time``, ``status`` and maybe ``person_id`` and ``entry``; without ``person_id`` every row is somebody.
        constant : collection of str
            Columns that have one value for each person.

        Raises
        ------
        DataError
            If there is no row, intervals of a person overlap, somebody's treatment ends before the last of them, or a
            column of ``constant`` changes within a person. All problems are listed.
        """
        frame = source.frame.reset_index(drop=True)
        if frame.empty:
            raise DataError(f"{source.name}: nobody.", [Problem(source.where, "has no row", "0 rows", "people")])
        entry = frame["entry"].fillna(0.0) if "entry" in frame else 0.0
        frame = frame.assign(entry=entry, status=frame["status"].astype("int64"))
        person = np.arange(len(frame))
        if "person_id" in frame and frame["person_id"].duplicated().any():
            number, _ = pd.factorize(frame["person_id"])
            order = np.lexsort((frame["time"], frame["entry"], number))
            frame, person = frame.iloc[order].reset_index(drop=True), number[order]
        found = cls(frame, person)
        problems = list(found._problems(source, constant)) if found.is_repeated else []
        if problems:
            raise DataError(f"{source.name}: {counted(len(problems))}.", problems)
        return found

    @property
    def first(self) -> NDArray[np.bool_]:
        """Rows that are the first of their person."""
        return np.append(True, self.person[1:] != self.person[:-1])

    @property
    def is_repeated(self) -> bool:
        """Whether somebody has several rows."""
        return not self.first.all()

    @property
    def is_after_gap(self) -> NDArray[np.bool_]:
        """Rows that come after days of their person that no row has."""
        entry, time = self.frame["entry"].to_numpy(dtype=float), self.frame["time"].to_numpy(dtype=float)
        gaps = np.cumsum(np.append(False, entry[1:] > time[:-1]) & ~self.first)
        return gaps > gaps[self.first][self.person]

    def who_changes(self, name: str) -> NDArray[np.intp]:
        """Return the numbers of people who have several values of a column; a blank is a value."""
        value, _ = pd.factorize(self.frame[name], use_na_sentinel=False)
        return np.unique(self.person[1:][~self.first[1:] & (value[1:] != value[:-1])])

    def who_lacks(self, name: str) -> NDArray[np.intp]:
        """Return the numbers of people who have a row without a value of a column."""
        return np.unique(self.person[self.frame[name].isna().to_numpy()])

    def people(self) -> pd.DataFrame:
        """Return one row for each person: their values on the first day, blank in a column that some row lacks.

        ``entry`` is that of the first row; ``time`` and ``status`` are those of the last one before observation of
        the person is interrupted, so that nobody counts as watched between two rows.
        """
        frame = self.frame
        starts = np.flatnonzero(self.first)
        if starts.size == len(frame):
            return frame
        watched = ~self.is_after_gap
        last = np.flatnonzero(watched & np.append(self.first[1:] | ~watched[1:], True))
        people = frame.iloc[starts].reset_index(drop=True)
        for name in frame.columns.difference(["person_id", "entry", "time", "status"]):
            if (lacking := self.who_lacks(name)).size:
                people.loc[lacking, name] = None
        return people.assign(**{name: frame[name].to_numpy()[last] for name in ("time", "status")})

    def _problems(self, source: ValidatedTable, constant: Collection[str]) -> Iterator[Problem]:
        frame, again = self.frame, ~self.first[1:]
        overlaps = again & (frame["entry"].to_numpy()[1:] < frame["time"].to_numpy()[:-1])
        goes_on = again & (frame["status"].to_numpy()[:-1] != 0)
        expected = "one row for each person, or intervals from entry to time that do not overlap"
        yield from self._problem(source, "with rows that overlap in time", self.person[1:][overlaps], expected)
        expected = "status 0 in every row of a person but the last"
        yield from self._problem(
            source, "with a row after leaving, death or a move", self.person[1:][goes_on], expected
        )
        for name in constant:
            expected = "one value for each person; only what is among the covariates alone may change"
            yield from self._problem(source, f"with several values of {name}", self.who_changes(name), expected)

    def _problem(
        self, source: ValidatedTable, wrong: str, people: NDArray[np.intp], expected: str
    ) -> Iterator[Problem]:
        people = np.unique(people)
        if people.size:
            names = self.frame["person_id"].to_numpy()[np.flatnonzero(self.first)[people[:SHOWN]]]
            more = f" and {people.size - SHOWN:,} more" if people.size > SHOWN else ""
            said = counted(people.size, "person")
            yield Problem(source.where, f"{said} {wrong}", ", ".join(map(str, names)) + more, expected, _DEFINED_IN)
