"""What is left of a total without the cells that are shown inside it, and how many people that changed by.

Some cells of a table are hidden, and stay so. Numbers beside them were corrected, each by many people or by nobody;
then what the hidden cells together changed by follows exactly, and is few people, though no group of which a reader
would ask is made of these cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.cells import Cells
from evaluation.disclosure.differences import Leak
from evaluation.disclosure.scope import Count, Scope
from evaluation.disclosure.subtraction import Sets, disjoint_families
from evaluation.disclosure.truth import as_closed
from evaluation.disclosure.universe import Universe

_Values = Mapping[Scope, int]


@dataclass(frozen=True, eq=False)
class _Rest:
    """A total without parts of it."""

    whole: Scope
    parts: tuple[Scope, ...]

    def of(self, values: _Values) -> int | None:
        """Return how many it counts, or None where one of its numbers is not there."""
        if not all(scope in values for scope in (self.whole, *self.parts)):
            return None
        return values[self.whole] - sum(values[scope] for scope in self.parts)


def first_changed_rest(
    counts: Sequence[Count], before: Sequence[Sequence[Count]], hidden: range, closed: Universe | None = None
) -> Leak | None:
    """Return the first total of which a few people more or fewer are left than by an earlier publication, or None.

    Taken off is one number inside it, or all that a table or breakdown has inside it. What is left by some earlier
    publication as it is now is known; nothing is told by it.

    Parameters
    ----------
    counts, before, hidden, closed
        As in :func:`evaluation.disclosure.net_changes.first_net_change`.

    Raises
    ------
    TooFine
        If the counts tell too many cells apart.
    """
    now, *past = (_values(told, closed or {}) for told in (counts, *before))
    blocks: dict[str, list[Scope]] = {}
    for count in counts:
        blocks.setdefault(count.block, []).append(as_closed(count.scope, closed or {}))
    for values in past:
        changes = {scope: value - values[scope] for scope, value in now.items() if scope in values}
        rests = _changed_by(hidden, changes, blocks.values(), closed) if any(changes.values()) else ()
        for rest in rests:
            is_now = rest.of(now)
            if not any(rest.of(other) == is_now for other in past):
                label = next(each.label for each in counts if as_closed(each.scope, closed or {}) == rest.whole)
                words = f"{label} without {len(rest.parts)} shown inside: {is_now} follows"
                return Leak(f"{words}, a few more or fewer than from an earlier publication", is_of_past=True)
    return None


def _values(counts: Sequence[Count], closed: Universe) -> _Values:
    return {as_closed(count.scope, closed): count.value for count in counts}


def _changed_by(
    hidden: range, changes: _Values, blocks: Sequence[Sequence[Scope]], closed: Universe | None
) -> Iterator[_Rest]:
    scopes = list(changes)
    place = {scope: at for at, scope in enumerate(scopes)}
    shared = Cells(scopes, closed).shared()
    change = np.array([changes[scope] for scope in scopes])
    members = (dict.fromkeys(place[scope] for scope in block if scope in place) for block in blocks)
    families = disjoint_families(members, shared)
    sets = Sets(change, shared, families)
    inside, size = sets.inside(), sets.size

    def is_few(numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
        return (np.abs(numbers) >= hidden.start) & (np.abs(numbers) < hidden.stop)

    apart = inside & is_few(change[:, None] - change[None, :]) & (size[:, None] > size[None, :])
    for whole, part in np.argwhere(apart):
        yield _Rest(scopes[whole], (scopes[part],))
    for family in families:
        within = inside[:, family]
        is_left = size > within @ size[family]
        few = is_few(change - within @ change[family]) & is_left & (within.sum(axis=1) > 1)
        for whole in np.flatnonzero(few):
            yield _Rest(scopes[whole], tuple(scopes[part] for part in family[within[whole]]))
