"""Which interviews came in and were taken out since an earlier publication, whatever their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Self

from evaluation.disclosure.interview_marks import InterviewMarks, interviews_of
from evaluation.disclosure.publications.counted import CountedInterview, keep_counted, read_counted
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.source_marks import SourceKey, open_key

_WHAT = "a counted interview"


class Verdict(StrEnum):
    """What a difference between two publications can be told to come from."""

    ENOUGH = "enough, or nobody"
    FEW = "a few who came or went"
    SOME = "many on one side and a few on the other"


@dataclass(frozen=True)
class Change:
    """Interviews that one of two publications counts in a group and the other does not.

    Parameters
    ----------
    taken_out, added : int
    """

    taken_out: int
    added: int

    @property
    def net(self) -> int:
        """By how many there are more now."""
        return self.added - self.taken_out

    def verdict(self, hidden: range) -> Verdict:
        """Tell whether a few are behind a difference, by the numbers of interviews that must not be inferred."""
        less, more = sorted((self.taken_out, self.added))
        if more in hidden:
            return Verdict.FEW
        return Verdict.SOME if less in hidden else Verdict.ENOUGH


@dataclass(frozen=True)
class Turnover:
    """Which interviews differ between two publications.

    Parameters
    ----------
    of_all : Change
    by_level : mapping
        Dimension to the change of each of its levels; who stayed and has another level went from one to another.
    """

    of_all: Change
    by_level: Mapping[str, Sequence[Change]] = field(default_factory=dict)

    @classmethod
    def between(cls, before: Sequence[CountedInterview], now: Sequence[CountedInterview]) -> Self:
        """Compare interviews: a GUID is known again, and else a name, of each as many as there are.

        Where nobody is known again, the two are about other interviews, and nothing is a difference.
        """
        pairs = list(_pairs(before, now))
        if not pairs:
            return cls(Change(0, 0))
        stayed = len(pairs)
        old, new = (set().union(*(each.groups for each in counted)) for counted in (before, now))
        by_level = {dimension: tuple(_changes(before, now, pairs, dimension)) for dimension in sorted(old & new)}
        return cls(Change(len(before) - stayed, len(now) - stayed), by_level)


def _changes(
    before: Iterable[CountedInterview],
    now: Iterable[CountedInterview],
    pairs: Iterable[tuple[CountedInterview, CountedInterview]],
    dimension: str,
) -> Iterator[Change]:
    """Yield the change of each level of a dimension."""
    was, are = (Counter(each.groups.get(dimension, "") for each in counted) for counted in (before, now))
    levels = ((old.groups.get(dimension, ""), new.groups.get(dimension, "")) for old, new in pairs)
    stayed = Counter(old for old, new in levels if old == new)
    for level in sorted(was | are):
        yield Change(was[level] - stayed[level], are[level] - stayed[level])


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
