"""Which quotes are too many of one speaker, among those of a release and among all that were ever shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

LARGEST_SHARE = Fraction(1, 5)


def over_their_share(
    speakers: Mapping[str, str], shown_before: Collection[tuple[str, str]] = (), *, n_unknown: int = 0
) -> frozenset[str]:
    """Return the quotes to hold back so that no speaker of several has more than a fifth of those that are left.

    So it is among those that are left, and among these together with all that were shown before; there a quote whose
    speaker nobody knows any more may be of anybody. A speaker of one quote may always have it. Of a speaker of too
    many, those that were not shown before are held back first, and of these those whose names come last.

    Parameters
    ----------
    speakers : mapping of str to str
        Name of each quote to its speaker.
    shown_before : collection of (str, str)
        Name and speaker of each quote that was shown before, whether it is one of these or not.
    n_unknown : int
        Others that were shown before.
    """
    old = dict(shown_before)
    left = dict(sorted(speakers.items(), key=lambda quote: (quote[0] not in old, quote[0])))
    while True:
        here, ever = list(left.values()), list({**old, **left}.values())
        over = [
            name
            for name, who in left.items()
            if _is_over(here, who) or (name not in old and _is_over([*ever, *[who] * n_unknown], who))
        ]
        if not over:
            return frozenset(speakers.keys() - left.keys())
        del left[over[-1]]


def _is_over(speakers: Sequence[str], who: str) -> bool:
    return speakers.count(who) > max(1, LARGEST_SHARE * len(speakers))
