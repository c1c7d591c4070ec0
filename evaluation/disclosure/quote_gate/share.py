"""Which quotes are too many of one speaker."""

from __future__ import annotations

from collections.abc import Iterable

from evaluation.disclosure.identifiers.speakers import dominant_speakers


def over_their_share(quotes: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the quotes to hold back so that no speaker of several has more than a fifth of those that are left.

    A speaker may always have one quote. Of a speaker of too many, those whose names come last are held back.

    Parameters
    ----------
    quotes : iterable of (str, str)
        Name and speaker of each.
    """
    left = sorted(quotes)
    held: set[str] = set()
    while True:
        several = {speaker for _, speaker in left if sum(other == speaker for _, other in left) > 1}
        over = [each for each in left if each[1] in several.intersection(dominant_speakers(who for _, who in left))]
        if not over:
            return frozenset(held)
        held.add(over[-1][0])
        left.remove(over[-1])
