"""An attack on a finished release, from its files and all earlier ones: if it finds anything, nothing is released.

Five attacks, none with the arithmetic of the admission:

- *bounds*: everything that this release and earlier ones say of a measure as one system of inequalities. No hidden
  cell may be bounded below the first number that may be shown, and no number may have changed by a few people;
- *differences* and *equations*: what follows exactly from the numbers of this release, and of earlier ones of days in
  which no number changed (:mod:`evaluation.disclosure.brute_force.subtraction`);
- *net changes*: by how many people a group changed since an earlier release, where its number follows from both, and
  what is left of a number without those inside it;
- *waves*: who is new among interviewees, if people are only added.

The bounds are those of :mod:`evaluation.disclosure.attack`, which the decision asks as well, of what it is about to
publish, in memory. What the audit has alone is its reading of the finished files, and a second solver: every hidden
cell that the attack does not bound is asked again, in real numbers, from the inequalities as they were published
(:mod:`evaluation.disclosure.attack.doubts`). Shared with the decision, and not worked out a second time, are how
numbers become inequalities, which days are taken to be corrected, and what follows from that people are whole and
from why cells are hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial, reduce
from operator import or_
from pathlib import Path

from evaluation.disclosure.across import ALONE
from evaluation.disclosure.attack.attack import attack
from evaluation.disclosure.attack.doubts import Doubt, doubts_about
from evaluation.disclosure.attack.known import Publication, Window
from evaluation.disclosure.attack.report import AttackReport, Interval, new_findings
from evaluation.disclosure.attack.unknowns import TooManyUnknowns
from evaluation.disclosure.attack.versions import changes
from evaluation.disclosure.brute_force.changed_rests import changed_rests
from evaluation.disclosure.brute_force.net_changes import net_changes
from evaluation.disclosure.brute_force.subtraction import Subtraction
from evaluation.disclosure.brute_force.waves import few_who_are_new
from evaluation.disclosure.closed_list import Measure
from evaluation.disclosure.earlier_publications import EarlierPublication
from evaluation.disclosure.fact import Fact
from evaluation.disclosure.margins import with_sums_of_breakdowns
from evaluation.disclosure.public_numbers import publication_of_facts
from evaluation.disclosure.published.facts import read_across, read_facts
from evaluation.errors import DisclosureError, Problem

NOW = "this release"
_MOST_SHOWN = 20


@dataclass(frozen=True)
class AuditReport:
    """What was tried on a release, and what was found.

    Parameters
    ----------
    n_numbers : int
        Numbers of people in the released files.
    n_differences : int
        Pairs of numbers compared.
    n_groups : int
        Groups of cells whose count was asked for.
    n_earlier : int
        Earlier publications about the same people.
    bounds : mapping
        Measure to what an attacker can say of its hidden cells; measures without any are left out.
    found : tuple of str
        Each way in which a number that must stay hidden can be had, in words.
    """

    n_numbers: int
    n_differences: int
    n_groups: int
    n_earlier: int = 0
    bounds: Mapping[str, AttackReport] = field(default_factory=dict)
    found: tuple[str, ...] = ()

    @property
    def intervals(self) -> tuple[Interval, ...]:
        """What is known of each hidden cell."""
        return tuple(interval for report in self.bounds.values() for interval in report.intervals)


def audit_release(
    folder: Path,
    hidden: Mapping[str, range],
    closed: Mapping[str, Mapping[str, frozenset[str]]] | None = None,
    before: Sequence[EarlierPublication] = (),
) -> AuditReport:
    """Attack the files of a release, and refuse it if anything is found.

    Parameters
    ----------
    folder, hidden, closed, before
        As in :func:`attack_release`.

    Raises
    ------
    DisclosureError
        If a hidden number can be had. Every way that was found is listed in words, up to twenty.
    """
    report = attack_release(folder, hidden, closed, before)
    if report.found:
        problems = [Problem("released numbers", text) for text in report.found[:_MOST_SHOWN]]
        raise DisclosureError("Nothing is released: the audit found numbers that must stay hidden.", problems)
    return report


def attack_release(
    folder: Path,
    hidden: Mapping[str, range],
    closed: Mapping[str, Mapping[str, frozenset[str]]] | None = None,
    before: Sequence[EarlierPublication] = (),
) -> AuditReport:
    """Attack the files of a release.

    Parameters
    ----------
    folder : Path
        The released folder, or the one that is about to become it.
    hidden : mapping
        Measure to the numbers that must not be had.
    closed : mapping
        Measure to the dimensions that have known levels and no others, which an attacker may assume.
    before : sequence of EarlierPublication
        What was published about the same people, oldest first.

    Returns
    -------
    AuditReport
        With every way in which a hidden number can be had.
    """
    found: list[str] = []
    past = reduce(or_, (each.across() for each in before), ALONE)
    across = past | replace(read_across(folder), judged=())
    facts = read_facts(folder, closed, across)
    places = EarlierPublication(NOW, folder).places()
    past_facts = {each.words: each.facts(closed or {}, across, places) for each in before}
    publications = [
        publication_of_facts(words, with_sums_of_breakdowns(said))
        for words, said in (*past_facts.items(), (NOW, facts))
    ]
    bounds, ways = _bounds(publications, hidden, closed or {})
    found += ways
    standing = _standing(past_facts, publications, closed or {})
    n_pairs = n_groups = 0
    for measure in sorted({fact.measure for fact in facts}):
        mine = [fact for fact in facts if fact.measure == measure]
        if not hidden[measure]:
            continue
        found += [f"{fact.words} is itself too small" for fact in mine if fact.value in hidden[measure]]
        mine = [fact for fact in mine if _is_exact(fact)]
        if not mine:
            continue
        old = _new((fact for fact in standing if fact.measure == measure), mine)
        known = (closed or {}).get(measure, {})
        subtraction = _beside_standing(mine, old, partial(Subtraction, hidden=hidden[measure], closed=known))
        found += subtraction.ways
        n_pairs += len(subtraction.facts) ** 2
        n_groups += subtraction.n_groups
        told = {words: _exact(said, measure) for words, said in past_facts.items()}
        if not _agree(subtraction, told):
            summed = {words: list(with_sums_of_breakdowns(said)) for words, said in told.items()}
            sums = list(with_sums_of_breakdowns(mine))
            found += net_changes(sums, summed, hidden[measure], known)
            found += changed_rests(sums, summed, hidden[measure], known)
        if measure == Measure.PARTICIPANT:
            ways, n_asked = few_who_are_new(mine, told, hidden[measure], known)
            found += ways
            n_groups += n_asked
    return AuditReport(len(facts), n_pairs, n_groups, len(past_facts), bounds, tuple(found))


def _beside_standing(
    mine: Sequence[Fact], old: Sequence[Fact], beside: Callable[[Sequence[Fact]], Subtraction]
) -> Subtraction:
    """Return the numbers of this release with those of earlier ones that count the same data.

    What contradicts was corrected, and how is for the bounds to say. Where earlier releases give something away by
    themselves, what follows from all together need not be new.
    """
    together = beside([*mine, *old])
    while old and (days := together.contradicted()):
        left = [fact for fact in old if not any(_share_days(each, fact.days) for each in days)]
        if len(left) == len(old):
            break
        old, together = left, beside([*mine, *left])
    if old and ((together.ways and beside(old).ways) or together.is_contradictory):
        return beside(mine)
    return together


def _exact(facts: Iterable[Fact], measure: str) -> list[Fact]:
    return [fact for fact in facts if fact.measure == measure and _is_exact(fact)]


def _agree(together: Subtraction, told: Mapping[str, Sequence[Fact]]) -> bool:
    """Whether one table was found to agree with the numbers of all publications: then no group changed."""
    is_asked = together.n_groups > 0 and not together.is_contradictory and not together.is_negative
    return is_asked and not any(_new(facts, together.facts) for facts in told.values())


def _is_exact(fact: Fact) -> bool:
    return fact.is_exact and fact.value is not None


def _standing(
    past: Mapping[str, Sequence[Fact]],
    publications: Sequence[Publication],
    closed: Mapping[str, Mapping[str, frozenset[str]]],
) -> list[Fact]:
    """Return the exact numbers of earlier publications, of days in which no number of their measure changed since."""
    moved: dict[str, list[Window]] = {}
    for measure in {fact.measure for facts in past.values() for fact in facts}:
        found = changes([each.of(measure) for each in publications], closed.get(measure, {}))
        moved[measure] = [change.after.window for change in found]
    return [
        replace(fact, words=f"{fact.words} ({words})", family=f"{fact.family} ({words})")
        for words, facts in past.items()
        for fact in facts
        if _is_exact(fact) and not any(_share_days(days, fact.days) for days in moved[fact.measure])
    ]


def _share_days(one: Window, other: Window) -> bool:
    return one is None or other is None or (one[0] < other[1] and other[0] < one[1])


def _new(facts: Iterable[Fact], known: Iterable[Fact]) -> list[Fact]:
    """Return what others do not say of the same people, each once."""
    said = {(fact.value, fact.window, frozenset(fact.groups.items())) for fact in known}
    found = {(fact.value, fact.window, frozenset(fact.groups.items())): fact for fact in facts}
    return [fact for what, fact in found.items() if what not in said]


def _bounds(
    publications: Sequence[Publication],
    hidden: Mapping[str, range],
    closed: Mapping[str, Mapping[str, frozenset[str]]],
) -> tuple[dict[str, AttackReport], list[str]]:
    """Return what can be said of hidden cells, by measure, and what must not be.

    Publications that contradict one another speak of data that were corrected, unless by a few people. What earlier
    publications give away by themselves cannot be taken back: no release that adds nothing to it is refused.
    """
    bounds: dict[str, AttackReport] = {}
    found: list[str] = []
    for measure in sorted(hidden):
        is_hidden = any(cell.measure == measure for each in publications for cell in each.hidden)
        if not hidden[measure] or not (is_hidden or len(publications) > 1):
            continue
        try:
            report = attack(publications, {measure: hidden[measure]}, closed)
            before = publications[:-1]
            bad = new_findings(report.findings, ())
            if bad and before:
                bad = new_findings(bad, attack(before, {measure: hidden[measure]}, closed).findings)
            doubts = _new_doubts(report, before, {measure: hidden[measure]}, closed)
        except TooManyUnknowns:
            found.append(f"the numbers of {measure} tell so many cells apart that hidden ones cannot be bounded")
            continue
        found += [str(finding) for finding in bad]
        found += [doubt.words for doubt in doubts]
        if report.n_open:
            found.append(f"{report.n_open} hidden cells of {measure}: whether they can be bounded was not found out")
        if is_hidden:
            bounds[measure] = report
    return bounds, found


def _new_doubts(
    report: AttackReport,
    before: Sequence[Publication],
    hidden: Mapping[str, range],
    closed: Mapping[str, Mapping[str, frozenset[str]]],
) -> list[Doubt]:
    """Return what a second solver does not accept of an attack, and did not doubt with earlier publications alone."""
    (threshold,) = (each.stop for each in hidden.values())
    doubts = doubts_about(report, threshold)
    if not doubts or not before:
        return doubts
    known = {doubt.about for doubt in doubts_about(attack(before, hidden, closed), threshold)}
    return [doubt for doubt in doubts if doubt.about not in known]
