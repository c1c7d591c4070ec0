"""How many interviews a group needs so that enough people are behind it: one person may have given several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from evaluation.data.output_table import Sensitivity
from evaluation.disclosure.policy import GroupRule, InterviewRule, Policy
from evaluation.disclosure.run_folder import FinishedRun, RestrictedTable
from evaluation.errors import DisclosureError, Problem

FRAME = "source_frame"
CODEBOOK = "codebook"
STEM = "themes"
_DEFINED_IN = "docs/methods/disclosure.md"
_PAIR = ("source", "person")


def frame_of(run: FinishedRun) -> RestrictedTable | None:
    """Return the table of who was interviewed, None where the run has none."""
    return next((each for each in run.tables if each.name == FRAME and each.analysis == STEM), None)


def interviews_of(persons: Iterable[str], people: int) -> int:
    """Return the least number of interviews that fewer than so many people cannot have given together.

    Any ``people - 1`` of those interviewed gave at most as many as the ``people - 1`` who gave most, so one interview
    more is of ``people``. Where everybody was interviewed once, interviews are people.

    Parameters
    ----------
    persons : iterable of str
        Who gave each interview; of an interview with several people, each of them.
    people : int
        2 or more.
    """
    given = Counter(persons)
    return max(sum(count for _, count in given.most_common(people - 1)) + 1, people)


def interviews_needed(run: FinishedRun, people: int) -> int:
    """Return how many interviews a group needs so that at least so many people are behind it.

    Raises
    ------
    DisclosureError
        If the run has interviews and does not say who gave them.
    """
    if STEM not in run.evaluation.analyses:
        return people
    frame = frame_of(run)
    if frame is None:
        problem = Problem(
            f"table {FRAME}", "is not in the run", "", "who was interviewed", "docs/methods/disclosure.md"
        )
        raise DisclosureError("Nobody can tell how many people gave the interviews of this run.", [problem])
    source, person = (frame.columns.index(name) for name in _PAIR)
    return interviews_of((who for _, who in {(row[source], row[person]) for row in frame.rows}), people)


def in_interviews(policy: Policy, run: FinishedRun) -> Policy:
    """Return a policy whose rule for interviewees is in interviews, as results and tables count them."""
    rule = policy.rule(Sensitivity.PARTICIPANT)
    if not isinstance(rule, GroupRule):
        return policy
    needed = interviews_needed(run, rule.group_minimum)
    if needed == rule.group_minimum:
        return policy
    stricter = InterviewRule(**rule.model_dump() | {"group_minimum": needed}, people=rule.group_minimum)
    return policy.model_copy(update={"participant": stricter})
