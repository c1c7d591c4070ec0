"""Interviews that a release saw withdrawn: an older copy of the project does not bring them back."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from evaluation.data.consent_words import WITHDRAWN
from evaluation.disclosure.interviewees import STEM
from evaluation.disclosure.publications.withdrawn import add_marks, read_marks
from evaluation.disclosure.run_folder import FinishedRun, read_finished_run
from evaluation.disclosure.source_marks import SourceKey, open_key
from evaluation.errors import DisclosureError, Problem

INTERVIEWS = "interview_consent"
COLUMNS = ("source", "guid", "consent")
_BY_GUID, _BY_NAME = "a withdrawn interview by its GUID", "a withdrawn interview by its name"
_EXPECTED = (
    "the newer project, in which it is withdrawn; who consents again comes in as a new document, under a new name"
)
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
    """

    name: str
    guid: str
    is_withdrawn: bool


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
    return tuple(Interview(name, guid, consent == WITHDRAWN) for name, guid, consent in rows)


def days_of_returned(run: FinishedRun) -> Mapping[Interview, str]:
    """Return the interviews that a run counts though an earlier release saw them withdrawn, and on which day it did.

    Raises
    ------
    DisclosureError
        If the run does not say which interviews it has, or the file of marks or the key of the project is damaged.
    """
    outputs = run.folder.resolve().parent.parent
    interviews, days = interviews_of(run), read_marks(outputs)
    if not interviews or not days:
        return {}
    marks = _Marks(open_key(outputs), _people_of(run))
    # Names need not be unique: one that is here, and still withdrawn, is the one that was meant.
    still = {mark for each in interviews if each.is_withdrawn for mark in marks.by_name(each)}
    found = {}
    for each in interviews:
        if each.is_withdrawn:
            continue
        known = [*marks.by_guid(each), *(mark for mark in marks.by_name(each) if mark not in still)]
        if day := max((days.get(mark, "") for mark in known), default=""):
            found[each] = day
    return found


def require_none_returned(run: FinishedRun) -> None:
    """Refuse a run that counts interviews which an earlier release saw withdrawn.

    Raises
    ------
    DisclosureError
        Listing all such interviews, or as :func:`days_of_returned`.
    """
    problems = [
        Problem(
            f"interview {each.name or each.guid}",
            "was withdrawn and is counted again",
            f"withdrawn by {day}, and the project does not say so now",
            _EXPECTED,
            _DEFINED_IN,
        )
        for each, day in days_of_returned(run).items()
    ]
    if problems:
        raise DisclosureError("Nothing is released: the project is older than a withdrawal.", problems)


def returned_in_words(run_folder: Path) -> str:
    """Return for whoever has made a run that it will not be released, and why; blank if nothing is in the way."""
    try:
        if not read_marks(run_folder.resolve().parent.parent):
            return ""
        found = days_of_returned(read_finished_run(run_folder))
    except DisclosureError as error:
        return f"Nobody can tell whether something withdrawn is counted again. {error}"
    names = ", ".join(each.name or each.guid for each in found)
    return (
        f"An older project? What was withdrawn is counted again, and will not be released: {names}." if found else ""
    )


def remember_interviews(outputs: Path, key: SourceKey, run: FinishedRun, moment: datetime) -> None:
    """Keep marks of the interviews that are withdrawn in a run, with the day of the first release that saw it."""
    marks, known, day = _Marks(key, _people_of(run)), read_marks(outputs), f"{moment:%Y-%m-%d}"
    gone = [each for each in interviews_of(run) if each.is_withdrawn]
    new = {mark for each in gone for mark in (*marks.by_guid(each), *marks.by_name(each))} - set(known)
    add_marks(outputs, dict.fromkeys(sorted(new), day))


@dataclass(frozen=True)
class _Marks:
    """Marks of interviews: a GUID is one wherever it stands, a name among the people of the evaluation only."""

    key: SourceKey
    people: str

    def by_guid(self, interview: Interview) -> Iterator[str]:
        if interview.guid:
            yield self.key.mark_of(_BY_GUID, interview.guid)

    def by_name(self, interview: Interview) -> Iterator[str]:
        if name := " ".join(unicodedata.normalize("NFKC", interview.name).casefold().split()):
            yield self.key.mark_of(_BY_NAME, self.people, name)


def _people_of(run: FinishedRun) -> str:
    """Return whom the params file says it is about, synthetic people whose data were changed too."""
    return run.evaluation.disclosure.population or run.evaluation.evaluation
