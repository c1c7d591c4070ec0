"""What an attacker knows: numbers and shares that anyone can read, and cells that are shown as hidden."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

Window = tuple[int, int] | None
Groups = Mapping[str, frozenset[str]]


@dataclass(frozen=True, eq=False)
class People:
    """Whom a number counts.

    Parameters
    ----------
    window : (int, int) or None
        Half-open, in days; None for all time.
    groups : mapping
        Dimension to the levels covered; a dimension that is not named is covered whole.
    """

    window: Window
    groups: Groups

    @property
    def key(self) -> Hashable:
        """What is equal for the same people."""
        return (self.window, frozenset(self.groups.items()))


@dataclass(frozen=True, eq=False)
class KnownNumber:
    """A number of people that anyone can read, exact or between two whole numbers.

    Parameters
    ----------
    measure : str
        What one unit is; numbers of different measures are never compared.
    window, groups
        As in :class:`People`.
    lower, upper : int
        Equal for an exact number.
    words : str
        What it counts and where it stands, without the number.

    Raises
    ------
    ValueError
        If the bounds are out of order, or below 0.
    """

    measure: str
    window: Window
    groups: Groups
    lower: int
    upper: int
    words: str

    def __post_init__(self) -> None:
        if not 0 <= self.lower <= self.upper:
            raise ValueError(f"{self.words}: {self.lower} to {self.upper} is no number of people")

    @property
    def people(self) -> People:
        """Whom it counts."""
        return People(self.window, self.groups)


@dataclass(frozen=True, eq=False)
class KnownShare:
    """A share of one group in another, where neither number need be shown.

    Parameters
    ----------
    measure : str
    part, whole : People
    lower, upper : Fraction
        Between 0 and 1.
    words : str
    """

    measure: str
    part: People
    whole: People
    lower: Fraction
    upper: Fraction
    words: str


@dataclass(frozen=True, eq=False)
class HiddenCell:
    """A cell that is shown as hidden; as zeros are shown, it is 1 or more.

    Parameters
    ----------
    measure, window, groups, words
        As in :class:`KnownNumber`.
    table : str
        Where it is hidden, if that is known; why it is hidden is asked beside the other hidden cells there.
    """

    measure: str
    window: Window
    groups: Groups
    words: str
    table: str = ""

    @property
    def people(self) -> People:
        """Whom it counts."""
        return People(self.window, self.groups)


@dataclass(frozen=True, eq=False)
class Publication:
    """What became public at one time.

    Parameters
    ----------
    words : str
        Its name in messages: ``"release of 2024-05-01"``.
    numbers : tuple of KnownNumber
    hidden : tuple of HiddenCell
    shares : tuple of KnownShare
    """

    words: str
    numbers: tuple[KnownNumber, ...] = ()
    hidden: tuple[HiddenCell, ...] = ()
    shares: tuple[KnownShare, ...] = ()

    def of(self, measure: str) -> Publication:
        """Return what it says of one measure."""
        parts = {
            name: tuple(each for each in getattr(self, name) if each.measure == measure)
            for name in ("numbers", "hidden", "shares")
        }
        return replace(self, **parts)
