"""What earlier publications say about the same people: constants of every release that follows.

Nothing that was ever said is thrown away. Each number is an equation: about the data of the run, or of days that were
corrected since about the data as they were, and about those of the run of all other days. Where a number of some days
changed, nobody can say which others did, so that a new number beside the old ones may tell of a few people. Two rules
keep that from happening, whatever changed:

- a number that is a few people apart from any earlier one of the same people is not published;
- of days in which a number changed, nothing is published that no earlier publication had.

So it is with numbers that only follow from others (:mod:`evaluation.disclosure.net_changes`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from evaluation.disclosure.attack.known import Publication as KnownPublication
from evaluation.disclosure.closed_list import MISSING, Measure
from evaluation.disclosure.corrected_days import (
    CorrectedDays,
    Range,
    Told,
    Window,
    all_corrected,
    are_compatible,
    corrected_days,
    share_days,
)
from evaluation.disclosure.differences import Leak, contradicts_itself
from evaluation.disclosure.fact import Fact
from evaluation.disclosure.margins import SUMMED, with_margins
from evaluation.disclosure.public_numbers import publication_of_facts
from evaluation.disclosure.scope import DEFINITION, Count, Scope
from evaluation.disclosure.truth import Truth, as_closed
from evaluation.disclosure.universe import Universe

_Said = tuple[Scope, Count, Fact]


@dataclass(frozen=True, eq=False)
class Earlier:
    """What earlier publications say, measure by measure.

    Parameters
    ----------
    standing : mapping
        Measure to all numbers, of the data that they are about.
    hidden : mapping
        Measure to cells that were shown as hidden, with the number that the run has for them.
    shown : mapping
        Scope, without dimensions that it covers whole, to all numbers that were published for it, the newest last.
    changed : mapping
        Measure to the stretches of days in which numbers changed since they were published.
    said : mapping
        Measure to the exact numbers of each publication, oldest first.
    publications : tuple of Publication
        What each says, as an attacker has it, oldest first.
    closed : mapping
        Measure to the dimensions that have known levels and no others.
    """

    standing: Mapping[str, tuple[Count, ...]]
    hidden: Mapping[str, tuple[Count, ...]]
    shown: Mapping[Scope, tuple[Count, ...]]
    changed: Mapping[str, tuple[Window, ...]]
    said: Mapping[str, tuple[tuple[Count, ...], ...]]
    publications: tuple[KnownPublication, ...]
    closed: Mapping[str, Universe]

    def tells(self, count: Count, hidden: range) -> Leak | None:
        """Return what a number would tell beside earlier ones of the same people, or None.

        Of interviews no days are corrected: who they are is compared
        (:mod:`evaluation.disclosure.interviews_in_turn`).
        """
        measure = count.scope.measure
        before = self.shown.get(as_closed(count.scope, self.closed.get(measure, {})), ())
        if any(each.value == count.value for each in before):
            return None
        now = f"{count.label} ({count.where}): {count.value}"
        for each in before:
            if abs(count.value - each.value) in hidden:
                apart = abs(count.value - each.value)
                return Leak(f"{now}; {each.value} in {each.where}, {apart} apart", is_of_past=True)
        if before or not hidden or _names_no_days(count) or measure == Measure.PARTICIPANT:
            return None
        if any(share_days(window, count.scope.window) for window in self.changed.get(measure, ())):
            words = f"{now}, of days in which published numbers changed; none of it was published before"
            return Leak(words, is_of_past=True)
        return None


def earlier_counts(
    read: Sequence[tuple[str, list[Fact]]], truth: Mapping[str, Truth], closed: Mapping[str, Universe]
) -> Earlier:
    """Compare what earlier publications say with what the run counts.

    Parameters
    ----------
    read : sequence of (str, list of Fact)
        As :func:`read_all` returns them.
    truth : mapping
        Measure to what the run can count.
    closed : mapping
        Measure to the dimensions that have known levels and no others.
    """
    none = Truth((), (), {})
    found = {
        measure: _OfMeasure(read, measure, truth.get(measure, none), closed.get(measure, {}))
        for measure in sorted({fact.measure for _, facts in read for fact in facts})
    }
    return Earlier(
        {measure: each.standing() for measure, each in found.items()},
        {measure: each.hidden() for measure, each in found.items()},
        {scope: counts for each in found.values() for scope, counts in each.shown().items()},
        {measure: each.changed for measure, each in found.items()},
        {measure: each.said() for measure, each in found.items()},
        tuple(publication_of_facts(words, facts) for words, facts in read),
        closed,
    )


class _OfMeasure:
    """What earlier publications say of one measure, with the sums that every reader can form.

    A level that no row of a table names is a zero. Where a sum with it is told to be more elsewhere, and no row is
    told otherwise, it is open whether the table was corrected or did not hold these people: then its rows stand as
    they are, and of these days nothing new is said.
    """

    def __init__(self, read: Sequence[tuple[str, list[Fact]]], measure: str, truth: Truth, closed: Universe) -> None:
        self._truth, self._closed = truth, closed
        mine = [
            (words, [fact for fact in facts if fact.measure == measure and fact.is_exact]) for words, facts in read
        ]
        self._said = self._every = [list(self._with_sums(words, facts)) for words, facts in mine]
        refuted = set(self._refuted())
        if refuted:
            families = {(at, family) for at, family, _ in refuted}
            mine = [
                (words, [fact for fact in facts if fact.is_listed or (at, fact.family) not in families])
                for at, (words, facts) in enumerate(mine)
            ]
            self._said = [list(self._with_sums(words, facts)) for words, facts in mine]
        self._days = self._explained()
        windows = {window for *_, window in refuted} - set(self._days.windows)
        self.changed = (*self._days.windows, *sorted(windows, key=lambda window: window or ()))

    def standing(self) -> tuple[Count, ...]:
        """Return all numbers, each once, of the data that they are about."""
        return tuple(self._of_data(self._days))

    def hidden(self) -> tuple[Count, ...]:
        """Return the cells that were shown as hidden, and hold people in the run, with how many.

        A cell comes once for each table that hides it beside others than another table does.
        """
        tables: dict[tuple[int, str], dict[Scope, Count]] = {}
        for at, said in enumerate(self._said):
            for scope, count, fact in said:
                if fact.value is None:
                    tables.setdefault((at, count.block), {})[scope] = count
        once = {frozenset(holes): holes for holes in tables.values()}
        now = {scope: self._truth.count(scope) for holes in once for scope in holes}
        found = itertools.chain(*(holes.items() for holes in once.values()))
        return tuple(replace(count, value=now[scope]) for scope, count in found if now[scope])

    def shown(self) -> dict[Scope, tuple[Count, ...]]:
        """Return all numbers that were published for each scope, the newest last."""
        found: dict[Scope, list[Count]] = {}
        for scope, count, fact in itertools.chain(*self._every):
            if fact.value is not None:
                found.setdefault(scope, []).append(count)
        return {scope: tuple(counts) for scope, counts in found.items()}

    def said(self) -> tuple[tuple[Count, ...], ...]:
        """Return the numbers of each publication."""
        return tuple(tuple(count for _, count, fact in said if fact.value is not None) for said in self._said)

    def _with_sums(self, words: str, facts: Sequence[Fact]) -> Iterator[_Said]:
        for fact in with_margins(facts):
            count = _count(fact, words)
            yield as_closed(count.scope, self._closed), count, fact

    def _told(self) -> list[Told]:
        """Return what each publication, and at last the run, counts; rounded and hidden numbers are ranges."""
        told: list[Told] = []
        for said in self._said:
            ranges: dict[Scope, Range] = {}
            for scope, _, fact in said:
                least, most = fact.between if fact.value is None else (fact.value, fact.value)
                low, high = ranges.get(scope, (0, None))
                ranges[scope] = (max(low, least), most if high is None else high if most is None else min(high, most))
            told.append(ranges)
        now = {scope: self._truth.count(scope) for scope in dict.fromkeys(itertools.chain(*told))}
        return [*told, {scope: (value, value) for scope, value in now.items() if value is not None}]

    def _refuted(self) -> Iterator[tuple[int, str, Window]]:
        """Yield the tables, by publication, and days, in which somebody may have a level that no row of it names."""
        told = self._told()
        ranges: dict[Scope, list[Range]] = {}
        for scope, each in itertools.chain(*(publication.items() for publication in told)):
            ranges.setdefault(scope, []).append(each)
        for at, said in enumerate(self._said):
            moved = [
                (fact.family, scope.window)
                for scope, _, fact in said
                if fact.is_listed and not are_compatible(ranges[scope])
            ]
            for scope, _, fact in said:
                family = fact.family.removesuffix(SUMMED)
                is_less = not fact.is_listed and fact.value < max(least for least, _ in ranges[scope])
                if is_less and not any(own == family and share_days(days, scope.window) for own, days in moved):
                    yield at, family, scope.window

    def _explained(self) -> CorrectedDays:
        """Return the fewest days that explain all that the publications say and the run counts of the same people."""
        told = self._told()
        now = [
            replace(count, scope=scope, value=told[-1][scope][0])
            for scope, (count, *_) in self.shown().items()
            if scope in told[-1]
        ]
        for is_finest in (True, False):
            days = corrected_days(told, finest=is_finest)
            if not days.windows or not contradicts_itself([*self._of_data(days), *now], self._closed):
                return days
        return all_corrected(len(self._said))

    def _of_data(self, days: CorrectedDays) -> Iterator[Count]:
        seen = set()
        for at, said in enumerate(self._said):
            for _, count, fact in said:
                scope = replace(count.scope, as_of=days.as_of(at, count.scope.window))
                if fact.value is not None and (scope, count.value) not in seen:
                    seen.add((scope, count.value))
                    yield replace(count, scope=scope)


def _names_no_days(count: Count) -> bool:
    """Tell whether a count says that nobody lacks a level, or what definitions differ by: new whenever they are."""
    levels = dict(count.scope.levels)
    return (not count.value and {MISSING} in levels.values()) or (count.derived and DEFINITION in levels)


def _count(fact: Fact, words: str) -> Count:
    scope = Scope.of(fact.measure, window=fact.days, levels=fact.groups)
    return Count(scope, fact.value or 0, fact.words, words, f"{words}, {fact.family}")
