"""A number of people that anyone can read in a release, and whom it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

OF_TABLE = "table "
"""How the family of the cells of a table begins."""

Window = tuple[pd.Timestamp, pd.Timestamp]


@dataclass(frozen=True, eq=False)
class Fact:
    """A number that anyone can read.

    Parameters
    ----------
    measure : str
    value : int or None
        None for a cell that is shown as hidden, or rounded.
    window : (Timestamp, Timestamp) or None
    groups : mapping
        Dimension to the levels covered; a dimension that is not named is covered whole.
    words : str
        The number in words, with the file it stands in.
    family : str
        Numbers of one column of one file with the same dimensions.
    is_exact : bool
        False for a number that a model only comes near to: it is judged alone, not subtracted.
    between : (int, int or None)
        Of a number that is not told, the least and the most that it can be. Zeros are shown: what is hidden is 1 or
        more.
    is_listed : bool
        False for the zero of levels that no row of a table names, and for a sum with it.
    """

    measure: str
    value: int | None
    window: Window | None
    groups: Mapping[str, frozenset[str]]
    words: str
    family: str
    is_exact: bool = True
    between: tuple[int, int | None] = (1, None)
    is_listed: bool = True

    @property
    def days(self) -> tuple[int, int] | None:
        """The window in days as ``date.toordinal``; None for all time."""
        return (self.window[0].toordinal(), self.window[1].toordinal()) if self.window else None
