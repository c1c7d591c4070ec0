"""Which interviews each coder finished, as a site says it, and what agreement does without."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from evaluation.data.coder_names import person_of
from evaluation.data.finished_sources import Finished, left_out
from evaluation.data.qualitative import QualitativeProject
from evaluation.data.validated import ValidatedTable
from evaluation.errors import DataError, Problem


def read_finished(table: ValidatedTable, project: QualitativeProject) -> Finished:
    """Return the interviews that each coder finished, by the ids of the project.

    Raises
    ------
    DataError
        If a row names nobody who coded text, or no interview, or several of one name. All problems are listed.
    """
    coders = {person_of(user.name): user for user in project.users if user.id in project.text_coder_ids}
    count = Counter(source.name for source in project.sources)
    ids = {source.name: source.id for source in project.sources}
    finished: defaultdict[str, set[str]] = defaultdict(set)
    problems = []
    for number, (coder, name) in enumerate(zip(table.frame["coder"], table.frame["source"], strict=True), start=1):
        where, user = f"{table.where}, row {number}", coders.get(person_of(str(coder)))
        if user is None:
            expected = f"one of {', '.join(each.name for each in coders.values())}"
            problems.append(Problem(where, "is nobody who coded text", repr(coder), expected, table.schema.file))
        if count[name] != 1:
            found = "several interviews of that name" if count[name] else repr(name)
            wrong = "its interview is not in the project"
            problems.append(Problem(where, wrong, found, "the name of one interview", table.schema.file))
        if user is not None and count[name] == 1:
            finished[user.id].add(ids[name])
    if problems:
        raise DataError(f"{table.where}: {len(problems)} problem(s) with coders and interviews.", problems)
    return {coder_id: frozenset(sources) for coder_id, sources in finished.items()}


def left_out_in_words(
    project: QualitativeProject, coder_ids: Sequence[str], finished: Finished | None, *, needs_text: bool = True
) -> tuple[str, ...]:
    """Return for the note of a coefficient how many interviews it leaves out, or compares without a coder.

    What is left out, and why, is said apart from how many: numbers in a note are not released.
    """
    found = left_out(project, coder_ids, finished, needs_text=needs_text)
    alone = "interviews that only one coder finished are left out"
    without = "coders are left out of interviews that they did not finish"
    unread = "marks are left out of interviews that their coder did not finish"
    if finished is None:
        alone = "interviews in which only one coder marked anything are left out, as if the others had not read them"
        without = "coders are left out of interviews in which they marked nothing"
    said = (
        (f"{found.n_sources} interview(s) left out", alone, found.n_sources),
        (f"{found.n_partly} interview(s) compared without a coder", without, found.n_partly),
        (f"{found.n_unfinished} interview(s) with such marks", unread, found.n_unfinished),
    )
    return tuple(part for how_many, what, count in said if count for part in (what, how_many))
