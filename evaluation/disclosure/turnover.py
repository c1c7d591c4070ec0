"""Which interviews came in and were taken out since an earlier publication, whatever their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from evaluation.disclosure.interview_marks import InterviewMarks, interviews_of
from evaluation.disclosure.publications.counted import CountedInterview, keep_counted, read_counted
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.source_marks import SourceKey, open_key

_WHAT = "a counted interview"


@dataclass(frozen=True)
class Turnover:
    """How many interviews one of two publications counts and the other does not.

    Parameters
    ----------
    taken_out, added : int
    moved : mapping
        Dimension to how many that both count have another level in it.
    """

    taken_out: int
    added: int
    moved: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def between(cls, before: Sequence[CountedInterview], now: Sequence[CountedInterview]) -> Self:
        """Compare interviews: a GUID is known again, and else a name, of each as many as there are."""
        pairs = list(_pairs(before, now))
        moved = Counter(
            dimension
            for old, new in pairs
            for dimension in old.groups.keys() & new.groups.keys()
            if old.groups[dimension] != new.groups[dimension]
        )
        return cls(len(before) - len(pairs), len(now) - len(pairs), moved)

    @property
    def net(self) -> int:
        """By how many there are more now."""
        return self.added - self.taken_out


def _pairs(
    before: Iterable[CountedInterview], now: Iterable[CountedInterview]
) -> Iterator[tuple[CountedInterview, CountedInterview]]:
    """Yield each interview that both have, as it was and as it is."""
    old, new = list(before), list(now)
    for mark in ("guid", "name"):
        left = list(new)
        for each in list(old):
            known = getattr(each, mark)
            if known and (found := next((one for one in left if getattr(one, mark) == known), None)):
                yield each, found
                left.remove(found)
                old.remove(each)
        new = left


class Turnovers:
    """Compares the interviews that a run counts with those of published runs.

    Parameters
    ----------
    run : FinishedRun

    Raises
    ------
    DisclosureError
        If the run does not say which interviews it has, or a file of marks or the key of the project is damaged.
    """

    def __init__(self, run: FinishedRun) -> None:
        outputs = run.folder.resolve().parent.parent
        self._published = read_counted(outputs)
        self._now = counted_interviews(run, open_key(outputs)) if self._published else ()

    def since(self, run_id: str) -> Turnover | None:
        """Return what came and went since a run was published, or None where nobody can tell."""
        if run_id not in self._published:
            return None
        return Turnover.between(self._published[run_id], self._now)


def counted_interviews(run: FinishedRun, key: SourceKey) -> list[CountedInterview]:
    """Return the marks of the interviews that a run counts."""
    marks = InterviewMarks.of(run, key, _WHAT)
    return [
        CountedInterview(next(marks.by_guid(each), ""), next(marks.by_name(each), ""), marks.by_group(each))
        for each in interviews_of(run)
        if each.is_counted
    ]


def remember_counted(outputs: Path, key: SourceKey, run: FinishedRun) -> None:
    """Keep the marks of the interviews that a run counts, before it is published."""
    keep_counted(outputs, run.manifest["run_id"], counted_interviews(run, key))
