"""Which interviews came in and were taken out since an earlier publication, whatever their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from evaluation.disclosure.interview_marks import Interview, InterviewMarks, interviews_of
from evaluation.disclosure.publications.counted import AS, CountedInterview, keep_counted, read_counted
from evaluation.disclosure.publications.publication import Publication
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.source_marks import SourceKey, open_key

_WHAT = "a counted interview"
_MARKS = ("guid", "text", "name")
Groups = Mapping[str, str]
"""Dimension to the mark of a level."""


@dataclass(frozen=True)
class Change:
    """Interviews of a group that one of two publications counts and the other does not.

    Parameters
    ----------
    taken_out, added : int
    """

    taken_out: int
    added: int


@dataclass(frozen=True)
class Turnover:
    """The interviews of an earlier publication and those of a run.

    Parameters
    ----------
    before, now : mapping
        What an interview is known again by to its groups.
    mark_of : callable
        The mark of a level of a dimension.
    """

    before: Mapping[int, Groups]
    now: Mapping[int, Groups]
    mark_of: Callable[[str, str], str] = lambda dimension, level: level

    @property
    def came(self) -> Set[int]:
        """Those that are counted now and were not."""
        return self.now.keys() - self.before.keys()

    @property
    def went(self) -> Set[int]:
        """Those that were counted and are not."""
        return self.before.keys() - self.now.keys()

    @property
    def is_of_others(self) -> bool:
        """Whether none is in both: it is another study, and nothing is a difference."""
        return self.before.keys().isdisjoint(self.now)

    def by_level(self) -> dict[str, list[Change]]:
        """Return the change of each level of the dimensions that both know; who stayed may have another one now."""
        old, new = (set().union(*each.values()) for each in (self.before, self.now))
        return {dimension: list(self._changes(dimension)) for dimension in sorted(old & new)}

    def _changes(self, dimension: str) -> Iterator[Change]:
        was, are = (
            {known: groups.get(dimension, "") for known, groups in each.items()} for each in (self.before, self.now)
        )
        stayed = Counter(level for known, level in was.items() if are.get(known) == level)
        old, new = Counter(was.values()), Counter(are.values())
        for level in sorted(old | new):
            yield Change(old[level] - stayed[level], new[level] - stayed[level])


def known_again(
    counted: Sequence[Sequence[CountedInterview]], gone: Set[str] = frozenset()
) -> list[dict[int, Groups]]:
    """Return the interviews of each publication by one number for each, wherever it is counted.

    An interview is known again by its GUID, else by its text, else by its name, of each as many as there are.

    Parameters
    ----------
    counted : sequence of sequence of CountedInterview
        Oldest first.
    gone : set of str
        Marks by GUID and by name of those that the last one has as withdrawn: none that it counts is one of these.
    """
    everybody, last = _Everybody(), len(counted) - 1
    numbers = [everybody.numbers_of(each, gone if at == last else frozenset()) for at, each in enumerate(counted)]
    return [
        {number: each.groups for number, each in zip(own, interviews, strict=True)}
        for own, interviews in zip(numbers, counted, strict=True)
    ]


class _Everybody:
    """All interviews that any publication counts, each with the marks by which one did."""

    def __init__(self) -> None:
        self._marks: list[dict[str, set[str]]] = []

    def numbers_of(self, interviews: Sequence[CountedInterview], gone: Set[str]) -> list[int]:
        """Return the number of each interview of a publication, a new one where it is not known."""
        own = {each.guid for each in interviews if each.guid}
        free = [number for number, marks in enumerate(self._marks) if not self._is_gone(marks, own, gone)]
        found: dict[int, int] = {}
        for name in _MARKS:
            for place, each in enumerate(interviews):
                value = getattr(each, name)
                number = next((number for number in free if value in self._marks[number][name]), None)
                if place not in found and number is not None:
                    found[place] = number
                    free.remove(number)
        for place, each in enumerate(interviews):
            if place not in found:
                found[place] = len(self._marks)
                self._marks.append({name: set() for name in _MARKS})
            for name in _MARKS:
                self._marks[found[place]][name] |= {getattr(each, name)} - {""}
        return [found[place] for place in range(len(interviews))]

    @staticmethod
    def _is_gone(marks: Mapping[str, Set[str]], own: Set[str], gone: Set[str]) -> bool:
        """Tell whether an interview is withdrawn; of two of one name that is the one whose GUID is not counted."""
        return not marks["guid"].isdisjoint(gone) or (
            marks["guid"].isdisjoint(own) and not marks["name"].isdisjoint(gone)
        )


def turnovers_of(run: FinishedRun, publications: Sequence[Publication]) -> dict[str, list[Turnover]]:
    """Compare the interviews that a run counts with those of published runs.

    Parameters
    ----------
    run : FinishedRun
    publications : sequence of Publication
        Oldest first; the runs of those of which nobody can tell, such as made with another key, are not in what is
        returned. Of one there are several turnovers where another run, of other interviews, had the same numbers.

    Raises
    ------
    DisclosureError
        If the run does not say which interviews it has, or a file of marks or the key of the project is damaged.
    """
    outputs = run.folder.resolve().parent.parent
    published = read_counted(outputs)
    if not published or not publications:
        return {}
    key = open_key(outputs)
    run_ids = dict.fromkeys(each.run_id for each in publications if each.source_key == key.name)
    known = [(run_id, each) for run_id in run_ids for each in published if each.partition(AS)[0] == run_id]
    marks = InterviewMarks.of(run, key, _WHAT)
    gone = {mark for each in interviews_of(run) if each.is_withdrawn for mark in _marks(marks, each)}
    *before, now = known_again([*(published[each] for _, each in known), counted_interviews(run, key)], gone)
    found: dict[str, list[Turnover]] = {}
    for (run_id, _), each in zip(known, before, strict=True):
        found.setdefault(run_id, []).append(Turnover(each, now, marks.of_level))
    return found


def counted_interviews(run: FinishedRun, key: SourceKey) -> list[CountedInterview]:
    """Return the marks of the interviews that a run counts."""
    marks = InterviewMarks.of(run, key, _WHAT)
    return [
        CountedInterview(
            next(marks.by_guid(each), ""), next(marks.by_name(each), ""), marks.by_text(each), marks.by_group(each)
        )
        for each in interviews_of(run)
        if each.is_counted
    ]


def remember_counted(outputs: Path, key: SourceKey, run: FinishedRun, same: Publication | None = None) -> None:
    """Keep the marks of the interviews that a run counts, before it is published, or as it is the same as another."""
    run_id = run.manifest["run_id"]
    name = run_id if same is None or same.run_id == run_id else f"{same.run_id}{AS}{run_id}"
    keep_counted(outputs, name, counted_interviews(run, key))


def _marks(marks: InterviewMarks, interview: Interview) -> Iterator[str]:
    yield from marks.by_guid(interview)
    yield from marks.by_name(interview)
