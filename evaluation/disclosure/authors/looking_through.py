"""Everything that is looked for in the texts of a release before it is let out."""

from __future__ import annotations

from pathlib import Path

from evaluation.disclosure.authors.texts import authors_problems
from evaluation.disclosure.leak_scan import scan
from evaluation.disclosure.policy import Policy
from evaluation.disclosure.run_folder import FinishedRun


def look_through(folder: Path, run: FinishedRun, policy: Policy) -> int:
    """Look through every file of a release and what authors wrote in it, and return how many files there are.

    Raises
    ------
    DisclosureError
        As :func:`evaluation.disclosure.leak_scan.scan` does, or if a text of an author points to somebody or repeats
        words of an interview that are not released. All problems are listed.
    ParameterError
        If a list of the site cannot be read.
    """
    return scan(folder, run, policy, beside=authors_problems(folder, run))
