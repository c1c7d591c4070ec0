"""Limits that keep one speaker from being pieced together: share of all quotes, and people behind an attribution."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from typing import TypeVar

LARGEST_SHARE = Fraction(1, 5)
FEWEST_IN_CELL = 5

Cell = TypeVar("Cell", bound=Hashable)


def dominant_speakers(speakers: Iterable[str], *, largest_share: Fraction = LARGEST_SHARE) -> tuple[str, ...]:
    """Return the speakers of more than a share of the quotes, in alphabetical order.

    Parameters
    ----------
    speakers : iterable of str
        The speaker of each quote.
    largest_share : Fraction
        Between 0 and 1; a speaker of exactly this share is within the limit.

    Raises
    ------
    ValueError
        If the share is not above 0 and at most 1.
    """
    if not 0 < largest_share <= 1:
        raise ValueError(f"largest_share is {largest_share}, but must be above 0 and at most 1")
    counts = Counter(speakers)
    return tuple(sorted(speaker for speaker, n in counts.items() if n > largest_share * counts.total()))


def small_cells(
    attributions: Iterable[Cell], participants: Mapping[Cell, int], *, fewest: int = FEWEST_IN_CELL
) -> tuple[Cell, ...]:
    """Return the attributions, such as role class and region, that too few participants have, once each.

    Parameters
    ----------
    attributions : iterable of hashable
        How the speaker of each quote is named.
    participants : mapping of hashable to int
        Participants with each attribution; one that is not there has none.
    fewest : int
        Participants who must have it.
    """
    return tuple(cell for cell in dict.fromkeys(attributions) if participants.get(cell, 0) < fewest)
