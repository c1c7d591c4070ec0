"""What an attack found, in words that name the public numbers which gave something away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from evaluation.disclosure.attack.known import HiddenCell, KnownNumber, KnownShare
from evaluation.disclosure.attack.proof import Proof, Step
from evaluation.disclosure.attack.system import LEAST_HIDDEN, AttackedSystem
from evaluation.disclosure.attack.versions import Change

_MOST_TERMS = 12


class Kind(StrEnum):
    """What is wrong.

    A hidden cell is ``small`` where it cannot reach the first number that may be shown, and ``determined`` where it
    is known to be a number that might have been shown: then hiding it protects nothing. It is ``alone`` where it can
    reach the threshold, but not while something that was hidden beside it is below: whoever knows why cells are
    hidden knows then that it is small. A ``change`` between publications is itself a small number of people. Where
    publications contradict one another by more, that is a ``correction``. In a ``contradiction`` that no correction
    explains nothing can be promised.
    """

    SMALL = "small"
    ALONE = "alone"
    DETERMINED = "determined"
    CHANGE = "change"
    CORRECTION = "correction"
    CONTRADICTION = "contradiction"


TELLS_SMALL = frozenset({Kind.SMALL, Kind.ALONE})
"""Kinds of findings by which a hidden cell is known to be small."""

_GIVEN_AWAY = TELLS_SMALL | {Kind.CHANGE, Kind.CONTRADICTION}


@dataclass(frozen=True)
class Finding:
    """Something that a release must not give away.

    Parameters
    ----------
    kind : Kind
    measure : str
    words : str
        What is known of whom.
    equation : str
        The public numbers that add up to it; empty where only whole numbers give it away, and beyond the first few.
    about : str
        Of whom it is, without what is known: the same when other numbers bound the same cell.
    numbers : tuple of str
        The public numbers of the newest publication that give it away, in their own words; none where it follows
        from earlier ones alone.
    """

    kind: Kind
    measure: str
    words: str
    equation: str
    about: str = ""
    numbers: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.words}: {self.equation}" if self.equation else self.words


def new_findings(findings: Iterable[Finding], before: Iterable[Finding]) -> list[Finding]:
    """Return what must not be given away, and was not without the newest publication.

    Parameters
    ----------
    findings : iterable of Finding
    before : iterable of Finding
        What was found with the earlier publications alone.
    """
    old = list(before)
    return [
        each
        for each in findings
        if each.kind in _GIVEN_AWAY
        and (each.numbers or each.kind is not Kind.CHANGE)
        and not any(is_known(each, other) for other in old)
    ]


def is_known(finding: Finding, before: Finding) -> bool:
    """Whether what is found was found before, with fewer publications."""
    same = (finding.words, finding.equation) == (before.words, before.equation)
    same = same or (finding.about and _cell(finding.about) == _cell(before.about))
    return finding.kind is before.kind and bool(same)


def _cell(about: str) -> str:
    """Return a cell in words without its publication, which is named where there are several."""
    return about.rpartition(", publication ")[0] or about


@dataclass(frozen=True)
class Interval:
    """What is known of a hidden cell: its feasibility interval.

    Parameters
    ----------
    cell : HiddenCell
    publication : str
        The first that hides it.
    lower : int
    upper : int or None
        None where nothing bounds it.
    is_reached : bool
        Tables of whole numbers reach both ends; False where they may be tighter, on the same side of the threshold.
    """

    cell: HiddenCell
    publication: str
    lower: int
    upper: int | None
    is_reached: bool


@dataclass(frozen=True)
class AttackReport:
    """What was tried, and what came of it.

    Parameters
    ----------
    intervals : tuple of Interval
        Of every hidden cell; cells within a contradiction have none.
    findings : tuple of Finding
    n_numbers : int
        Public numbers, each as often as it was published.
    n_unknowns : int
        Cells that the numbers tell apart.
    n_linear, n_whole : int
        Programs solved, in real and in whole numbers.
    n_open : int
        Cells of which it is not known whether whole numbers let them reach the threshold; real numbers do.
    is_whole : bool
        False where the unknowns are those of a table for each set of dimensions, and bounds may be too wide.
    systems : tuple of AttackedSystem
        What was attacked in the end, one for each measure.
    """

    intervals: tuple[Interval, ...]
    findings: tuple[Finding, ...]
    n_numbers: int
    n_unknowns: int
    n_linear: int
    n_whole: int
    n_open: int
    is_whole: bool
    systems: tuple[AttackedSystem, ...] = field(default=(), compare=False, repr=False)

    @property
    def smallest_upper(self) -> int | None:
        """The tightest upper bound of a hidden cell; None where there is none."""
        return min((each.upper for each in self.intervals if each.upper is not None), default=None)


def cell_words(system: AttackedSystem, cell: int) -> str:
    """Return a hidden cell in words, with its publication where there are several."""
    return _at(system.cells[cell].words, system.first_seen[cell], len(set(system.publication_of)) > 1)


def bound_words(lower: int, upper: int) -> str:
    """Return what is known of a hidden cell."""
    return f"is {upper}" if lower == upper else f"is {lower} to {upper}"


def change_words(change: Change) -> str:
    """Return two publications of one number, and what they differ by."""
    return (
        f"{change.after.words} was {change.before.lower} in {change.first} and is {change.after.lower} in "
        f"{change.second}, a change by {change.size}"
    )


def equation_words(system: AttackedSystem, proof: Proof) -> str:
    """Return a proof as a sum in words, the numbers that are added first."""
    return f"{numbers_words(system, proof)} leaves {_number(proof.bound)}"


def numbers_words(system: AttackedSystem, proof: Proof) -> str:
    """Return the numbers that a proof adds up in words, those that are added first."""
    steps = sorted(proof.steps, key=lambda step: (step.times < 0, step.row))
    terms = [text for step in steps if (text := _step_words(system, step))]
    if len(terms) > _MOST_TERMS:
        terms = [*terms[:_MOST_TERMS], f"and {len(terms) - _MOST_TERMS} more"]
    return " ".join(terms).removeprefix("plus ")


def newest_numbers(system: AttackedSystem, proof: Proof) -> tuple[str, ...]:
    """Return the numbers of the newest publication that a proof adds up, in their own words."""
    newest = system.n_publications - 1
    said = (system.reasons[row] for row in system.rows_of(proof) if system.told_in[row] == newest)
    return tuple(reason.words for reason in said if isinstance(reason, KnownNumber))


def _step_words(system: AttackedSystem, step: Step) -> str:
    said_by = system.known.upper_from if step.times > 0 else system.known.lower_from
    row = int(said_by[step.row])
    reason = system.reasons[row]
    if reason is None:
        return ""
    times = "" if abs(step.times) == 1 else f"{_number(abs(step.times))} times "
    sign = "plus" if step.times > 0 else "minus"
    words = _at(reason.words, system.publication_of[row], len(set(system.publication_of)) > 1)
    if isinstance(reason, KnownNumber):
        limit = reason.upper if step.times > 0 else reason.lower
        how = "" if reason.lower == reason.upper else "at most " if step.times > 0 else "at least "
        return f"{sign} {times}{words}: {how}{limit}"
    if isinstance(reason, HiddenCell):
        return f"{sign} {times}{words}: hidden, at least {LEAST_HIDDEN}"
    return f"{sign} {times}{_share_words(reason, words)}"


def _share_words(share: KnownShare, words: str) -> str:
    return f"{words}: {float(100 * share.lower):g} to {float(100 * share.upper):g} %"


def _at(words: str, publication: str, several: bool) -> str:
    return f"{words}, {publication}" if several and publication else words


def _number(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.4g}"
