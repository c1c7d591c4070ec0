"""What releases about the same people have in common: each is read by what all of them say together."""

from __future__ import annotations

from dataclasses import dataclass

from evaluation.data.series_parts import NO_PARTS, SeriesParts
from evaluation.disclosure.judged import Judged
from evaluation.disclosure.published.follow_up import NO_ENDS, Ends


@dataclass(frozen=True)
class Across:
    """What readers of several releases know of each.

    Parameters
    ----------
    ends : Ends
        Days and ways in which follow-up can end.
    parts : SeriesParts
        Which series are parts of which.
    judged : tuple of Judged
        Definitions of retention that were shown.
    """

    ends: Ends = NO_ENDS
    parts: SeriesParts = NO_PARTS
    judged: tuple[Judged, ...] = ()

    def __or__(self, other: Across) -> Across:
        return Across(self.ends | other.ends, self.parts | other.parts, (*self.judged, *other.judged))


ALONE = Across()
"""Of a release that is read alone."""
