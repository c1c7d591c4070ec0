"""Everything public about one measure as linear inequalities between whole numbers of 0 or more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evaluation.disclosure.attack.axes import axes_of
from evaluation.disclosure.attack.beside import Beside, beside_each
from evaluation.disclosure.attack.known import HiddenCell, KnownNumber, KnownShare, Publication
from evaluation.disclosure.attack.unknowns import unknowns_of

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from evaluation.disclosure.attack.proof import Proof

LEAST_HIDDEN = 1
NOBODY = -1
"""In place of the number of a publication, where none says what holds by itself."""


@dataclass(frozen=True, eq=False)
class Inequalities:
    """``lower <= rows @ cells <= upper``, rows with the same left side joined to one.

    Parameters
    ----------
    rows : csr_array of int, shape (m, n)
    lower, upper : ndarray of float, shape (m,)
        Whole numbers, or infinite.
    lower_from, upper_from : ndarray of int, shape (m,)
        Which of the rows before they were joined gives each bound.
    """

    rows: csr_array
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    lower_from: NDArray[np.int64]
    upper_from: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class AttackedSystem:
    """What is public about one measure.

    Parameters
    ----------
    known : Inequalities
    reasons : tuple of KnownNumber, KnownShare, HiddenCell or None
        What each row before joining says; None for sums of tables that agree by themselves.
    publication_of : tuple of str
        Where it says so.
    told_in : tuple of int
        The number of that publication, or ``NOBODY``.
    n_publications : int
    cells : tuple of HiddenCell
    first_seen : tuple of str
        The publication that hides each.
    row_of : ndarray of int, shape (len(cells),)
        The row that has each hidden cell on its left side.
    beside : mapping
        Row of a hidden cell to the rows that were hidden beside it, a set for each table that hides it.
    is_whole : bool
        See :class:`~evaluation.disclosure.attack.unknowns.Unknowns`.
    """

    known: Inequalities
    reasons: tuple[KnownNumber | KnownShare | HiddenCell | None, ...]
    publication_of: tuple[str, ...]
    told_in: tuple[int, ...]
    n_publications: int
    cells: tuple[HiddenCell, ...]
    first_seen: tuple[str, ...]
    row_of: NDArray[np.int64]
    beside: Mapping[int, tuple[Beside, ...]]
    is_whole: bool

    def rows_of(self, proof: Proof) -> list[int]:
        """Return the rows before joining that a proof adds up."""
        bounds = ((self.known.upper_from if step.times > 0 else self.known.lower_from, step) for step in proof.steps)
        return [int(source[step.row]) for source, step in bounds]


def system_of(
    publications: Sequence[Publication],
    closed: Mapping[str, frozenset[str]] | None = None,
    versions: NDArray[np.int64] | None = None,
) -> AttackedSystem:
    """Return everything that is public about one measure as one system.

    Parameters
    ----------
    publications : sequence of Publication
        Oldest first, of one measure.
    closed : mapping
        Dimensions that have these levels and no others.
    versions : ndarray of int, shape (publications, spans), optional
        Which version of the data each has in each stretch of time; by default as their numbers that changed say.

    Raises
    ------
    TooManyUnknowns
        If the numbers tell too many cells apart.
    """
    from scipy.sparse import csr_array, vstack

    told = [
        (at, people)
        for at, public in enumerate(publications)
        for people in (
            *(each.people for each in (*public.numbers, *public.hidden)),
            *(each for share in public.shares for each in (share.part, share.whole)),
        )
    ]
    axes = axes_of(publications, told, closed or {}, versions)
    entries: list[tuple[tuple[tuple[int, int], ...], float, float]] = []
    reasons: list[KnownNumber | KnownShare | HiddenCell | None] = []
    names: list[str] = []
    told_in: list[int] = []
    empty = np.zeros(len(axes.masks[0]), dtype=bool)
    hidden: dict[int, tuple[HiddenCell, str, int]] = {}
    all_hidden: list[tuple[str, HiddenCell, int]] = []
    for at, public in enumerate(publications):
        for number in public.numbers:
            place = axes.place_of[at, number.people.key]
            empty[place] |= number.upper == 0
            entries.append((((place, 1),), number.lower, number.upper))
        for share in public.shares:
            part, whole = (axes.place_of[at, each.key] for each in (share.part, share.whole))
            low, high = share.lower, share.upper
            entries.append((((part, low.denominator), (whole, -low.numerator)), 0, np.inf))
            entries.append((((part, high.denominator), (whole, -high.numerator)), -np.inf, 0))
        for cell in public.hidden:
            place = axes.place_of[at, cell.people.key]
            hidden.setdefault(place, (cell, public.words, len(entries)))
            all_hidden.append((public.words, cell, len(entries)))
            entries.append((((place, 1),), LEAST_HIDDEN, np.inf))
        said = [*public.numbers, *(share for share in public.shares for _ in range(2)), *public.hidden]
        reasons += said
        names += [public.words] * len(said)
        told_in += [at] * len(said)
    unknowns = unknowns_of(axes, empty)
    n_free = unknowns.agreements.shape[0]
    if len(publications) == 1:
        names = [""] * len(names)
    where = [(row, place, factor) for row, (terms, *_) in enumerate(entries) for place, factor in terms]
    row, place, factor = np.array(where, dtype=np.int64).reshape(-1, 3).T
    combine = csr_array((factor, (row, place)), shape=(len(entries), len(empty)))
    rows = csr_array(vstack([combine @ unknowns.members, unknowns.agreements]), dtype=np.int64)
    lower = np.array([*(low for _, low, _ in entries), *[0] * n_free], dtype=float)
    upper = np.array([*(high for *_, high in entries), *[0] * n_free], dtype=float)
    known, row_of = joined_from(rows, lower, upper)
    return AttackedSystem(
        known,
        (*reasons, *[None] * n_free),
        (*names, *[""] * n_free),
        (*told_in, *[NOBODY] * n_free),
        len(publications),
        tuple(cell for cell, *_ in hidden.values()),
        tuple(words for _, words, _ in hidden.values()),
        row_of[[entry for *_, entry in hidden.values()]],
        beside_each([(words, cell, int(row_of[entry])) for words, cell, entry in all_hidden]),
        unknowns.is_whole,
    )


def joined(rows: csr_array, lower: NDArray[np.float64], upper: NDArray[np.float64]) -> Inequalities:
    """Join rows with the same left side; of equal bounds, the one that comes first is kept."""
    return joined_from(rows, lower, upper)[0]


def joined_from(
    rows: csr_array, lower: NDArray[np.float64], upper: NDArray[np.float64]
) -> tuple[Inequalities, NDArray[np.int64]]:
    """Join rows as :func:`joined` does, and return besides which row each became."""
    from scipy.sparse import csr_array

    rows = csr_array(rows)
    rows.eliminate_zeros()
    rows.sort_indices()
    groups: dict[tuple[bytes, bytes], list[int]] = {}
    became = np.zeros(rows.shape[0], dtype=np.int64)
    order: dict[tuple[bytes, bytes], int] = {}
    for at in range(rows.shape[0]):
        part = slice(rows.indptr[at], rows.indptr[at + 1])
        key = (rows.indices[part].tobytes(), rows.data[part].tobytes())
        groups.setdefault(key, []).append(at)
        became[at] = order.setdefault(key, len(order))
    members = list(groups.values())
    below = np.array([max(each, key=lambda at: lower[at]) for each in members], dtype=np.int64)
    above = np.array([min(each, key=lambda at: upper[at]) for each in members], dtype=np.int64)
    first = np.array([each[0] for each in members], dtype=np.int64)
    return Inequalities(csr_array(rows[first]), lower[below], upper[above], below, above), became
