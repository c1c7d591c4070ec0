"""Interviews that a release saw withdrawn: an older copy of the project does not bring them back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from evaluation.disclosure.interview_marks import Interview, InterviewMarks, interviews_of
from evaluation.disclosure.publications.withdrawn import add_marks, read_marks
from evaluation.disclosure.run_folder import FinishedRun, read_finished_run
from evaluation.disclosure.source_marks import SourceKey, open_key
from evaluation.errors import DisclosureError, Problem

_WHAT = "a withdrawn interview"
_EXPECTED = (
    "the newer project, in which it is withdrawn; who consents again comes in as a new document, under a new name"
)
_DEFINED_IN = "docs/how-to/quotes.md, when consent is withdrawn"


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
    marks = InterviewMarks.of(run, open_key(outputs), _WHAT)
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
    marks, known, day = InterviewMarks.of(run, key, _WHAT), read_marks(outputs), f"{moment:%Y-%m-%d}"
    gone = [each for each in interviews_of(run) if each.is_withdrawn]
    new = {mark for each in gone for mark in (*marks.by_guid(each), *marks.by_name(each))} - set(known)
    add_marks(outputs, dict.fromkeys(sorted(new), day))
