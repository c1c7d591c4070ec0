"""What earlier publications say about the same people: constants of every release that follows.

What the run can still count, and counts the same, stands, and so does what it cannot count unless numbers of the
same days changed. Where a number of some days changed, nobody can say which others did, so that a new number beside
the old ones may tell of a few people. Two rules keep that from happening, whatever changed:

- a number that is a few people apart from any earlier one of the same people is not published;
- of days in which a number changed, nothing is published that no earlier publication had.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

from evaluation.disclosure.attack.known import Publication as KnownPublication
from evaluation.disclosure.differences import Leak
from evaluation.disclosure.margins import with_margins
from evaluation.disclosure.public_numbers import publication_of_facts
from evaluation.disclosure.published_facts import Fact
from evaluation.disclosure.scope import Count, Scope
from evaluation.disclosure.truth import Truth, as_closed
from evaluation.disclosure.universe import Universe

Window = tuple[int, int] | None
Range = tuple[int, int | None]


@dataclass(frozen=True, eq=False)
class Earlier:
    """What earlier publications say, measure by measure.

    Parameters
    ----------
    standing : mapping
        Measure to numbers that are true of the data of the run, as far as the run can tell.
    hidden : mapping
        Measure to cells that were shown as hidden, with the number that the run has for them.
    shown : mapping
        Scope, without dimensions that it covers whole, to all numbers that were published for it, the newest last.
    changed : mapping
        Measure to the stretches of days in which numbers changed since they were published.
    publications : tuple of Publication
        What each says, as an attacker has it, oldest first.
    closed : mapping
        Measure to the dimensions that have known levels and no others.
    """

    standing: Mapping[str, tuple[Count, ...]]
    hidden: Mapping[str, tuple[Count, ...]]
    shown: Mapping[Scope, tuple[Count, ...]]
    changed: Mapping[str, tuple[Window, ...]]
    publications: tuple[KnownPublication, ...]
    closed: Mapping[str, Universe]

    def tells(self, count: Count, hidden: range) -> Leak | None:
        """Return what a number would tell beside earlier ones of the same people, or None."""
        measure = count.scope.measure
        before = self.shown.get(as_closed(count.scope, self.closed.get(measure, {})), ())
        if any(each.value == count.value for each in before):
            return None
        now = f"{count.label} ({count.where}): {count.value}"
        for each in before:
            if abs(count.value - each.value) in hidden:
                apart = abs(count.value - each.value)
                return Leak(f"{now}; {each.value} in {each.where}, {apart} apart", is_of_past=True)
        if before or not hidden:
            return None
        if any(_share_days(window, count.scope.window) for window in self.changed.get(measure, ())):
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
    shown: dict[str, dict[Scope, list[Count]]] = {}
    holes: dict[str, dict[Scope, Count]] = {}
    told: dict[str, dict[Scope, list[Range]]] = {}
    for words, facts in read:
        for fact in with_margins(fact for fact in facts if fact.is_exact):
            count = _count(fact, words)
            scope = as_closed(count.scope, closed.get(fact.measure, {}))
            ranges = told.setdefault(fact.measure, {}).setdefault(scope, [])
            ranges.append(fact.between if fact.value is None else (fact.value, fact.value))
            if fact.value is None:
                holes.setdefault(fact.measure, {})[scope] = count
            else:
                shown.setdefault(fact.measure, {}).setdefault(scope, []).append(count)
    none = Truth((), (), {})
    changed = {name: _changed(found, truth.get(name, none)) for name, found in told.items()}
    return Earlier(
        {name: _standing(found, truth.get(name, none), changed[name]) for name, found in shown.items()},
        {name: tuple(_known(found, truth.get(name, none))) for name, found in holes.items()},
        {scope: tuple(counts) for found in shown.values() for scope, counts in found.items()},
        changed,
        tuple(publication_of_facts(words, facts) for words, facts in read),
        closed,
    )


def _changed(told: Mapping[Scope, Sequence[Range]], truth: Truth) -> tuple[Window, ...]:
    """Return the shortest stretches of days of numbers that were told otherwise before, or than the run counts them.

    A number that was rounded, or hidden, is told as the range of what it can be.
    """
    windows = set()
    for scope, ranges in told.items():
        now = truth.count(scope)
        both = [*ranges, *([] if now is None else [(now, now)])]
        if max(least for least, _ in both) > min(inf if most is None else most for _, most in both):
            windows.add(scope.window)
    shortest = (each for each in windows if not any(other != each and _is_within(other, each) for other in windows))
    return tuple(sorted(shortest, key=lambda window: window or ()))


def _standing(
    published: Mapping[Scope, Sequence[Count]], truth: Truth, changed: Sequence[Window]
) -> tuple[Count, ...]:
    found = []
    for scope, counts in published.items():
        now, newest = truth.count(scope), counts[-1]
        unknown = now is None and not any(_share_days(window, scope.window) for window in changed)
        if unknown or now == newest.value:
            found.append(newest)
    return tuple(found)


def _share_days(one: Window, other: Window) -> bool:
    return one is None or other is None or (one[0] < other[1] and other[0] < one[1])


def _is_within(one: Window, other: Window) -> bool:
    return other is None or (one is not None and other[0] <= one[0] and one[1] <= other[1])


def _known(holes: Mapping[Scope, Count], truth: Truth) -> Iterator[Count]:
    for scope, count in holes.items():
        value = truth.count(scope)
        if value:
            yield replace(count, value=value)


def _count(fact: Fact, words: str) -> Count:
    window = (fact.window[0].toordinal(), fact.window[1].toordinal()) if fact.window else None
    scope = Scope.of(fact.measure, window=window, levels=fact.groups)
    return Count(scope, fact.value or 0, fact.words, words, f"{words}, {fact.family}")
