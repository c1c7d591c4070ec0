"""Rows of the results ledger: whom a number is about, and what every row has in common."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from evaluation.stats.estimate import Estimate, Status, slug_of

PLACES = ("arm", "community")
COUNTED = "counted"


@dataclass(frozen=True)
class Scope:
    """Whom a row of the ledger is about.

    Parameters
    ----------
    key : str
        The third part of the result id: ``all``, an arm or community, ``<dimension>.<level>``, or whatever else a
        quantity is given for: a group that is tested, a reason, a theme.
    terms : tuple of (str, str)
        Dimensions and levels that the number is restricted to; none for everybody.
    """

    key: str
    terms: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, dimension: str, level: str) -> Scope:
        """Return one level of a dimension. Arms and communities are known by their name alone."""
        key = level if dimension in PLACES else f"{dimension}.{slug_of(level)}"
        return cls(key, ((dimension, level),))

    @property
    def columns(self) -> dict[str, str]:
        """The ledger's ``arm``, ``community`` and ``subgroup``, as far as they are not blank."""
        places = {dimension: level for dimension, level in self.terms if dimension in PLACES}
        subgroup = ";".join(f"{dimension}={level}" for dimension, level in self.terms if dimension not in PLACES)
        return places | ({"subgroup": subgroup} if subgroup else {})


EVERYBODY = Scope("all")


def ledger_row(
    analysis: str, quantity: str, scope: Scope, *more: str, notes: Iterable[str] = (), **fields: object
) -> Estimate:
    """Return the row ``<analysis>/<quantity>/<scope>[/more]``.

    Parameters
    ----------
    analysis, quantity : str
    scope : Scope
    *more : str
        Further parts of the result id.
    notes : iterable of str
        What a reader must know; blank ones are left out.
    **fields
        The other fields of :class:`~evaluation.stats.estimate.Estimate`. Without them a row has no estimate, is
        primary and prespecified.
    """
    given = {"estimate": math.nan, "status": Status.PRIMARY, "prespecified": True} | scope.columns | fields
    return Estimate(
        result_id="/".join((analysis, quantity, scope.key, *more)),
        analysis=analysis,
        quantity=quantity,
        note="; ".join(note for note in notes if note),
        **given,
    )


def count_row(analysis: str, quantity: str, scope: Scope, number: int, **fields: object) -> Estimate:
    """Return the row of a count that describes the data: how many rows, people or codes there are."""
    given = {"status": Status.DIAGNOSTIC, "method": COUNTED} | fields
    return ledger_row(analysis, quantity, scope, estimate=float(number), **given)


def rows_by_reason(
    analysis: str, quantity: str, counts: Mapping[str, int], *, unit: str, note: str
) -> Iterator[Estimate]:
    """Yield how much was left out in all, then for each reason; the note says what it is, or why."""
    yield count_row(analysis, quantity, EVERYBODY, sum(counts.values()), unit=unit, notes=[note])
    for reason, number in sorted(counts.items()):
        words = reason.replace("_", " ")
        yield count_row(analysis, quantity, Scope(slug_of(reason)), number, unit=unit, notes=[words])
