"""Which outputs may be published together: taken one by one in a fixed order, each as fine as is safe.

An output is admitted at its first level of pooling at which nothing small can be had from it together with all
that was admitted before. Outputs are tried in halves, because a set that is safe together needs one check only;
what is admitted is the same as if they were tried one by one, as more counts never make a leak go away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.disclosure.differences import Leak, find_leak, find_small
from evaluation.disclosure.earlier import Earlier
from evaluation.disclosure.guarded import Guarded, first_that_follows
from evaluation.disclosure.net_changes import first_net_change
from evaluation.disclosure.scope import Count
from evaluation.disclosure.universe import Universe


@dataclass(frozen=True, eq=False)
class Candidate:
    """One form in which an output could be published.

    Parameters
    ----------
    counts : tuple of Count
        All that a reader would learn from it.
    payload : object
        What would be written.
    is_part : bool
        Whether groups are left out, which only their size may decide. It is not taken where a form tells what changed
        by a few people since an earlier publication: the groups left out would say whose number it was.
    """

    counts: tuple[Count, ...]
    payload: Any
    is_part: bool = False


@dataclass(frozen=True, eq=False)
class Output:
    """Something that might be published.

    Parameters
    ----------
    name : str
        ``"table deaths_by_month"``, ``"overdose_deaths/deaths by arm and year"``.
    candidates : callable
        Returns the forms in which it could be published, the best first.
    """

    name: str
    candidates: Callable[[], Iterable[Candidate]]


@dataclass(frozen=True, eq=False)
class Admission:
    """What may be published together.

    Parameters
    ----------
    admitted : mapping
        Name of the output to the form in which it is published.
    refused : mapping
        Name of the output to the leak that its last form would have made, or None if it had no form.
    """

    admitted: Mapping[str, Candidate]
    refused: Mapping[str, Leak | None]


class Admitter:
    """Admits outputs in the order in which they are given.

    Parameters
    ----------
    hidden : mapping
        Measure to the numbers that must not be shown or inferred.
    closed : mapping
        Measure to the dimensions that have known levels and no others.
    earlier : Earlier, optional
        What was published before.
    guarded : mapping, optional
        Measure to numbers that must not follow from what is admitted, though they are not small.
    """

    def __init__(
        self,
        hidden: Mapping[str, range],
        closed: Mapping[str, Universe] | None = None,
        earlier: Earlier | None = None,
        guarded: Mapping[str, Sequence[Guarded]] | None = None,
    ) -> None:
        self._hidden = hidden
        self._closed = closed or {}
        self._earlier = earlier
        self._guarded = guarded or {}
        self._published: dict[str, list[Count]] = {}
        self._standing = earlier.standing if earlier else {}
        self._admitted: dict[str, Candidate] = {}
        self._refused: dict[str, Leak | None] = {}

    def admit(self, outputs: Sequence[Output]) -> None:
        """Admit outputs, earlier ones before later ones.

        Often all are safe together in their best forms. Where they are not, quick checks decide, and what they
        admit is checked thoroughly together; only if that finds a leak is everything decided by thorough checks.
        The result is that of thorough checks throughout.
        """
        before = {measure: list(counts) for measure, counts in self._published.items()}
        admitted, refused = dict(self._admitted), dict(self._refused)
        ready = self._ready(outputs)
        best = [item.candidate for item in ready]
        leak = self._leak(best, thorough=True)
        if leak is None:
            self._take(ready)
            return
        self._settle(ready, self._leak(best, thorough=False), thorough=False)
        new = [self._admitted[output.name] for output in outputs if output.name in self._admitted]
        is_best = len(new) == len(best) and all(one is other for one, other in zip(new, best, strict=True))
        if not is_best and self._leak([], thorough=True, measures=_measures(new)) is None:
            return
        self._published, self._admitted, self._refused = before, admitted, refused
        self._settle(self._ready(outputs), leak, thorough=True)

    def hidden(self, measure: str) -> range:
        """Return the numbers of a measure that must not be shown or inferred."""
        return self._hidden[measure]

    def published(self, measure: str) -> tuple[Count, ...]:
        """Return the numbers of a measure that are published, now or earlier."""
        return (*self._standing.get(measure, ()), *self._published.get(measure, ()))

    def copy(self) -> Admitter:
        """Return another that has admitted the same and goes its own way."""
        other = Admitter(self._hidden, self._closed, self._earlier, self._guarded)
        other._published = {measure: list(counts) for measure, counts in self._published.items()}
        other._admitted, other._refused = dict(self._admitted), dict(self._refused)
        return other

    def leak_at_sight(self, candidate: Candidate) -> Leak | None:
        """Return how a candidate gives something away by subtraction; None where that takes more to tell."""
        return self._shows_small(candidate) or self._leak([candidate], thorough=False)

    def withdraw(self, name: str, leak: Leak) -> None:
        """Refuse an output that was admitted; what was admitted beside it stays safe, as less is shown."""
        gone = self._admitted.pop(name)
        self._refused[name] = leak
        for count in gone.counts:
            self._published[count.scope.measure].remove(count)

    def result(self) -> Admission:
        """Return what has been admitted and refused so far."""
        return Admission(dict(self._admitted), dict(self._refused))

    def _leak(
        self, candidates: Sequence[Candidate], *, thorough: bool, measures: Iterable[str] | None = None
    ) -> Leak | None:
        """Return how candidates would give something away together with what was admitted."""
        new = _by_measure(count for candidate in candidates for count in candidate.counts)
        for measure in new if measures is None else measures:
            own = [*self._published.get(measure, ()), *new.get(measure, ())]
            counts = [*self._standing.get(measure, ()), *own]
            hidden, closed = self._hidden[measure], self._closed.get(measure)
            found = find_leak(counts, hidden, closed, thorough=thorough)
            if not found and thorough:
                found = first_that_follows(counts, self._guarded.get(measure, ()), closed)
            if not found and thorough and self._earlier and self._earlier.changed.get(measure):
                found = first_net_change(own, self._earlier.said[measure], hidden, closed)
            if found:
                return found
        return None

    def _shows_small(self, candidate: Candidate) -> Leak | None:
        """Return a count of a candidate that must itself not be shown, or not beside what was published."""
        new = _by_measure(candidate.counts)
        found = (find_small(counts, self._hidden[measure]) for measure, counts in new.items())
        leak = next((leak for leak in found if leak), None)
        if leak or not self._earlier:
            return leak
        told = (self._earlier.tells(count, self._hidden[measure]) for measure in new for count in new[measure])
        return next((leak for leak in told if leak), None)

    def _ready(self, outputs: Sequence[Output]) -> list[_Waiting]:
        """Return the outputs that have a form which shows no small number, each in its first such form."""
        waiting = [_Waiting(output.name, iter(output.candidates())) for output in outputs]
        for item in waiting:
            self._advance(item)
        return [item for item in waiting if item.candidate]

    def _settle(self, waiting: Sequence[_Waiting], found: Leak | None, *, thorough: bool) -> None:
        """Admit outputs of which it is known how they would together give something away, if they would."""
        if found is None:
            self._take(waiting)
            return
        if len(waiting) == 1:
            waiting[0].note(found)
            self._advance(waiting[0])
            parts = [[item for item in waiting if item.candidate]]
        else:
            half = len(waiting) // 2
            parts = [waiting[:half], waiting[half:]]
        for part in filter(None, parts):
            self._settle(part, self._leak([item.candidate for item in part], thorough=thorough), thorough=thorough)

    def _take(self, waiting: Sequence[_Waiting]) -> None:
        for item in waiting:
            self._admitted[item.name] = item.candidate
            for count in item.candidate.counts:
                self._published.setdefault(count.scope.measure, []).append(count)

    def _advance(self, item: _Waiting) -> None:
        """Move to the next form that shows no small number."""
        for candidate in item.candidates:
            if candidate.is_part and item.tells_a_change:
                continue
            found = self._shows_small(candidate)
            if found is None:
                item.candidate = candidate
                return
            item.note(found)
        item.candidate = None
        self._refused[item.name] = item.leak


def _by_measure(counts: Iterable[Count]) -> dict[str, list[Count]]:
    found: dict[str, list[Count]] = {}
    for count in counts:
        found.setdefault(count.scope.measure, []).append(count)
    return dict(sorted(found.items()))


def _measures(candidates: Iterable[Candidate]) -> list[str]:
    return sorted({count.scope.measure for candidate in candidates for count in candidate.counts})


class _Waiting:
    def __init__(self, name: str, candidates: Iterator[Candidate]) -> None:
        self.name = name
        self.candidates = candidates
        self.candidate: Candidate | None = None
        self.leak: Leak | None = None
        self.tells_a_change = False

    def note(self, leak: Leak) -> None:
        """Keep what the last form would have given away, and whether any would have told of a change."""
        self.leak = leak
        self.tells_a_change |= leak.is_of_past
