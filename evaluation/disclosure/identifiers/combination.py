"""How many persons of the source frame fit what a quote says of its speaker, and whether they are enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from evaluation.disclosure.identifiers.word_lists import folded

FEWEST_MATCHING = 11
"""People who must fit two attributes or more."""
_COMBINED = 2


class Attribute(StrEnum):
    """What a quote may say of its speaker that, with another such thing, may point to one person."""

    ROLE = "role"
    GROUP = "group"
    PLACE = "place"
    EVENT = "event"
    DATE = "date"


@dataclass(frozen=True)
class Combination:
    """What a quote says of its speaker, together.

    Parameters
    ----------
    attributes : tuple of Attribute
        Those that it names.
    matching : int or None
        Persons in the source frame who fit all of them; None where the frame cannot tell.
    is_blocked : bool
        Too few fit, or nobody knows how many and two attributes or more are named.
    """

    attributes: tuple[Attribute, ...]
    matching: int | None
    is_blocked: bool


def score_combination(
    named: Mapping[Attribute, str],
    frame: Sequence[Mapping[Attribute, str]] | None,
    *,
    fewest: int = FEWEST_MATCHING,
) -> Combination:
    """Return how many persons fit all that a quote names, and whether it is blocked for that.

    A person of whom the frame does not know an attribute fits nothing that is named of it: the number is never too
    large. A quote that names nothing is not blocked.

    Parameters
    ----------
    named : mapping of Attribute to str
        Blank values name nothing.
    frame : sequence of mapping, or None
        One mapping for each person of the source frame; None where there is no frame. Values are compared in lower
        case and without accents.
    fewest : int
        Persons who must fit a single attribute, 1 or more; several need ``FEWEST_MATCHING``, or this if it is more.

    Raises
    ------
    ValueError
        If ``fewest`` is below 1.
    """
    if fewest < 1:
        raise ValueError(f"fewest is {fewest}, but must be 1 or more")
    said = {attribute: _plain(value) for attribute, value in named.items() if _plain(value)}
    attributes = tuple(attribute for attribute in Attribute if attribute in said)
    matching = _matching(said, frame)
    if not attributes:
        return Combination((), matching, is_blocked=False)
    is_combined = len(attributes) >= _COMBINED
    if matching is None:
        return Combination(attributes, None, is_blocked=is_combined)
    least = max(fewest, FEWEST_MATCHING) if is_combined else fewest
    return Combination(attributes, matching, is_blocked=matching < least)


def _matching(said: Mapping[Attribute, str], frame: Sequence[Mapping[Attribute, str]] | None) -> int | None:
    if frame is None:
        return None
    known = {attribute for person in frame for attribute, value in person.items() if _plain(value)}
    if not known.issuperset(said):
        return None
    return sum(all(_plain(person.get(each, "")) == value for each, value in said.items()) for person in frame)


def _plain(value: str) -> str:
    return " ".join(folded(value).split())
