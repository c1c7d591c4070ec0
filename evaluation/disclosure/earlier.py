"""What earlier publications say about the same people: constants of every release that follows.

What the run can still count, and counts the same, stands, and so does what it cannot count unless numbers of the
same days changed. Where a number of some days changed, nobody can say which others did, so that a new number beside
the old ones may tell of a few people. Two rules keep that from happening, whatever changed:

- a number that is a few people apart from any earlier one of the same people is not published;
- of days in which a number changed, nothing is published that no earlier publication had.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path

from evaluation.disclosure.attack.known import Publication as KnownPublication
from evaluation.disclosure.closed_list import MISSING
from evaluation.disclosure.differences import Leak
from evaluation.disclosure.public_numbers import publication_of_facts
from evaluation.disclosure.publications.ledger import PublicationLedger
from evaluation.disclosure.publications.publication import Publication
from evaluation.disclosure.published_facts import OF_TABLE, Fact, read_ends, read_facts
from evaluation.disclosure.published_follow_up import Ends
from evaluation.disclosure.scope import PLACE, SERIES, Count, Scope
from evaluation.disclosure.truth import Truth, as_closed
from evaluation.disclosure.universe import Universe
from evaluation.errors import DisclosureError, Problem

Window = tuple[int, int] | None
Range = tuple[int, int | None]


@dataclass(frozen=True)
class EarlierPublication:
    """A release that everybody may have kept.

    Parameters
    ----------
    words : str
        ``"publication 3 of 2024-05-01"``.
    folder : Path
        Where its files are kept.
    """

    words: str
    folder: Path

    def facts(self, closed: Mapping[str, Universe], known: Ends, places: frozenset[str]) -> list[Fact]:
        """Return what can be read in it, where follow-up can end in all ways that are known.

        Parameters
        ----------
        closed : mapping
            Measure to the dimensions that have known levels and no others.
        known : Ends
        places : frozenset of str
            The communities of the run that it is read beside. What names no place is about everybody only if the
            plans have the same communities: else it is about those of its own, and people of no known one.

        Raises
        ------
        DisclosureError
            If its files are not what a release writes, or are what an older version wrote.
        """
        with self._readable():
            facts = read_facts(self.folder, closed, known)
        own = self.places()
        return facts if own in (places, frozenset()) else [_of_places(fact, own | {MISSING}) for fact in facts]

    def places(self) -> frozenset[str]:
        """Return the communities of its plan.

        Raises
        ------
        DisclosureError
            As :meth:`facts` does.
        """
        with self._readable():
            return frozenset(json.loads((self.folder / "about.json").read_text(encoding="utf-8"))["communities"])

    def ends(self) -> Ends:
        """Return how follow-up can end by what can be read in it.

        Raises
        ------
        DisclosureError
            As :meth:`facts` does.
        """
        with self._readable():
            return read_ends(self.folder)

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except (KeyError, ValueError, OSError) as error:
            problem = Problem(self.words, "cannot be read", str(error), "files as a release of this version writes")
            raise DisclosureError("Nothing is released: what was published cannot be judged.", [problem]) from error


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


def as_earlier(ledger: PublicationLedger, publication: Publication) -> EarlierPublication:
    """Return a line of the ledger with its files."""
    words = f"publication {publication.number} of {publication.published_at[:10]}"
    return EarlierPublication(words, ledger.released_files(publication))


def require_all_places(publications: Iterable[EarlierPublication], places: frozenset[str]) -> None:
    """Refuse a plan that leaves out communities of an earlier one: its totals would tell what those were.

    Parameters
    ----------
    publications : iterable of EarlierPublication
        About the same people.
    places : frozenset of str
        The communities of the plan.

    Raises
    ------
    DisclosureError
        Listing the communities that are left out of each publication.
    """
    problems = [
        Problem(
            "communities",
            f"leave out some of {publication.words}",
            ", ".join(sorted(left_out)),
            "all of them: totals of fewer, beside those published, tell of single ones. If nobody is in both, a"
            " disclosure.population of its own",
            "docs/methods/disclosure.md, the ledger of publications",
        )
        for publication in publications
        if (left_out := publication.places() - places)
    ]
    if problems:
        raise DisclosureError("Nothing is released: totals would be of fewer communities.", problems)


def read_all(
    publications: Sequence[EarlierPublication], closed: Mapping[str, Universe], known: Ends, places: frozenset[str]
) -> list[tuple[str, list[Fact]]]:
    """Return what each publication says, oldest first, beside a run of these communities.

    Raises
    ------
    DisclosureError
        If one cannot be read.
    """
    return [(publication.words, publication.facts(closed, known, places)) for publication in publications]


def _of_places(fact: Fact, places: frozenset[str]) -> Fact:
    is_placed = not fact.groups.keys().isdisjoint({PLACE, SERIES})
    return fact if is_placed else replace(fact, groups={**fact.groups, PLACE: places})


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


def with_margins(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Yield numbers, and the sums over one or more dimensions of each table that show all their parts.

    Parameters
    ----------
    facts : iterable of Fact
    """
    families: dict[str, list[Fact]] = {}
    for fact in facts:
        yield fact
        if fact.family.startswith(OF_TABLE):
            families.setdefault(fact.family, []).append(fact)
    for family, cells in families.items():
        names = sorted({name for cell in cells for name in cell.groups})
        spans = {cell.window for cell in cells}
        for size in range(len(names) + 1):
            for kept in itertools.combinations(names, size):
                for whole_time in {False, len(spans) > 1}:
                    if size < len(names) or whole_time:
                        yield from _margins(family, cells, kept, whole_time=whole_time)


def _margins(family: str, cells: Sequence[Fact], kept: Sequence[str], *, whole_time: bool) -> Iterator[Fact]:
    parts: dict[object, list[Fact]] = {}
    for cell in cells:
        key = (None if whole_time else cell.window, *(cell.groups.get(name) for name in kept))
        parts.setdefault(key, []).append(cell)
    for members in parts.values():
        if any(cell.value is None for cell in members):
            continue
        windows = sorted({cell.window for cell in members if cell.window})
        if any(one[1] != other[0] for one, other in itertools.pairwise(windows)):
            continue
        dimensions = {name for cell in members for name in cell.groups}
        groups = {name: frozenset().union(*(cell.groups[name] for cell in members)) for name in dimensions}
        window = (windows[0][0], windows[-1][1]) if windows else None
        total = sum(cell.value for cell in members)
        words = f"{family} summed to {' and '.join(kept) or 'nothing'}: {total}"
        yield Fact(members[0].measure, total, window, groups, words, f"{family} summed")
