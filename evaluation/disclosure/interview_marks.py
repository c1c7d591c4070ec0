"""The interviews of a run, and marks by which one is known again: only with the key of the project."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from evaluation.data.consent_words import WITHDRAWN
from evaluation.data.source_groups import plain_value
from evaluation.disclosure.interviewees import STEM
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.source_marks import SourceKey
from evaluation.errors import DisclosureError, Problem

INTERVIEWS = "interview_consent"
COLUMNS = ("source", "guid", "consent", "groups", "text_sha256")
_DEFINED_IN = "docs/how-to/quotes.md, when consent is withdrawn"


@dataclass(frozen=True)
class Interview:
    """An interview that a run read.

    Parameters
    ----------
    name : str
        May be blank, and several may have one.
    guid : str
        Blank where the file has none that is its own wherever it stands.
    is_withdrawn : bool
    groups : mapping
        Of an interview that is counted, the level in each dimension by which it is, blank where it has none.
    is_counted : bool
    text : str
        A hash of its words.
    """

    name: str
    guid: str
    is_withdrawn: bool
    groups: tuple[tuple[str, str], ...] = ()
    is_counted: bool = False
    text: str = ""


def interviews_of(run: FinishedRun) -> tuple[Interview, ...]:
    """Return the interviews of a run, none where it reads no interviews.

    Raises
    ------
    DisclosureError
        If a run with interviews does not say which.
    """
    if STEM not in run.evaluation.analyses:
        return ()
    table = next((each for each in run.tables if each.name == INTERVIEWS and each.analysis == STEM), None)
    if table is None or not set(COLUMNS) <= set(table.columns):
        problem = Problem(f"table {INTERVIEWS}", "is not in the run", "", "a new run, which says it", _DEFINED_IN)
        raise DisclosureError("Nobody can tell which interviews of this run are withdrawn.", [problem])
    places = [table.columns.index(name) for name in COLUMNS]
    rows = ([row[place] for place in places] for row in table.rows)
    return tuple(
        Interview(
            name, guid, consent == WITHDRAWN, tuple(_terms(groups)), bool(groups) and consent != WITHDRAWN, text
        )
        for name, guid, consent, groups, text in rows
    )


def _terms(groups: str) -> Iterator[tuple[str, str]]:
    for term in groups.split("; "):
        dimension, sign, level = term.partition("=")
        if sign:
            yield dimension, level


@dataclass(frozen=True)
class InterviewMarks:
    """Marks of interviews: a GUID is one wherever it stands, a name among the people of the evaluation only.

    Parameters
    ----------
    key : SourceKey
    what : str
        What the marks say of an interview; marks of one interview that say two things have nothing in common.
    people : str
    """

    key: SourceKey
    what: str
    people: str

    @classmethod
    def of(cls, run: FinishedRun, key: SourceKey, what: str) -> Self:
        """Return the marks of whom the params file says it is about, synthetic people whose data were changed too."""
        return cls(key, what, run.evaluation.disclosure.population or run.evaluation.evaluation)

    def by_guid(self, interview: Interview) -> Iterator[str]:
        """Yield the mark of a GUID, if there is one."""
        if interview.guid:
            yield self.key.mark_of(f"{self.what} by its GUID", interview.guid)

    def by_name(self, interview: Interview) -> Iterator[str]:
        """Yield the mark of a name, however it is written, if there is one."""
        if name := plain_value(unicodedata.normalize("NFKC", interview.name)):
            yield self.key.mark_of(f"{self.what} by its name", self.people, name)

    def by_text(self, interview: Interview) -> str:
        """Return the mark of the words, blank where there are none."""
        return self.key.mark_of(f"{self.what} by its text", interview.text) if interview.text else ""

    def by_group(self, interview: Interview) -> dict[str, str]:
        """Return the mark of the level in each dimension."""
        return {dimension: self.of_level(dimension, level) for dimension, level in interview.groups}

    def of_level(self, dimension: str, level: str) -> str:
        """Return the mark of a level of a dimension."""
        return self.key.mark_of(f"{self.what} in a group", dimension, level)
