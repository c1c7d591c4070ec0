"""Numbers that changed by a few people since they were published, where both follow and neither need be printed.

All people and one of two arms are shown now, and both arms were shown before: of the arm that is left out it follows
how many there are, and so how many more than before, and what these few said.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evaluation.disclosure.cells import Cells
from evaluation.disclosure.changed_rests import first_changed_rest
from evaluation.disclosure.differences import Leak
from evaluation.disclosure.equations import MOST_GROUPS, Equations, of_group
from evaluation.disclosure.lattice import TooFine
from evaluation.disclosure.scope import Count
from evaluation.disclosure.universe import Universe


def first_net_change(
    counts: Sequence[Count], before: Sequence[Sequence[Count]], hidden: range, closed: Universe | None = None
) -> Leak | None:
    """Return the first group whose number follows from counts, and from earlier ones as a few more or fewer, or None.

    A number that follows from some earlier counts as it is now is known; nothing is told by it. Each publication is
    read alone: it is about the data as they were.

    Parameters
    ----------
    counts : sequence of Count
        Of one measure, published together.
    before : sequence of sequence of Count
        Of the same measure, of each earlier publication.
    hidden : range
        Numbers of people that must not be inferred.
    closed : mapping of str to frozenset of str
        Dimensions that have these levels and no others.
    """
    told = [each for each in before if each]
    if not (counts and told and hidden):
        return None
    try:
        return _compared(counts, told, hidden, closed) or first_changed_rest(counts, told, hidden, closed)
    except TooFine:
        words = "earlier and present counts tell so many cells apart that they cannot be compared"
        return Leak(words, is_of_past=True, is_unknown=True)


def _compared(
    counts: Sequence[Count], told: Sequence[Sequence[Count]], hidden: range, closed: Universe | None
) -> Leak | None:
    cells = Cells([count.scope for each in (counts, *told) for count in each], closed)
    ends = np.cumsum([0, len(counts), *map(len, told)])
    now, *past = (_equations(cells, each, int(start)) for each, start in zip((counts, *told), ends[:-1], strict=True))
    for families in cells.lattice.questions(MOST_GROUPS):
        is_known, value = now.answers(families)
        few, is_old = np.zeros_like(is_known), np.zeros_like(is_known)
        for each in past:
            was_known, number = each.answers(families)
            apart = np.abs(value - number)
            few |= was_known & (apart >= hidden.start) & (apart < hidden.stop)
            is_old |= was_known & (apart == 0)
        places = np.argwhere(is_known & few & ~is_old)
        if places.size:
            group = cells.lattice.words_of(of_group(families, places[0])) or "all"
            words = f"{counts[0].scope.measure}s, {group}: {int(value[tuple(places[0])])} follows"
            return Leak(f"{words}, a few more or fewer than follows from an earlier publication", is_of_past=True)
    return None


def _equations(cells: Cells, counts: Sequence[Count], start: int) -> Equations:
    own = cells.part(start, start + len(counts))
    values = np.array([count.value for count in counts], dtype=np.int64)
    own.strike_out(np.flatnonzero(values == 0).tolist())
    return Equations(own, values)
