"""Numbers that must not follow from what is published although they are not small.

Beside what was published before they would tell of a few people: so many left by the headline of today, and three
fewer by a definition that an earlier release shows. No set lies inside the other, so that no subtraction of sets
finds it; what must not be had is the number itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.data.output_table import Measure
from evaluation.disclosure.cells import Cells
from evaluation.disclosure.differences import Leak
from evaluation.disclosure.equations import are_determined
from evaluation.disclosure.judged import Judged, Number
from evaluation.disclosure.lattice import TooFine
from evaluation.disclosure.ledger_counts import LedgerReader
from evaluation.disclosure.scope import Count, Scope
from evaluation.disclosure.universe import Universe


@dataclass(frozen=True)
class Guarded:
    """A number that must not follow.

    Parameters
    ----------
    scope : Scope
        Whom it counts.
    without : Scope or None
        Whom it does not.
    words : str
        What it would tell: for the evaluator, never for the public.
    """

    scope: Scope
    without: Scope | None
    words: str


def guarded_numbers(reader: LedgerReader, before: Sequence[Judged], hidden: range) -> Iterator[Guarded]:
    """Yield what the headline of retention must not tell beside definitions that earlier publications show.

    Parameters
    ----------
    reader : LedgerReader
        Of the run.
    before : sequence of Judged
        What earlier publications about the same people show.
    hidden : range
        Numbers that must not be shown or inferred.
    """
    for other in before:
        for number, told in reader.headline_by_day.pairs(other):
            apart = abs(number[-1] - told[-1])
            if apart in hidden:
                yield _guarded(reader, number, f"{told[-1]} by {other.name}, {apart} apart")


def first_that_follows(
    counts: Sequence[Count], guarded: Sequence[Guarded], closed: Universe | None = None
) -> Leak | None:
    """Return the first number of some that must not follow from counts of one measure, and does, or None.

    Parameters
    ----------
    counts : sequence of Count
    guarded : sequence of Guarded
    closed : mapping of str to frozenset of str
        Dimensions that have these levels and no others.
    """
    try:
        found = following(counts, guarded, closed)
    except TooFine:
        return Leak("the counts tell so many cells apart that they cannot be checked", is_unknown=True)
    return Leak(found[0].words, is_of_past=True) if found else None


def following(
    counts: Sequence[Count], guarded: Sequence[Guarded], closed: Universe | None = None
) -> tuple[Guarded, ...]:
    """Return those that follow from counts of one measure.

    Raises
    ------
    TooFine
        If the counts tell so many cells apart that it is not known.
    """
    if not (counts and guarded):
        return ()
    asked = [scope for each in guarded for scope in (each.scope, each.without or each.scope)]
    cells = Cells([*(count.scope for count in counts), *asked], closed)
    cells.strike_out([at for at, count in enumerate(counts) if not count.value])
    rows = cells.rows()
    whole, part = rows[len(counts) :: 2], rows[len(counts) + 1 :: 2]
    is_part = np.array([each.without is not None for each in guarded], dtype=float)
    determined = are_determined(cells, len(counts), (whole - part.multiply(is_part[:, None])).tocsr())
    return tuple(each for each, follows in zip(guarded, determined, strict=True) if follows)


def _guarded(reader: LedgerReader, number: Number, beside: str) -> Guarded:
    what, day, value = number
    everybody, left = reader.everybody(), None if day is None else reader.left_by(day)
    when = "" if day is None else f" by day {day}"
    words = f"{Measure.PERSON.plural}, {what}{when}, the headline: {value}; {beside}"
    if what == "left":
        return Guarded(left, None, words)
    return Guarded(everybody, left, words)
